"""Case files (a contract with its buyers and facts, in YAML): known here, read elsewhere.

What stands in them is a company's whole books; `bot.cases` reads those.
"""

from __future__ import annotations

import re

from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Paper, PaperKind

MARK = re.compile(r"^policy:", re.MULTILINE)
BESIDE = re.compile(r"^(?:name|buyers|facts|expect):", re.MULTILINE)


def recognises(source: Source) -> bool:
    head = source.head.decode("utf-8-sig", "replace")
    return bool(MARK.search(head) and BESIDE.search(head))


def read(source: Source) -> Paper:
    try:
        text = source.path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8") from None
    return Paper(file=source.name, kind=PaperKind.CASE, case_text=text)
