from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.ports import Role, StoreUnavailable
from bot.reminders.forecast import dry_run
from bot.reminders.schedule import Schedule
from tests.reminders.conftest import Desk
from tests.storage.lapierre import ANNE, invoice

F1 = invoice("F1", date(2026, 6, 30))
BASTILLE = invoice("B1", date(2026, 4, 15))


def foreseen(desk: Desk, until: date) -> list[tuple[str, str, str]]:
    now = desk.clock.now()
    planned = desk.do(lambda uow: dry_run(uow, now, until))
    return [(f"{each.at:%m-%d %H:%M}", each.row.invoice, each.rule) for each in planned]


def test_what_will_be_sent_to_whom_and_when(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1, BASTILLE)

    assert foreseen(desk, date(2026, 9, 1)) == [
        ("07-01 08:00", "B1", "d15"),
        ("07-06 07:00", "B1", "d7"),
        ("07-10 07:00", "B1", "d3"),
        ("07-12 07:00", "B1", "d1"),
        ("07-13 07:00", "B1", "d0"),
        ("07-14 07:00", "B1", "daily"),
        ("07-15 07:00", "B1", "missed"),
        ("08-31 07:00", "F1", "opens"),
    ]


async def test_what_is_foreseen_is_what_goes_out(desk: Desk) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.tell(company, F1, BASTILLE)
    now = desk.clock.now()
    planned = desk.do(lambda uow: dry_run(uow, now, date(2026, 12, 31)))
    expected = [
        (each.at, f"{each.member.person.name} {each.rule} {each.row.invoice}")
        for each in planned
        if each.row.duty != "prescription"
    ]
    told = []
    for instant in sorted({at for at, _ in expected}):
        desk.clock.move_to(instant)
        told += [(instant, text) for text in await desk.ticked()]

    assert sorted(told) == sorted(expected)
    assert len(told) == 14 + 9  # Ben hears of each from three days before on


def test_a_forecast_writes_nothing(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1, BASTILLE)
    before = desk.rows(company)
    foreseen(desk, date(2026, 12, 31))

    assert desk.rows(company) == before
    assert desk.outgoing() == []


def test_a_line_can_be_printed_as_json(desk: Desk) -> None:
    desk.tell(desk.found(), BASTILLE)
    now = desk.clock.now()
    (line, *_) = desk.do(lambda uow: dry_run(uow, now, date(2026, 7, 1)))

    assert line.to_json() == {
        "at": "2026-07-01T08:00:00+00:00",
        "company": "lapierre",
        "to": "Anne",
        "obligation": "intervention_request:Leroc:B1",
        "duty": "intervention_request",
        "buyer": "Leroc",
        "invoice": "B1",
        "channel": "telegram",
        "rule": "d15",
        "file_by": "2026-07-13",
        "last_day": "2026-07-14",
        "late_since": None,
    }


async def test_moving_from_reminder_to_reminder_meets_each(desk: Desk) -> None:
    """The phone's « jusqu'au prochain rappel »."""
    desk.tell(desk.found(), F1)
    told = []
    for _ in range(7):
        instant = await desk.planner.next_reminder_at()
        assert instant is not None
        desk.clock.move_to(instant)
        told += [(f"{instant:%m-%d %H:%M}", text) for text in await desk.ticked()]

    assert told == [
        ("08-31 07:00", "Anne opens F1"),
        ("09-14 07:00", "Anne d15 F1"),
        ("09-21 07:00", "Anne d7 F1"),
        ("09-25 07:00", "Anne d3 F1"),
        ("09-27 07:00", "Anne d1 F1"),
        ("09-28 07:00", "Anne d0 F1"),
        ("09-29 07:00", "Anne missed F1"),
    ]


async def test_the_next_reminder_is_the_first_of_all_companies(desk: Desk) -> None:
    desk.tell(desk.found("paris"), F1)
    desk.tell(desk.found("reunion", "Indian/Reunion"), F1)

    assert await desk.planner.next_reminder_at() == datetime(2026, 8, 31, 5, 0, tzinfo=UTC)


async def test_with_nobody_to_tell_or_nothing_to_say_there_is_no_next(desk: Desk) -> None:
    nothing = await desk.planner.next_reminder_at()
    desk.tell(desk.found(), F1)
    desk.do(lambda uow: uow.people.unreachable(ANNE.chat))

    assert nothing is None
    assert await desk.planner.next_reminder_at() is None


# --- The ticks ---


class Woken:
    def __init__(self) -> None:
        self.times = 0
        self.is_woken = asyncio.Event()

    def wake(self) -> None:
        self.times += 1
        self.is_woken.set()


async def test_the_first_tick_comes_at_once(desk: Desk) -> None:
    desk.tell(desk.found(), BASTILLE)
    sender = Woken()
    schedule = Schedule(desk.planner, sender)
    schedule.start()
    await asyncio.wait_for(sender.is_woken.wait(), 5)
    schedule.stop()

    assert desk.outgoing() == ["Anne d15 B1"]


async def test_a_tick_without_a_database_is_no_good_scan(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_work: object) -> None:
        raise StoreUnavailable("locked")

    sender = Woken()
    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "write", away)
        planned = await Schedule(desk.planner, sender).tick()

    assert (planned, sender.times) == (0, 0)
    assert desk.do(lambda uow: uow.note("last_scan")) is None


def test_stopping_what_was_not_started_is_no_fault(desk: Desk) -> None:
    Schedule(desk.planner, Woken()).stop()
