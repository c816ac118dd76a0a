"""The cells of a table as facts: numbers and days read as this table writes them.

How the table writes is settled once for all its rows: which mark is decimal, whether the
day stands before the month. A cell that says something unreadable makes a doubt and stays
unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.documents.reading import figures
from bot.documents.reading.figures import NotADay, NotAFigure
from bot.documents.reading.tables.headings import AMOUNTS, BUCKET, DAYS
from bot.documents.reading.tables.rows import Cell, Row
from bot.ports.papers import Column, Doubt

MOST_DOUBTS = 20  # of unreadable cells that are told one by one


@dataclass(frozen=True, slots=True)
class Style:
    mark: str  # decimal; blank: not known
    day_first: bool
    unclear_days: bool  # both orders are possible
    unclear_marks: bool  # `1.234` and nothing to compare it with


@dataclass(slots=True)
class Line:
    """One row by meaning. `number` counts rows of the file that are not blank."""

    cells: Mapping[str, Cell]
    buckets: Sequence[tuple[str, Cell]]
    number: int
    style: Style
    headers: Mapping[str, str]  # as written, by meaning
    doubts: list[Doubt] = field(default_factory=list)

    def text(self, meaning: str) -> str | None:
        match self.cells.get(meaning):
            case None:
                return None
            case Decimal() as figure:
                return f"{figure:f}".removesuffix(".0")
            case other:
                return str(other).strip().strip("\u00a0") or None

    def amount(self, meaning: str) -> Decimal | None:
        return self.read_amount(meaning, self.cells.get(meaning))

    def read_amount(self, name: str, cell: Cell) -> Decimal | None:
        match cell:
            case None | date():
                return None
            case Decimal():
                return _cents(cell)
        try:
            found = figures.amount(cell, self.style.mark)
        except NotAFigure:
            self._doubt("unreadable_amount", name, cell)
            return None
        return None if found is None else _cents(found)

    def day(self, meaning: str) -> date | None:
        match self.cells.get(meaning):
            case None:
                return None
            case date() as day:
                return day
            case cell:
                text = self.text(meaning) or str(cell)
        try:
            return figures.day(text, day_first=self.style.day_first)
        except NotADay:
            self._doubt("unreadable_day", meaning, text)
            return None

    def _doubt(self, key: str, name: str, text: str) -> None:
        about = self.text("number") or self.text("buyer") or ""
        values = {
            "field": self.headers.get(name, name),
            "text": text[:40],
            "line": str(self.number),
        }
        self.doubts.append(Doubt(key, about, values))


def _cents(figure: Decimal) -> Decimal:
    """With two decimals where no more are written: 1200 and 1200.5 are 1200.00, 1200.50."""
    exponent = figure.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:  # noqa: PLR2004 - cents
        rounded = figure.quantize(Decimal("0.01"))
        return rounded if rounded == figure or abs(rounded - figure) < DUST else figure
    return figure.quantize(Decimal("0.01"))


DUST = Decimal("0.00001")  # of binary fractions in a workbook


def style_of(rows: Sequence[Row], columns: Sequence[Column]) -> Style:
    amounts, days = [], []
    for place, column in enumerate(columns):
        texts = [row[place] for row in rows if place < len(row)]
        written = [cell for cell in texts if isinstance(cell, str)]
        if column.meaning in AMOUNTS or column.meaning == BUCKET:
            amounts += written
        elif column.meaning in DAYS:
            days += written
    mark, order = figures.decimal_mark(amounts), figures.day_order(days)
    return Style(
        mark=mark,
        day_first=order is not False,
        unclear_days=order is None,
        unclear_marks=not mark and any(figures.is_unclear(text) for text in amounts),
    )


def lines_of(
    rows: Sequence[Row], columns: Sequence[Column], first: int, style: Style
) -> Iterator[Line]:
    places = {
        column.meaning: place
        for place, column in enumerate(columns)
        if column.meaning not in {"", BUCKET}
    }
    spans = [
        (place, column.header)
        for place, column in enumerate(columns)
        if column.meaning == BUCKET
    ]
    headers = {column.meaning: column.header for column in columns}
    for number, row in enumerate(rows, first):
        size = len(row)
        yield Line(
            {name: row[place] for name, place in places.items() if place < size},
            [(label, row[place]) for place, label in spans if place < size],
            number,
            style,
            headers,
        )
