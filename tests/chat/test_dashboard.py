"""The pinned message: made once in each chat, edited in place when facts change."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conversation import Scene, scene

from bot.chat import dashboard
from bot.phone.screen import Seen
from bot.phone.visitor import Visitor


async def said(stage: Scene, visitor: Visitor, text: str) -> None:
    visitor.screen.take_fresh()
    await visitor.types(text)
    await visitor.reads()
    await stage.settled()


def pinned(visitor: Visitor) -> Seen:
    found = visitor.screen.pinned()
    assert found is not None
    return found


async def test_it_is_pinned_at_the_start() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        await said(stage, anne, "/start")
        await anne.until(lambda screen: screen.pinned() is not None)

        assert "510\u202f000\u00a0€ sur 600\u202f000\u00a0€" in pinned(anne)
        assert "Moulin, le jeudi 24\u00a0décembre" in pinned(anne)


async def test_a_write_edits_it_in_place() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        await said(stage, anne, "/start")
        await anne.until(lambda screen: screen.pinned() is not None)
        first = pinned(anne).id
        await said(stage, anne, "facture Moulin 30 000 HT du 1er octobre à 30 jours")
        await anne.presses("✓ Valider")
        await anne.until(lambda screen: "93\u202f600\u00a0€" in str(screen.pinned()))

        assert pinned(anne).id == first
        assert len(anne.screen.pinned_ids) == 1


async def test_every_member_has_one_in_their_own_language() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        bob = stage.phone.visitor("Bob", lang="en")
        await said(stage, anne, "/start")
        await said(stage, bob, "/start")
        await anne.until(lambda screen: screen.pinned() is not None)
        await bob.until(lambda screen: screen.pinned() is not None)

        assert "Prochain délai" in pinned(anne)
        assert "Next deadline" in pinned(bob)


async def test_a_new_day_is_told() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        await said(stage, anne, "/start")
        await anne.until(lambda screen: screen.pinned() is not None)
        await stage.clock.advance_a_day()
        await anne.until(lambda screen: "23\u00a0novembre" in str(screen.pinned()))

        assert "dans 31\u00a0jours" in pinned(anne)


async def test_a_term_that_touches_every_buyer_is_shown_once_all_are_reckoned() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        await said(stage, anne, "/start")
        await anne.until(lambda screen: screen.pinned() is not None)
        await stage.vigie.remind_now()
        await said(stage, anne, "facture Moulin 30 000 HT du 1er octobre à 30 jours")
        await anne.presses("✓ Valider")
        await anne.until(lambda screen: "93\u202f600\u00a0€" in str(screen.pinned()))

        await said(stage, anne, "le délai de carence du contrat est de 5 mois")
        await anne.presses("✓ Valider")
        await stage.settled()
        assert await dashboards_day(stage) is None

        await stage.vigie.remind_now()
        assert await dashboards_day(stage) == "2026-11-22"


async def dashboards_day(stage: Scene) -> str | None:
    company = await stage.store.write(lambda uow: uow.companies.by_slug("lapierre"))
    assert company is not None
    return await stage.store.write(lambda uow: uow.note(dashboard.shown_key(company.id)))
