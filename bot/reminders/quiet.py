"""Who hears of a duty on which day. Pure.

On a person's quiet days, on weekends and on public holidays nothing is said that can wait:
it is said on the first day after them. From two days before the last working day on, no
day is quiet.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.ports import DeadlineRow, QuietDays
from bot.reminders.rules import (
    ONE_DAY,
    Rule,
    Saying,
    is_pressing,
    saying_due,
    sayings,
)
from domain.spans import Calendar

Days = Container[date]
LONGEST_REST = 366  # days: a person whose every day is quiet


@dataclass(frozen=True, slots=True)
class Rest:
    """A person's quiet days, and those on which offices are closed."""

    quiet: QuietDays
    calendar: Calendar

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return day in self.quiet or not self.calendar.is_working(day)


@dataclass(frozen=True, slots=True)
class Round:
    """What each person hears of a duty today (None: nothing), and its row thereafter."""

    sayings: tuple[Saying | None, ...]
    row: DeadlineRow


def hears(quiet: Days, row: DeadlineRow, day: date) -> bool:
    return day not in quiet or is_pressing(row, day)


def first_heard(quiet: Days, row: DeadlineRow, day: date) -> date:
    """The first day from this one on that is not quiet."""
    for _ in range(LONGEST_REST):
        if hears(quiet, row, day):
            break
        day += ONE_DAY
    return day


def heard(row: DeadlineRow, today: date, people: Sequence[Days]) -> Round | None:
    """None: nothing is due to be said."""
    due = saying_due(row, today)
    if due is None:
        return None
    held = [held_back(row, today, quiet) for quiet in people]
    others = due if due.rule is not Rule.SNOOZED or _is_put_off(row, held) else None
    told = tuple(
        (kept if due.rule is Rule.SNOOZED and kept else others)
        if hears(quiet, row, today)
        else None
        for quiet, kept in zip(people, held, strict=True)
    )
    days = [day for quiet in people if (day := _next_heard(row, today, quiet))]
    said_on = today if any(told) else row.said_on
    return Round(told, replace(row, said_on=said_on, next_on=min(days, default=None)))


def held_back(row: DeadlineRow, today: date, quiet: Days) -> Saying | None:
    """What this person would have heard, had every day since not been quiet."""
    passed = [saying for saying in sayings(row) if saying.on < today]
    if not passed or first_heard(quiet, row, passed[-1].on) < today:
        return None
    return passed[-1]


def late_since(saying: Saying, today: date, row: DeadlineRow, quiet: Days) -> date | None:
    """The day on which this person should have heard it, when that has passed."""
    day = first_heard(quiet, row, saying.on)
    return day if day < today else None


def _is_put_off(row: DeadlineRow, held: Sequence[Saying | None]) -> bool:
    """Whether this day was chosen by « Demain » rather than by somebody's quiet days."""
    if not any(held):
        return True
    return (
        row.seen_on is not None and row.said_on is not None and row.seen_on >= row.said_on
    )


def _next_heard(row: DeadlineRow, today: date, quiet: Days) -> date | None:
    tomorrow = today + ONE_DAY
    if not hears(quiet, row, today):
        return first_heard(quiet, row, tomorrow)
    following = (saying.on for saying in sayings(row) if saying.on > today)
    return min((first_heard(quiet, row, day) for day in following), default=None)
