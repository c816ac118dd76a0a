from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import DeadlineRow
from bot.reminders.rules import (
    Rule,
    Saying,
    first_on,
    next_on,
    saying_due,
    sayings,
    snoozed_until,
    urgency,
)

ONE_DAY = timedelta(days=1)

# Opens on Saturday 29 August; the last day, 28 September 2026, is a Monday.
WEEKDAY = DeadlineRow(
    "intervention_request:Leroc:F1",
    "intervention_request",
    "Leroc",
    "F1",
    opens_on=date(2026, 8, 29),
    file_by=date(2026, 9, 28),
    last_day=date(2026, 9, 28),
    next_on=date(2026, 8, 29),
)
# Pentecost: the last day is Monday 25 May 2026, a holiday; to be filed by the Friday.
HOLIDAY = replace(
    WEEKDAY,
    opens_on=date(2026, 4, 25),
    file_by=date(2026, 5, 22),
    last_day=date(2026, 5, 25),
    next_on=date(2026, 4, 25),
)


def test_a_duty_that_ends_on_a_working_day() -> None:
    assert [(each.rule.value, each.on.isoformat()) for each in sayings(WEEKDAY)] == [
        ("opens", "2026-08-29"),
        ("d15", "2026-09-13"),
        ("d7", "2026-09-21"),
        ("d3", "2026-09-25"),
        ("d1", "2026-09-27"),
        ("d0", "2026-09-28"),
        ("missed", "2026-09-29"),
    ]


def test_a_duty_that_ends_on_a_holiday_is_told_daily_until_then() -> None:
    assert [(each.rule.value, each.on.isoformat()) for each in sayings(HOLIDAY)] == [
        ("opens", "2026-04-25"),
        ("d15", "2026-05-07"),
        ("d7", "2026-05-15"),
        ("d3", "2026-05-19"),
        ("d1", "2026-05-21"),
        ("d0", "2026-05-22"),
        ("daily", "2026-05-23"),
        ("daily", "2026-05-24"),
        ("daily", "2026-05-25"),
        ("missed", "2026-05-26"),
    ]


def test_nothing_is_told_before_the_window_opens() -> None:
    short = replace(WEEKDAY, opens_on=date(2026, 9, 22))

    assert [each.rule for each in sayings(short)] == [
        Rule.OPENS,
        Rule.D3,
        Rule.D1,
        Rule.D0,
        Rule.MISSED,
    ]


def test_a_window_that_opens_among_days_off_is_told_from_then_on() -> None:
    late = replace(HOLIDAY, opens_on=date(2026, 5, 24))

    assert [(each.rule, each.on.day) for each in sayings(late)] == [
        (Rule.DAILY, 24),
        (Rule.DAILY, 25),
        (Rule.MISSED, 26),
    ]


def test_the_opening_of_a_window_of_years_is_no_news() -> None:
    prescription = replace(WEEKDAY, opens_on=date(2021, 9, 28))

    assert sayings(prescription)[0].rule is Rule.D15


@pytest.mark.parametrize("row", [WEEKDAY, HOLIDAY])
def test_ticking_every_day_tells_each_saying_once_on_its_day(row: DeadlineRow) -> None:
    told: list[Saying] = []
    day = row.opens_on - 3 * ONE_DAY
    while day < row.last_day + 9 * ONE_DAY:
        saying = saying_due(row, day)
        if saying is not None:
            assert saying.on == day
            told.append(saying)
            row = replace(row, said_on=day, next_on=next_on(row, day))
        day += ONE_DAY

    assert told == sayings(row)


@given(start=st.integers(-5, 45), pauses=st.lists(st.integers(1, 12), max_size=40))
def test_whatever_days_are_slept_through_the_last_word_is_said(
    start: int, pauses: list[int]
) -> None:
    row, day = HOLIDAY, HOLIDAY.opens_on + start * ONE_DAY
    told: list[Saying] = []
    for pause in [*pauses, 60]:
        saying = saying_due(row, day)
        if saying is not None:
            assert saying.on <= day
            told.append(saying)
            row = replace(row, said_on=day, next_on=next_on(row, day))
        day += pause * ONE_DAY
    final = saying_due(row, day)
    rules = [*told, *([final] if final else [])]

    assert rules[-1].rule is Rule.MISSED
    assert len(set(rules)) == len(rules)


def test_what_was_slept_through_is_told_once_as_things_stand() -> None:
    slept = replace(WEEKDAY, next_on=date(2026, 9, 13), said_on=date(2026, 8, 29))

    assert saying_due(slept, date(2026, 9, 26)) == Saying(Rule.D3, date(2026, 9, 25))
    assert saying_due(slept, date(2026, 12, 1)) == Saying(Rule.MISSED, date(2026, 9, 29))


def test_what_was_put_off_is_said_on_that_day() -> None:
    put_off = replace(WEEKDAY, next_on=date(2026, 9, 1), said_on=date(2026, 8, 31))

    assert saying_due(put_off, date(2026, 8, 31)) is None
    assert saying_due(put_off, date(2026, 9, 1)) == Saying(Rule.SNOOZED, date(2026, 9, 1))


def test_a_duty_first_heard_of_in_its_window_is_told_at_once_and_is_not_late() -> None:
    today = date(2026, 9, 23)
    new = replace(WEEKDAY, next_on=first_on(WEEKDAY, today))

    assert saying_due(new, today) == Saying(Rule.D7, today)


def test_a_duty_first_heard_of_before_its_window_waits_for_it() -> None:
    assert first_on(WEEKDAY, date(2026, 8, 1)) == date(2026, 8, 29)


@pytest.mark.parametrize("days", [1, 31, 32, 400])
def test_a_duty_first_heard_of_after_it_was_missed_is_told_at_once(days: int) -> None:
    today = WEEKDAY.last_day + days * ONE_DAY

    assert first_on(WEEKDAY, today) == today


def test_tomorrow_is_never_past_the_last_day() -> None:
    assert snoozed_until(HOLIDAY, date(2026, 5, 24)) == date(2026, 5, 25)
    assert snoozed_until(HOLIDAY, date(2026, 5, 25)) is None


def test_what_can_be_saved_today_goes_first() -> None:
    days = [date(2026, 5, day) for day in (25, 22, 21, 26, 19, 15, 7)]

    assert [urgency(HOLIDAY, day) for day in days] == [1, 1, 2, 3, 4, 5, 6]
