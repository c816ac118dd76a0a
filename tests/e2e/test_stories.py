"""Stories from beginning to end, told in the phone's page in a real Chromium.

Each has a Vigie of its own in this process, served over HTTP; its clock stands on
22 November 2026 until the page moves it. Buttons are found by role and name, as a screen
reader finds them, and each story ends with the checks of `accessibility`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.phone import acts
from bot.phone.server import create_phone, free_socket, serve
from tests.chat.conversation import Scene, scene
from tests.e2e import accessibility
from tests.e2e.browser import Opens, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=20_000)  # a busy machine is no failure
CASE = Path(__file__).parents[1] / "domain" / "cases" / "lapierre.yaml"


@dataclass
class Hand:
    """One person at one page; counts what is touched."""

    page: Any
    stage: Scene
    lang: str
    taps: int = 0

    async def taps_on(self, name: str) -> None:
        """The newest button of this name."""
        self.taps += 1
        await self.page.get_by_role("button", name=name, exact=True).last.click()

    async def starts(self) -> None:
        await self.taps_on({"fr": "Démarrer", "en": "Start"}[self.lang])

    async def says(self, text: str) -> None:
        """A tap on the field, the words, a tap on the arrow."""
        self.taps += 2
        await self.page.get_by_role("combobox").fill(text)
        await self.page.locator("#send").click()
        await expect(self.page.get_by_role("combobox")).to_have_value("")

    async def reads(self, words: str) -> None:
        """Vigie's last message holds these words; the pinned one stands apart."""
        said = self.page.locator("article.theirs:not(.pinned)")
        await expect(said.last).to_contain_text(words)

    async def gets_across(self, text: str, button: str, words: str) -> None:
        """Badly written: at most one choice among buttons stands before the answer."""
        any_space = words.replace(" ", r"\s")  # some of them do not break
        await self.says(text)
        said = self.page.locator("article.theirs:not(.pinned)").last
        await expect(said).to_contain_text(re.compile(f"Que voulez-vous faire|{any_space}"))
        if "Que voulez-vous faire" in await said.inner_text():
            await self.taps_on(button)
        await self.reads(words)

    async def moves_the_clock(self, how: str) -> None:
        await self.page.locator("#desk-open").click()
        await self.page.get_by_role("button", name=how).click()
        await expect(self.page.locator("#clock-told")).not_to_be_empty()
        await self.page.keyboard.press("Escape")

    async def shows(self, name: str) -> None:
        """The page is in order for everyone; a picture of it is kept."""
        await accessibility.check(self.page, self.lang)
        await picture(self.page, f"story-{name}")


Comes = Callable[..., Awaitable[Hand]]


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Scene]:
    async with scene() as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def comes(stage: Scene, opens: Opens) -> AsyncIterator[Comes]:
    """Someone opens the page: `await comes("fr", theme="dark")`."""
    app = create_phone(stage.phone.line)
    async with serve(app, stage.phone.exchange, free_socket(0)) as address:

        async def come(lang: str = "fr", **dress: Any) -> Hand:
            locale = {"fr": "fr-FR", "en": "en-GB"}[lang]
            page = await opens(address, lang=locale, **dress)
            return Hand(page, stage, lang)

        yield come


async def test_from_the_start_to_the_first_answer(comes: Comes) -> None:
    anne, bob = await comes(), await comes()
    await anne.starts()
    await anne.taps_on("Enveloppe restante")
    await anne.reads("510 000 €")
    assert anne.taps == 2

    await bob.starts()
    await bob.says("combien d'indemnité me reste-t-il ?")
    await bob.reads("510 000 €")
    assert bob.taps == 3
    await anne.shows("first-answer-fr-light")


async def test_from_the_start_to_a_figure_of_ones_own_contract(comes: Comes) -> None:
    anne = await comes(theme="dark")
    await anne.starts()
    await anne.taps_on("Mon contrat")
    await anne.reads("fichier de cas")
    async with anne.page.expect_file_chooser() as choosing:
        await anne.taps_on("Joindre un fichier")
    await (await choosing.value).set_files(CASE)
    anne.taps += 1
    await anne.page.locator("#send").click()
    await anne.reads("Est-ce bien votre contrat ?")
    await anne.taps_on("✓ Créer l’entreprise")
    await expect(anne.page.locator(".theirs .photo img").last).to_be_visible()
    await anne.reads("Il vous reste")
    assert anne.taps <= 6
    await anne.shows("own-contract-fr-dark")


async def test_lapierre_to_the_paid_indemnity(comes: Comes) -> None:
    anne = await comes()
    await anne.starts()
    await anne.says("qui est en retard ?")
    await anne.reads("Moulin, facture F204")
    await anne.moves_the_clock("Jusqu’au prochain rappel")
    await anne.reads("43 200 € en jeu")
    await anne.shows("lapierre-1-reminder-fr-light")

    await anne.taps_on("Préparer le dossier")
    await anne.reads("Dossier Moulin : 43 200 € d’indemnité attendue")
    await anne.says("je veux déclarer Moulin en impayé")
    await anne.taps_on("Enregistrer la demande")
    await anne.reads("Demande d’intervention à enregistrer : Moulin")
    await anne.taps_on("✓ Valider")
    await anne.reads("43 200 € d’indemnité attendue")

    await anne.says("l'assureur m'a versé 43 200 € pour Moulin")
    await anne.taps_on("✓ Valider")
    await anne.reads("C’est ce qui était attendu.")
    await anne.shows("lapierre-2-paid-fr-light")
    await anne.taps_on("Enveloppe restante")
    await anne.reads("466 800 €")
    await anne.says("où en est le dossier Moulin")
    await anne.reads("43 200 € payés pour Moulin")


async def test_a_reduction_to_the_mediator(comes: Comes) -> None:
    anne = await comes(theme="dark")
    await anne.starts()
    await anne.says("l'assureur a réduit Garnier à 30 000")
    await anne.reads("Décision de l’assureur à enregistrer : réduit")
    await anne.taps_on("✓ Valider")
    await anne.reads("Restent couvertes : les factures déjà livrées, 55 000 €")
    await anne.shows("reduction-1-fr-dark")
    await anne.taps_on("Qui peut m’aider ?")
    await anne.reads("médiation")
    await anne.says("j'ai saisi le médiateur pour Garnier")
    await anne.reads("Saisine du médiateur à enregistrer : Garnier")
    await anne.taps_on("✓ Valider")
    await anne.reads("Réponse attendue au plus tard le vendredi 27 novembre")
    await anne.reads("Les délais du contrat courent toujours")
    await anne.shows("reduction-2-fr-dark")


async def test_an_english_speaking_user(comes: Comes) -> None:
    emma = await comes("en", theme="light")
    await emma.starts()
    await emma.says("how much indemnity is left this year?")
    await emma.reads("€510,000")
    await emma.says("is Vasseur covered for 20,000?")
    await emma.reads("€20,000")
    await emma.says("invoice Vasseur 8,000 net 30")
    await emma.reads("Invoice to record: €8,000 excl. VAT")
    await emma.taps_on("The amount includes VAT")
    await emma.reads("€8,000 incl. VAT")
    await emma.taps_on("✓ Confirm")
    await emma.reads("Recorded: invoice P-1, Vasseur")
    await emma.shows("english-light")
    await emma.taps_on("My deadlines")
    await emma.reads("Thursday 24 December")
    await emma.says("what does deductible mean")
    await emma.reads("Deductible")
    await emma.shows("english-light-glossary")
    assert await emma.page.locator("#log", has_text="enregistr").count() == 0


async def test_a_user_who_mistypes_everything(comes: Comes, stage: Scene) -> None:
    anne = await comes(theme="dark")
    await anne.starts()
    await anne.gets_across(
        "cmbien d indemnite me rest til", "Enveloppe restante", "indemnité qui reste"
    )
    await anne.gets_across("qelle est ma primme", "Ma prime", "prime hors taxe")
    await anne.gets_across("qui es en retar", "Retards", "Moulin, facture F204")
    before = len(await stage.invoices())
    await anne.gets_across(
        "factur vaseur 12000 ht a 60 jour", "Enregistrer une facture", "Client : Vasseur"
    )
    await anne.reads("Facture à enregistrer : 12 000 € HT")
    assert len(await stage.invoices()) == before
    await anne.taps_on("✓ Valider")
    await anne.reads("Enregistrée : facture P-1, Vasseur, 12 000 € HT")
    await anne.says("blorg fzzt")
    await anne.reads("Je n’ai pas compris, et je préfère ne rien inventer.")
    await anne.shows("mistypes-fr-dark")
    assert len(await stage.invoices()) == before + 1


async def test_a_fat_finger_is_put_right(comes: Comes, stage: Scene) -> None:
    anne = await comes()
    await anne.starts()
    before = len(await stage.invoices())
    await anne.says("facture Vasseur 120 000 HT à 60 jours")
    await anne.reads("Facture à enregistrer : 120 000 € HT")
    await anne.taps_on("Corriger")
    await anne.taps_on("Montant HT")
    await anne.says("12 000 HT")
    await anne.reads("Facture à enregistrer : 12 000 € HT")
    await anne.page.get_by_role("button", name="✓ Valider").last.dblclick()
    await anne.reads("Enregistrée : facture P-1, Vasseur, 12 000 € HT")
    assert len(await stage.invoices()) == before + 1

    await anne.says("facture Vasseur 12 000 HT à 60 jours")
    await anne.reads("Déjà enregistrée ?")
    await anne.shows("fat-finger-fr-light")
    await anne.taps_on("Annuler")
    await anne.reads("rien n’a été enregistré")
    await anne.says("annule la dernière saisie")
    await anne.reads("Saisie annulée")
    assert len(await stage.invoices()) == before


async def test_two_members_write_at_once(comes: Comes, stage: Scene) -> None:
    anne, bruno = await comes(), await comes(theme="dark")
    before = len(await stage.invoices())

    async def records(hand: Hand, amount: str) -> None:
        await hand.starts()
        await hand.reads("Vigie")
        await hand.says(f"facture Vasseur {amount} HT à 60 jours")
        await hand.reads(f"Facture à enregistrer : {amount} € HT")
        await hand.taps_on("✓ Valider")
        await hand.reads("Enregistrée")

    await asyncio.gather(records(anne, "5 000"), records(bruno, "7 000"))
    invoices = await stage.invoices()
    assert len(invoices) == before + 2
    assert len({invoice.number for invoice in invoices}) == len(invoices)
    for hand in (anne, bruno):
        await hand.says("quel est l'encours de Vasseur")
        await hand.reads("34 000 €")
    await bruno.shows("two-members-fr-dark")


async def test_an_interrupted_dialogue_is_resumed_next_day(comes: Comes) -> None:
    anne = await comes()
    await anne.starts()
    await anne.says("facture Vasseur")
    await anne.reads("Quel montant ?")
    address = anne.page.url
    await anne.page.goto("about:blank")
    colleague = await comes()
    await colleague.moves_the_clock("Avancer d’un jour")

    await anne.page.goto(address)
    await anne.reads("Quel montant ?")
    await anne.says("3 000 HT")
    await anne.reads("À quelle échéance ?")
    await anne.taps_on("60 jours")
    await anne.reads("Date : 23 novembre 2026")
    await anne.shows("resumed-fr-light")
    await anne.taps_on("✓ Valider")
    await anne.reads("Enregistrée : facture P-1, Vasseur, 3 000 € HT")


async def test_a_forwarded_message_is_never_a_command(comes: Comes, stage: Scene) -> None:
    anne = await comes(theme="dark")
    await anne.starts()
    await anne.reads("Bonjour, je suis Vigie.")
    before = len(await stage.invoices())
    [person] = stage.phone.exchange.people.values()
    sentence = "facture Vasseur 9 000 HT à 60 jours"
    acts.forwards(stage.phone.exchange, person, sentence, "Comptable")
    await expect(anne.page.locator("article.mine").last).to_contain_text(
        "Transféré de Comptable"
    )
    await anne.reads("transféré")
    assert await anne.page.get_by_role("button", name="✓ Valider").count() == 0
    acts.forwards(stage.phone.exchange, person, "/start", "Inconnu")
    await anne.says("facture Vasseur 4 000 HT à 60 jours")
    await anne.reads("Facture à enregistrer : 4 000 € HT")
    acts.forwards(stage.phone.exchange, person, "oui", "Comptable")
    await anne.reads("transféré")
    await anne.shows("forwarded-fr-dark")
    assert len(await stage.invoices()) == before


async def test_quiet_days_are_chosen_by_buttons_and_by_a_sentence(comes: Comes) -> None:
    anne = await comes("en", theme="dark")
    await anne.starts()
    await anne.says("settings")
    await anne.taps_on("Quiet days")
    await anne.reads("Your quiet days: none")
    await anne.taps_on("Saturday")
    await anne.reads("Your quiet days: Saturday")
    await anne.says("no reminders from 24 December to 2 January")
    await anne.reads("Saturday; 24 December 2026 to 2 January 2027")
    await anne.shows("quiet-days-en-dark")


async def test_a_group_hears_no_figures(comes: Comes, stage: Scene) -> None:
    anne = await comes()
    await anne.starts()
    await anne.reads("Bonjour, je suis Vigie.")
    [person] = stage.phone.exchange.people.values()
    group = {"id": -100, "type": "group", "title": "Comptabilité"}

    async def hears_there(text: str, number: int) -> list[str]:
        body = {"message_id": number, "date": 1_790_000_000, "chat": group, "text": text}
        message = {**body, "from": person.user()}
        return await stage.hears({"update_id": 900_000_000 + number, "message": message})

    assert await hears_there("combien me reste-t-il ?", 1) == []
    assert await hears_there("facture Vasseur 9 000 HT à 60 jours", 2) == []
    for number, command in enumerate(("/reste", "/point@vigie_bot", "/start"), 3):
        [told] = await hears_there(command, number)
        assert "groupe" in told
        assert "€" not in told
    assert await anne.page.locator("article.theirs:not(.pinned)").count() == 1
    await anne.says("combien me reste-t-il cette année ?")
    await anne.reads("510 000 €")
    await anne.shows("group-fr-light")
