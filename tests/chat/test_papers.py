"""Files in the chat: who may send them, what becomes of their cards, what is undone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.incoming import read
from bot.chat.progress import Progress, bar, shown
from bot.chat.reception import Reception
from bot.ports import CompanyId, PersonId, Role, StoredUpdate, UnitOfWork
from bot.rendering import words
from tests.chat.conversation import FILES, MORNING, data_of, press_of, scene
from tests.chat.test_doors import sends

SENT = ("carpentier.xml", (FILES / "carpentier.xml").read_bytes())
LEDGER = ("ecritures.paper.json", (FILES / "ecritures.paper.json").read_bytes())
STATEMENT = ("releve.paper.json", (FILES / "releve.paper.json").read_bytes())


async def test_nothing_is_written_before_valider_and_once_by_it() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = len(await stage.invoices())
        await sends(stage, anne, *SENT)
        await stage.does(anne, "[60 jours]")
        [card] = [seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons]
        with_card = len(await stage.invoices())
        data = next(data_of(card, "✓ Valider"))
        said = await stage.hears(press_of(card, data, 1), press_of(card, data, 2))

        assert with_card == before
        assert len(await stage.invoices()) == before + 1
        assert said[0].startswith("<b>Enregistré</b>")
        assert said[1].startswith("Cette carte a déjà servi")


async def test_a_reader_is_told_so_and_the_file_is_not_read() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await stage.does(anne, "> /start")
        person = next(iter(stage.phone.exchange.people))
        await stage.store.write(lambda uow: become_reader(uow, PersonId(person)))
        said = await sends(stage, anne, *SENT)

        assert "pas enregistrer" in said
        assert "Carpentier" not in said


def become_reader(uow: UnitOfWork, person: PersonId) -> None:
    uow.people.remove(person, CompanyId(1), MORNING)
    uow.people.join(person, CompanyId(1), Role.READER, MORNING)


async def test_in_a_group_a_file_is_passed_over() -> None:
    async with scene() as stage:
        stage.phone.visitor("Anne")
        person = next(iter(stage.phone.exchange.people), 1001)
        body = {
            "update_id": 900,
            "message": {
                "message_id": 1,
                "date": 1_790_000_000,
                "chat": {"id": -5, "type": "group", "title": "Bureau"},
                "from": {"id": person, "is_bot": False, "first_name": "Anne"},
                "document": {"file_id": "x", "file_unique_id": "x", "file_size": 3},
            },
        }

        assert await stage.hears(body) == []


async def test_the_card_shows_what_the_books_have_become_meanwhile() -> None:
    async with scene() as stage:
        anne, bruno = stage.phone.visitor("Anne"), stage.phone.visitor("Bruno")
        for visitor in (anne, bruno):
            await sends(stage, visitor, *SENT)
            await stage.does(visitor, "[60 jours]")
        before = len(await stage.invoices())
        await stage.does(anne, "[✓ Valider]")
        said = await stage.does(bruno, "[✓ Valider]")

        assert "Vos comptes ont changé" in said
        assert "Déjà enregistrées, non recomptées : 1" in said
        assert len(await stage.invoices()) == before + 1


async def test_files_that_come_together_are_shown_one_after_the_other() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        first = await sends(stage, anne, *SENT)
        second = await sends(stage, anne, *STATEMENT)
        third = await sends(stage, anne, *LEDGER)
        await stage.does(anne, "[60 jours]")
        then = await stage.does(anne, "[✓ Valider]")
        last = await stage.does(anne, "[Annuler]")

        assert "À combien de jours" in first
        assert "Finissons d’abord" in second
        assert "après 1 autre" in third
        assert "que règlent-ils" in then
        assert "GARNIER FRERES" in last


UNDATED = (
    b"Client;Facture;Montant HT;Livr\xc3\xa9 le\nGarnier;G1;10,00;\nMoulin;M1;20,00;\n"
)


async def test_columns_of_which_nothing_could_be_used_are_put_right_and_not_kept() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, "sans-date.csv", UNDATED)
        nothing = await stage.does(anne, "[C'est bien cela]")
        which = await stage.does(anne, "[Corriger les colonnes]")
        again = await sends(stage, anne, "sans-date.csv", UNDATED)

        assert "Rien à enregistrer dans sans-date.csv" in nothing
        assert "2 × sans date utilisable" in nothing
        assert "Quelle colonne de sans-date.csv est mal lue" in which
        assert "Finissons d’abord" in again


async def test_columns_that_make_no_table_are_not_believed() -> None:
    content = (FILES / "colonnes.csv").read_bytes()
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, "colonnes.csv", content)
        for heading in ("Montant HT → montant HT", "Client → client"):
            await stage.does(anne, "[Corriger]")
            await stage.does(anne, f"[{heading}]")
            await stage.does(anne, "[à laisser de côté]")
        await stage.does(anne, "[Retenir ces colonnes]")
        again = await sends(stage, anne, "colonnes.csv", content)

        assert "ne suffisent pas à lire ce tableau" in again
        assert "« Montant HT » : montant HT" in again


async def test_a_layout_confirmed_before_is_put_right_from_the_card() -> None:
    content = (FILES / "colonnes.csv").read_bytes().replace(b"1001", b"Vasseur")
    content = content.replace(b"1002", b"Moulin")
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, "colonnes.csv", content)
        await stage.does(anne, "[C'est bien cela]")
        await stage.does(anne, "[✓ Valider]")
        card = await sends(stage, anne, "suite.csv", content.replace(b"FC-", b"FD-"))
        asked = await stage.does(anne, "[Corriger]")
        which = await stage.does(anne, "[Corriger]")

        assert "2 factures à enregistrer" in card
        assert "Voici comment je lis suite.csv" in asked
        assert "Quelle colonne de suite.csv est mal lue" in which


async def test_an_old_card_of_columns_is_told_so() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, "colonnes.csv", (FILES / "colonnes.csv").read_bytes())
        await stage.does(anne, "[Corriger]")
        await stage.does(anne, "[Code → compte du client]")
        asked = next(seen for seen in anne.screen.seen() if "client" in seen.buttons)
        data = next(data_of(asked, "client"))
        await stage.hears(press_of(asked, data, 1))
        said = await stage.hears(press_of(asked, data, 2))

        assert said[0].startswith("Cette carte a déjà servi")


async def test_a_file_that_waits_can_be_shown_first() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        await sends(stage, anne, *STATEMENT)
        said = await stage.does(anne, "[Montrer ce fichier d’abord]")
        then = await stage.does(anne, "[Annuler]")

        assert "que règlent-ils" in said
        assert "À combien de jours" in then


async def test_an_import_is_undone_whole_and_once() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = await stage.invoices()
        await sends(stage, anne, *LEDGER)
        for label in ("Garnier", "45 j fin de mois", "La plus ancienne", "✓ Valider"):
            await stage.does(anne, f"[{label}]")
        written = len(await stage.invoices())
        stage.clock.clock.move_by(timedelta(hours=23))
        undone = await stage.does(anne, "[Annuler la saisie]")
        again = await stage.does(anne, "[Annuler la saisie]")

        assert written == len(before) + 4
        assert undone.startswith("Import annulé : 6 écritures")
        assert again.startswith("Il n’y a rien à annuler")
        assert await stage.invoices() == before


async def test_after_a_day_an_import_stands() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        await stage.does(anne, "[60 jours]")
        await stage.does(anne, "[✓ Valider]")
        written = await stage.invoices()
        stage.clock.clock.move_by(timedelta(days=1, seconds=1))
        late = await stage.does(anne, "[Annuler la saisie]")

        assert late.startswith("Il n’y a rien à annuler")
        assert await stage.invoices() == written


async def test_a_paper_that_waited_too_long_is_asked_for_again() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        stage.clock.clock.move_by(timedelta(days=8))
        said = await stage.does(anne, "[60 jours]")

        assert "Renvoyez-le" in said


async def test_a_card_outlives_the_process_that_showed_it() -> None:
    """All that is known of it stands in the database: a reception just begun goes on."""
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        before = len(await stage.invoices())
        await sends(stage, anne, *SENT)
        await stage.does(anne, "[60 jours]")
        [card] = [seen for seen in anne.screen.seen() if "✓ Valider" in seen.buttons]
        press = read(press_of(card, next(data_of(card, "✓ Valider")), 77))
        assert press is not None
        begun = Reception(stage.clock.clock, stage.vigie.house)
        lease = stage.vigie.sender.grant()
        body = StoredUpdate(77, press.chat, {})
        await stage.store.write(lambda uow: uow.inbox.store([body], MORNING))
        await stage.store.write(lambda uow: begun.receive(uow, press, lease))

        assert len(await stage.invoices()) == before + 1


async def test_what_is_typed_meanwhile_is_answered_and_the_card_stays() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        between = await stage.does(anne, "> combien d'indemnité me reste-t-il ?")
        card = await stage.does(anne, "[60 jours]")

        assert between.startswith("510 000 €")
        assert "Facture à enregistrer" in card


async def test_files_that_something_else_came_between_are_not_lost() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        await sends(stage, anne, *STATEMENT)
        between = await stage.does(anne, "> facture Garnier 1 200 HT à 60 jours")
        old = await stage.does(anne, "[60 jours]")
        await stage.does(anne, "[60 jours]")
        then = await stage.does(anne, "[✓ Valider]")

        assert "carpentier.xml et 1 autre fichier attendent toujours" in between
        assert "⟦Montrer ce fichier⟧" in between
        assert "n’est plus à jour" in old
        assert "À combien de jours" in old
        assert "depuis carpentier.xml" in then
        assert "que règlent-ils" in then


async def test_a_file_that_comes_later_does_not_drop_those_that_wait() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        await stage.does(anne, "> facture Garnier 1 200 HT à 60 jours")
        await stage.does(anne, "[Annuler]")
        shown = await sends(stage, anne, *STATEMENT)
        then = await stage.does(anne, "[Annuler]")

        assert "que règlent-ils" in shown
        assert "À combien de jours" in then


async def test_an_import_taken_back_says_which_names_stay() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        await stage.does(anne, "[60 jours]")
        await stage.does(anne, "[✓ Valider]")
        undone = await stage.does(anne, "[Annuler la saisie]")

        assert "Établissements Carpentier : ce nom reste connu" in undone


@pytest.mark.parametrize("said", ["combien d'indemnité me reste-t-il ?", "annule"])
async def test_a_request_is_no_answer_to_what_a_file_asks(said: str) -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne")
        await sends(stage, anne, *SENT)
        await stage.does(anne, "[60 jours]")
        await stage.does(anne, "[Corriger]")
        await stage.does(anne, "[Client]")
        heard = await stage.does(anne, f"> {said}")

        assert "Client :" not in heard


# --- Progress ------------------------------------------------------------------------


class Screen:
    """Stands in for a bot: keeps what is sent and edited."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def send_message(self, chat: int, text: str, **_: Any) -> Any:
        del chat
        self.said.append(text)
        return type("Sent", (), {"message_id": 7})

    async def edit_message_text(self, text: str, *_: Any, **__: Any) -> None:
        self.said.append(text)


async def test_long_work_shows_a_bar_that_moves() -> None:
    screen = Screen()
    progress = Progress(screen, 1, words("fr"), "f.xml")  # type: ignore[arg-type]
    async with shown(progress, unseen=0, between=0):
        await asyncio.sleep(0)
        progress.heard(10)
        for _ in range(5):
            await asyncio.sleep(0)
        progress.heard(60)
        progress.heard(40)
        for _ in range(5):
            await asyncio.sleep(0)

    assert screen.said[-1] == "Je lis f.xml…\n▰▰▰▰▰▰▱▱▱▱ 60\u00a0%"
    assert progress.message == 7


async def test_quick_work_shows_none() -> None:
    screen = Screen()
    progress = Progress(screen, 1, words("fr"), "f.xml")  # type: ignore[arg-type]
    async with shown(progress):
        await asyncio.sleep(0)

    assert screen.said == []
    assert progress.message is None


@pytest.mark.parametrize(
    ("percent", "drawn"), [(0, "▱▱▱▱▱▱▱▱▱▱"), (9, "▱▱▱▱▱▱▱▱▱▱"), (100, "▰▰▰▰▰▰▰▰▰▰")]
)
def test_a_bar_is_never_ahead(percent: int, drawn: str) -> None:
    assert bar(percent) == drawn
