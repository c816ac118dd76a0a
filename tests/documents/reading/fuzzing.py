"""`make fuzz`: atheris looks for bytes that no reader answers, for as long as one likes.

It begins with the good files of `spoiling` and follows the branches of our readers and of
pypdf. A finding is a file that a reader fails on (refused as « unreadable »), that takes
over two seconds, or that needs more memory than the child has. Findings and the corpus lie
in var/fuzz. Options are libFuzzer's: `-max_total_time=60`.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot.documents.reading", "pypdf"]):
    import bot.documents.reading.einvoices.documents
    import bot.documents.reading.einvoices.pdf  # noqa: F401 - instrumented here
    from bot.documents.reading import Source, read

from tests.documents.reading.spoiling import GOOD

ROOM = Path("var/fuzz")
LIMITS = (
    "-timeout=2",
    "-rss_limit_mb=600",
    "-max_len=100000",
    "-artifact_prefix=var/fuzz/",
)
# In memory where there is such a place: a disk would be most of the time.
SHELF = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112


class Unanswered(AssertionError):
    """A reader failed on these bytes."""


def answered(path: Path) -> None:
    paper = read(Source.of(path))
    if paper.refused is not None and paper.refused.key == "unreadable":
        raise Unanswered


def main() -> None:
    logging.disable(logging.CRITICAL)
    corpus = ROOM / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in GOOD.items():
        (corpus / name).write_bytes(content)
    with tempfile.NamedTemporaryFile(dir=SHELF) as file:
        path = Path(file.name)

        def one(data: bytes) -> None:
            path.write_bytes(data)
            answered(path)

        atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
