"""Notices and SIRENs in the chat: what a press writes, and what leaves the house."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from bot.phone.visitor import Visitor
from bot.ports import UnitOfWork
from bot.ports.watch import KeptNotice, Settled
from bot.ports.world import LegalEntity, Nature, Notice, WorldUnavailable
from domain.facts import Buyer, Insolvency
from domain.policy import BuyerKind, InsolvencyKind

sys.path.insert(0, str(Path(__file__).parent))

from conversation import Scene, scene

NOTICE = Notice(
    id="A202602250042",
    siren="415820372",
    published_on=date(2026, 11, 20),
    nature=Nature.OPENING,
    kind=InsolvencyKind.RECEIVERSHIP,
    judgment_on=date(2026, 11, 12),
    said="Jugement d'ouverture d'une procédure de redressement judiciaire",
)
VAGUE = Notice(
    "A2", "415820372", date(2026, 11, 20), Nature.UNKNOWN, None, None, "Autre avis"
)
MILL = LegalEntity("415820372", "MOULIN DE LA TOUR", "TOURS", "37")


@dataclass
class Register:
    """Answers the same to everybody, and keeps what it was asked."""

    entities: tuple[LegalEntity, ...] = ()
    failure: str = ""
    asked: list[str] = field(default_factory=list)

    async def find(self, query: str) -> tuple[LegalEntity, ...]:
        self.asked.append(query)
        if self.failure:
            raise WorldUnavailable(self.failure)
        return self.entities


async def brings(stage: Scene, notice: Notice) -> Visitor:
    """A member, to whom the notice about Moulin has been told."""
    visitor = stage.phone.visitor("Anne", lang="fr")
    await stage.does(visitor, "> aide")

    def keep(uow: UnitOfWork) -> None:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        today = date(2026, 11, 22)
        uow.watchbook(company.id).keep("Moulin", notice, today, Settled.NO)

    await stage.store.write(keep)
    await stage.vigie.watching.tick()
    stage.vigie.sender.wake()
    await stage.settled()
    return visitor


async def kept(stage: Scene) -> KeptNotice:
    def look(uow: UnitOfWork) -> KeptNotice:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        found = uow.watchbook(company.id).numbered(1)
        assert found is not None
        return found

    return await stage.store.write(look)


async def judgments(stage: Scene) -> list[Insolvency]:
    def look(uow: UnitOfWork) -> list[Insolvency]:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        facts = uow.books(company.id).record().facts
        return [each for each in facts if isinstance(each, Insolvency)]

    return await stage.store.write(look)


async def buyer(stage: Scene, name: str) -> Buyer:
    def look(uow: UnitOfWork) -> Buyer:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        return uow.books(company.id).record().buyers[name]

    return await stage.store.write(look)


def last(visitor: Visitor) -> str:
    seen = visitor.screen.seen()[-1]
    return seen.text.replace("\u00a0", " ").replace("\u202f", " ")


# --- Notices ---------------------------------------------------------------------------


async def test_the_notice_comes_with_what_it_starts() -> None:
    async with scene() as stage:
        visitor = await brings(stage, NOTICE)
        await visitor.reads()

        text = last(visitor)
        assert text.startswith(
            "Arrêtez les livraisons à Moulin : redressement judiciaire, parution au BODACC"
            " le 20 novembre 2026."
        )
        assert "mandataire judiciaire : au plus tard le 20 janvier 2027" in text
        assert await judgments(stage) == []


async def test_a_press_records_the_judgment_and_ends_the_telling() -> None:
    async with scene() as stage:
        visitor = await brings(stage, NOTICE)
        await visitor.reads()
        said = await stage.does(visitor, "[✓ Enregistrer]")

        assert said.startswith("Arrêtez les livraisons à Moulin")
        (fact,) = await judgments(stage)
        assert (fact.buyer, fact.kind) == ("Moulin", InsolvencyKind.RECEIVERSHIP)
        assert (fact.judgment_on, fact.published_on) == (
            date(2026, 11, 12),
            date(2026, 11, 20),
        )
        assert (await kept(stage)).settled is Settled.RECORDED


async def test_seen_writes_nothing_and_can_still_be_recorded() -> None:
    async with scene() as stage:
        visitor = await brings(stage, NOTICE)
        await visitor.reads()
        said = await stage.does(visitor, "[Vu]")

        assert said.startswith("Vu. L’avis sur Moulin ne sera plus rappelé.")
        assert (await kept(stage)).settled is Settled.SEEN
        assert await judgments(stage) == []
        await stage.does(visitor, "[✓ Enregistrer]")
        assert len(await judgments(stage)) == 1


async def test_what_a_notice_leaves_open_is_asked() -> None:
    async with scene() as stage:
        visitor = await brings(stage, VAGUE)
        await visitor.reads()
        assert last(visitor).startswith("Moulin : un avis du BODACC que je ne sais pas")
        await stage.does(visitor, "[✓ Enregistrer]")
        await stage.does(visitor, "[Liquidation judiciaire]")
        await stage.does(visitor, "> 12 novembre 2026")
        await stage.does(visitor, "[✓ Valider]")

        (fact,) = await judgments(stage)
        assert fact.kind is InsolvencyKind.LIQUIDATION
        assert fact.published_on == date(2026, 11, 20)


async def test_a_conversions_days_are_never_taken_for_the_openings() -> None:
    conversion = replace(NOTICE, nature=Nature.CONVERSION, kind=InsolvencyKind.LIQUIDATION)
    async with scene() as stage:
        visitor = await brings(stage, conversion)
        await visitor.reads()
        asked = await stage.does(visitor, "[✓ Enregistrer]")
        await stage.does(visitor, "[Redressement judiciaire]")
        await stage.does(visitor, "> 2 mars 2026")
        card = await stage.does(visitor, "[✓ Valider]")

        assert asked.startswith("Quelle procédure ?")
        (fact,) = await judgments(stage)
        assert (fact.judgment_on, fact.published_on) == (date(2026, 3, 2), None)
        assert "Dites-moi le jour de la publication au BODACC" in card


async def test_a_second_person_s_press_records_nothing_twice() -> None:
    async with scene() as stage:
        other = stage.phone.visitor("Bert", lang="en")
        await stage.does(other, "> help")
        visitor = await brings(stage, NOTICE)
        for each in (visitor, other):
            await each.reads()
        await stage.does(visitor, "[✓ Enregistrer]")
        said = await stage.does(other, "[✓ Record]")

        assert said.startswith("Already recorded: this judgment on Moulin")
        assert len(await judgments(stage)) == 1


# --- SIRENs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "> SIREN de Moulin 732 829 320",
        "> le siren de Moulin c'est 732829320",
        "> Moulin : SIRET 732 829 320 00074",
        "> the SIREN of Moulin is 732829320",
    ],
)
async def test_a_siren_is_set_by_a_sentence_and_a_press(line: str) -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        card = await stage.does(visitor, line)
        assert "SIREN 732829320" in card
        assert (await buyer(stage, "Moulin")).siren == "415820372"
        await stage.does(visitor, "[✓ Valider]")

        found = await buyer(stage, "Moulin")
        assert (found.siren, found.department) == ("732829320", "37")


async def test_a_wrong_check_digit_changes_nothing() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        said = await stage.does(visitor, "> SIREN de Moulin 732829321")

        assert said.startswith("732829321 n’est pas un SIREN")
        assert (await buyer(stage, "Moulin")).siren == "415820372"


async def test_whose_it_is_is_asked_and_ones_own_is_no_buyers() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        said = await stage.does(visitor, "> SIREN 732829320")
        own = await stage.does(visitor, "> mon SIREN est 732829320")

        assert said.startswith("Le SIREN de quel client ?")
        assert "SIREN 732829320 pour" not in own


async def test_a_siren_within_an_entry_is_no_siren_to_set() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        said = await stage.does(
            visitor, "> facture Moulin SIREN 732829320 de 1200 € HT à 30 jours"
        )

        assert "SIREN 732829320 pour" not in said
        assert (await buyer(stage, "Moulin")).siren == "415820372"


async def new_buyer(stage: Scene) -> Visitor:
    """Who is in the book without a SIREN."""
    visitor = stage.phone.visitor("Anne", lang="fr")
    await stage.does(visitor, "> facture Dupont 1200 € HT du 20 novembre à 30 jours")
    for label in ("[Nouveau client]", "[✓ Valider]"):
        if label.strip("[]") in visitor.screen.seen()[-1].buttons:
            await stage.does(visitor, label)
    assert (await buyer(stage, "Dupont")).siren == ""
    return visitor


async def test_nothing_leaves_the_house_before_the_press_that_says_so() -> None:
    register = Register((MILL,))
    async with scene(register=register) as stage:
        visitor = await new_buyer(stage)
        await stage.does(visitor, "> où en est le compte de Dupont")
        asked = await stage.does(visitor, "[Ajouter le SIREN]")
        assert register.asked == []
        assert "envoie ce nom, et rien d’autre, à recherche-entreprises" in asked
        found = await stage.does(visitor, "[Chercher au registre]")

        assert register.asked == ["Dupont"]
        assert "MOULIN DE LA TOUR · SIREN 415820372 · TOURS" in found
        saved = await stage.does(visitor, "[415820372 · MOULIN DE LA TOUR · TOURS]")
        assert saved.startswith("Dupont : SIREN 415820372, MOULIN DE LA TOUR.")
        assert "C’est aussi le SIREN de Moulin" in saved
        assert "envoie ce SIREN, et rien d’autre, à bodacc" in saved
        assert await buyer(stage, "Dupont") == Buyer("Dupont", "415820372", department="37")


async def test_the_siren_is_asked_for_when_a_buyer_is_added() -> None:
    async with scene(register=Register((MILL,))) as stage:
        visitor = await new_buyer(stage)

        assert any("Ajouter le SIREN" in seen.buttons for seen in visitor.screen.seen())


async def test_a_typed_number_can_be_checked_in_the_register() -> None:
    register = Register((MILL,))
    async with scene(register=register) as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        await stage.does(visitor, "> SIREN de Moulin 732829320")
        await stage.does(visitor, "[Chercher au registre]")

        assert register.asked == ["732829320"]


async def test_a_closed_firm_and_a_public_body_are_asked_about() -> None:
    closed = LegalEntity("111111118", "VIEUX MOULIN", is_closed=True)
    town = LegalEntity("222222226", "VILLE DE TOURS", is_public=True)
    register = Register((closed, town))
    async with scene(register=register) as stage:
        visitor = await new_buyer(stage)
        await stage.does(visitor, "> où en est le compte de Dupont")
        await stage.does(visitor, "[Ajouter le SIREN]")
        said = await stage.does(visitor, "[Chercher au registre]")
        assert "■ VIEUX MOULIN · SIREN 111111118 · fermée" in said
        flagged = await stage.does(visitor, "[111111118 · VIEUX MOULIN]")
        assert flagged.startswith("VIEUX MOULIN est fermée")
        assert (await buyer(stage, "Dupont")).siren == ""
        await stage.does(visitor, "[222222226 · VILLE DE TOURS]")
        await stage.does(visitor, "[C'est un organisme public]")

        found = await buyer(stage, "Dupont")
        assert (found.siren, found.kind) == ("222222226", BuyerKind.PUBLIC)


@pytest.mark.parametrize(
    ("register", "start"),
    [
        (Register(), "Rien au registre pour « Dupont »."),
        (Register(failure="http 503"), "Le registre ne répond pas (http 503)."),
    ],
)
async def test_no_answer_is_said_and_the_number_can_be_typed(
    register: Register, start: str
) -> None:
    async with scene(register=register) as stage:
        visitor = await new_buyer(stage)
        await stage.does(visitor, "> où en est le compte de Dupont")
        await stage.does(visitor, "[Ajouter le SIREN]")
        said = await stage.does(visitor, "[Chercher au registre]")
        assert said.startswith(start)
        await stage.does(visitor, "> SIREN de Dupont : 732 829 320")
        await stage.does(visitor, "[✓ Valider]")

        assert (await buyer(stage, "Dupont")).siren == "732829320"
