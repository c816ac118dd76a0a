"""A sheet as a Word document that the owner can edit, filled into `letter.docx`."""

from __future__ import annotations

import json
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.documents.writing.sheets import FILL, STRONG

SKELETON = Path(__file__).with_name("letter.docx")
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
YELLOW = "#fbe8cf"


def docx(sheet: str) -> bytes:
    """The DOCX of a sheet's JSON."""
    docxtpl: Any = import_module("docxtpl")  # 0.3 s: with the first letter asked for
    said = json.loads(sheet)
    letter = docxtpl.DocxTemplate(SKELETON)
    blocks = [_block(docxtpl, block) for block in said["blocks"]]
    letter.render({"blocks": blocks, "footer": said["footer"]}, autoescape=True)
    about = letter.docx.core_properties
    about.title, about.author, about.language = (
        said["title"],
        said["author"],
        LOCALES[said["lang"]],
    )
    about.comments = ""
    _speak(letter.docx, LOCALES[said["lang"]])
    out = BytesIO()
    letter.save(out)
    return out.getvalue()


def _block(docxtpl: Any, block: dict[str, Any]) -> dict[str, Any]:
    match block["t"]:
        case "table":
            rights = [column["right"] for column in block["columns"]]
            strong = set(block["strong"])
            head = [
                _cell(docxtpl, c["runs"], c["right"], strong=True) for c in block["columns"]
            ]
            rows = [
                [
                    _cell(docxtpl, runs, right, strong=place in strong)
                    for runs, right in zip(row, rights, strict=True)
                ]
                for place, row in enumerate(block["rows"])
            ]
            return {"t": "table", "head": head, "rows": rows}
        case "list":
            points = [_rich(docxtpl, [item["runs"]]) for item in block["items"]]
            return {"t": "list", "points": points}
        case "pairs":
            lines = [[*name, [" : ", ""], *value] for name, value in block["rows"]]
            return {"t": "p", "rich": _rich(docxtpl, lines)}
        case "pagebreak":
            return {"t": ""}
        case kind:
            return {"t": kind, "rich": _rich(docxtpl, block["lines"])}


def _cell(docxtpl: Any, runs: list[list[str]], right: bool, *, strong: bool) -> Any:  # noqa: FBT001 - told by the column
    dressed = [[text, STRONG if strong else dress] for text, dress in runs]
    return {"right": right, "rich": _rich(docxtpl, [dressed])}


def _rich(docxtpl: Any, lines: list[list[list[str]]]) -> Any:
    """Rich text escapes what it is given."""
    rich = docxtpl.RichText()
    for place, line in enumerate(lines):
        if place:
            rich.add("\n")
        for text, dress in line:
            if dress == FILL:
                rich.add(f"[{text}]", highlight=YELLOW)
            else:
                rich.add(text, bold=dress == STRONG)
    return rich


def _speak(document: Any, locale: str) -> None:
    """The language by which a word processor checks the spelling."""
    qualified: Any = import_module("docx.oxml.ns").qn
    for found in document.styles.element.iter(qualified("w:lang")):
        found.set(qualified("w:val"), locale)
