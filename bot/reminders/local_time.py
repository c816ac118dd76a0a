"""A company's own days and hours.

An hour that does not exist on a day (clocks go forward) is the first instant after the
gap; one that comes twice (clocks go back) is its first coming.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.ports import Company


def today_of(company: Company, now: datetime) -> date:
    return now.astimezone(ZoneInfo(company.zone)).date()


def reminding_at(company: Company, day: date) -> datetime:
    """When reminders of that day go out."""
    return instant_of(day, company.remind_at, company.zone)


def instant_of(day: date, at: time, zone_name: str) -> datetime:
    zone, wall = ZoneInfo(zone_name), datetime.combine(day, at)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first whole second whose wall time is not before `wall`."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late
