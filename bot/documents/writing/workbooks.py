"""Tables as a workbook: numbers are numbers, days are days, and text is never a formula.

Between the tables and the file stands JSON, so that a workbook can wait in the outbox and
be written when it is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from typing import Any, Protocol

from bot.documents.writing.sheets import clean
from bot.rendering import Words
from domain.money import Money, Percentage

LONGEST_TITLE = 31  # Excel's own
LONGEST_TEXT = 32_000
MOST_DIGITS = 15  # beyond, a number of a workbook is no longer exact
NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
FORMATS = {"d": "dd/mm/yyyy", "p": "0.00%", "n": "General"}
WIDTHS = {"d": 12, "m": 15, "p": 10, "n": 10}
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
MEANS_MORE = ("=", "+", "-", "@", "\t", "\r", "\n", "#")  # to one who opens a workbook
Cell = str | list[str] | None


class ColumnLike(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def family(self) -> str: ...


class TableLike(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> Sequence[ColumnLike]: ...
    @property
    def rows(self) -> Sequence[Sequence[object]]: ...


def book(words: Words, tables: Iterable[TableLike]) -> str:
    """The JSON of a workbook, worded."""
    return json.dumps([_sheet(words, table) for table in tables], ensure_ascii=False)


def _sheet(words: Words, table: TableLike) -> dict[str, Any]:
    families = [column.family for column in table.columns]
    return {
        "title": words.label("workbook", "sheets", table.name),
        "head": [words.label("workbook", "columns", each.name) for each in table.columns],
        "rows": [
            [
                _cell(words, family, value)
                for family, value in zip(families, row, strict=True)
            ]
            for row in table.rows
        ],
    }


def _cell(words: Words, family: str, value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return words.label("workbook", "yes" if value else "no")
    return _typed(value) or _worded(words, family, str(value))


def _typed(value: object) -> Cell:
    """A quantity with its kind; None: it is text."""
    match value:
        case Money():
            return ["m", f"{value.rounded().amount:f}", value.currency]
        case Percentage():
            return ["p", f"{value.value:f}"]
        case date():
            return ["d", value.isoformat()]
        case int() | Decimal():
            return ["n", f"{value:f}"]
    return None


def _worded(words: Words, family: str, value: str) -> str:
    if family == "steps":
        return words.step_name(value)
    known = family and words.has_label(family, value)
    return words.label(family, value) if known else value


def workbook(content: str) -> bytes:
    """The XLSX of a workbook's JSON."""
    openpyxl: Any = import_module("openpyxl")
    made = openpyxl.Workbook(write_only=True)
    writer = _Writer()
    for sheet in json.loads(content):
        writer.write(made, sheet)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


class _Writer:
    """Plain values are handed over as they are: a cell of its own costs ten times that."""

    def __init__(self) -> None:
        self._cells: Any = import_module("openpyxl.cell")
        self._bold = import_module("openpyxl.styles").Font(bold=True)
        self._letter: Any = import_module("openpyxl.utils").get_column_letter
        self._dressed: dict[str, Any] = {}  # by number format: the looks, worked out once

    def write(self, made: Any, sheet: dict[str, Any]) -> None:
        page = made.create_sheet(sheet["title"].translate(NO_TITLE)[:LONGEST_TITLE])
        page.freeze_panes = "A2"
        rows = sheet["rows"]
        for place, title in enumerate(sheet["head"]):
            width = max([len(title) + 2, *(_width(row[place]) for row in rows[:200])])
            page.column_dimensions[self._letter(place + 1)].width = min(width, 50)
        page.append([self._head(page, title) for title in sheet["head"]])
        for row in rows:
            page.append([self._value(page, value) for value in row])
        last = self._letter(len(sheet["head"]))
        page.auto_filter.ref = f"A1:{last}{len(rows) + 1}"

    def _head(self, page: Any, title: str) -> Any:
        cell = self._cells.WriteOnlyCell(page, clean(title))
        cell.data_type, cell.font = "s", self._bold
        return cell

    def _value(self, page: Any, value: Cell) -> Any:
        if value is None:
            return None
        if isinstance(value, str):
            return self._text(page, value)
        kind, said = value[0], value[1]
        if kind != "d" and len(said) > MOST_DIGITS + 2:
            return said
        number = date.fromisoformat(said) if kind == "d" else Decimal(said)
        return self._formatted(
            page, number, _money_format(value[2]) if kind == "m" else FORMATS[kind]
        )

    def _formatted(self, page: Any, number: object, wanted: str) -> Any:
        cell = self._cells.WriteOnlyCell(page, number)
        looks = self._dressed.get(wanted)
        if looks is None:
            cell.number_format = wanted
            self._dressed[wanted] = cell._style  # noqa: SLF001 - looks are shared by no public way
        else:
            cell._style = looks  # noqa: SLF001
        return cell

    def _text(self, page: Any, text: str) -> Any:
        """Text, whatever it begins with: a workbook's own mark for it stands beside."""
        shown = clean(text)[:LONGEST_TEXT]
        if not shown.startswith(MEANS_MORE):
            return shown
        cell = self._cells.WriteOnlyCell(page, shown)
        cell.data_type, cell.quotePrefix = "s", True
        return cell


def _money_format(currency: str) -> str:
    return f'#,##0.00 "{SYMBOLS.get(currency, currency)}"'


def _width(value: Cell) -> int:
    if value is None:
        return 0
    return len(value) + 2 if isinstance(value, str) else WIDTHS[value[0]]
