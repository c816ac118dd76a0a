"""Days on which a person wants to hear of nothing that can wait.

Kept as text: weekdays by number (0 is Monday), periods by their first and last day, both
included: "5 6 2026-12-24/2027-01-02".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WEEK = range(7)
Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class QuietDays:
    weekdays: frozenset[int] = frozenset()
    periods: tuple[Period, ...] = ()

    @classmethod
    def of(cls, text: str) -> QuietDays:
        words = text.split()
        return cls(
            frozenset(int(word) for word in words if "/" not in word),
            tuple(_period(word) for word in words if "/" in word),
        )

    def __str__(self) -> str:
        periods = (f"{first}/{last}" for first, last in self.periods)
        return " ".join([*map(str, sorted(self.weekdays)), *periods])

    def __contains__(self, day: date) -> bool:
        in_a_period = any(first <= day <= last for first, last in self.periods)
        return in_a_period or day.weekday() in self.weekdays

    def toggled(self, weekdays: Iterable[int]) -> QuietDays:
        """These weekdays the other way round."""
        return QuietDays(self.weekdays ^ frozenset(weekdays), self.periods)

    def with_period(self, first: date, last: date, today: date) -> QuietDays:
        """This period too; those that are over are forgotten."""
        kept = {(start, end) for start, end in self.periods if end >= today}
        return QuietDays(self.weekdays, tuple(sorted({*kept, (first, last)})))


def _period(text: str) -> Period:
    first, _, last = text.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last)
