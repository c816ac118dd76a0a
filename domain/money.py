"""Amounts and percentages.

Money is an exact decimal in one currency; nothing is rounded before the contract says so,
and then half-up to the cent (CONTRACT §0). Two currencies never meet in one sum.
A percentage is a number, 0.90 for 90 %; an insured percentage lies between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.errors import CurrencyMismatch, NotAPercentage

CENT = Decimal("0.01")
HUNDREDTH_OF_A_PERCENT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Percentage:
    """A share or a rate: 0.90 for 90 %, 0.0025 for 0.25 %. Never negative."""

    value: Decimal

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value < 0:
            raise NotAPercentage(str(self.value))

    @classmethod
    def of(cls, text: str) -> Percentage:
        """`"90%"` or `"0.90"`."""
        stripped = text.strip()
        if stripped.endswith("%"):
            return cls(Decimal(stripped[:-1].strip()) / 100)
        return cls(Decimal(stripped))

    def rounded(self) -> Percentage:
        """Half-up to 0.01 %, as ratios are shown."""
        return Percentage(self.value.quantize(HUNDREDTH_OF_A_PERCENT, ROUND_HALF_UP))

    @property
    def is_share(self) -> bool:
        """Between 0 and 1: what can be a part of something."""
        return self.value <= 1

    def __lt__(self, other: Percentage) -> bool:
        return self.value < other.value


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def times(self, factor: Percentage | Decimal | int) -> Money:
        number = factor.value if isinstance(factor, Percentage) else Decimal(factor)
        return Money(self.amount * number, self.currency)

    def at_most(self, ceiling: Money) -> Money:
        return min(self, ceiling)

    def at_least(self, floor: Money) -> Money:
        return max(self, floor)

    def rounded(self) -> Money:
        """Half-up to the cent."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_UP), self.currency)

    def zero(self) -> Money:
        return Money(Decimal(0), self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount


@dataclass(frozen=True, slots=True)
class Converted(Money):
    """An amount told in another currency: it counts as what it is in the policy's, at
    the rate of a day; what it was is kept, and never added.
    """

    original: Decimal = Decimal(0)
    original_currency: str = ""
    rate_on: date = date.min


def euros(amount: str | int | Decimal) -> Money:
    return Money(Decimal(amount))


def total(amounts: Iterable[Money], currency: str = "EUR") -> Money:
    """The sum; zero of `currency` when there are none."""
    result = Money(Decimal(0), currency)
    for amount in amounts:
        result = result + amount
    return result
