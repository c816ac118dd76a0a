"""Who is let in, and how: strangers, groups, robots, readers, and the owner's link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.chat.house import House
from bot.ports import ChatId, Company, CompanyId, PersonId, Role, UnitOfWork
from bot.services import invitations
from domain.facts import LimitDecision
from tests.chat.conversation import MORNING, Scene, data_of, press_of, scene, shown

CASE = (Path(__file__).parents[1] / "domain" / "cases" / "lapierre.yaml").read_bytes()
QUESTION = "> combien d'indemnité me reste-t-il ?"
NUMBERS = count(800_000_000)


async def link(stage: Scene, role: Role = Role.OWNER, company: int | None = None) -> str:
    number = None if company is None else CompanyId(company)
    return await stage.store.write(
        lambda uow: invitations.invite(uow, number, role, stage.clock.now())
    )


def close_the_door(stage: Scene) -> None:
    """The sample stands, and guests are no longer let in."""
    stage.vigie.reception._house = House()  # noqa: SLF001 - no door for this on purpose


async def companies(stage: Scene) -> list[Company]:
    return await stage.store.write(lambda uow: uow.companies.all())


async def members(stage: Scene, company: int = 1) -> dict[str, str]:
    def look(uow: UnitOfWork) -> dict[str, str]:
        people = uow.people.members(CompanyId(company))
        return {member.person.name: member.role for member in people}

    return await stage.store.write(look)


async def sends(stage: Scene, visitor: Any, name: str, content: bytes) -> str:
    await visitor.sends_file(name, content)
    said = await visitor.reads()
    await stage.settled()
    return "\n".join(shown(seen) for seen in [*said, *visitor.screen.take_fresh()])


def message(stage: Scene, text: str, **more: Any) -> Mapping[str, Any]:
    """A message as Telegram tells it."""
    person = next(iter(stage.phone.exchange.people), 1001)
    body = {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": person, "type": "private", "first_name": "Anne"},
        "from": {"id": person, "is_bot": False, "first_name": "Anne"},
        "text": text,
    }
    return {"update_id": next(NUMBERS), "message": {**body, **more}}


# --- Strangers -----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_stranger_finds_a_polite_closed_door(lang: str) -> None:
    door = {"fr": "Cette Vigie est réservée", "en": "This Vigie is"}[lang]
    async with scene(guests_of="") as stage:
        zoe = stage.phone.visitor("Zoé", lang=lang)
        for line in (
            "> /start",
            QUESTION,
            "> facture Leroc 12 000 HT à 30 jours",
            "> /point",
        ):
            said = await stage.does(zoe, line)

            assert door in said
            assert "€" not in said


async def test_nothing_of_a_stranger_is_kept_but_the_update() -> None:
    async with scene() as stage:
        close_the_door(stage)
        zoe = stage.phone.visitor("Zoé")
        before = await stage.invoices()
        said = await stage.does(zoe, "> facture Leroc 12 000 HT à 30 jours")
        refused = await sends(stage, zoe, "lapierre.yaml", CASE)

        assert "réservée" in said
        assert "réservée" in refused
        assert await stage.invoices() == before
        assert await members(stage) == {}


async def test_a_stranger_s_forged_press_finds_the_door_too() -> None:
    async with scene() as stage:
        close_the_door(stage)
        before = await stage.invoices()
        for data in ("ok:1", "undo:f1:1", "done:1:1", "day:1:1:2026-11-22", "found:1"):
            body = message(stage, "card")["message"]
            press = {"id": "1", "from": body["from"], "message": body, "data": data}
            update = {"update_id": next(NUMBERS), "callback_query": press}
            [said] = await stage.hears(update)

            assert "réservée" in said

        assert await stage.invoices() == before


async def test_on_the_phone_every_visitor_is_at_home_in_the_sample() -> None:
    async with scene() as stage:
        said = await stage.does(stage.phone.visitor("Zoé"), QUESTION)

        assert said.startswith("510 000 €")


# --- What is no order ----------------------------------------------------------------


async def test_a_forwarded_sentence_is_never_acted_upon() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "X", "date": 1_790_000_000}
    async with scene() as stage:
        before = await stage.invoices()
        [said] = await stage.hears(
            message(stage, "facture Leroc 9 000 HT à 30 jours", forward_origin=origin)
        )

        assert "transféré" in said
        assert await stage.invoices() == before


async def test_a_group_hears_no_figure_and_only_when_it_asks() -> None:
    group = {"id": -100, "type": "group", "title": "Compta"}
    async with scene() as stage:
        silent = await stage.hears(message(stage, "combien me reste-t-il ?", chat=group))
        asked = await stage.hears(message(stage, "/reste", chat=group))

        assert silent == []
        assert len(asked) == 1
        assert "groupe" in asked[0]
        assert "€" not in asked[0]


@pytest.mark.parametrize(
    "author",
    [
        {"from": {"id": 5, "is_bot": True, "first_name": "Robot"}},
        {"sender_chat": {"id": -200, "type": "channel", "title": "Canal"}},
    ],
)
async def test_robots_and_channels_are_not_answered(author: dict[str, Any]) -> None:
    async with scene() as stage:
        assert await stage.hears(message(stage, "/reste", **author)) == []


async def test_updates_that_concern_nobody_are_done_and_forgotten() -> None:
    async with scene() as stage:
        said = await stage.hears(
            {"update_id": next(NUMBERS), "poll": {"id": "1"}},
            {"update_id": next(NUMBERS), "message": {"message_id": 1}},
        )
        left = await stage.store.write(lambda uow: uow.inbox.pending())

        assert said == []
        assert left == []


# --- Roles ---------------------------------------------------------------------------


async def test_a_reader_reads_and_records_nothing() -> None:
    async with scene() as stage:
        token = await link(stage, Role.READER, 1)
        close_the_door(stage)
        zoe = stage.phone.visitor("Zoé")
        joined = await stage.does(zoe, f"> /start {token}")
        before = await stage.invoices()
        read = await stage.does(zoe, QUESTION)
        said = await stage.does(zoe, "> facture Leroc 12 000 HT à 30 jours")

        assert "au titre de : lecteur" in joined
        assert read.startswith("510 000 €")
        assert said.startswith("Vous pouvez tout lire, mais pas enregistrer")
        assert await stage.invoices() == before


async def test_an_invitation_opens_for_one_person_only() -> None:
    async with scene() as stage:
        token = await link(stage, Role.ACCOUNTANT, 1)
        close_the_door(stage)
        first = await stage.does(stage.phone.visitor("Zoé"), f"> /start {token}")
        second = await stage.does(stage.phone.visitor("Max"), f"> /start {token}")

        assert "comptable" in first
        assert second.startswith("Ce lien n’est plus valable")
        assert await members(stage) == {"Zoé": "accountant"}


async def test_an_old_invitation_opens_nothing() -> None:
    async with scene() as stage:
        token = await link(stage, Role.READER, 1)
        close_the_door(stage)
        stage.clock.clock.move_by(timedelta(days=8))
        said = await stage.does(stage.phone.visitor("Zoé"), f"> /start {token}")

        assert said.startswith("Ce lien n’est plus valable")
        assert await members(stage) == {}


async def test_a_card_begun_for_one_company_is_not_confirmed_for_another() -> None:
    async with scene() as stage:
        anne, bruno = stage.phone.visitor("Anne"), stage.phone.visitor("Bruno")
        owner = await link(stage)
        close_the_door(stage)
        await stage.does(bruno, f"> /start {owner}")
        await sends(stage, bruno, "lapierre.yaml", CASE)
        await stage.does(bruno, "[✓ Créer l’entreprise]")
        for company in (1, 2):
            token = await link(stage, Role.ACCOUNTANT, company)
            await stage.does(anne, f"> /start {token}")
            if company == 1:
                await stage.does(anne, "> facture Leroc 12 000 HT à 30 jours")
        said = await stage.does(anne, "[✓ Valider]")

        assert said.startswith("Cette carte a déjà servi")
        assert [one.number for one in await stage.invoices("lapierre-2")] == ["F1"]


# --- The owner's link ----------------------------------------------------------------


async def test_from_the_link_to_the_first_figure() -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        token = await link(stage)
        asked = await stage.does(anne, f"> /start {token}")
        read = await sends(stage, anne, "lapierre.yaml", CASE)
        none_yet = await companies(stage)
        founded = await stage.does(anne, "[✓ Créer l’entreprise]")
        answer = await stage.does(anne, "> quelle est ma prime ?")

        assert asked.startswith("Mon contrat")
        assert "Est-ce bien votre contrat ?" in read
        assert none_yet == []
        assert founded.count("1 client et 4 faits enregistrés")
        assert "20 000 €" in answer
        assert [company.slug for company in await companies(stage)] == ["lapierre"]
        assert await members(stage) == {"Anne": "owner"}


async def test_in_english_too() -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne", lang="en")
        asked = await stage.does(anne, f"> /start {await link(stage)}")
        await sends(stage, anne, "lapierre.yaml", CASE)
        founded = await stage.does(anne, "[✓ Create the company]")

        assert asked.startswith("My policy")
        assert "1 buyer and 4 facts recorded" in founded


async def test_pressing_twice_founds_once() -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> /start {await link(stage)}")
        await sends(stage, anne, "lapierre.yaml", CASE)
        card = next(
            seen for seen in anne.screen.seen() if "✓ Créer l’entreprise" in seen.buttons
        )
        data = next(data_of(card, "✓ Créer l’entreprise"))
        presses = [press_of(card, data, next(NUMBERS)) for _ in range(2)]
        said = await stage.hears(*presses)

        assert said[-1].startswith("Cette carte a déjà servi")
        assert len(await companies(stage)) == 1


async def test_the_card_of_an_earlier_file_founds_nothing() -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> /start {await link(stage)}")
        await sends(stage, anne, "lapierre.yaml", CASE)
        first = anne.screen.seen()[-1]
        await sends(stage, anne, "second.yaml", CASE.replace(b"Lapierre", b"Lagarde"))
        stale = next(data_of(first, "✓ Créer l’entreprise"))
        await stage.hears(press_of(first, stale, next(NUMBERS)))

        assert await companies(stage) == []


async def test_two_bearers_of_one_link_found_one_company() -> None:
    async with scene(guests_of="") as stage:
        anne, bruno = stage.phone.visitor("Anne"), stage.phone.visitor("Bruno")
        token = await link(stage)
        for visitor in (anne, bruno):
            await stage.does(visitor, f"> /start {token}")
            await sends(stage, visitor, "lapierre.yaml", CASE)
        first = await stage.does(anne, "[✓ Créer l’entreprise]")
        second = await stage.does(bruno, "[✓ Créer l’entreprise]")
        after = await stage.does(bruno, QUESTION)

        assert first.count("1 client et 4 faits enregistrés")
        assert second.startswith("Ce lien n’est plus valable")
        assert "réservée" in after
        assert len(await companies(stage)) == 1
        assert await members(stage) == {"Anne": "owner"}


async def test_a_link_used_up_opens_nothing_more() -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        token = await link(stage)
        await stage.does(anne, f"> /start {token}")
        await sends(stage, anne, "lapierre.yaml", CASE)
        await stage.does(anne, "[✓ Créer l’entreprise]")
        late = await stage.does(stage.phone.visitor("Max"), f"> /start {token}")
        again = await stage.does(anne, f"> /start {token}")

        assert late.startswith("Ce lien n’est plus valable")
        assert again.startswith("Ce lien n’est plus valable")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("case.yaml", CASE.replace(b"90%", b"190%"), "case.yaml:9"),
        ("case.yaml", CASE.replace(b"  insurer:", b"  insuror:"), "insuror"),
        ("case.yaml", "name: Société\n".encode("latin-1"), "UTF-8"),
        ("bill.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "UTF-8"),
        ("case.yaml", b"policy: [\n", "case.yaml:"),
        ("case.yaml", b"name: x\n" * 300_000, "trop long"),
    ],
)
async def test_a_file_that_is_no_contract_is_refused_in_words(
    name: str, content: bytes, told: str
) -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> /start {await link(stage)}")
        refused = await sends(stage, anne, name, content)
        kept = await sends(stage, anne, "lapierre.yaml", CASE)

        assert told in refused
        assert "Rien n’a été enregistré" in refused
        assert "Traceback" not in refused
        assert "Est-ce bien votre contrat ?" in kept


@pytest.mark.parametrize("size", [0, 25_000_000])
async def test_an_empty_or_too_large_file_is_not_even_fetched(size: int) -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> /start {await link(stage)}")
        offer = {"file_id": "F", "file_unique_id": "F", "file_name": "c.yaml"}
        update = message(stage, "", document={**offer, "file_size": size})
        [refused] = await stage.hears(update)

        assert "il est vide, ou dépasse 20" in refused
        assert size == 0 or stage.phone.calls("getFile") == []


async def test_a_member_s_case_file_founds_nothing() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        said = await sends(stage, anne, "lapierre.yaml", CASE)

        assert "cette entreprise a déjà son contrat" in said


async def test_an_open_house_lets_strangers_found() -> None:
    async with scene(guests_of="", is_open=True) as stage:
        anne = stage.phone.visitor("Anne")
        asked = await stage.does(anne, "> /start")
        await sends(stage, anne, "lapierre.yaml", CASE)
        founded = await stage.does(anne, "[✓ Créer l’entreprise]")

        assert asked.startswith("Mon contrat")
        assert founded.count("1 client et 4 faits enregistrés")
        assert await members(stage) == {"Anne": "owner"}


async def test_a_file_s_facts_bear_the_founder_s_name() -> None:
    async with scene(guests_of="") as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, f"> /start {await link(stage)}")
        await sends(stage, anne, "lapierre.yaml", CASE)
        await stage.does(anne, "[✓ Créer l’entreprise]")

        def look(uow: UnitOfWork) -> tuple[int, ...]:
            books = uow.books(CompanyId(1))
            assert any(isinstance(fact, LimitDecision) for fact in books.record().facts)
            return books.verify_audit()

        assert await stage.store.write(look) == ()


async def test_who_blocks_the_bot_is_no_longer_reached() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, QUESTION)
        [person] = stage.phone.exchange.people.values()
        change = {
            "chat": person.chat(),
            "from": person.user(),
            "date": int(MORNING.timestamp()),
            "old_chat_member": {"user": person.user(), "status": "member"},
            "new_chat_member": {"user": person.user(), "status": "kicked", "until_date": 0},
        }
        await stage.hears({"update_id": next(NUMBERS), "my_chat_member": change})

        def look(uow: UnitOfWork) -> bool:
            [member] = uow.people.memberships(PersonId(person.id))
            assert member.person.chat == ChatId(person.id)
            return member.person.reachable

        assert not await stage.store.write(look)
        await stage.does(anne, QUESTION)
        assert await stage.store.write(look)


async def test_a_stranger_s_file_is_not_even_fetched() -> None:
    async with scene(guests_of="") as stage:
        zoe = stage.phone.visitor("Zoé", lang="fr")
        await zoe.sends_file("c.yaml", b"name: x")
        [said] = await zoe.reads()

        assert "réservée" in said.text
        assert stage.phone.calls("getFile") == []
