"""Ten years, every day, in five zones, across every change of their clocks: what is due
each day is due exactly once, at its local hour.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Company, CompanyId, DeadlineRow
from bot.reminders.local_time import reminding_at
from bot.reminders.plan import is_due
from bot.reminders.rules import next_on

ZONES = (
    "Europe/Paris",
    "Indian/Reunion",
    "America/Martinique",
    "Pacific/Noumea",
    "America/New_York",
)
FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ONE_DAY = timedelta(days=1)


def company(zone: str, remind_at: time) -> Company:
    return Company(CompanyId(1), "lapierre", "Lapierre", zone, remind_at)


def pressing(day: date) -> DeadlineRow:
    """To be said on each day of the month that begins here."""
    return DeadlineRow(
        "duty:1", "intervention_request", "Leroc", "F1", day, day, day + 30 * ONE_DAY, day
    )


def told(zone: str, remind_at: time) -> list[datetime]:
    """When each was, on a walk of a tick every half hour."""
    firm = company(zone, remind_at)
    found, row = [], pressing(FIRST)
    now = datetime(2025, 12, 31, tzinfo=UTC)
    end = datetime(2036, 1, 2, tzinfo=UTC)
    while now < end:
        if is_due(firm, row, now):
            today = now.astimezone(ZoneInfo(zone)).date()
            found.append(now)
            row = replace(row, said_on=today, next_on=next_on(row, today))
            if row.next_on is None or row.next_on > row.last_day:
                row = pressing(today + ONE_DAY)
        now += timedelta(minutes=30)
    return [at for at in found if at.astimezone(ZoneInfo(zone)).date() <= LAST]


@pytest.mark.parametrize("zone", ZONES)
def test_each_day_is_told_once_at_nine(zone: str) -> None:
    local = [at.astimezone(ZoneInfo(zone)) for at in told(zone, time(9))]

    assert [at.date() for at in local] == DAYS
    assert {at.time() for at in local} == {time(9)}


@pytest.mark.parametrize(
    ("zone", "gaps"),
    [
        ("Europe/Paris", 10),
        ("Indian/Reunion", 0),
        ("America/Martinique", 0),
        ("Pacific/Noumea", 0),
        ("America/New_York", 10),
    ],
)
def test_an_hour_that_comes_twice_or_never_tells_once(zone: str, gaps: int) -> None:
    """02:30 is skipped in spring, where it is told at 03:00, and comes twice in autumn."""
    instants = told(zone, time(2, 30))
    local = [at.astimezone(ZoneInfo(zone)) for at in instants]

    assert [at.date() for at in local] == DAYS
    assert [at.time() for at in local].count(time(3)) == gaps
    assert [at.time() for at in local].count(time(2, 30)) == len(DAYS) - gaps
    assert {at.fold for at in local} == {0}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [time(0), time(1, 30), time(2), time(9), time(23, 59)])
def test_instants_follow_the_days(zone: str, hour: time) -> None:
    instants = [reminding_at(company(zone, hour), day) for day in DAYS]

    assert [at.astimezone(ZoneInfo(zone)).date() for at in instants] == DAYS
    assert all(
        timedelta(hours=23) <= later - sooner <= timedelta(hours=25)
        for sooner, later in pairwise(instants)
    )
