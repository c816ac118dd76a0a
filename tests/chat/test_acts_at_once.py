"""Two people and one duty: pressed at the same moment, taken back, put off."""

from __future__ import annotations

import asyncio
from datetime import date, time

from bot.ports import UnitOfWork
from domain.facts import InterventionRequest
from tests.chat.conversation import Scene, scene
from tests.chat.test_escalating import COMPANY, OBLIGATION, heard, two_people


async def requests(stage: Scene) -> int:
    def look(uow: UnitOfWork) -> int:
        facts = uow.books(COMPANY).record().facts
        found = (fact for fact in facts if isinstance(fact, InterventionRequest))
        return sum(fact.buyer == "Moulin" for fact in found)

    return await stage.store.write(look)


async def reactions(stage: Scene) -> list[str]:
    found = await stage.store.write(lambda uow: uow.outbox.reactions(COMPANY, OBLIGATION))
    return [one.what for one in found]


async def test_two_press_done_at_once_it_is_recorded_once_and_undone_it_is_told_again() -> (
    None
):
    async with scene() as stage:
        anne, ben = await two_people(stage)
        await heard(stage, anne, ben, on=date(2026, 12, 21))
        for visitor in (anne, ben):
            await stage.does(visitor, "[C'est fait]")
            await stage.does(visitor, "[Sur le portail]")
        said = await asyncio.gather(
            stage.does(anne, "[Aujourd'hui]"), stage.does(ben, "[Aujourd'hui]")
        )
        recorded = await requests(stage)
        silent = await heard(stage, anne, ben, on=date(2026, 12, 21), at=time(18, 0))
        first = anne if said[0].startswith("Noté") else ben
        undone = await stage.does(first, "[Annuler la saisie]")
        again = await heard(stage, anne, ben, on=date(2026, 12, 21), at=time(18, 1))
        told = await heard(stage, anne, ben, on=date(2026, 12, 23))
        last = await heard(stage, anne, ben, on=date(2026, 12, 24))

    assert sorted(one.partition(" ")[0] for one in said) == ["Ce", "Noté,"]
    assert (recorded, silent, again) == (1, [], [])  # that day's was said already
    assert undone.startswith("Saisie annulée.")
    assert [one.partition(" ")[0] for one in told] == ["Anne:", "Ben:"]
    assert [one.partition(" ·")[0] for one in last] == [
        "Anne: C’est aujourd’hui",
        "Ben: C’est aujourd’hui",
    ]


async def test_what_was_never_received_is_taken_back_by_anyone_days_later() -> None:
    async with scene() as stage:
        anne, ben = await two_people(stage)
        await heard(stage, anne, ben, on=date(2026, 12, 15))
        await stage.does(anne, "> j'ai déclaré Moulin à l'assureur")
        await stage.does(anne, "[Sur le portail]")
        await stage.does(anne, "[Aujourd'hui]")
        silent = await heard(stage, anne, ben, on=date(2026, 12, 21))
        asked = await stage.does(ben, "> historique Moulin")
        undone = await stage.does(ben, "[Jamais reçu (15 décembre 2026)]")
        told = await heard(stage, anne, ben, on=date(2026, 12, 23))

    assert silent == []
    assert "Jamais reçu (15 décembre 2026)" in asked
    assert undone.startswith("Saisie annulée.")
    assert [one.partition(" ")[0] for one in told] == ["Anne:", "Ben:"]


async def test_put_off_on_the_eve_it_comes_on_the_last_day_and_no_later() -> None:
    """What was refused is not kept as if it had been put off."""
    async with scene() as stage:
        anne, ben = await two_people(stage)
        await heard(stage, anne, ben, on=date(2026, 12, 23))
        agreed = await stage.does(anne, "[Demain 9 h]")
        early = await heard(stage, anne, ben, on=date(2026, 12, 24), at=time(8, 30))
        refused = await stage.does(anne, "[Demain 9 h]")
        last = await heard(stage, anne, ben, on=date(2026, 12, 24))
        missed = await heard(stage, anne, ben, on=date(2026, 12, 25))
        kept = await reactions(stage)

    assert agreed == "Je vous le rappellerai le jeudi 24 décembre à 9 h."
    assert early == []
    assert refused.startswith("Je ne peux pas reporter au-delà du dernier jour")
    assert last == ["Anne: C’est aujourd’hui · Moulin · 43 200 € en jeu"]
    assert missed == ["Anne: Délai dépassé · Moulin · 43 200 € en jeu"]
    assert kept == ["put_off", "seen"]
