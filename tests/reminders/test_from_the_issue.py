"""Scenes written from the promise alone: odd days, odd hours, people who cannot be told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.ports import ChatId, Delivery, Outcome, PersonId, QuietDays, Role, UnitOfWork
from bot.reminders.forecast import dry_run
from bot.reminders.local_time import instant_of
from bot.reminders.readiness import readiness
from bot.reminders.rerouting import Rerouting
from bot.services import evidence
from bot.storage import SqlStore
from tests.reminders.conftest import Desk
from tests.reminders.test_safety_nets import rezone
from tests.storage.lapierre import ANNE, fact, invoice

NAMES = {ChatId(7): "anne", ChatId(8): "ben"}


def local(day: str, hour: int, minute: int = 0, zone: str = "Europe/Paris") -> datetime:
    return instant_of(date.fromisoformat(day), time(hour, minute), zone)


async def at(desk: Desk, moment: datetime) -> list[str]:
    desk.clock.move_to(moment)
    return await desk.ticked()


async def each_day(
    desk: Desk, first: str, last: str, zone: str = "Europe/Paris"
) -> list[str]:
    """« 26 Anne d0 F1 »: what was said at nine on each day."""
    day, said = date.fromisoformat(first), []
    while day <= date.fromisoformat(last):
        told = await at(desk, local(day.isoformat(), 9, zone=zone))
        said += [f"{day.day} {text}" for text in told]
        day += timedelta(days=1)
    return said


def arrives(desk: Desk, **fate: Outcome) -> list[str]:
    """Everything ready sent: who is named here has that fate; what each was told."""
    reroute = Rerouting(desk.words, desk.clock, desk.sound, has_mail=True)
    told: list[str] = []

    def send(uow: UnitOfWork) -> bool:
        now = desk.clock.now()
        taken = uow.outbox.lease("desk", now=now, until=now + timedelta(hours=1), most=99)
        for one in taken:
            way = "_mail" if one.address else ""
            outcome = fate.get(NAMES.get(one.chat, "") + way, Outcome.SENT)
            wait = 300.0 if outcome is Outcome.NOT_SENT else None
            delivery = Delivery(outcome, retry_after=wait)
            uow.outbox.settle(one, "desk", delivery, now)
            if outcome is Outcome.CLOSED:
                reroute(uow, one, delivery)
            told.append(f"{one.message.text} [{outcome.value}]")
        return bool(taken)

    while desk.do(send):
        pass
    return told


async def test_a_window_that_opens_on_saturday_and_ends_on_monday(desk: Desk) -> None:
    """A rule of 2 days: due on Friday 3 July, from Saturday 4 to Monday 6 July."""
    company = desk.found()
    desk.clock.move_to(local("2026-06-01", 9))
    rule = {
        "duty": "intervention_request",
        "from": "due_date",
        "scope": "invoice",
        "opens": {"days": "1"},
        "closes": {"days": "3"},
        "clause": "art. 7",
    }
    short = {"from": "2026-03-01", "duties": [rule]}
    desk.tell(company, fact("endorsement", date(2026, 6, 1), **short))
    desk.tell(company, invoice("F1", date(2026, 7, 3)))

    assert await each_day(desk, "2026-07-01", "2026-07-09") == [
        "4 Anne opens F1",
        "5 Anne d1 F1",
        "6 Anne d0 F1",
        "7 Anne missed F1",
    ]


F1 = invoice("F1", date(2026, 6, 30))  # from 29 August to Monday 28 September


async def test_learnt_on_its_last_day_late_in_the_evening(store: SqlStore) -> None:
    desk = Desk(store, local("2026-09-28", 21, 30), has_mail=True)
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.do(lambda uow: uow.people.written_to_at(ANNE.id, "anne@example.org"))
    desk.tell(company, F1)
    said = await desk.ticked()

    assert said == ["Anne d0 F1", "Ben d0 F1", "Anne d0 F1 by mail"]
    assert await at(desk, local("2026-09-29", 9)) == ["Anne missed F1", "Ben missed F1"]


async def test_nobody_but_the_owner_and_no_address(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    assert await each_day(desk, "2026-09-21", "2026-09-30") == [
        "21 Anne d7 F1",
        "25 Anne d3 F1",
        "27 Anne d1 F1",
        "28 Anne d0 F1",
        "29 Anne missed F1",
    ]
    assert desk.alarms == []


async def test_the_owner_blocked_the_second_gone_and_e_mail_failing(
    store: SqlStore,
) -> None:
    desk = Desk(store, local("2026-09-20", 9), has_mail=True)
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.welcome(company, "Rita", 9, Role.BROKER)
    desk.do(lambda uow: uow.people.written_to_at(ANNE.id, "anne@example.org"))
    desk.tell(company, F1)
    desk.clock.move_to(local("2026-09-25", 9))
    await desk.planner.tick()
    said = arrives(
        desk, anne=Outcome.CLOSED, ben=Outcome.CLOSED, anne_mail=Outcome.NOT_SENT
    )

    assert "Rita d3 F1 [sent]" in said
    desk.clock.move(minutes=6)
    assert not desk.do(lambda uow: readiness(uow, desk.clock.now()))["all_sent"]
    assert desk.alarms == []


async def test_nobody_left_at_all_is_an_alarm_and_told_when_somebody_is_back(
    desk: Desk,
) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move_to(local("2026-09-28", 9))
    await desk.planner.tick()
    said = arrives(desk, anne=Outcome.CLOSED)
    await desk.planner.tick()
    desk.do(lambda uow: uow.people.meet(ANNE))

    assert said == ["Anne d0 F1 [closed]"]
    assert ("nobody", "intervention_request:Leroc:F1") in desk.alarms
    assert await at(desk, local("2026-09-28", 23)) == ["Anne d0 F1"]


async def test_a_digest_that_reached_nobody_is_told_when_somebody_is_back(
    desk: Desk,
) -> None:
    desk.tell(desk.found(), F1, invoice("F2", date(2026, 6, 30)))
    desk.clock.move_to(local("2026-08-31", 9))
    await desk.planner.tick()
    said = arrives(desk, anne=Outcome.CLOSED)
    desk.do(lambda uow: uow.people.meet(ANNE))

    assert said == ["Anne: opens F1, opens F2 [closed]"]
    assert await at(desk, local("2026-08-31", 10)) == ["Anne: opens F1, opens F2"]
    assert await at(desk, local("2026-08-31", 11)) == []


async def test_in_noumea_each_day_is_its_own(desk: Desk) -> None:
    zone = "Pacific/Noumea"
    desk.tell(desk.found(zone=zone), F1)
    await each_day(desk, "2026-09-20", "2026-09-27", zone)
    early = await at(desk, local("2026-09-28", 8, 59, zone))

    assert early == []
    assert await each_day(desk, "2026-09-28", "2026-09-30", zone) == [
        "28 Anne d0 F1",
        "29 Anne missed F1",
    ]


async def test_the_zone_changes_while_a_reminder_waits(desk: Desk) -> None:
    """At nine in Paris it was said; the company moves to Martinique: not again."""
    company = desk.found()
    desk.tell(company, F1)
    said = await at(desk, local("2026-09-28", 9))
    desk.do(lambda uow: rezone(uow, company, "America/Martinique"))
    later = await each_day(desk, "2026-09-28", "2026-09-29", "America/Martinique")

    assert said == ["Anne d0 F1"]
    assert later == ["29 Anne missed F1"]


async def test_fifty_on_one_day_are_told_one_by_one(desk: Desk) -> None:
    many = [invoice(f"F{n}", date(2026, 6, 30), buyer=f"B{n}") for n in range(50)]
    desk.tell(desk.found(), *many, buyer=None)
    said = await at(desk, local("2026-09-28", 9))

    assert sorted(said) == sorted(f"Anne d0 F{n}" for n in range(50))


async def test_three_days_off_what_can_be_saved_then_the_rest_and_nothing_done(
    desk: Desk,
) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    dues = {
        "today": date(2026, 6, 30),
        "tomorrow": date(2026, 7, 1),
        "week": date(2026, 7, 5),
        "missed": date(2026, 6, 27),
        "done": date(2026, 6, 30),
    }
    debts = [invoice(name, day, buyer=name) for name, day in dues.items()]
    desk.tell(company, *debts, buyer=None)
    await each_day(desk, "2026-08-20", "2026-09-24")
    asked = fact("intervention_request", date(2026, 9, 24), buyer="done")
    desk.tell(company, asked, buyer="done")

    assert await at(desk, local("2026-09-28", 9)) == [
        "Anne d0 today",
        "Ben d0 today",
        "Anne d1 tomorrow",
        "Ben d1 tomorrow",
        "Anne: missed missed since 2026-09-26, d7 week since 2026-09-25",
        "Ben missed missed since 2026-09-26",
    ]


async def test_who_has_left_is_still_named_in_what_was_kept(desk: Desk) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.tell(company, F1)
    await at(desk, local("2026-09-28", 9))
    now = desk.clock.now()
    about = "intervention_request:Leroc:F1"

    def seen_and_gone(uow: UnitOfWork) -> evidence.Evidence:
        uow.outbox.reacted(company, about, PersonId(8), "seen", now)
        uow.people.remove(PersonId(8), company, now)
        return evidence.about(uow, company, about)

    kept = desk.do(seen_and_gone)

    assert [one.to for one in kept.said] == ["Anne", "Ben"]
    assert [one.who for one in kept.reacted] == ["Ben"]


async def test_the_owner_s_holiday_does_not_keep_the_second_person_from_hearing(
    desk: Desk,
) -> None:
    """Three days before is Friday the 25th; the owner rests from the 15th on."""
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.tell(company, F1)
    await each_day(desk, "2026-08-20", "2026-09-14")
    away = QuietDays.of("2026-09-15/2026-10-15")
    desk.do(lambda uow: uow.people.rests_on(ANNE.id, away))
    now = desk.clock.now()
    foreseen = desk.do(lambda uow: dry_run(uow, now, date(2026, 9, 26)))

    assert await each_day(desk, "2026-09-15", "2026-09-28") == [
        "25 Ben d3 F1",
        "26 Anne d3 F1",
        "27 Anne d1 F1",
        "27 Ben d1 F1",
        "28 Anne d0 F1",
        "28 Ben d0 F1",
    ]
    assert [(one.at.day, one.member and one.member.person.name) for one in foreseen] == [
        (25, "Ben"),
        (26, "Anne"),
    ]
