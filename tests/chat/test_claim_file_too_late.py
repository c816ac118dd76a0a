"""A claim file asked for after the last day says so, in the words of the PDF."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conversation import Scene, scene

from bot.ports import Author, UnitOfWork
from domain.facts import Buyer, Invoice
from domain.money import euros


async def late_invoice(stage: Scene) -> None:
    """Due on 1 August 2026: by the sample's policy too late since 30 October."""

    def unit(uow: UnitOfWork) -> None:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        books, author, now = uow.books(company.id), Author(None), stage.clock.now()
        books.add_buyer(Buyer("Sahel"), author, now)
        sold = Invoice(
            on=date(2026, 6, 10),
            buyer="Sahel",
            number="S1",
            net=euros("10000"),
            vat=euros("2000"),
            delivered_on=date(2026, 6, 10),
            due_on=date(2026, 8, 1),
        )
        books.append([sold], author, now)

    await stage.store.write(unit)


async def test_a_file_after_the_last_day_is_never_promised_a_day_to_come() -> None:
    async with scene() as stage:
        visitor = stage.phone.visitor("Anne", lang="fr")
        await stage.does(visitor, "> aide")
        await late_invoice(stage)
        said = await stage.does(visitor, "> prépare le dossier Sahel")

        assert "Délai dépassé : le dernier jour était le 30 octobre 2026" in said
        assert "Doit arriver" not in said
