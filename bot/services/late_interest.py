"""Late interest and the flat fee that a firm owes on an unpaid invoice (L441-10, D441-5).

Interest runs from the day after the due date, the day of reckoning included, on what is
still open with VAT, a 365th of the yearly rate each day. By default the rate of a
half-year is the European Central Bank's on its first day and ten points; the seller's
terms may set another. A rate that nobody knows is asked for, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain.money import Money, Percentage, total

DAYS = Decimal(365)
JULY = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    year: int
    half: int  # 1 or 2

    @classmethod
    def of(cls, day: date) -> HalfYear:
        return cls(day.year, 1 if day.month < JULY else 2)

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.half == 1 else JULY, 1)

    @property
    def following(self) -> HalfYear:
        return HalfYear(self.year + self.half - 1, 3 - self.half)

    @property
    def last_day(self) -> date:
        return self.following.first_day - ONE_DAY

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"


@dataclass(frozen=True, slots=True)
class Slice:
    """The days of one half-year, at its rate."""

    half_year: HalfYear
    days: int
    rate: Percentage
    amount: Money


def half_years(due_on: date, until: date) -> Iterator[HalfYear]:
    """Those in which interest runs."""
    if until <= due_on:
        return
    found, last = HalfYear.of(due_on + ONE_DAY), HalfYear.of(until)
    while found <= last:
        yield found
        found = found.following


def missing(
    dues: Iterable[date], until: date, rates: Mapping[HalfYear, Percentage]
) -> tuple[HalfYear, ...]:
    """Half-years whose rate is not known, the earliest first."""
    needed = {each for due_on in dues for each in half_years(due_on, until)}
    return tuple(sorted(needed - rates.keys()))


def slices(
    open_amount: Money, due_on: date, until: date, rates: Mapping[HalfYear, Percentage]
) -> tuple[Slice, ...]:
    """Raises `KeyError` for a half-year without a rate."""
    return tuple(
        _slice(open_amount, each, rates[each], due_on, until)
        for each in half_years(due_on, until)
    )


def interest(found: Iterable[Slice], currency: str) -> Money:
    return total((each.amount for each in found), currency)


def _slice(
    open_amount: Money, half_year: HalfYear, rate: Percentage, due_on: date, until: date
) -> Slice:
    first = max(half_year.first_day, due_on + ONE_DAY)
    days = (min(half_year.last_day, until) - first).days + 1
    amount = open_amount.amount * rate.value * days / DAYS
    return Slice(half_year, days, rate, Money(amount, open_amount.currency).rounded())
