"""A duty that nobody sees, from the first reminder to the e-mail: a whole Vigie, two
people at the phone and an SMTP server.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import sys
from datetime import date, time
from pathlib import Path

from icalendar import Calendar

from bot.chat.handlers import holding
from bot.phone.visitor import Visitor
from bot.ports import CompanyId, PersonId, Role, UnitOfWork
from bot.reminders.hold import is_on_hold, put_on_hold
from bot.reminders.local_time import instant_of
from bot.reminders.refreshing import refresh
from bot.services import evidence
from tests.chat.conversation import Scene, scene, shown
from tests.storage.lapierre import BY_ANNE, invoice

sys.path.insert(0, str(Path(__file__).parents[1] / "connectors"))

from test_mail import smtp

COMPANY, NINE = CompanyId(1), time(9, 0)
OBLIGATION = "intervention_request:Moulin:F204"  # to be filed by Thursday 24 December

IN_3 = "Moulin · à faire au plus tard le jeudi 24 décembre, dans 3 jours · 43 200 € en jeu"
IN_7 = "Moulin · à faire au plus tard le jeudi 24 décembre, dans 7 jours · 43 200 € en jeu"


async def two_people(stage: Scene) -> tuple[Visitor, Visitor]:
    """Anne, the owner, and Ben, the accountant."""
    anne, ben = stage.phone.visitor("Anne"), stage.phone.visitor("Ben")
    for visitor in (anne, ben):
        await stage.does(visitor, "> bonjour")
    numbers = {p.name: p.id for p in stage.phone.exchange.people.values()}
    now = stage.clock.now()

    def appoint(uow: UnitOfWork) -> None:
        number = PersonId(numbers["Ben"])
        uow.people.join(number, COMPANY, Role.ACCOUNTANT, now)
        uow.people.written_to_at(PersonId(numbers["Anne"]), "anne@example.org")

    await stage.store.write(appoint)
    return anne, ben


async def heard(
    stage: Scene, *visitors: Visitor, on: date, at: time = time(9, 0)
) -> list[str]:
    """What each hears when it is that time: the first line of each message."""
    for visitor in visitors:
        visitor.screen.take_fresh()
    stage.clock.clock.move_to(instant_of(on, at, "Europe/Paris"))
    await stage.vigie.remind_now()
    await stage.settled()
    return [
        f"{visitor.name}: {shown(seen).splitlines()[0]}"
        for visitor in visitors
        for seen in visitor.screen.take_fresh()
        if seen.id not in visitor.screen.pinned_ids
    ]


async def waits_for(stage: Scene, visitor: Visitor) -> str:
    """What Vigie says of her own accord, once the update has come through."""
    for _ in range(1000):
        await stage.settled()
        if said := visitor.screen.take_fresh():
            return "\n".join(shown(seen) for seen in said)
        await asyncio.sleep(0)
    return ""


async def test_unseen_it_goes_to_the_accountant_then_by_e_mail() -> None:
    async with smtp() as (server, mailer), scene(mailer=mailer) as stage:
        anne, ben = await two_people(stage)
        said = [
            await heard(stage, anne, ben, on=date(2026, 12, day)) for day in (17, 21, 23)
        ]
        at_nine = len(server.letters)
        at_ten = await heard(stage, anne, ben, on=date(2026, 12, 23), at=time(10, 0))
        found = await stage.store.write(
            lambda uow: evidence.about(uow, COMPANY, OBLIGATION)
        )
    letter = email.message_from_bytes(server.letters[0], policy=email.policy.default)

    assert [len(each) for each in said] == [1, 2, 2]
    assert said[1] == [
        f"Anne: {IN_3}",
        f"Ben: {IN_3}",
    ]
    assert (at_nine, at_ten, len(server.letters)) == (0, [], 1)
    assert letter["To"] == "anne@example.org"
    assert str(letter["Subject"]).startswith("Moulin · à faire au plus tard")
    assert "appuyez sur" in letter.get_content()
    assert [(one.rule, one.to, one.channel.value) for one in found.said][-3:] == [
        ("d1", "Anne", "telegram"),
        ("d1", "Ben", "telegram"),
        ("d1", "Anne", "email"),
    ]


async def test_seen_by_one_nobody_else_is_called_and_nothing_is_written() -> None:
    async with smtp() as (server, mailer), scene(mailer=mailer) as stage:
        anne, ben = await two_people(stage)
        await heard(stage, anne, ben, on=date(2026, 12, 21))
        await stage.does(ben, "[Vu]")
        after = await heard(stage, anne, ben, on=date(2026, 12, 23))
        later = await heard(stage, anne, ben, on=date(2026, 12, 23), at=time(10, 0))

    assert [one.partition(":")[0] for one in after] == ["Anne"]
    assert (later, server.letters) == ([], [])


async def test_who_blocks_vigie_is_told_of_and_another_takes_the_place() -> None:
    async with scene() as stage:
        _, ben = await two_people(stage)
        person = next(p for p in stage.phone.exchange.people.values() if p.name == "Anne")
        person.blocks = True  # Telegram says nothing: the next reminder is refused
        said = await heard(stage, ben, on=date(2026, 12, 17))

    assert sorted(said) == [
        "Ben: Anne ne reçoit plus les rappels de Lapierre",
        f"Ben: {IN_7}",
    ]


async def test_telegram_says_that_somebody_blocked_vigie() -> None:
    async with scene() as stage:
        _, ben = await two_people(stage)
        ben.screen.take_fresh()
        person = next(p for p in stage.phone.exchange.people.values() if p.name == "Anne")
        stage.phone.exchange.blocks(person)
        said = await waits_for(stage, ben)

    assert said.startswith("Anne ne reçoit plus les rappels de Lapierre")


async def test_a_digest_is_seen_by_one_press_and_opened_duty_by_duty() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> bonjour")
        now = stage.clock.now()
        more = [
            invoice(f"N{n}", date(2026, 9, 25), buyer="Moulin", on="2026-08-11")
            for n in (1, 2)
        ]

        def add(uow: UnitOfWork) -> None:
            uow.books(COMPANY).append(more, BY_ANNE, now)
            refresh(uow, COMPANY, "Moulin", now)

        await stage.store.write(add)
        anne.screen.take_fresh()
        stage.clock.clock.move_to(
            instant_of(date(2026, 11, 24), time(9, 0), "Europe/Paris")
        )
        await stage.vigie.remind_now()
        await stage.settled()
        (digest,) = [
            seen
            for seen in anne.screen.take_fresh()
            if seen.id not in anne.screen.pinned_ids
        ]
        opened = await stage.does(anne, "[Moulin N1]")
        seen = await stage.does(anne, "[Vu]")
        rows = await stage.store.write(
            lambda uow: uow.books(COMPANY).deadlines.of_buyer("Moulin")
        )

    assert digest.text.startswith("3 délais à tenir")
    assert digest.text.count("●") == 3
    assert "facture N1" in opened
    assert seen.startswith("Vu.")
    told = [row for row in rows if row.duty == "intervention_request"]
    assert sum(row.seen_on is not None for row in told) == 1


async def test_the_calendar_s_link_reads_until_it_is_revoked() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> exporter mes échéances dans mon calendrier")
        told = await stage.does(anne, "[Lien d'abonnement]")
        token = told.partition("/calendar/")[2].partition(".ics")[0]
        book = await stage.vigie.calendar(token)
        await stage.does(anne, "[Révoquer ce lien]")
        after = await stage.vigie.calendar(token)

    assert book is not None
    titles = [str(event["SUMMARY"]) for event in Calendar.from_ical(book).walk("VEVENT")]
    assert (
        "Demande d’intervention" in titles
    )  # of whom and how much, others' servers need not know
    assert b"Moulin" not in book
    assert b"F204" not in book
    assert "€" not in book.decode()
    assert after is None


async def test_after_a_restore_the_owner_lets_the_reminders_go() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> bonjour")
        now = stage.clock.now()
        await stage.store.write(lambda uow: put_on_hold(uow, now))
        await stage.store.write(lambda uow: holding.tell(uow, now))
        stage.vigie.sender.wake()
        held = "\n".join(shown(seen) for seen in await anne.reads())
        silent = await heard(stage, anne, on=date(2026, 12, 17))
        let_go = await stage.does(anne, "[Relancer les rappels]")
        is_held = await stage.store.write(is_on_hold)
        said = await heard(stage, anne, on=date(2026, 12, 17))

    assert held.startswith("Les rappels sont suspendus")
    assert (silent, is_held) == ([], False)
    assert let_go.startswith("Les rappels repartent")
    assert len(said) == 1
