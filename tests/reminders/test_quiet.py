"""Quiet days hold back what can wait, for whoever chose them, and lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import DeadlineRow, QuietDays, Role
from bot.reminders.forecast import dry_run
from bot.reminders.quiet import first_heard, heard
from bot.reminders.rules import Rule, Saying
from tests.reminders.conftest import Desk, morning
from tests.storage.lapierre import ANNE, fact, invoice

WEEKENDS = QuietDays(frozenset({5, 6}))
MONDAYS = QuietDays(frozenset({0}))
NEVER = QuietDays()
ONE_DAY = timedelta(days=1)

# Window from Saturday 29 August to Monday 28 September 2026.
F1 = invoice("F1", date(2026, 6, 30))
ROW = DeadlineRow(
    obligation="intervention_request:Leroc:F1",
    duty="intervention_request",
    buyer="Leroc",
    invoice="F1",
    opens_on=date(2026, 8, 29),
    file_by=date(2026, 9, 28),
    last_day=date(2026, 9, 28),
    next_on=date(2026, 8, 29),
)


async def told(desk: Desk, first: str, last: str) -> list[tuple[str, str]]:
    day, found = date.fromisoformat(first), []
    while day <= date.fromisoformat(last):
        desk.clock.move_to(morning(day.isoformat()))
        found += [(f"{day:%a %d/%m}", text) for text in await desk.ticked()]
        day += ONE_DAY
    return found


async def test_what_falls_on_a_quiet_day_is_told_on_the_first_day_after(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, WEEKENDS))

    assert await told(desk, "2026-08-20", "2026-10-10") == [
        ("Mon 31/08", "Anne opens F1"),  # the window opened on a Saturday
        ("Mon 14/09", "Anne d15 F1"),  # a Sunday
        ("Mon 21/09", "Anne d7 F1"),
        ("Fri 25/09", "Anne d3 F1"),
        ("Sun 27/09", "Anne d1 F1"),  # the last two days are never quiet
        ("Mon 28/09", "Anne d0 F1"),
        ("Tue 29/09", "Anne missed F1"),
    ]


async def test_a_long_quiet_period_ends_two_days_before_the_last_working_day(
    desk: Desk,
) -> None:
    holidays = QuietDays(periods=((date(2026, 9, 1), date(2026, 10, 31)),))
    desk.tell(desk.found(), F1)
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, holidays))

    assert await told(desk, "2026-09-01", "2026-10-10") == [
        ("Sat 26/09", "Anne d3 F1"),
        ("Sun 27/09", "Anne d1 F1"),
        ("Mon 28/09", "Anne d0 F1"),
        ("Tue 29/09", "Anne missed F1"),
    ]


async def test_one_member_s_quiet_day_is_not_another_s(desk: Desk) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.OWNER)
    desk.tell(company, F1)
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, MONDAYS))

    assert await told(desk, "2026-08-29", "2026-09-15") == [
        ("Mon 31/08", "Ben opens F1"),
        ("Tue 01/09", "Anne opens F1"),
        ("Mon 14/09", "Ben d15 F1"),
        ("Tue 15/09", "Anne d15 F1"),
    ]


async def test_what_is_done_on_a_quiet_day_is_not_told_after_it(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, WEEKENDS))
    before = await told(desk, "2026-08-29", "2026-08-30")
    desk.tell(company, fact("intervention_request", date(2026, 8, 30), buyer="Leroc"))

    assert (before, await told(desk, "2026-08-31", "2026-09-14")) == ([], [])


async def test_put_off_by_one_while_another_rests_each_hears_it(desk: Desk) -> None:
    """« Demain » pressed on Monday, Anne's quiet day over on Tuesday."""
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.OWNER)
    desk.tell(company, F1)
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, MONDAYS))
    await told(desk, "2026-09-14", "2026-09-14")
    (row,) = desk.rows(company)
    monday, tuesday = date(2026, 9, 14), date(2026, 9, 15)
    desk.do(lambda uow: uow.books(company).deadlines.seen(row.obligation, monday))
    desk.do(lambda uow: uow.books(company).deadlines.snooze(row.obligation, tuesday))

    assert sorted(await told(desk, "2026-09-15", "2026-09-15")) == [
        ("Tue 15/09", "Anne d15 F1"),
        ("Tue 15/09", "Ben snoozed F1"),
    ]


async def test_the_forecast_knows_quiet_days(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, WEEKENDS))
    now = desk.clock.now()
    planned = desk.do(lambda uow: dry_run(uow, now, date(2026, 9, 20)))

    assert [
        (f"{each.at:%d/%m}", each.rule, each.late_since)
        for each in planned
        if each.row.duty != "prescription"
    ] == [("31/08", "opens", None), ("14/09", "d15", None)]


@given(
    weekdays=st.frozensets(st.integers(0, 6)),
    starts=st.dates(date(2026, 8, 1), date(2026, 9, 30)),
    length=st.integers(0, 60),
)
def test_whatever_days_are_quiet_the_last_days_speak_and_nothing_loops(
    weekdays: frozenset[int], starts: date, length: int
) -> None:
    quiet = QuietDays(weekdays, ((starts, starts + timedelta(days=length)),))
    row, rules = ROW, []
    while row.next_on is not None:
        today = row.next_on
        found = heard(row, today, [quiet])
        assert found is not None
        rules += [saying.rule for saying in found.sayings if saying]
        assert found.row.next_on is None or found.row.next_on > today
        row = found.row

    assert rules[-3:] == [Rule.D1, Rule.D0, Rule.MISSED]


def test_nobody_quiet_hears_as_before() -> None:
    found = heard(replace(ROW, next_on=date(2026, 9, 13)), date(2026, 9, 13), [NEVER])

    assert found is not None
    assert found.sayings == (Saying(Rule.D15, date(2026, 9, 13)),)
    assert found.row.next_on == date(2026, 9, 21)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 9, 11), date(2026, 9, 11)),
        (date(2026, 9, 12), date(2026, 9, 14)),
        (date(2026, 9, 26), date(2026, 9, 26)),
    ],
)
def test_the_first_day_that_is_not_quiet(day: date, first: date) -> None:
    assert first_heard(WEEKENDS, ROW, day) == first


def test_quiet_days_are_kept_as_text() -> None:
    quiet = QuietDays.of("6 5 2026-12-24/2027-01-02")

    assert str(quiet) == "5 6 2026-12-24/2027-01-02"
    assert QuietDays.of("") == QuietDays()
    assert date(2027, 1, 2) in quiet
    assert date(2027, 1, 4) not in quiet
