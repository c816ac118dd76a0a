"""Entries by conversation: how much is asked, what is dead, who may write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.chat import routing
from bot.chat.turn import Turn
from bot.ports import PersonId, Role, UnitOfWork
from domain.errors import NoTermInForce
from domain.facts import Fact, LimitDecision, Payment
from domain.money import Money
from domain.record import Situation
from tests.chat.conversation import Scene, data_of, press_of, scene

PAID = "> Moulin a payé 12 000 € hier"


async def known(stage: Scene, kind: type[Fact]) -> list[Fact]:
    """What stands of a kind in the sample company's books."""

    def look(uow: UnitOfWork) -> list[Fact]:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        record = uow.books(company.id).record()
        situation = Situation(record, date.max)
        return [fact for name in record.names for fact in situation.account(name).all(kind)]

    return await stage.store.write(look)


async def deadlines(stage: Scene, buyer: str) -> set[str]:
    def look(uow: UnitOfWork) -> set[str]:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        rows = uow.books(company.id).deadlines.of_buyer(buyer)
        return {row.duty for row in rows}

    return await stage.store.write(look)


async def test_nothing_is_written_before_valider_and_then_once() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = len(await known(stage, Payment))
        await stage.does(anne, PAID)
        with_card = len(await known(stage, Payment))
        [card] = [seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons]
        await stage.does(anne, "[✓ Valider]")
        [data] = data_of(card, "✓ Valider")
        again = await stage.hears(press_of(card, data, 1))

        assert with_card == before
        assert len(await known(stage, Payment)) == before + 1
        assert "Cette carte a déjà servi" in again[0]


async def test_a_card_is_dead_once_another_is_open() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = len(await known(stage, Payment))
        await stage.does(anne, PAID)
        [card] = [seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons]
        await stage.does(anne, "> l'assureur a réduit Garnier à 30 000")
        [data] = data_of(card, "✓ Valider")
        said = await stage.hears(press_of(card, data, 1))

        assert "Cette carte a déjà servi" in said[0]
        assert len(await known(stage, Payment)) == before


async def test_at_most_two_questions_then_the_card_names_what_is_missing() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> aide")
        before = len(await known(stage, LimitDecision))
        [menu] = [seen for seen in anne.screen.seen() if not seen.mine][:1]
        await stage.hears(press_of(menu, "ask:limit_decision", 1))
        await stage.does(anne, "[Garnier]")
        card = await stage.does(anne, "[Accordé en partie]")

        assert "Montant : … à compléter" in card
        assert "✓ Valider" not in card
        assert len(await known(stage, LimitDecision)) == before

        await stage.does(anne, "[Montant]")
        whole = await stage.does(anne, "> 35 000")
        assert "✓ Valider" in whole


async def test_a_payment_in_full_takes_the_deadlines_away_and_undo_brings_them_back() -> (
    None
):
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await deadlines(stage, "Moulin")
        await stage.does(anne, "> Moulin a payé 57 600 € hier")
        await stage.does(anne, "[✓ Valider]")
        paid = await deadlines(stage, "Moulin")
        await stage.does(anne, "[Annuler la saisie]")

        assert "intervention_request" in before
        assert "intervention_request" not in paid
        assert await deadlines(stage, "Moulin") == before


async def test_undoing_a_credit_note_brings_its_buyers_deadlines_back() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await deadlines(stage, "Moulin")
        await stage.does(anne, "> avoir de 48 000 € HT sur la facture F204")
        await stage.does(anne, "[✓ Valider]")
        credited = await deadlines(stage, "Moulin")
        await stage.does(anne, "[Annuler la saisie]")

        assert "intervention_request" not in credited
        assert await deadlines(stage, "Moulin") == before


async def test_another_sentence_is_no_answer_to_an_open_question() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> l'assureur a réduit Garnier à 30 000")
        await stage.does(anne, "[Corriger]")
        await stage.does(anne, "[Code motif]")
        said = await stage.does(anne, PAID)

        assert "Paiement à enregistrer : 12 000 € TTC" in said.replace(
            "\u202f", " "
        ).replace("\u00a0", " ")


async def test_a_reader_records_no_entry() -> None:
    async with scene() as stage:
        zoe = stage.phone.visitor("Zoé")
        await stage.does(zoe, "> aide")

        def becomes_reader(uow: UnitOfWork) -> None:
            company = uow.companies.by_slug("lapierre")
            assert company is not None
            person = uow.people.members(company.id)[0].person
            uow.people.join(PersonId(person.id), company.id, Role.READER, stage.clock.now())

        await stage.store.write(becomes_reader)
        said = await stage.does(zoe, PAID)

        assert said.strip().startswith("Vous pouvez tout lire")


async def test_what_was_written_before_a_refusal_does_not_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def writes_then_refuses(turn: Turn, arguments: list[str]) -> None:
        del arguments
        paid = Payment(on=turn.today, buyer="Moulin", amount=Money(Decimal(5), "EUR"))
        turn.record_facts(turn.books, [paid])
        raise NoTermInForce("premium.rate", turn.today)

    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, PAID)
        before = await known(stage, Payment)
        monkeypatch.setitem(routing.PRESSES, "ok", writes_then_refuses)
        said = await stage.does(anne, "[✓ Valider]")

        assert await known(stage, Payment) == before
        assert "ne dit pas : le taux de prime" in said
