"""Makes `letter.docx`, the one Word skeleton that every letter is filled into.

    python -m bot.documents.writing.skeleton

Its paragraphs carry the tags that docxtpl fills; looks are Word styles, so that whoever
edits a letter finds them under their names.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

PLACE = Path(__file__).with_name("letter.docx")
FONT = "Arial"  # on every machine that has a word processor
CELL = "Vigie cell"
MILLIMETRE = 36_000  # English metric units


def build() -> Any:
    docx: Any = import_module("docx")
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = 210 * MILLIMETRE, 297 * MILLIMETRE
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, 22 * MILLIMETRE)
    _styles(made)
    _paragraphs(made)
    note = section.footer.paragraphs[0]
    note.text, note.style = "{{ footer }}", made.styles["Footer"]
    return made


def _styles(made: Any) -> None:
    units: Any = import_module("docx.shared")
    plain = made.styles["Normal"]
    plain.font.name, plain.font.size = FONT, units.Pt(10.5)
    plain.paragraph_format.space_after = units.Pt(8)
    for name, indent in (("Vigie sender", 0), ("Vigie recipient", 88), ("Vigie sign", 88)):
        style = made.styles.add_style(name, 1)
        style.base_style = plain
        style.paragraph_format.left_indent = indent * MILLIMETRE
        style.paragraph_format.space_after = units.Pt(20)
    for name, size in (("Heading 1", 11.5), ("Heading 2", 10.5)):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, units.Pt(size)
        style.font.color.rgb = units.RGBColor(0x16, 0x23, 0x2F)
        style.element.rPr.rFonts.clear()
        style.element.rPr.rFonts.set(_qualified("w:ascii"), FONT)
        style.element.rPr.rFonts.set(_qualified("w:hAnsi"), FONT)
    for name in ("Vigie note", CELL):
        small = made.styles.add_style(name, 1)
        small.base_style = plain
        small.font.size = units.Pt(9)
    made.styles[CELL].paragraph_format.space_after = 0
    made.styles["Footer"].font.size = units.Pt(8)


def _qualified(name: str) -> str:
    found: str = import_module("docx.oxml.ns").qn(name)
    return found


def _paragraphs(made: Any) -> None:
    def say(text: str, style: str = "Normal") -> None:
        made.add_paragraph(text, style=style)

    say("{%p for b in blocks %}")
    for kind, style in STYLES.items():
        say(f"{{%p if b.t == '{kind}' %}}")
        say("{{r b.rich }}", style)
        say("{%p endif %}")
    say("{%p if b.t == 'list' %}")
    say("{%p for point in b.points %}")
    say("{{r point }}", "List Bullet")
    say("{%p endfor %}")
    say("{%p endif %}")
    say("{%p if b.t == 'table' %}")
    _table(made)
    say("")
    say("{%p endif %}")
    say("{%p endfor %}")


STYLES = {
    "sender": "Vigie sender",
    "recipient": "Vigie recipient",
    "place": "Vigie recipient",
    "h1": "Heading 1",
    "h2": "Heading 2",
    "p": "Normal",
    "note": "Vigie note",
    "sign": "Vigie sign",
}


def _table(made: Any) -> None:
    table = made.add_table(rows=4, cols=3)
    table.style = made.styles["Table Grid"]
    _cells(table.rows[0], "{%tc for c in b.head %}", "{%tc endfor %}")
    table.rows[1].cells[0].text = "{%tr for row in b.rows %}"
    _cells(table.rows[2], "{%tc for c in row %}", "{%tc endfor %}")
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for row in (table.rows[0], table.rows[2]):
        _mark(row, "w:cantSplit")
    _mark(table.rows[0], "w:tblHeader")  # repeated on every page
    _as_wide_as_the_page(table)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(import_module("docx.oxml").OxmlElement(name))  # noqa: SLF001 - python-docx has no other way


def _as_wide_as_the_page(table: Any) -> None:
    """However many columns it gets: none says how wide it wants to be."""
    widths = [(table._tbl.tblPr.find(_qualified("w:tblW")), "pct", "5000")]  # noqa: SLF001 - python-docx has no other way
    widths += [
        (cell._tc.tcPr.find(_qualified("w:tcW")), "auto", "0")  # noqa: SLF001
        for row in table.rows
        for cell in row.cells
    ]
    for width, kind, amount in widths:
        width.set(_qualified("w:type"), kind)
        width.set(_qualified("w:w"), amount)


def _cells(row: Any, first: str, last: str) -> None:
    """A cell for each value; amounts stand to the right."""
    row.cells[0].text, row.cells[2].text = first, last
    cell = row.cells[1]
    cell.text = "{%p if c.right %}"
    right = cell.add_paragraph("{{r c.rich }}")
    right.alignment = 2
    cell.add_paragraph("{%p else %}")
    cell.add_paragraph("{{r c.rich }}")
    cell.add_paragraph("{%p endif %}")
    for paragraph in cell.paragraphs:
        paragraph.style = CELL


if __name__ == "__main__":
    build().save(PLACE)
