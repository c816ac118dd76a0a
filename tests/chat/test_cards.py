"""The card of an invoice: what each button does, once, and what becomes of the draft."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.money import euros
from tests.chat.conversation import data_of, press_of, scene

SENTENCE = "> facture Leroc 12 000 HT du 10 novembre à 45 jours fin de mois"
FORGED = (
    *("ok", "ok:99999", "fix:abc", "field:1:nothing", "ask", "ask:nothing", "zz", "zz:1"),
    *("buyer:1:abc", "buyer", "undo", "undo:f1", "undo:f1:9", "undo:f1:x", "terms:1:99"),
    *("pick:1:amount:abc", "pick", "pick:1:nothing:abc", "begin", "begin:nothing:x:y"),
    *("done:1", "done:1:99999", "done:x:y", "day:1:1:2026-13-45", "snooze:9:1", "file::"),
)
FRENCH_ANSWERS = [
    ("Client", "> Moulin", "Client : Moulin"),
    ("Numéro", "> F777", "Numéro : F777"),
    ("Montant HT", "> 15 000 HT", "Montant : 15 000 € HT + 3 000 € de TVA = 18 000 € TTC"),
    ("TVA", "> 0", "Montant : 12 000 € HT + 0 € de TVA = 12 000 € TTC"),
    ("TVA", "> 660", "Montant : 12 000 € HT + 660 € de TVA = 12 660 € TTC"),
    ("Date", "> 12 novembre", "Date : 12 novembre 2026"),
    ("Livraison", "> 9 novembre", "Livraison : 9 novembre 2026"),
    ("Échéance", "> 31 décembre", "Échéance : 31 décembre 2026"),
    ("Échéance", "> 60 jours", "Échéance : 9 janvier 2027 (60 jours)"),
]
ENGLISH_ANSWERS = [
    ("Buyer", "> Moulin", "Buyer: Moulin"),
    ("Number", "> F777", "Number: F777"),
    ("Amount excl. VAT", "> 15,000 excl. VAT", "Amount: €15,000 excl. VAT + €3,000 VAT"),
    ("VAT", "> 660", "€660 VAT = €12,660 incl. VAT"),
    ("Date", "> 12 November", "Date: 12 November 2026"),
    ("Delivery", "> 9 November", "Delivery: 9 November 2026"),
    ("Due date", "> 31 December", "Due date: 31 December 2026"),
    ("Due date", "> 60 days", "Due date: 9 January 2027 (60 days)"),
]


async def test_nothing_is_written_before_valider() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await stage.does(anne, SENTENCE)
        with_card = await stage.invoices()
        await stage.does(anne, "[✓ Valider]")

        assert with_card == before
        assert len(await stage.invoices()) == len(before) + 1
        [written] = set(await stage.invoices()) - set(before)
        assert (written.buyer, written.net) == ("Leroc", euros(12000))


async def test_valider_twice_writes_once() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = len(await stage.invoices())
        await stage.does(anne, SENTENCE)
        [card] = [seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons]
        data = next(data_of(card, "✓ Valider"))
        said = await stage.hears(press_of(card, data, 1), press_of(card, data, 2))

        assert len(await stage.invoices()) == before + 1
        assert said[0].startswith("<b>Enregistrée</b>")
        assert said[1].startswith("Cette carte a déjà servi")


async def test_an_old_card_does_nothing() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await stage.does(anne, SENTENCE)
        old = next(seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons)
        await stage.does(anne, "> facture Moulin 3 000 HT à 30 jours")
        for number, label in enumerate(old.buttons):
            [said] = await stage.hears(press_of(old, next(data_of(old, label)), number))
            assert said.startswith("Cette carte a déjà servi")

        assert await stage.invoices() == before
        anne.screen.take_fresh()
        said = await stage.does(anne, "[✓ Valider]")
        assert "Moulin, 3 000 € HT" in said


async def test_two_members_at_once_keep_to_their_own_cards() -> None:
    async with scene() as stage:
        anne, bruno = stage.phone.visitor("Anne"), stage.phone.visitor("Bruno")
        await stage.does(anne, SENTENCE)
        await stage.does(bruno, "> facture Moulin 3 000 HT à 30 jours")
        his = await stage.does(bruno, "[✓ Valider]")
        hers = await stage.does(anne, "[✓ Valider]")

        assert "P-1, Moulin, 3 000 € HT" in his
        assert "P-2, Leroc, 12 000 € HT" in hers


async def test_every_field_is_corrected_by_a_typed_answer() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        for field, typed, shown in FRENCH_ANSWERS:
            card = await stage.does(anne, SENTENCE)
            await stage.does(anne, "[Corriger]")
            await stage.does(anne, f"[{field}]")
            corrected = await stage.does(anne, typed)
            changed = set(lines(corrected)) ^ set(lines(card))

            assert shown in corrected
            assert {line.split(" : ")[0] for line in changed} <= changes(field), corrected


async def test_every_field_is_corrected_in_english_too() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="en")
        for field, typed, shown in ENGLISH_ANSWERS:
            await stage.does(
                anne, "> invoice Leroc 12,000 excl. VAT of 10 November, 45 days"
            )
            await stage.does(anne, "[Correct]")
            await stage.does(anne, f"[{field}]")

            assert shown in await stage.does(anne, typed)


async def test_the_buyer_is_corrected_by_a_button_too() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, SENTENCE)
        await stage.does(anne, "[Corriger]")
        await stage.does(anne, "[Client]")

        assert "Client : Vasseur" in await stage.does(anne, "[Vasseur]")


async def test_a_new_buyer_typed_anew_is_taken_for_the_known_one() -> None:
    """« Zorglub » is unknown; the person types another name instead of pressing."""
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> facture Zorglub 12 000 € HT à 30 jours")

        assert "Client : Moulin" in await stage.does(anne, "> Moulin")


async def test_a_number_that_is_taken_is_asked_for_again() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> facture Vasseur F240 22 000 HT à 30 jours")
        refused = await stage.does(anne, "[✓ Valider]")
        card = await stage.does(anne, "> F241")
        saved = await stage.does(anne, "[✓ Valider]")

        assert refused.startswith("La facture F240 existe déjà")
        assert "Numéro : F241" in card
        assert "facture F241, Vasseur" in saved


async def test_a_cancelled_draft_is_gone() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await stage.does(anne, SENTENCE)
        card = next(seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons)
        data = next(data_of(card, "✓ Valider"))
        cancelled = await stage.does(anne, "[Annuler]")
        [after] = await stage.hears(press_of(card, data, 1))

        assert "rien n’a été enregistré" in cancelled
        assert after.startswith("Cette carte a déjà servi")
        assert await stage.invoices() == before


async def test_a_question_in_between_leaves_the_draft_as_it_was() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, SENTENCE)
        await stage.does(anne, "> Leroc est-il couvert ?")
        await stage.does(anne, "> quelle est ma prime")
        saved = await stage.does(anne, "[✓ Valider]")

        assert "P-1, Leroc, 12 000 € HT" in saved


async def test_a_question_in_between_leaves_the_open_question_too() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        asked = await stage.does(anne, "> /facture Leroc 12 000 HT")
        answer = await stage.does(anne, "> combien d'indemnité me reste-t-il ?")
        card = await stage.does(anne, "> 60 jours")

        assert asked.startswith("À quelle échéance ?")
        assert answer.startswith("510 000 €")
        assert "Facture à enregistrer : 12 000 € HT" in card


async def test_another_invoice_begins_anew() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> facture Leroc F300 12 000 HT")
        card = await stage.does(anne, "> facture Moulin 3 000 HT à 30 jours")

        assert "Client : Moulin" in card
        assert "Numéro : P-1 (provisoire)" in card


async def test_undo_is_for_a_day() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await stage.does(anne, SENTENCE)
        await stage.does(anne, "[✓ Valider]")
        stage.clock.clock.move_by(timedelta(days=1, seconds=1))
        late = await stage.does(anne, "[Annuler la saisie]")
        typed = await stage.does(anne, "> annule la dernière saisie")

        assert late.startswith("Il n’y a rien à annuler")
        assert typed.startswith("Il n’y a rien à annuler")
        assert len(await stage.invoices()) == len(before) + 1


async def test_undo_within_the_day_takes_it_back_once() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await stage.does(anne, SENTENCE)
        await stage.does(anne, "[✓ Valider]")
        stage.clock.clock.move_by(timedelta(hours=23))
        undone = await stage.does(anne, "> annule la dernière saisie")
        again = await stage.does(anne, "[Annuler la saisie]")

        assert undone.startswith("Saisie annulée")
        assert again.startswith("Il n’y a rien à annuler")
        assert await stage.invoices() == before


async def test_nobody_undoes_what_another_has_typed() -> None:
    async with scene() as stage:
        anne, bruno = stage.phone.visitor("Anne"), stage.phone.visitor("Bruno")
        await stage.does(anne, SENTENCE)
        await stage.does(anne, "[✓ Valider]")
        said = await stage.does(bruno, "> annule la dernière saisie")

        assert said.startswith("Il n’y a rien à annuler")
        assert any(one.number == "P-1" for one in await stage.invoices())


async def test_an_undone_number_is_free_again() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        for _ in range(2):
            await stage.does(anne, "> facture Vasseur F900 2 000 HT à 30 jours")
            saved = await stage.does(anne, "[✓ Valider]")
            await stage.does(anne, "[Annuler la saisie]")

        assert "facture F900, Vasseur" in saved


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("facture Leroc 5 000 HT du 31 février à 30 jours", "Cette date n’existe pas"),
        ("facture Leroc -500 € HT à 30 jours", "Un montant négatif ?"),
        ("facture Leroc 0 € HT à 30 jours", "Le montant doit être supérieur à zéro"),
        ("facture Leroc 5000 USD à 30 jours", "monnaie du contrat"),
    ],
)
async def test_what_cannot_be_is_told_and_not_written(said: str, told: str) -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()

        assert told in await stage.does(anne, f"> {said}")
        assert await stage.invoices() == before


async def test_an_unfit_invoice_leaves_no_new_buyer_behind() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> facture Zorglub F101 12 000 € HT à 30 jours")
        await stage.does(anne, "[Nouveau client]")
        refused = await stage.does(anne, "[✓ Valider]")
        asked = await stage.does(anne, "> Zorglub est-il couvert ?")

        assert "F101 existe déjà" in refused
        assert "Zorglub n’est pas encore dans vos clients" in asked


async def test_a_button_of_nowhere_is_answered_and_does_nothing() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, SENTENCE)
        before = await stage.invoices()
        card = next(seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons)
        for number, data in enumerate(FORGED):
            said = await stage.hears(press_of(card, data, number))
            assert "référence" not in "".join(said), data

        assert await stage.invoices() == before


async def test_what_was_saved_says_what_is_above_the_limit() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> facture Moulin 20 000 HT à 30 jours")
        saved = await stage.does(anne, "[✓ Valider]")

    assert "Assuré : 12 000 € ; 8 000 € à votre charge" in saved
    assert "Cette part dépasse l’agrément en vigueur" in saved
    assert "En cas d’impayé, à déclarer au plus tard le 22 mars 2027 (art. 7)" in saved


async def test_what_was_saved_says_when_its_deadline_is_past() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> facture Leroc 1 000 HT du 10 mars à 30 jours")
        saved = await stage.does(anne, "[✓ Valider]")

    assert "Délai dépassé" in saved
    assert "art. L112-4 du Code des assurances" in saved
    assert "En cas d’impayé, à déclarer au plus tard" not in saved


def lines(card: str) -> list[str]:
    return [line for line in card.splitlines() if " : " in line]


def changes(field: str) -> set[str]:
    """The lines of the card that may differ once this field is corrected."""
    amounts = {"Facture à enregistrer", "Montant"}
    follows = {
        "Montant HT": amounts,
        "TVA": amounts,
        "Date": {"Date", "Livraison", "Échéance"},
    }
    return follows.get(field, {field})


def test_the_day_of_these_tests() -> None:
    """The sample stands as of 22 November 2026; days above are counted from it."""
    assert date(2026, 11, 22) + timedelta(days=120) == date(2027, 3, 22)
