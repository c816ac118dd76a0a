"""Long lists: « Suite » shows what comes next, to the end and without repeating."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from conversation import Scene, scene

from bot.phone.visitor import Visitor
from bot.ports import Author, UnitOfWork
from bot.reminders.refreshing import refresh
from domain.facts import Buyer, Fact, InterventionRequest, Invoice
from domain.money import Money

ISSUED = date(2026, 7, 1)
BY_NOBODY = Author(None)
DUE = date(2026, 9, 28)  # overdue for 55 days; to be declared until 27 December


def invoice(number: str, buyer: str) -> Invoice:
    net, vat = Money(Decimal(1000)), Money(Decimal(200))
    return Invoice(
        on=ISSUED,
        buyer=buyer,
        number=number,
        net=net,
        vat=vat,
        delivered_on=ISSUED,
        due_on=DUE,
    )


async def told(stage: Scene, *facts: Fact, buyers: Sequence[str] = ()) -> None:
    """Facts that were recorded before the conversation."""

    def work(uow: UnitOfWork) -> None:
        company = uow.companies.by_slug("lapierre")
        assert company is not None
        now = stage.clock.now()
        for name in buyers:
            uow.books(company.id).add_buyer(Buyer(name), BY_NOBODY, now)
        uow.books(company.id).append(facts, BY_NOBODY, now)
        refresh(uow, company.id, None, now)

    await stage.store.write(work)


async def pages(stage: Scene, anne: Visitor, question: str, more: str) -> list[str]:
    """Each page's text, « Suite » pressed as long as it is offered."""
    found = [await stage.does(anne, f"> {question}")]
    while f"⟦{more}⟧" in found[-1]:
        found.append(await stage.does(anne, f"[{more}]"))
    return found


@pytest.mark.parametrize(
    ("lang", "question", "more"),
    [("fr", "qui est en retard ?", "Suite"), ("en", "who is late?", "More")],
)
async def test_the_late_invoices_page_by_page(lang: str, question: str, more: str) -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang=lang)
        await told(stage, *(invoice(f"G{number:02}", "Garnier") for number in range(13)))
        seen = await pages(stage, anne, question, more)
        numbers = [re.findall(r"\b(?:G\d\d|F204)\b", page) for page in seen]

    assert [len(page) for page in numbers] == [6, 6, 2]
    every = [number for page in numbers for number in page]
    assert sorted(every) == ["F204", *(f"G{number:02}" for number in range(13))]


async def test_a_buyer_s_history_page_by_page() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        await told(stage, *(invoice(f"G{number:02}", "Garnier") for number in range(7)))
        await stage.does(anne, "> où en est Garnier ?")
        seen = [await stage.does(anne, "[Historique]")]
        while "⟦Suite⟧" in seen[-1]:
            seen.append(await stage.does(anne, "[Suite]"))

    assert len(seen) > 1
    for number in range(7):
        assert sum(f"G{number:02}" in page for page in seen) == 1


async def test_the_claims_page_by_page() -> None:
    names = [f"Client{number}" for number in range(8)]
    facts: list[Fact] = [invoice(f"C-{name}", name) for name in names]
    facts += [InterventionRequest(on=date(2026, 11, 2), buyer=name) for name in names]
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        await told(stage, *facts, buyers=names)
        seen = await pages(stage, anne, "où en sont mes dossiers ?", "Suite")
        first_lines = [page.partition("⟦")[0] for page in seen]

    assert len(seen) == 2
    for name in [*names, "Leroc"]:
        assert sum(name in page for page in first_lines) == 1
