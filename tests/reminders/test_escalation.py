"""Who hears of a duty that nobody has seen, by which way and from when on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.ports import (
    Channel,
    ChatId,
    CompanyId,
    DeadlineRow,
    Delivery,
    Member,
    Outcome,
    Outgoing,
    Person,
    PersonId,
    Role,
    Told,
    UnitOfWork,
)
from bot.reminders.escalation import Circle, ears, goes_by_mail, mail_time, reach
from bot.reminders.local_time import instant_of
from bot.reminders.rerouting import Rerouting
from bot.services.people import leave
from bot.storage import SqlStore
from tests.reminders.conftest import Desk, morning
from tests.storage.lapierre import ANNE, fact, invoice

ONE_DAY = timedelta(days=1)
COMPANY = CompanyId(1)

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
    said_on=date(2026, 9, 21),
)
# To be filed on Friday 25 September; the last day is a Sunday.
SUNDAY = replace(ROW, file_by=date(2026, 9, 25), last_day=date(2026, 9, 27))


def member(name: str, number: int, role: Role, **more: object) -> Member:
    told = more.pop("told", Told.BY_ROLE)
    person = Person(PersonId(number), ChatId(number), name, "fr", **more)  # type: ignore[arg-type]
    return Member(person, COMPANY, role, told)  # type: ignore[arg-type]


OWNER = member("Anne", 7, Role.OWNER, email="anne@example.org")
ACCOUNTANT = member("Ben", 8, Role.ACCOUNTANT)
BROKER = member("Chloé", 6, Role.BROKER)
READER = member("Rita", 5, Role.READER)


def closed(one: Member) -> Member:
    return replace(one, person=replace(one.person, reachable=False))


def named(members: list[Member], *, has_mail: bool = True) -> list[tuple[str, str, int]]:
    found = ears(members, has_mail=has_mail)
    return [(ear.member.person.name, ear.channel.value, ear.circle) for ear in found]


# --- How far ---


@pytest.mark.parametrize(
    ("day", "circle", "mail"),
    [
        ("2026-08-29", Circle.FIRST, False),
        ("2026-09-24", Circle.FIRST, False),
        ("2026-09-25", Circle.SECOND, False),
        ("2026-09-26", Circle.SECOND, False),
        ("2026-09-27", Circle.SECOND, True),
        ("2026-09-28", Circle.EVERYONE, True),
        ("2026-09-29", Circle.EVERYONE, False),
        ("2026-10-28", Circle.EVERYONE, False),
        ("2026-10-29", Circle.FIRST, False),
    ],
)
def test_unseen_it_goes_further_each_day(day: str, circle: Circle, *, mail: bool) -> None:
    on = date.fromisoformat(day)

    assert (reach(ROW, on), goes_by_mail(ROW, on)) == (circle, mail)


@pytest.mark.parametrize(
    ("day", "circle", "mail"),
    [
        ("2026-09-21", Circle.FIRST, False),
        ("2026-09-22", Circle.SECOND, False),
        ("2026-09-24", Circle.SECOND, True),
        ("2026-09-25", Circle.EVERYONE, True),
        ("2026-09-26", Circle.EVERYONE, True),
        ("2026-09-27", Circle.EVERYONE, True),
    ],
)
def test_it_is_counted_from_the_working_day_and_goes_on_to_the_last(
    day: str, circle: Circle, *, mail: bool
) -> None:
    on = date.fromisoformat(day)

    assert (reach(SUNDAY, on), goes_by_mail(SUNDAY, on)) == (circle, mail)


@pytest.mark.parametrize("days", range(-40, 40))
def test_seen_it_goes_no_further(days: int) -> None:
    seen = replace(ROW, seen_on=date(2026, 9, 21))
    day = ROW.last_day + days * ONE_DAY

    assert (reach(seen, day), goes_by_mail(seen, day)) == (Circle.FIRST, False)


def test_seen_more_than_a_week_before_the_others_are_called_all_the_same() -> None:
    seen = replace(ROW, seen_on=date(2026, 9, 20))

    assert reach(seen, date(2026, 9, 24)) is Circle.FIRST
    assert reach(seen, date(2026, 9, 25)) is Circle.SECOND
    assert goes_by_mail(seen, date(2026, 9, 27))


def test_what_is_only_waited_for_presses_nobody() -> None:
    waited = replace(ROW, duty="indemnity_expected")

    assert reach(waited, ROW.last_day) is Circle.FIRST
    assert not goes_by_mail(waited, ROW.last_day)


# --- To whom ---


def test_the_owner_comes_first_then_the_accountant_then_the_broker() -> None:
    assert named([BROKER, READER, ACCOUNTANT, OWNER]) == [
        ("Anne", "telegram", 1),
        ("Ben", "telegram", 2),
        ("Chloé", "telegram", 3),
    ]


def test_who_chose_the_calm_rhythm_has_it_too() -> None:
    eager = replace(BROKER, told=Told.ALWAYS)

    assert named([eager, ACCOUNTANT, OWNER]) == [
        ("Anne", "telegram", 1),
        ("Chloé", "telegram", 1),
        ("Ben", "telegram", 2),
    ]


def test_whose_chat_is_closed_is_written_to_and_the_next_takes_the_place() -> None:
    assert named([closed(OWNER), ACCOUNTANT, BROKER]) == [
        ("Anne", "email", 1),
        ("Ben", "telegram", 1),
        ("Chloé", "telegram", 2),
    ]


def test_the_place_is_taken_by_somebody_whose_chat_is_open() -> None:
    ben = replace(ACCOUNTANT, person=replace(ACCOUNTANT.person, email="ben@example.org"))

    assert named([closed(OWNER), closed(ben), BROKER]) == [
        ("Anne", "email", 1),
        ("Ben", "email", 1),
        ("Chloé", "telegram", 1),
    ]


def test_without_e_mail_a_closed_chat_is_no_ear() -> None:
    assert named([closed(OWNER), ACCOUNTANT], has_mail=False) == [("Ben", "telegram", 1)]


def test_who_only_reads_is_better_than_nobody() -> None:
    assert named([closed(ACCOUNTANT), READER]) == [("Rita", "telegram", 1)]
    assert named([closed(ACCOUNTANT)]) == []


@pytest.mark.parametrize(
    ("hour", "mail"),
    [
        (time(7, 0), time(10, 0)),
        (time(9, 0), time(10, 0)),
        (time(9, 30), time(10, 30)),
        (time(18, 0), time(19, 0)),
    ],
)
def test_it_is_written_at_ten_but_never_before_the_chats_were_told(
    hour: time, mail: time
) -> None:
    assert mail_time(hour) == mail


# --- The whole way ---


@pytest.fixture
def office(store: SqlStore) -> Desk:
    return Desk(store, morning("2026-07-01"), has_mail=True)


def people(desk: Desk) -> CompanyId:
    company = desk.found()
    desk.do(lambda uow: uow.people.written_to_at(ANNE.id, "anne@example.org"))
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT, "ben@example.org")
    desk.welcome(company, "Chloé", 6, Role.BROKER)
    desk.tell(company, F1)
    return company


async def days_told(desk: Desk, first: str, last: str) -> list[tuple[str, str]]:
    """Each morning at ten past ten, in Paris."""
    day, told = datetime.fromisoformat(first).date(), []
    while day <= date.fromisoformat(last):
        desk.clock.move_to(instant_of(day, time(9, 0), "Europe/Paris"))
        told += [(day.isoformat(), text) for text in await desk.ticked()]
        desk.clock.move_to(instant_of(day, time(10, 0), "Europe/Paris"))
        told += [(f"{day} 10:00", text) for text in await desk.ticked()]
        day += ONE_DAY
    return told


async def test_until_somebody_has_seen_it(office: Desk) -> None:
    people(office)
    await days_told(office, "2026-08-31", "2026-09-24")

    assert await days_told(office, "2026-09-25", "2026-09-29") == [
        ("2026-09-25", "Anne d3 F1"),
        ("2026-09-25", "Ben d3 F1"),
        ("2026-09-27", "Anne d1 F1"),
        ("2026-09-27", "Ben d1 F1"),
        ("2026-09-27 10:00", "Anne d1 F1 by mail"),
        ("2026-09-27 10:00", "Ben d1 F1 by mail"),
        ("2026-09-28", "Anne d0 F1"),
        ("2026-09-28", "Ben d0 F1"),
        ("2026-09-28", "Chloé d0 F1"),
        ("2026-09-28 10:00", "Anne d0 F1 by mail"),
        ("2026-09-28 10:00", "Ben d0 F1 by mail"),
        ("2026-09-29", "Anne missed F1"),
        ("2026-09-29", "Ben missed F1"),
        ("2026-09-29", "Chloé missed F1"),
    ]


async def test_seen_before_ten_nothing_is_written_and_the_rhythm_goes_on(
    office: Desk,
) -> None:
    company = people(office)
    await days_told(office, "2026-08-31", "2026-09-26")
    office.clock.move_to(instant_of(date(2026, 9, 27), time(9, 0), "Europe/Paris"))
    await office.ticked()
    now = office.clock.now()

    def see(uow: UnitOfWork) -> None:
        uow.books(company).deadlines.seen(ROW.obligation, date(2026, 9, 27))
        uow.outbox.stand_down(company, ROW.obligation, now)

    office.do(see)
    office.clock.move(hours=1)
    at_ten = await office.ticked()

    assert at_ten == []
    assert await days_told(office, "2026-09-28", "2026-09-29") == [
        ("2026-09-28", "Anne d0 F1"),
        ("2026-09-29", "Anne missed F1"),
    ]


async def test_without_e_mail_everyone_is_told_a_day_earlier(desk: Desk) -> None:
    people(desk)
    await days_told(desk, "2026-08-31", "2026-09-26")

    assert await days_told(desk, "2026-09-27", "2026-09-27") == [
        ("2026-09-27", "Anne d1 F1"),
        ("2026-09-27", "Ben d1 F1"),
        ("2026-09-27", "Chloé d1 F1"),
    ]


async def test_paid_in_between_the_planned_e_mail_is_withdrawn(office: Desk) -> None:
    company = people(office)
    await days_told(office, "2026-08-31", "2026-09-26")
    office.clock.move_to(instant_of(date(2026, 9, 27), time(9, 0), "Europe/Paris"))
    await office.ticked()
    office.tell(
        company,
        fact("payment", date(2026, 9, 27), buyer="Leroc", amount="120000", invoice="F1"),
    )
    office.clock.move(hours=1)

    assert await office.ticked() == []


# --- A chat that is closed ---


def lose(desk: Desk, outcome: Outcome, *, has_mail: bool) -> Outgoing:
    """What waits is taken, and its first does not arrive; as the sender does it."""
    now = desk.clock.now()
    reroute = Rerouting(desk.words, desk.clock, desk.sound, has_mail=has_mail)

    def work(uow: UnitOfWork) -> Outgoing:
        (taken, *_) = uow.outbox.lease("desk", now=now, until=now + ONE_DAY, most=1)
        delivery = Delivery(outcome, reason="blocked")
        uow.outbox.settle(taken, "desk", delivery, now)
        reroute(uow, taken, delivery)
        return taken

    return desk.do(work)


async def test_blocked_the_next_channel_and_person_are_told_at_once(office: Desk) -> None:
    people(office)
    office.clock.move_to(morning("2026-08-31"))
    await office.planner.tick()
    lose(office, Outcome.CLOSED, has_mail=True)

    assert sorted(office.outgoing()) == [
        "Anne opens F1 by mail",
        "Ben opens F1",
        "Ben: Anne lost by telegram",
        "Chloé opens F1",
    ]


async def test_an_address_that_is_refused_is_forgotten(office: Desk) -> None:
    company = people(office)
    office.do(lambda uow: uow.people.unreachable(ANNE.chat))
    office.clock.move_to(morning("2026-08-31"))
    await office.planner.tick()
    taken = lose(office, Outcome.CLOSED, has_mail=True)
    members = office.do(lambda uow: uow.people.members(company))

    assert (taken.channel, taken.address) == (Channel.EMAIL, "anne@example.org")
    assert [one.person.email for one in members] == ["", "", "ben@example.org"]
    assert sorted(office.outgoing()) == [
        "Ben opens F1",
        "Ben: Anne lost by email",
        "Chloé opens F1",
    ]


async def test_when_nobody_is_left_it_is_an_alarm_and_stays_due(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()
    lose(desk, Outcome.CLOSED, has_mail=False)
    (row,) = desk.rows(company)

    assert desk.outgoing() == []
    assert ("nobody", ROW.obligation) in desk.alarms
    assert row.next_on == date(2026, 8, 31)


async def test_a_digest_that_does_not_arrive_is_told_duty_by_duty_to_the_next(
    desk: Desk,
) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.tell(company, F1, invoice("F2", date(2026, 6, 30)))
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()
    lose(desk, Outcome.CLOSED, has_mail=False)

    assert sorted(desk.outgoing()) == [
        "Ben opens F1",
        "Ben opens F2",
        "Ben: Anne lost by telegram",
    ]


# --- Digests ---


async def test_calm_words_of_one_day_come_together(desk: Desk) -> None:
    company = desk.found()
    desk.tell(
        company,
        F1,
        invoice("F2", date(2026, 6, 30), buyer="Moulin"),
        invoice("F3", date(2026, 6, 17)),
        buyer=None,
    )
    desk.clock.move_to(morning("2026-08-31"))

    assert await desk.ticked() == ["Anne: d15 F3, opens F1, opens F2"]


async def test_paid_before_the_digest_left_the_rest_is_told_anew(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1, invoice("F2", date(2026, 6, 30)))
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()
    paid = fact("payment", date(2026, 8, 31), buyer="Leroc", amount="120000", invoice="F1")
    desk.tell(company, paid)
    unsent = desk.outgoing()

    assert unsent == []
    assert await desk.ticked() == ["Anne opens F2"]


async def test_said_by_itself_since_that_digest_it_is_not_told_anew(desk: Desk) -> None:
    """Found by the simulation (seed 11063): the digest was withdrawn days later, and what
    had been said meanwhile was said a second time, untagged.
    """
    company = desk.found()
    second = invoice("F2", date(2026, 7, 23), buyer="Moulin")
    desk.tell(company, F1, second, buyer=None)
    desk.clock.move_to(morning("2026-09-21"))
    await desk.planner.tick()  # "d7 F1, opens F2" waits: Telegram is away
    desk.clock.move_to(morning("2026-09-26"))
    await desk.planner.tick()
    paid = fact("payment", date(2026, 9, 26), buyer="Moulin", amount="120000", invoice="F2")
    desk.tell(company, paid, buyer="Moulin")

    assert desk.outgoing() == ["Anne d3 F1 since 2026-09-25"]
    assert await desk.ticked() == []


async def test_after_three_days_off_what_can_be_saved_comes_first_the_rest_together(
    desk: Desk,
) -> None:
    """One message for what was missed meanwhile, and none for what is paid."""
    company = desk.found()
    days = {
        "T1": date(2026, 6, 30),
        "T2": date(2026, 7, 1),
        "L1": date(2026, 6, 26),
        "L2": date(2026, 6, 27),
        "P1": date(2026, 6, 25),
    }
    desk.tell(company, *(invoice(name, due) for name, due in days.items()))
    await days_told(desk, "2026-08-25", "2026-09-22")
    paid = fact("payment", date(2026, 9, 24), buyer="Leroc", amount="120000", invoice="P1")
    desk.tell(company, paid)
    desk.clock.move_to(morning("2026-09-28"))

    assert await desk.ticked() == [
        "Anne d0 T1",
        "Anne d1 T2",
        "Anne: missed L1 since 2026-09-25, missed L2 since 2026-09-26",
    ]


async def test_late_in_the_evening_only_what_presses_is_told(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1, invoice("F2", date(2026, 7, 15)))
    await days_told(desk, "2026-08-25", "2026-09-25")
    desk.clock.move_to(datetime(2026, 9, 28, 19, 30, tzinfo=UTC))  # 21:30 in Paris
    evening = await desk.ticked()
    desk.clock.move_to(morning("2026-09-29"))

    assert evening == ["Anne d0 F1"]
    assert "F2" in " ".join(await desk.ticked())


# --- Evidence ---


async def test_every_send_is_kept_those_of_a_digest_too(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1, invoice("F2", date(2026, 6, 30)))
    desk.clock.move_to(morning("2026-08-31"))
    await desk.ticked()
    at = desk.clock.now()

    def look(uow: UnitOfWork) -> list[tuple[str, str, datetime | None]]:
        uow.outbox.seen(company, ROW.obligation, ANNE.chat, at)
        return [
            (one.reminder.rule, one.state, one.seen_at)
            for number in ("F1", "F2")
            for one in uow.outbox.sent_about(
                company, f"intervention_request:Leroc:{number}"
            )
        ]

    assert desk.do(look) == [("opens", "sent", at), ("opens", "sent", None)]
    assert desk.do(lambda uow: uow.outbox.obligations_of(company, "Leroc")) == [
        "intervention_request:Leroc:F1",
        "intervention_request:Leroc:F2",
    ]
    assert desk.do(lambda uow: uow.outbox.obligations_of(company, "Ler%")) == []


async def test_who_leaves_hears_no_more_and_the_next_is_told_instead(desk: Desk) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.tell(company, F1, invoice("F2", date(2026, 6, 30)))
    desk.clock.move_to(morning("2026-08-31"))
    await desk.planner.tick()
    now = desk.clock.now()
    desk.do(lambda uow: leave(uow, company, ANNE, now))
    unsent = desk.outgoing()

    assert unsent == []
    assert await desk.ticked() == ["Ben: opens F1, opens F2"]
