"""Deadlines as a calendar reads them: parsed back by the library that others use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from bot.documents.writing.calendar import Event, calendar

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
MOULIN = Event(
    "lapierre:intervention_request:Moulin:F204",
    date(2026, 12, 24),
    "Demande d’intervention · Moulin, Fils ; et Cie",
    "Dernier jour : jeudi 24 décembre\nClause : art. 7",
)


def read(*events: Event) -> Any:
    return Calendar.from_ical(calendar("Vigie · Lapierre", events, NOW))


def test_a_deadline_is_a_whole_day_with_its_words() -> None:
    (event,) = read(MOULIN).walk("VEVENT")

    assert event["DTSTART"].dt == date(2026, 12, 24)
    assert event["DTEND"].dt == date(2026, 12, 25)
    assert str(event["SUMMARY"]) == "Demande d’intervention · Moulin, Fils ; et Cie"
    assert str(event["DESCRIPTION"]) == "Dernier jour : jeudi 24 décembre\nClause : art. 7"
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_it_rings_at_nine_seven_three_and_one_day_before_and_on_the_day() -> None:
    alarms = read(MOULIN).walk("VALARM")
    midnight = datetime(2026, 12, 24)  # noqa: DTZ001 - of whoever looks at the calendar

    assert [midnight + alarm["TRIGGER"].dt for alarm in alarms] == [
        datetime(2026, 12, day, 9)  # noqa: DTZ001
        for day in (17, 21, 23, 24)
    ]


def test_an_event_that_moves_keeps_its_name() -> None:
    later = Event(MOULIN.key, date(2027, 1, 4), MOULIN.title, MOULIN.text)
    other = Event("lapierre:intervention_request:Moulin:F205", MOULIN.on, "", "")
    names = [str(event["UID"]) for event in read(MOULIN, later, other).walk("VEVENT")]

    assert names[0] == names[1] != names[2]


def test_an_empty_calendar_is_one_all_the_same() -> None:
    book = read()

    assert (str(book["VERSION"]), list(book.walk("VEVENT"))) == ("2.0", [])
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in calendar("Vigie", [], NOW)
