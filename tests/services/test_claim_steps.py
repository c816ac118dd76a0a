"""The steps of a claim: what is recorded, from which day on, and what it changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.cases.check import record_of
from bot.sample import sample_case
from bot.services.entries import KINDS, NOTHING, OF_NO_SENTENCE, Draft, UnfitEntryError
from domain.facts import (
    ClaimRefused,
    Collection,
    CollectionState,
    Fact,
    IndemnityAgreed,
    InterventionRequest,
)
from domain.losses import ClaimStatus
from domain.money import euros
from domain.record import Situation

TODAY = date(2026, 11, 22)
RECORD = record_of(sample_case(TODAY))
FILED = InterventionRequest(on=date(2026, 11, 20), buyer="Moulin", invoices=("F204",))
CLAIMED = RECORD.with_facts([FILED]).on(TODAY)


def fact_of(intent: str, situation: Situation = CLAIMED, **said: str) -> Fact:
    kind = KINDS[intent]
    draft = kind.completed(Draft({"buyer": "Moulin", **said}), situation)

    assert kind.missing(draft, situation) == ""

    return kind.fact(draft, situation)


def view_of(intent: str, **said: str) -> Any:
    fact = fact_of(intent, **said)
    after = CLAIMED.record.with_facts([fact]).on(TODAY)
    return KINDS[intent].view(CLAIMED, after, fact)


def test_each_step_is_a_fact_of_today_unless_said() -> None:
    assert fact_of("collection", collection="judicial") == Collection(
        on=TODAY, buyer="Moulin", state=CollectionState.JUDICIAL
    )
    assert fact_of("indemnity_agreed", amount="40000") == IndemnityAgreed(
        on=TODAY, buyer="Moulin", amount=euros(40000)
    )
    assert fact_of("claim_refused", ground=NOTHING) == ClaimRefused(
        on=TODAY, buyer="Moulin"
    )


@pytest.mark.parametrize("intent", sorted(OF_NO_SENTENCE))
@pytest.mark.parametrize(
    ("day", "key"),
    [("2026-11-19", "before_claim"), ("2026-11-23", "future_day")],
)
def test_a_step_is_neither_before_the_request_nor_tomorrow(
    intent: str, day: str, key: str
) -> None:
    said = {"collection": "amicable", "amount": "1", "ground": "late", "step_on": day}
    with pytest.raises(UnfitEntryError) as refused:
        fact_of(intent, **said)

    assert (refused.value.key, refused.value.field) == (key, "step_on")


def test_on_the_day_of_the_request_it_may_be() -> None:
    fact = fact_of("indemnity_agreed", amount="40000", step_on="2026-11-20")

    assert fact.on == date(2026, 11, 20)


def test_what_is_agreed_is_compared_with_the_reckoning() -> None:
    view = view_of("indemnity_agreed", amount="40000")

    assert view.status is ClaimStatus.AGREED
    assert view.expected.value == euros(43200)
    assert view.gap == euros(3200)
    assert view.expected_on == date(2026, 12, 20)
    assert view.payee == ""


def test_a_refusal_is_the_claims_state() -> None:
    assert view_of("claim_refused", ground="late").status is ClaimStatus.REFUSED


def test_without_a_claim_nothing_is_compared_and_the_card_says_so() -> None:
    situation = RECORD.on(TODAY)
    kind = KINDS["indemnity_agreed"]
    draft = kind.completed(Draft({"buyer": "Moulin", "amount": "1000"}), situation)

    assert "no_claim" in draft.assumed
    fact = kind.fact(draft, situation)
    view = kind.view(situation, situation.record.with_facts([fact]).on(TODAY), fact)
    assert (view.expected, view.gap) == (None, None)
