"""Trouble in one place, and what goes on all the same: nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy import delete

from bot.application import Daily
from bot.chat.dashboard import shown_key
from bot.connectors.ping import Ping
from bot.ports import CompanyId, Store, StoreUnavailable, UnitOfWork
from bot.reminders.hold import put_on_hold, release
from bot.reminders.plan import Planner, new_days
from bot.reminders.readiness import readiness
from bot.reminders.reconciling import last_findings, reconcile
from bot.storage.tables import outbox
from tests.reminders.conftest import Desk, morning
from tests.storage.lapierre import invoice

T = TypeVar("T")
F1 = invoice("F1", date(2026, 6, 30))
OBLIGATION = "intervention_request:Leroc:F1"


class Failing:
    """A store whose nth unit does not go through."""

    def __init__(self, store: Store, nth: int, failure: Exception) -> None:
        self._store, self._left, self._failure = store, nth, failure

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        self._left -= 1
        if self._left == 0:
            raise self._failure
        return await self._store.write(work)


def planner(desk: Desk, nth: int, failure: Exception) -> Planner:
    store = Failing(desk.store, nth, failure)
    return Planner(store, desk.clock, desk.words, alarm=desk.sound)  # type: ignore[arg-type]


def companies_to_reckon(desk: Desk) -> list[str]:
    found = desk.do(lambda uow: new_days(uow, desk.clock.now()))
    return [company.slug for company in found]


def ready(desk: Desk) -> list[str]:
    found = desk.do(lambda uow: readiness(uow, desk.clock.now()))
    return [name for name, is_well in found.items() if not is_well]


# --- A new day's reckoning ---


@pytest.mark.parametrize("nth", range(1, 9))
async def test_a_database_away_during_the_reckoning_leaves_nobody_out(
    desk: Desk, nth: int
) -> None:
    """Whichever unit it was: a fact dated ahead has its row by the next tick."""
    company = desk.found()
    ahead = invoice("F3", date(2026, 9, 10), on="2026-08-15", delivered_on="2026-08-15")
    desk.tell(company, ahead)
    desk.clock.move_to(morning("2026-08-15"))
    broken = planner(desk, nth, StoreUnavailable("away"))
    with suppress(StoreUnavailable):
        await broken.tick()
    await desk.planner.tick()

    assert [row.invoice for row in desk.rows(company)] == ["F3"]


async def test_books_that_cannot_be_read_do_not_keep_other_companies_from_being_reckoned(
    desk: Desk,
) -> None:
    for slug in ("one", "two", "three"):
        desk.found(slug)
    assert companies_to_reckon(desk) == ["one", "two", "three"]
    unreadable = KeyError("a fact of another version")
    # On hold? What is due? Whose day is new? Then the first company: who are its buyers?
    await planner(desk, 4, unreadable).tick()

    assert companies_to_reckon(desk) == ["one"]
    assert ("failed", "*: KeyError") in desk.alarms


class Slow:
    """A store each of whose units takes eight seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        self._desk.clock.move(seconds=8)
        return await self._desk.store.write(work)


async def test_large_books_are_reckoned_over_several_ticks_and_each_is_a_good_scan(
    desk: Desk,
) -> None:
    company = desk.found()
    ahead = [
        invoice(f"F{n}", date(2026, 9, 10), buyer=f"B{n}", on="2026-08-15")
        for n in range(8)
    ]
    desk.tell(company, *ahead, buyer=None)
    desk.clock.move_to(morning("2026-08-15"))
    slow = Planner(Slow(desk), desk.clock, desk.words, alarm=desk.sound)  # type: ignore[arg-type]
    reckoned, longest = [], 0.0
    while not reckoned or reckoned[-1] < 8:
        began = desk.clock.now()
        await slow.tick()
        longest = max(longest, (desk.clock.now() - began).total_seconds())
        reckoned.append(len(desk.rows(company)))

    assert longest <= 80
    assert reckoned == sorted(set(reckoned))  # on and on, from where it was
    assert desk.do(lambda uow: uow.note("last_scan")) >= began.isoformat()


# --- Comparing ---


async def test_a_row_taken_out_by_hand_is_found_though_others_of_its_duty_were_sent(
    desk: Desk,
) -> None:
    desk.tell(desk.found(), F1)
    for day in ("2026-08-31", "2026-09-14"):
        desk.clock.move_to(morning(day))
        await desk.ticked()
    desk.clock.move_to(morning("2026-09-21"))
    await desk.planner.tick()

    def take_out(uow: UnitOfWork) -> None:
        session = uow._session  # type: ignore[attr-defined]  # noqa: SLF001 - a hand in the database
        session.run(delete(outbox).where(outbox.c.rule == "d7"))

    assert await differences(desk) == []
    desk.do(take_out)

    assert await differences(desk) == [("not_sent", OBLIGATION)]


async def differences(desk: Desk) -> list[tuple[str, str]]:
    found = await reconcile(desk.store, desk.clock.now(), desk.sound)
    return [(one.kind.value, one.obligation) for one in found]


async def test_a_buyer_that_cannot_be_compared_is_a_difference_and_stops_no_other(
    desk: Desk,
) -> None:
    company = desk.found()
    desk.tell(company, F1)
    # What was found last, the companies, the buyers, the policy's duties, then Leroc's
    store = Failing(desk.store, 4, ZeroDivisionError())
    found = await reconcile(store, desk.clock.now(), desk.sound)  # type: ignore[arg-type]

    assert [(one.kind.value, one.obligation) for one in found] == [
        ("not_compared", "Leroc")
    ]
    assert ("not_compared", "Leroc") in desk.alarms
    assert ready(desk) == ["last_scan", "reconciled"]


async def test_not_ready_when_nothing_was_compared_for_two_days(desk: Desk) -> None:
    desk.found()
    await reconcile(desk.store, desk.clock.now(), desk.sound)
    await desk.ticked()
    before = ready(desk)
    desk.clock.move(days=2, minutes=1)
    await desk.ticked()

    assert (before, ready(desk)) == ([], ["reconciled"])


async def test_a_clock_set_back_makes_no_old_scan_a_fresh_one(desk: Desk) -> None:
    desk.found()
    await desk.ticked()
    await reconcile(desk.store, desk.clock.now(), desk.sound)
    desk.clock.move(days=-1)

    assert ready(desk) == ["last_scan"]
    assert desk.do(last_findings) is not None


# --- Released ---


@pytest.mark.parametrize(
    ("zone", "released_at"),
    [
        ("Pacific/Noumea", "2026-08-30T22:30:00+00:00"),  # Monday the 31st, 9:30 there
        ("America/Martinique", "2026-08-31T13:30:00+00:00"),
    ],
)
async def test_released_on_a_day_of_the_company_s_what_is_said_is_tagged(
    desk: Desk, zone: str, released_at: str
) -> None:
    desk.tell(desk.found(zone=zone), F1)
    now = desk.clock.now()
    desk.do(lambda uow: put_on_hold(uow, now))
    desk.clock.move_to(type(now).fromisoformat(released_at))
    desk.do(lambda uow: release(uow, desk.clock.now()))

    assert await tagged(desk) == [("Anne opens F1", True)]


async def test_released_in_the_evening_what_waits_for_the_morning_is_tagged_too(
    desk: Desk,
) -> None:
    """D7 of Monday the 21st may have been sent before the restore."""
    desk.tell(desk.found(), F1)
    for day in ("2026-08-31", "2026-09-14"):
        desk.clock.move_to(morning(day))
        await desk.ticked()
    now = desk.clock.now()
    desk.do(lambda uow: put_on_hold(uow, now))
    desk.clock.move_to(morning("2026-09-21"))
    desk.clock.move(hours=13)
    desk.do(lambda uow: release(uow, desk.clock.now()))
    night = await tagged(desk)
    desk.clock.move_to(morning("2026-09-22"))
    late = await tagged(desk)

    assert (night, late) == ([], [("Anne d7 F1 since 2026-09-21", True)])


async def test_what_falls_due_after_the_release_is_no_repeat(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    now = desk.clock.now()
    desk.do(lambda uow: put_on_hold(uow, now))
    desk.clock.move_to(morning("2026-09-24"))
    desk.do(lambda uow: release(uow, desk.clock.now()))
    desk.clock.move_to(morning("2026-09-25"))

    assert await tagged(desk) == [("Anne d3 F1", False)]


async def tagged(desk: Desk) -> list[tuple[str, bool]]:
    await desk.planner.tick()
    now = desk.clock.now()
    taken = desk.do(lambda uow: uow.outbox.lease("desk", now=now, until=now, most=9))
    return [(one.message.text, one.repeat) for one in taken]


# --- The dead man's switch ---


async def test_a_dashboard_that_cannot_be_made_keeps_nothing_else_from_being_done(
    desk: Desk,
) -> None:
    desk.found("one")
    desk.found("two")
    await desk.ticked()
    desk.clock.move(days=1)
    # Whom to reckon anew? Whose dashboard is of another day? Then the first one's
    store = Failing(desk.store, 3, KeyError("a fact of another version"))
    daily = Daily(Planned(), store, desk.clock)  # type: ignore[arg-type]
    await daily.tick()
    await daily.drain()
    shown = desk.do(
        lambda uow: [uow.note(shown_key(each.id)) for each in uow.companies.all()]
    )

    assert shown == [None, "2026-07-02"]


class Planned:
    async def tick(self) -> int:
        return 0

    def is_reckoning(self, _company: CompanyId) -> bool:
        return False


class Counted(Ping):
    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid")
        self.calls = 0

    def good_scan(self) -> None:
        self.calls += 1


async def test_outside_it_is_heard_that_nothing_is_sent(desk: Desk) -> None:
    """The scans go on; the sender is dead, or its token refused."""
    desk.tell(desk.found(), F1)
    ping = Counted()

    async def checks() -> Mapping[str, bool]:
        return desk.do(lambda uow: readiness(uow, desk.clock.now()))

    daily = Daily(desk.planner, desk.store, desk.clock, ping, checks=checks)
    desk.clock.move_to(morning("2026-08-31"))
    await daily.tick()
    in_time = ping.calls
    desk.clock.move(minutes=6)
    await daily.tick()
    overdue = ping.calls
    desk.outgoing()
    await daily.tick()
    await daily.drain()

    assert (in_time, overdue, ping.calls) == (1, 1, 2)
