"""What notices that something went wrong, without being asked."""

from __future__ import annotations

import asyncio
from datetime import date, time

import pytest
from sqlalchemy import update

from bot.ports import CompanyId, Delivery, Outcome, UnitOfWork
from bot.reminders.hold import put_on_hold, release
from bot.reminders.local_time import instant_of
from bot.reminders.readiness import readiness
from bot.reminders.reconciling import (
    Findings,
    last_findings,
    put_back_in_time,
    reconcile,
    reconcile_nightly,
)
from bot.reminders.schedule import Schedule
from bot.storage import SqlStore
from bot.storage.tables import companies
from tests.reminders.conftest import Desk, morning
from tests.storage.lapierre import ANNE, BY_ANNE, fact, invoice

F1 = invoice("F1", date(2026, 6, 30))
OBLIGATION = "intervention_request:Leroc:F1"


async def kinds(desk: Desk) -> list[tuple[str, str]]:
    found = await reconcile(desk.store, desk.clock.now(), desk.sound)
    return [
        (one.kind.value, one.obligation)
        for one in found
        if not one.obligation.startswith("prescription")
    ]


def ready(desk: Desk) -> list[str]:
    """What is not as it should be."""
    found = desk.do(lambda uow: readiness(uow, desk.clock.now()))
    return [name for name, is_well in found.items() if not is_well]


# --- Reconciliation ---


async def test_when_all_is_watched_said_and_sent_nothing_is_found(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move_to(morning("2026-08-31"))
    await desk.ticked()

    assert await kinds(desk) == []


async def test_a_duty_that_nobody_watches_is_found(desk: Desk) -> None:
    company = desk.found()
    now = desk.clock.now()
    desk.do(lambda uow: uow.books(company).append([F1], BY_ANNE, now))

    assert await kinds(desk) == [("not_watched", OBLIGATION)]
    assert ("not_watched", OBLIGATION) in desk.alarms
    assert "reconciled" in ready(desk)


async def test_a_duty_watched_for_other_days_and_one_that_is_no_more(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1, invoice("F2", date(2026, 7, 31)))
    now = desk.clock.now()
    of = desk.do(lambda uow: uow.books(company).record().facts[0].id)
    moved = fact("correction", date(2026, 7, 1), of=of, due_on="2026-07-10")
    second = desk.do(lambda uow: uow.books(company).record().facts[1].id)
    void = fact("correction", date(2026, 7, 1), of=second, void="true")
    desk.do(lambda uow: uow.books(company).append([moved, void], BY_ANNE, now))

    assert sorted(await kinds(desk)) == [
        ("not_bound", "intervention_request:Leroc:F2"),
        ("other_days", OBLIGATION),
    ]


async def test_a_day_that_passed_unsaid_is_found(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move_to(morning("2026-09-02"))

    assert await kinds(desk) == [("not_said", OBLIGATION)]


async def test_what_counts_as_said_and_never_was_is_found(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.do(
        lambda uow: uow.books(company).deadlines.said(OBLIGATION, date(2026, 7, 1), None)
    )

    assert await kinds(desk) == [("not_sent", OBLIGATION)]


async def test_what_was_given_up_and_told_to_nobody_else_is_found(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()
    now = desk.clock.now()

    def give_up(uow: UnitOfWork) -> None:
        (taken,) = uow.outbox.lease("desk", now=now, until=now, most=9)
        uow.outbox.settle(taken, "desk", Delivery(Outcome.UNREADABLE), now)

    desk.do(give_up)

    assert await kinds(desk) == [("not_delivered", OBLIGATION)]


async def test_it_is_done_once_a_night_and_by_day_if_the_night_was_missed(
    desk: Desk,
) -> None:
    desk.found()
    done = []
    for hours in (0, 12, 8, 20):
        desk.clock.move(hours=hours)
        await reconcile_nightly(desk.store, desk.clock.now(), desk.sound)
        found = desk.do(last_findings)
        assert found is not None
        done.append(f"{found.at:%d %H}")

    assert done == ["01 08", "01 08", "02 04", "03 00"]


def test_findings_are_kept_as_text() -> None:
    findings = Findings(morning("2026-07-01"), ())

    assert Findings.of(findings.to_text()) == findings


# --- /readyz ---


async def test_ready_while_the_work_is_done(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    await desk.ticked()

    assert ready(desk) == []


async def test_not_ready_when_the_last_scan_is_old(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    await desk.ticked()
    desk.clock.move(seconds=91)

    assert ready(desk) == ["last_scan"]


async def test_not_ready_when_nothing_is_planned_or_sent_for_five_minutes(
    desk: Desk,
) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move_to(morning("2026-08-31"))
    unplanned = ready(desk)
    await desk.planner.tick()
    planned = ready(desk)
    desk.clock.move(minutes=6)
    await desk.planner.tick()

    assert "all_planned" in unplanned
    assert planned == []
    assert ready(desk) == ["all_sent"]


async def test_not_ready_when_nobody_can_be_told(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.do(lambda uow: uow.people.unreachable(ANNE.chat))
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()

    assert ready(desk) == ["all_planned"]


# --- On hold ---


async def test_on_hold_nothing_is_planned_or_sent_and_answers_go(desk: Desk) -> None:
    desk.tell(desk.found(), F1, invoice("F2", date(2026, 7, 3)))
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()
    now = desk.clock.now()
    desk.do(lambda uow: put_on_hold(uow, now))
    desk.clock.move_to(morning("2026-09-01"))
    held = await desk.ticked()

    assert held == []
    assert "not_on_hold" in ready(desk)


async def test_released_what_is_due_goes_out_tagged_that_day_and_no_longer(
    desk: Desk,
) -> None:
    desk.tell(desk.found(), F1, invoice("F2", date(2026, 7, 15)))
    now = desk.clock.now()
    desk.do(lambda uow: put_on_hold(uow, now))
    desk.clock.move_to(morning("2026-08-31"))
    released_at = desk.clock.now()
    was_held = desk.do(lambda uow: release(uow, released_at))
    again = desk.do(lambda uow: release(uow, released_at))

    assert (was_held, again) == (True, False)
    assert await repeats(desk) == [("Anne opens F1", True)]
    desk.clock.move_to(morning("2026-09-14"))
    assert [tag for _, tag in await repeats(desk)] == [False]


async def repeats(desk: Desk) -> list[tuple[str, bool]]:
    await desk.planner.tick()
    now = desk.clock.now()

    def take(uow: UnitOfWork) -> list[tuple[str, bool]]:
        taken = uow.outbox.lease("desk", now=now, until=now, most=9)
        for one in taken:
            uow.outbox.settle(one, "desk", Delivery(Outcome.SENT), now)
        return [(one.message.text, one.repeat) for one in taken]

    return desk.do(take)


# --- A zone that changes its mind ---


async def test_a_planned_e_mail_keeps_its_wall_time_when_the_zone_changes(
    store: SqlStore,
) -> None:
    desk = Desk(store, morning("2026-09-27"), has_mail=True)
    company = desk.found()
    desk.do(lambda uow: uow.people.written_to_at(ANNE.id, "anne@example.org"))
    desk.tell(company, F1)
    desk.clock.move_to(instant_of(date(2026, 9, 27), time(9, 0), "Europe/Paris"))
    await desk.ticked()
    before = desk.do(lambda uow: uow.outbox.ahead(company, desk.clock.now()))
    desk.do(lambda uow: rezone(uow, company, "Europe/London"))
    moved = desk.do(lambda uow: put_back_in_time(uow, desk.clock.now()))
    after = desk.do(lambda uow: uow.outbox.ahead(company, desk.clock.now()))

    assert [one.instant.hour for one in before] == [8]  # 10:00 in Paris
    assert moved == 1
    assert [(one.instant.hour, one.zone) for one in after] == [(9, "Europe/London")]


def rezone(uow: UnitOfWork, company: CompanyId, zone: str) -> None:
    session = uow._session  # type: ignore[attr-defined]  # noqa: SLF001 - no service does it yet
    session.run(update(companies).where(companies.c.id == company).values(zone=zone))
    uow.books(company).forget()  # type: ignore[attr-defined]


# --- Stopping ---


class Slow:
    def __init__(self) -> None:
        self.began, self.may_end = asyncio.Event(), asyncio.Event()
        self.ended = 0

    async def tick(self) -> int:
        self.began.set()
        await self.may_end.wait()
        self.ended += 1
        return 0

    def wake(self) -> None: ...


async def test_a_graceful_stop_lets_the_tick_under_way_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow = Slow()
    schedule = Schedule(slow, slow)
    schedule.start()
    await asyncio.wait_for(slow.began.wait(), 5)
    draining = asyncio.create_task(schedule.drain())
    await asyncio.sleep(0)
    slow.may_end.set()
    await asyncio.wait_for(draining, 5)

    assert slow.ended == 1
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
