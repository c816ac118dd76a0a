"""A document as data: what the templates worded, as blocks that any engine can set.

A template of templates/<lang>/documents or /letters is written in a few tags of its own,
escaped like any other; read here, once, they become blocks of plain text with at most two
dresses: strong, and "to be filled in by hand". No engine ever reads the words as code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from bot.rendering import Words

NOT_WRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SPACES = re.compile(r"[ \t\r\n]+")  # no-break spaces are no such spaces
STRONG, FILL = "b", "fill"
PLAIN_BLOCKS = frozenset({"h1", "h2", "p", "note", "sender", "recipient", "place", "sign"})

Run = list[str]  # text and dress
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`kind`: "file" or "letter"; `footer` stands on every page."""

    lang: str
    title: str
    author: str
    kind: str
    footer: str
    blocks: tuple[Block, ...]

    def as_json(self) -> str:
        return json.dumps(
            {
                "lang": self.lang,
                "title": self.title,
                "author": self.author,
                "kind": self.kind,
                "footer": self.footer,
                "page": PAGE[self.lang],
                "blocks": self.blocks,
            },
            ensure_ascii=False,
        )

    def as_text(self) -> str:
        """The words alone, a line for each block or row: what a test compares."""
        return "\n".join(line for block in self.blocks for line in _lines(block)) + "\n"


PAGE = {"fr": "Page", "en": "Page"}


def sheet(words: Words, template: str, *, author: str, **values: object) -> Sheet:
    """templates/<lang>/<template> filled in. Its root names title, kind and footer."""
    text = words.say(template, **values)
    root = ET.fromstring(clean(text))  # noqa: S314 - our own template, escaped
    return Sheet(
        words.lang,
        root.get("title", ""),
        clean(author),
        root.get("kind", "file"),
        root.get("footer", ""),
        tuple(_blocks(root)),
    )


def clean(text: str) -> str:
    """Without what no document may hold: control characters and halves of characters."""
    return NOT_WRITABLE.sub("", text)


def _blocks(root: ET.Element) -> Iterator[Block]:
    for element in root:
        match element.tag:
            case tag if tag in PLAIN_BLOCKS:
                yield {"t": tag, "lines": _broken(element)}
            case "ul":
                items = [{"mark": e.get("mark", "●"), "runs": _runs(e)} for e in element]
                yield {"t": "list", "items": items}
            case "pairs":
                rows = [[[[e.get("name", ""), ""]], _runs(e)] for e in element]
                yield {"t": "pairs", "rows": rows}
            case "table":
                yield _table(element)
            case "pagebreak":
                yield {"t": "pagebreak"}
            case other:
                raise ValueError(other)


def _table(element: ET.Element) -> Block:
    head, rows = element.findall("th"), element.findall("tr")
    return {
        "t": "table",
        "columns": [
            {"runs": _runs(e), "right": e.get("right") == "1", "wide": e.get("wide") == "1"}
            for e in head
        ],
        "rows": [[_runs(cell) for cell in row] for row in rows],
        "strong": [place for place, row in enumerate(rows) if row.get("strong") == "1"],
    }


def _broken(element: ET.Element) -> list[list[Run]]:
    """The lines of a block that `<br/>` breaks."""
    lines: list[list[Run]] = [[]]
    for text, dress in _pieces(element):
        if dress == "br":
            lines.append([])
        else:
            lines[-1].append([text, dress])
    return [_tidy(line) for line in lines]


def _runs(element: ET.Element) -> list[Run]:
    return _tidy([[text, dress] for text, dress in _pieces(element) if dress != "br"])


def _pieces(element: ET.Element) -> Iterator[tuple[str, str]]:
    yield element.text or "", ""
    for child in element:
        if child.tag == "br":
            yield "", "br"
        else:
            yield "".join(child.itertext()), child.tag
        yield child.tail or "", ""


def _tidy(line: list[Run]) -> list[Run]:
    """Spaces of the template's layout become one; none at the ends."""
    runs = [[SPACES.sub(" ", text), dress] for text, dress in line if text]
    if runs:
        runs[0][0] = runs[0][0].lstrip(" ")
        runs[-1][0] = runs[-1][0].rstrip(" ")
    return [run for run in runs if run[0]]


def _lines(block: Block) -> Iterator[str]:
    match block["t"]:
        case "list":
            yield from (f"{item['mark']} {_said(item['runs'])}" for item in block["items"])
        case "pairs":
            yield from (f"{_said(name)}: {_said(value)}" for name, value in block["rows"])
        case "table":
            yield " | ".join(_said(column["runs"]) for column in block["columns"])
            yield from (" | ".join(map(_said, row)) for row in block["rows"])
        case "pagebreak":
            yield "---"
        case tag:
            mark = {"h1": "# ", "h2": "## "}.get(tag, "")
            yield from (mark + _said(line) for line in block["lines"])
            yield ""


def _said(runs: list[Run]) -> str:
    return "".join(f"[{text}]" if dress == FILL else text for text, dress in runs)
