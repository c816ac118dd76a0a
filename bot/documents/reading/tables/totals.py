"""Lines of a table that sum others up: left out, and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.documents.reading.tables.rows import Cell, Row
from bot.documents.reading.tables.values import Line
from bot.ports.papers import Doubt

TOTAL = re.compile(
    r"\W*(?:sous[- ]?total|total|totaux|grand total|subtotal|somme|total g[ée]n[ée]ral"
    r"|solde g[ée]n[ée]ral|report|cumul)\b",
    re.IGNORECASE,
)
TOTALS = re.compile(
    r"\W*(?:grand |sous[- ]?)?tota(?:l|ux)\b\W*(?:g[ée]n[ée]ral|eur|€|ttc)?\W*$",
    re.IGNORECASE,
)


def is_total(line: Line, row: Row) -> bool:
    """Its first words say so; or it has amounts only and names neither buyer nor number."""
    words = [
        cell for cell in row if isinstance(cell, str) and any(c.isalpha() for c in cell)
    ]
    if not words or not TOTAL.match(words[0]):
        return not words and line.text("buyer") is None and line.text("number") is None
    named = line.text("number") is not None and line.text("number") != words[0]
    return not named or bool(TOTALS.match(words[0]))


def check(
    totals: Sequence[tuple[Line, Cell]], sums: tuple[Decimal, Decimal], name: str
) -> list[Doubt]:
    """The last total, the general one, against what was taken and against all lines."""
    if not totals:
        return []
    line, cell = totals[-1]
    written = line.read_amount(name, cell)
    if written is None or abs(written) in {abs(each) for each in sums}:
        return []
    return [Doubt("table_total", values={"written": str(written), "summed": str(sums[0])})]
