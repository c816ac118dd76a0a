"""Which rule speaks of a duty on which day. Pure: a row and a day in, words for it out.

Something is said when the window opens; 15, 7, 3, 1 and 0 days before `file_by`, the last
working day; on each day from there to `last_day`; and the day after: missed. Days are the
company's. What could not be said on its day is said late, once, as things stand by then:
the latest rule passed speaks for those before it.

What is only waited for (an indemnity, an answer, the end of a limit) has fewer words, and
nobody is pressed. Calm words of one day go to a person together, in a digest; so does what
is late, unless it can be saved on that very day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.ports import DeadlineRow

ONE_DAY = timedelta(days=1)
LONG_MISSED = timedelta(days=30)
# A window that opens further ahead is no news: an invoice that lapses in five years.
# Four months, because relief from forclusion opens that long before it ends.
LONGEST_WINDOW_TOLD = timedelta(days=125)


class Rule(StrEnum):
    OPENS = "opens"
    D15 = "d15"
    D7 = "d7"
    D3 = "d3"
    D1 = "d1"
    D0 = "d0"
    DAILY = "daily"
    MISSED = "missed"
    SNOOZED = "snoozed"


# Answers to people have 0.
URGENCIES = ((0, 1), (1, 2), (3, 4), (7, 5))  # days left at most, and the rank
MISSED_URGENCY, CALM = 3, 6

DIGEST = "digest"  # the obligation and the rule by which a digest is known
CALM_RULES = frozenset({Rule.OPENS, Rule.D15, Rule.D7})
ONE_BY_ONE = frozenset({Rule.D1, Rule.D0, Rule.DAILY})
EVENING = time(20, 0)  # from here on, what can wait waits for the morning
NEVER_QUIET = timedelta(days=2)  # before the last working day, and from there on

# Nobody is bound by these: something ends, or should have come. Days before `last_day`.
WAITED_FOR = {
    "indemnity_expected": (),
    "mediator_answer": (),
    "limit_end": (15, 7, 1),
    "waiting_period_end": (1,),
}

BEFORE = {Rule.D15: 15, Rule.D7: 7, Rule.D3: 3, Rule.D1: 1, Rule.D0: 0}


@dataclass(frozen=True, slots=True)
class Saying:
    """`on`: the day on which it was or will be due to be said."""

    rule: Rule
    on: date


def sayings(row: DeadlineRow) -> list[Saying]:
    """Everything there is to say of a duty as long as it stands, one a day."""
    by_day = {saying.on: saying for saying in _all_sayings(row)}
    return [by_day[day] for day in sorted(by_day)]


def saying_due(row: DeadlineRow, today: date) -> Saying | None:
    """What is to be said today; None when its day has not come."""
    if row.next_on is None or row.next_on > today:
        return None
    passed = [saying for saying in sayings(row) if saying.on <= today]
    since = [saying for saying in passed if saying.on >= row.next_on]
    if since:
        return since[-1]
    if row.said_on is None and passed:
        return Saying(passed[-1].rule, row.next_on)
    return Saying(Rule.SNOOZED, row.next_on)


def next_on(row: DeadlineRow, after: date) -> date | None:
    """The first day after `after` on which something is to be said."""
    return next((saying.on for saying in sayings(row) if saying.on > after), None)


def first_on(row: DeadlineRow, today: date) -> date | None:
    """For a duty not known before, or one whose days have changed: at once when
    something should have been said since it was last spoken of. A duty first heard of
    long after it was missed is said, too: once, in a digest.
    """
    last = last_passed(row, today)
    if last is None or (row.said_on is not None and last.on <= row.said_on):
        return next_on(row, today)
    return today


def escalates(row: DeadlineRow) -> bool:
    """Whether somebody must have seen it: a duty, not a thing waited for."""
    return row.duty not in WAITED_FOR


def is_pressing(row: DeadlineRow, day: date) -> bool:
    """Neither evenings, nor holidays, nor quiet days hold it back."""
    return escalates(row) and day >= row.file_by - NEVER_QUIET and not is_old(row, day)


def is_old(row: DeadlineRow, day: date) -> bool:
    """Missed so long ago that it is only worth a line."""
    return day > row.last_day + LONG_MISSED


def goes_alone(row: DeadlineRow, saying: Saying, today: date, *, is_late: bool) -> bool:
    """A message of its own, or a line of the day's digest."""
    if not escalates(row) or is_old(row, today) or saying.rule in CALM_RULES:
        return False
    return saying.rule in ONE_BY_ONE or not is_late


def may_go(row: DeadlineRow, local: datetime, remind_at: time) -> bool:
    """Whether it may go out at this local time of its day: from the company's hour on,
    and in the evening only what cannot wait.
    """
    if local.time() < remind_at:
        return False
    return local.time() < EVENING or is_pressing(row, local.date())


def last_passed(row: DeadlineRow, today: date) -> Saying | None:
    return next((s for s in reversed(sayings(row)) if s.on <= today), None)


def snoozed_until(row: DeadlineRow, today: date) -> date | None:
    """« Demain »; None when tomorrow is too late."""
    tomorrow = today + ONE_DAY
    return tomorrow if tomorrow <= row.last_day else None


def urgency(row: DeadlineRow, today: date) -> int:
    """Lower goes first: what can still be saved today before what is lost already."""
    if today > row.last_day:
        return MISSED_URGENCY
    left = (row.file_by - today).days
    return next((rank for most, rank in URGENCIES if left <= most), CALM)


def _all_sayings(row: DeadlineRow) -> Iterator[Saying]:
    """Of two for one day the later stands."""
    if not escalates(row):
        yield from _waited_for(row)
        return
    for rule, days in BEFORE.items():
        day = row.file_by - timedelta(days=days)
        if row.opens_on <= day:
            yield Saying(rule, day)
    if row.file_by - row.opens_on <= LONGEST_WINDOW_TOLD:
        yield Saying(Rule.OPENS, row.opens_on)
    day = row.file_by + ONE_DAY
    while day <= row.last_day:
        if row.opens_on <= day:
            yield Saying(Rule.DAILY, day)
        day += ONE_DAY
    yield Saying(Rule.MISSED, row.last_day + ONE_DAY)


def _waited_for(row: DeadlineRow) -> Iterator[Saying]:
    before = {15: Rule.D15, 7: Rule.D7, 1: Rule.D1}
    days_before = WAITED_FOR[row.duty]
    for days in days_before:
        day = row.last_day - timedelta(days=days)
        if row.opens_on <= day:
            yield Saying(before[days], day)
    if not days_before:
        yield Saying(Rule.MISSED, row.last_day + ONE_DAY)
