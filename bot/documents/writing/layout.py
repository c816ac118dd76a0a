"""Where things stand in a picture: amounts and days become lengths.

A picture is 1080 wide and at most 1280 high, the size at which a phone shows it without
scaling. Lengths are whole pixels; what is not nothing is never drawn as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.money import Money

WIDTH, MARGIN = 1080, 60
INNER = WIDTH - 2 * MARGIN
LEAST = 6  # pixels of the smallest part still to be seen
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, from `x` on; `tone` is a name of the palette."""

    x: int
    width: int
    tone: str
    amount: Money
    label: str  # key of labels.yaml, pictures.<label>


def segments(
    parts: Sequence[tuple[Money, str, str]],
    whole: Money,
    *,
    x: int = MARGIN,
    width: int = INNER,
) -> list[Segment]:
    """Parts laid end to end on a bar that stands for `whole`, or for them if larger."""
    total = max(whole.amount, sum((money.amount for money, _, _ in parts), Decimal(0)))
    found: list[Segment] = []
    for money, tone, label in parts:
        if money.amount > 0 and total > 0:
            length = max(LEAST, round(width * money.amount / total))
            length = (
                min(length, max(LEAST, MARGIN + width - x)) if x < MARGIN + width else LEAST
            )
            found.append(Segment(x, length, tone, money, label))
            x += length
    return found


def scaled(amount: Money, largest: Money, width: int) -> int:
    """The length of an amount where `largest` takes `width`."""
    if amount.amount <= 0 or largest.amount <= 0:
        return 0
    return max(LEAST, round(width * min(amount.amount / largest.amount, Decimal(1))))


def day_x(day: date, first: date, last: date, *, x: int, width: int) -> int:
    """Where a day stands on an axis from `first` to `last`; days outside at its ends."""
    span = max(1, (last - first).days)
    place = min(max((day - first).days, 0), span)
    return x + round(width * Decimal(place) / span)
