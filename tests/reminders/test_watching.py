"""The watch: a pass a day, each notice told once, an opening until somebody has seen it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from starlette.responses import Response

from bot.chat.noticing import NoticeWords
from bot.connectors.bodacc import Bodacc
from bot.ports import (
    ChatId,
    CompanyId,
    Delivery,
    Outcome,
    Person,
    PersonId,
    Role,
    UnitOfWork,
)
from bot.ports.watch import Settled
from bot.ports.world import Gazette, Nature, Notice, WorldUnavailable
from bot.reminders.hold import put_on_hold
from bot.reminders.watching import Watching
from bot.services.watch.lookups import mends
from bot.services.watch.progress import progress
from bot.storage import SqlStore
from domain.facts import Buyer, Insolvency
from domain.policy import InsolvencyKind
from tests.connectors.registers import Service, notice, serving
from tests.fakes import FixedClock, store_in_memory
from tests.storage.lapierre import BY_ANNE, found_company, invoice

T = TypeVar("T")

LEROC = "894670793"
EIGHT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 8:00 in Paris, a Monday
BERT = Person(PersonId(8), ChatId(8), "Bert", "en")
CLAIRE = Person(PersonId(9), ChatId(9), "Claire", "fr")


def opening(number: str = "A1", **changes: object) -> Notice:
    said = {
        "id": number,
        "siren": LEROC,
        "published_on": date(2026, 11, 20),
        "nature": Nature.OPENING,
        "kind": InsolvencyKind.LIQUIDATION,
        "judgment_on": date(2026, 11, 12),
        "said": "Jugement d'ouverture de liquidation judiciaire",
        "name": "LEROC MENUISERIE",
        **changes,
    }
    return Notice(**said)  # type: ignore[arg-type]


@dataclass
class Bulletin:
    """A source of notices: what it has, and what it was asked."""

    notices: list[Notice] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    asked: list[tuple[tuple[str, ...], date]] = field(default_factory=list)
    unreadable: int = 0
    at_most: int = 2

    async def since(self, sirens: Sequence[str], day: date) -> Gazette:
        self.asked.append((tuple(sirens), day))
        if self.failures:
            raise self.failures.pop(0)
        ours = (n for n in self.notices if n.siren in sirens and n.published_on >= day)
        return Gazette(tuple(ours), self.unreadable)


@dataclass
class Desk:
    store: SqlStore
    clock: FixedClock
    bulletin: Bulletin
    company: CompanyId
    alarms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watching = self.new()

    def new(self) -> Watching:
        """As after a restart."""
        return Watching(
            self.store,
            self.clock,
            self.bulletin,
            NoticeWords(),
            "Europe/Paris",
            lambda kind, _company, about: self.alarms.append(f"{kind} {about}"),
            has_mail=True,
            minute=lambda: 30,
        )

    async def ticks(self, **later: float) -> list[str]:
        """After a while: to whom what was said by it; its first line."""
        self.clock.move(**later)
        await self.watching.tick()
        await self.watching.idle()
        return self.take_sent()

    def take_sent(self) -> list[str]:
        now = self.clock.now()

        def unit(uow: UnitOfWork) -> list[str]:
            until = now.replace(year=2030)
            lines: list[str] = []
            while said := uow.outbox.lease("test", now=now, until=until, most=50):
                for one in said:
                    first = one.message.text.splitlines()[0]
                    lines.append(f"{one.chat} {one.channel.value} {first}")
                    sent = Delivery(Outcome.SENT, message_id=1)
                    uow.outbox.settle(one, "test", sent, now)
            return lines

        return self.store.write_now(unit)

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        return self.store.write_now(work)

    def adds(self, *buyers: Buyer) -> None:
        def unit(uow: UnitOfWork) -> None:
            for buyer in buyers:
                uow.books(self.company).add_buyer(buyer, BY_ANNE, self.clock.now())

        self.write(unit)

    def joins(self, people: Iterable[tuple[Person, Role]]) -> None:
        def unit(uow: UnitOfWork) -> None:
            for person, role in people:
                uow.people.meet(person)
                uow.people.join(person.id, self.company, role, self.clock.now())

        self.write(unit)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    store = store_in_memory()
    company = store.write_now(found_company)
    found = Desk(store, FixedClock(EIGHT), Bulletin(), company)
    found.adds(Buyer("Leroc", siren=LEROC, department="41"))
    facts = [invoice("F101", date(2026, 4, 30))]
    store.write_now(lambda uow: uow.books(company).append(facts, BY_ANNE, EIGHT))
    yield found
    await found.watching.stop()
    store.close()


ALARM = "7 telegram <b>Arrêtez les livraisons à Leroc</b> : liquidation judiciaire,"


# --- What is told ----------------------------------------------------------------------


async def test_an_opening_is_told_at_once_and_never_twice_a_day(desk: Desk) -> None:
    desk.bulletin.notices = [opening()]

    (told,) = await desk.ticks()
    assert told.replace("\u00a0", " ").startswith(ALARM)
    assert await desk.ticks(hours=1) == []
    desk.watching = desk.new()
    assert await desk.ticks(hours=1) == []


async def test_the_message_has_both_deadlines_and_what_is_unpaid(desk: Desk) -> None:
    desk.bulletin.notices = [opening()]
    await desk.watching.tick()
    await desk.watching.idle()

    def look(uow: UnitOfWork) -> str:
        until = EIGHT.replace(year=2030)
        (one,) = uow.outbox.lease("test", now=EIGHT, until=until, most=50)
        buttons = [button.label for row in one.message.keyboard for button in row]
        return one.message.text + "\n".join(buttons)

    text = desk.write(look).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Factures ouvertes : 120 000 € TTC" in text
    assert "F101 · 120 000 €" in text
    assert "à le mandataire" not in text
    assert "20 janvier 2027" in text  # two months from the publication
    assert "prévenez-le aujourd’hui" in text  # the policy has no rule from the judgment
    assert text.endswith("✓ Enregistrer\nVu")


async def test_it_is_told_daily_to_more_and_more_until_somebody_has_seen_it(
    desk: Desk,
) -> None:
    desk.joins([(BERT, Role.ACCOUNTANT), (CLAIRE, Role.BROKER)])
    desk.bulletin.notices = [opening()]

    assert [each[:10] for each in await desk.ticks()] == ["7 telegram"]
    assert [each[:10] for each in await desk.ticks(days=1)] == []  # 8:00: too early
    assert [e[:10] for e in await desk.ticks(hours=1)] == ["7 telegram", "8 telegram"]
    assert [each[0] for each in await desk.ticks(days=1)] == ["7", "8", "9"]
    desk.write(lambda uow: uow.watchbook(desk.company).settle(1, Settled.SEEN, EIGHT))
    assert await desk.ticks(days=1) == []


async def test_what_was_recorded_otherwise_is_told_no_more(desk: Desk) -> None:
    desk.bulletin.notices = [opening()]
    await desk.ticks()
    fact = Insolvency(
        on=date(2026, 11, 12),
        buyer="Leroc",
        kind=InsolvencyKind.LIQUIDATION,
        judgment_on=date(2026, 11, 12),
        published_on=date(2026, 11, 20),
    )
    desk.write(
        lambda uow: uow.books(desk.company).append([fact], BY_ANNE, desk.clock.now())
    )

    assert await desk.ticks(days=1, hours=2) == []
    assert desk.write(lambda uow: uow.watchbook(desk.company).open()) == []


async def test_a_closed_chat_hands_on_to_the_next_person_at_once(desk: Desk) -> None:
    desk.joins([(BERT, Role.ACCOUNTANT)])
    desk.bulletin.notices = [opening()]
    await desk.ticks()
    desk.write(lambda uow: uow.people.unreachable(ChatId(7)))

    (told,) = await desk.ticks(seconds=20)
    assert told.startswith("8 telegram <b>Stop deliveries to Leroc</b>: liquidation")


async def test_nobody_left_is_an_alarm(desk: Desk) -> None:
    desk.write(lambda uow: uow.people.unreachable(ChatId(7)))
    desk.bulletin.notices = [opening()]
    await desk.ticks()

    assert "nobody notice:1" in desk.alarms


@pytest.mark.parametrize("nature", [Nature.PLAN, Nature.CLOSING, Nature.OTHER])
async def test_what_starts_no_time_is_told_once_together(
    desk: Desk, nature: Nature
) -> None:
    desk.bulletin.notices = [opening("A1", nature=nature), opening("A2", nature=nature)]

    (told,) = await desk.ticks()
    assert told.replace("\u00a0", " ").startswith("7 telegram <b>BODACC : 2 avis")
    assert await desk.ticks(days=1, hours=2) == []


async def test_an_unknown_nature_is_told_as_such_until_seen(desk: Desk) -> None:
    desk.bulletin.notices = [opening(nature=Nature.UNKNOWN, kind=None)]

    (told,) = await desk.ticks()
    assert "je ne sais pas classer" in told
    assert len(await desk.ticks(days=1, hours=2)) == 1


async def test_a_conversion_without_an_opening_in_the_books_is_told_until_seen(
    desk: Desk,
) -> None:
    desk.bulletin.notices = [opening(nature=Nature.CONVERSION)]

    (told,) = await desk.ticks()
    assert "<b>Leroc" in told
    assert "conversion en liquidation judiciaire" in told
    assert len(await desk.ticks(days=1, hours=2)) == 1


async def test_a_rectification_takes_the_place_of_what_it_mends(desk: Desk) -> None:
    desk.bulletin.notices = [opening("A2026022542")]
    await desk.ticks()
    later = opening(
        "A2026022799",
        is_rectified=True,
        rectifies="BODACC A 20260225 42",
        published_on=date(2026, 11, 24),
    )
    desk.bulletin.notices.append(later)

    assert len(await desk.ticks(days=1)) == 1
    open_now = desk.write(lambda uow: uow.watchbook(desk.company).open())
    assert [kept.notice.id for kept in open_now] == ["A2026022799"]


def test_an_annulment_mends_only_what_it_names() -> None:
    annulled = opening("A9", nature=Nature.REVERSED, rectifies="BODACC A 20260225 42")

    assert mends(annulled, opening("A2026022542"))
    assert not mends(annulled, opening("A2026022543"))
    assert mends(annulled, opening("A202602250042"))
    assert not mends(annulled, opening("A202602264200"))
    assert not mends(opening("A9"), opening("A8"))


def test_a_mending_that_names_only_an_issue_is_told_by_its_judgment() -> None:
    mended = opening("A9", is_rectified=True, rectifies="BODACC A 20260225")

    assert mends(mended, opening("A2026022542"))
    assert not mends(mended, opening("A2026022542", judgment_on=date(2026, 11, 5)))


async def test_a_judgment_published_twice_is_announced_once_by_its_first_day(
    desk: Desk,
) -> None:
    desk.bulletin.notices = [
        opening("A2026022542"),
        opening("A2026022799", published_on=date(2026, 11, 22)),
    ]

    (told,) = await desk.ticks()
    assert told.replace("\u00a0", " ").startswith(ALARM)
    open_now = desk.write(lambda uow: uow.watchbook(desk.company).open())
    assert [kept.notice.published_on for kept in open_now] == [date(2026, 11, 20)]


async def test_an_earlier_publication_that_comes_late_is_told(desk: Desk) -> None:
    desk.bulletin.notices = [opening("A2026022799", published_on=date(2026, 11, 22))]
    await desk.ticks()
    desk.bulletin.notices.append(opening("A2026022542"))

    told = await desk.ticks(days=1, hours=2)
    assert len(told) == 2  # the new one, and the day's reminder of the other


async def test_a_judgment_in_the_books_is_not_announced_again_when_reprinted(
    desk: Desk,
) -> None:
    fact = Insolvency(
        on=date(2026, 11, 12),
        buyer="Leroc",
        kind=InsolvencyKind.LIQUIDATION,
        judgment_on=date(2026, 11, 12),
        published_on=date(2026, 11, 18),
    )
    desk.write(
        lambda uow: uow.books(desk.company).append([fact], BY_ANNE, desk.clock.now())
    )
    desk.bulletin.notices = [opening()]

    assert await desk.ticks() == []


async def test_two_buyers_that_are_one_firm_are_both_told(desk: Desk) -> None:
    desk.adds(Buyer("Leroc Agence Sud", siren=LEROC))
    desk.bulletin.notices = [opening()]

    told = await desk.ticks()
    assert sorted("Sud" in each for each in told) == [False, True]


# --- When and what is asked ------------------------------------------------------------


async def test_a_new_siren_is_looked_up_a_good_year_back_then_from_day_to_day(
    desk: Desk,
) -> None:
    await desk.ticks()
    await desk.ticks(hours=1)
    await desk.ticks(days=1)

    assert desk.bulletin.asked == [
        ((LEROC,), date(2025, 10, 19)),
        ((LEROC,), date(2026, 11, 13)),
    ]


async def test_a_siren_added_in_the_night_waits_for_nothing(desk: Desk) -> None:
    desk.clock.move_to(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    desk.bulletin.notices = [opening()]

    assert len(await desk.ticks()) == 1


async def test_the_daily_pass_waits_for_its_hour(desk: Desk) -> None:
    await desk.ticks()
    desk.clock.move_to(datetime(2026, 11, 24, 5, 59, tzinfo=UTC))  # 6:59
    await desk.ticks()
    assert len(desk.bulletin.asked) == 1
    desk.clock.move_to(datetime(2026, 11, 24, 6, 5, tzinfo=UTC))  # 7:05: 6:30 and 30 min
    await desk.ticks()

    assert len(desk.bulletin.asked) == 2


async def test_batches_are_no_larger_than_the_source_takes(desk: Desk) -> None:
    desk.adds(Buyer("A", siren="356000000"), Buyer("B", siren="732829320"))
    await desk.ticks()

    assert [len(sirens) for sirens, _ in desk.bulletin.asked] == [2, 1]


async def test_buyers_abroad_and_without_siren_are_not_looked_up(desk: Desk) -> None:
    desk.adds(Buyer("A"), Buyer("B", siren="123456789", country="BE"), Buyer("C", "12"))
    await desk.ticks()

    assert [sirens for sirens, _ in desk.bulletin.asked] == [(LEROC,)]


async def test_one_firm_of_two_companies_is_asked_once_and_told_to_both(
    desk: Desk,
) -> None:
    def unit(uow: UnitOfWork) -> None:
        other = found_company(uow, "other")
        uow.books(other).add_buyer(Buyer("Le Roc", siren=LEROC), BY_ANNE, EIGHT)

    desk.write(unit)
    desk.bulletin.notices = [opening()]
    told = await desk.ticks()

    assert len(desk.bulletin.asked) == 1
    assert len(told) == 2
    counts = desk.write(
        lambda uow: [len(uow.watchbook(c.id).open()) for c in uow.companies.all()]
    )
    assert counts == [1, 1]


# --- Failures --------------------------------------------------------------------------


async def test_a_failure_is_noted_tried_again_later_and_stops_nothing(desk: Desk) -> None:
    desk.bulletin.failures = [WorldUnavailable("http 503"), WorldUnavailable("timeout")]
    desk.bulletin.notices = [opening()]

    assert await desk.ticks() == []
    state = desk.write(progress)
    assert (state.failure, state.failures, state.good_at) == ("http 503", 1, "")
    await desk.ticks(minutes=10)
    assert len(desk.bulletin.asked) == 1  # a quarter of an hour first
    await desk.ticks(minutes=6)
    assert desk.write(progress).failures == 2
    assert len(await desk.ticks(minutes=31)) == 1
    state = desk.write(progress)
    assert (state.failure, state.failures, state.asked) == ("", 0, 1)


async def test_a_pass_cut_short_goes_on_where_it_was(desk: Desk) -> None:
    desk.adds(Buyer("A", siren="356000000"), Buyer("B", siren="732829320"))
    await desk.ticks()
    desk.clock.move(days=1)
    desk.bulletin.asked.clear()

    async def fails_second(sirens: Sequence[str], day: date) -> Gazette:
        desk.bulletin.asked.append((tuple(sirens), day))
        if len(desk.bulletin.asked) == 2:
            raise WorldUnavailable("http 500")
        return Gazette()

    desk.bulletin.since = fails_second  # type: ignore[method-assign]
    await desk.ticks()
    await desk.ticks(minutes=16)

    assert [sirens for sirens, _ in desk.bulletin.asked] == [
        ("356000000", "732829320"),
        (LEROC,),
        (LEROC,),
    ]


async def test_a_bug_in_the_source_is_a_failure_like_another(desk: Desk) -> None:
    desk.bulletin.failures = [KeyError("x")]
    await desk.ticks()

    assert desk.write(progress).failure == "KeyError"


async def test_unreadable_records_are_counted(desk: Desk) -> None:
    desk.bulletin.unreadable = 3
    await desk.ticks()

    assert desk.write(progress).unreadable == 3


async def test_on_hold_nothing_is_asked_nor_told(desk: Desk) -> None:
    desk.write(lambda uow: put_on_hold(uow, EIGHT))
    desk.bulletin.notices = [opening()]

    assert await desk.ticks() == []
    assert desk.bulletin.asked == []


async def test_a_slow_service_holds_up_no_tick(desk: Desk) -> None:
    answered = asyncio.Event()

    async def slow(sirens: Sequence[str], day: date) -> Gazette:
        desk.bulletin.asked.append((tuple(sirens), day))
        await answered.wait()
        return Gazette((opening(),))

    desk.bulletin.since = slow  # type: ignore[method-assign]
    await desk.watching.tick()
    await desk.watching.tick()
    await asyncio.sleep(0)
    answered.set()
    await desk.watching.idle()

    assert len(desk.bulletin.asked) == 1
    assert len(desk.take_sent()) == 1


async def test_from_the_services_answer_to_the_message(desk: Desk) -> None:
    """The connector, a local server that first fails, the pass and the words together."""
    record = notice(nature="Jugement d'ouverture d'une procédure de sauvegarde")
    service = Service([record], faults=[Response(status_code=503)])

    async def at_once(seconds: float) -> None:
        del seconds
        await asyncio.sleep(0)

    async with serving(service) as served:
        source = Bodacc(served.address, apart=0, sleep=at_once)
        words_, zone = NoticeWords(), "Europe/Paris"
        desk.watching = Watching(desk.store, desk.clock, source, words_, zone)
        (told,) = await desk.ticks()

    assert told.replace("\u00a0", " ").startswith(
        "7 telegram <b>Arrêtez les livraisons à Leroc</b> : sauvegarde, parution au BODACC"
    )
    assert len(service.asked) == 2
