"""What the cells of a column say where its heading says nothing: the day of an invoice.

« Du », « Le », « Jour » are words of too many tables to be synonyms. In a table of invoices
whose day no heading names, the only other column that holds nothing but days is offered as
it, with a low score, so that the owner is asked to look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.documents.reading import figures
from bot.documents.reading.tables.facts import about
from bot.documents.reading.tables.rows import Cell, Row
from bot.ports.papers import Column

BY_ITS_CELLS = 50  # the score of a column that its heading does not name
LOOKED_AT = 200  # lines
# Days that are written of an invoice and are not its own.
ANOTHER_DAY = re.compile(
    r"relanc|saisi|cr[ée]|modif|r[èe]gl|pa[iy]|encaiss|livr|command|export|fin|d[ée]but"
    r"|remind|creat|updat|deliver|order|end|start|due",
    re.IGNORECASE,
)


def with_its_day(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns, the day of the invoices among them where the cells show it."""
    has = {column.meaning for column in columns}
    if "issued_on" in has or about(columns) != "invoices":
        return tuple(columns)
    days = [
        place
        for place, column in enumerate(columns)
        if not column.meaning
        and column.header
        and not ANOTHER_DAY.search(column.header)
        and _holds_days(place, rows)
    ]
    if len(days) != 1:
        return tuple(columns)
    found = replace(columns[days[0]], meaning="issued_on", score=BY_ITS_CELLS)
    return (*columns[: days[0]], found, *columns[days[0] + 1 :])


def _holds_days(place: int, rows: Sequence[Row]) -> bool:
    """Days, but for a line or two that are no lines of the table (« Total »)."""
    cells = [row[place] for row in rows[:LOOKED_AT] if place < len(row)]
    written = [cell for cell in cells if cell is not None and cell != ""]
    days = sum(_is_day(cell) for cell in written)
    return days > 0 and days >= len(written) - 1


def _is_day(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, date)
    try:
        return figures.day(cell) is not None
    except figures.NotADay:
        return False
