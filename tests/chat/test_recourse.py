"""The routes of help, from the dated facts: never to a closed scheme or a wrong country."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from bot.chat.handlers.recourse import MAINLAND, schemes
from bot.chat.law import products_of
from bot.facts import facts
from bot.ports import Author, UnitOfWork
from domain.facts import Buyer, Decision, LimitDecision

sys.path.insert(0, str(Path(__file__).parent))

from conversation import Scene, scene


@pytest.mark.parametrize(
    ("day", "country", "names"),
    [
        (date(2026, 11, 22), "FR", []),
        (date(2026, 11, 22), "DE", []),
        (date(2026, 11, 22), "GB", []),
        (date(2026, 11, 22), "UK", []),
        (date(2026, 11, 22), "NO", []),
        (date(2026, 11, 22), "US", []),
        (date(2026, 11, 22), "SN", ["Cap Francexport"]),
        (date(2026, 11, 22), "MA", ["Cap Francexport"]),
        (date(2010, 12, 31), "FR", ["CAP", "CAP Plus"]),
        (date(2011, 1, 1), "FR", []),
        (date(2020, 4, 14), "FR", []),
        (date(2020, 4, 15), "FR", ["CAP et CAP Plus"]),
        (date(2021, 12, 31), "FR", ["CAP et CAP Plus"]),
        (date(2022, 1, 1), "FR", []),
    ],
)
def test_a_scheme_is_open_in_its_time_and_for_its_countries(
    day: date, country: str, names: list[str]
) -> None:
    found = [each.name for each in schemes() if each.is_open_for(country, day)]

    assert found == names


@pytest.mark.parametrize(
    ("insurer", "names"),
    [
        ("Allianz Trade", ["CAP", "CAP Plus"]),
        ("Coface SA", ["TopLiner"]),
        ("ATRADIUS Crédito", ["Modula Cap"]),
        ("Assureur-crédit", []),
        ("", []),
    ],
)
def test_the_complement_under_the_insurers_own_name(insurer: str, names: list[str]) -> None:
    assert products_of(insurer) == names


@pytest.mark.parametrize("department", ["01", "41", "75", "95"])
def test_the_mediators_address_follows_the_pattern_on_the_mainland(department: str) -> None:
    assert MAINLAND.fullmatch(department)


@pytest.mark.parametrize("department", ["", "2A", "20", "971", "98", "96", "4", "410"])
def test_and_is_not_made_up_elsewhere(department: str) -> None:
    assert not MAINLAND.fullmatch(department)


def test_every_route_has_a_link_and_the_facts_their_day() -> None:
    known = facts("help")
    links = [
        known["law"]["link"],
        known["mediator"]["portal"],
        known["buyers_route"]["link"],
        known["information"]["link"],
    ]

    assert all(link.startswith("https://") for link in links)
    assert date.fromisoformat(known["checked_on"])


async def abroad(stage: Scene, country: str) -> None:
    def unit(uow: UnitOfWork) -> None:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        books, author = uow.books(company.id), Author(None)
        now = stage.clock.now()
        books.add_buyer(Buyer("Sahel", country=country), author, now)
        cut = LimitDecision(
            on=date(2026, 11, 20), buyer="Sahel", decision=Decision.CANCELLED
        )
        books.append([cut], author, now)

    await stage.store.write(unit)


async def test_a_buyer_abroad_is_shown_the_export_scheme_and_no_right_to_reasons() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        await stage.does(visitor, "> aide")
        await abroad(stage, "SN")
        said = await stage.does(visitor, "> qui peut m'aider pour Sahel")

        assert "▲ Cap Francexport · ouvert depuis le 10 octobre 2018" in said
        assert "Pour un client à l’étranger, la loi ne l’y oblige pas" in said
        assert "⟦Voir Cap Francexport⟧" in said


async def test_a_buyer_in_the_union_is_not_sent_to_the_export_scheme() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        await stage.does(visitor, "> aide")
        await abroad(stage, "DE")
        said = await stage.does(visitor, "> qui peut m'aider pour Sahel")

        assert "Aucun dispositif public n’est ouvert pour ce client." in said
        assert "⟦Voir Cap Francexport⟧" not in said


async def test_facts_older_than_a_year_are_doubted_aloud() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        await stage.does(visitor, "> aide")
        fresh = await stage.does(visitor, "> qui peut m'aider pour Garnier")
        await stage.clock.advance_a_day()
        stage.clock.clock.move_by(date(2027, 11, 24) - date(2026, 11, 23))
        stale = await stage.does(visitor, "> qui peut m'aider pour Garnier")

        assert "à revérifier" not in fresh
        assert "C’était il y a plus d’un an : à revérifier." in stale
