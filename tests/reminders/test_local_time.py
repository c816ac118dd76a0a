from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Company, CompanyId
from bot.reminders.local_time import instant_of, reminding_at, today_of

ZONES = (
    "Europe/Paris",
    "Indian/Reunion",
    "America/Martinique",
    "Pacific/Noumea",
    "America/New_York",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Paris", date(2026, 1, 15), time(9), "2026-01-15T08:00"),
        ("Europe/Paris", date(2026, 7, 15), time(9), "2026-07-15T07:00"),
        ("Indian/Reunion", date(2026, 7, 15), time(9), "2026-07-15T05:00"),
        ("America/Martinique", date(2026, 7, 15), time(9), "2026-07-15T13:00"),
        ("Pacific/Noumea", date(2026, 7, 15), time(9), "2026-07-14T22:00"),
        # Clocks go forward at 02:00: half past two is not; what comes first is 03:00.
        ("Europe/Paris", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        # Clocks go back at 03:00: half past two comes twice; the first is summer time.
        ("Europe/Paris", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:00"),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), time(9), "2011-12-30T10:00"),
    ],
)
def test_an_hour_of_a_day_is_one_instant(
    zone: str, day: date, at: time, instant: str
) -> None:
    assert instant_of(day, at, zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_the_day_is_the_company_s() -> None:
    now = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)
    days = {
        zone: today_of(Company(CompanyId(1), "a", "A", zone), now).day for zone in ZONES[:4]
    }

    assert days == {
        "Europe/Paris": 15,
        "Indian/Reunion": 15,
        "America/Martinique": 14,
        "Pacific/Noumea": 15,
    }


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    minutes=st.integers(0, 24 * 60 - 1),
)
def test_no_instant_is_before_its_hour_and_each_day_has_its_own(
    zone: str, day: date, minutes: int
) -> None:
    at = time(*divmod(minutes, 60))
    instant = instant_of(day, at, zone)
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    following = instant_of(day + timedelta(days=1), at, zone)

    assert wall >= datetime.combine(day, at)
    assert wall - datetime.combine(day, at) <= timedelta(hours=1)
    assert following > instant


def test_reminders_go_out_at_the_company_s_hour() -> None:
    early = Company(CompanyId(1), "a", "A", "Europe/Paris", remind_at=time(7, 15))

    assert reminding_at(early, date(2026, 7, 15)).isoformat() == "2026-07-15T05:15:00+00:00"
