"""The steps of a claim once it is filed: collection, what the insurer agreed, a refusal.

They are told by a button under the claim; no sentence of their own is understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services.entries.kinds import (
    Draft,
    Field,
    Form,
    Kind,
    UnfitEntryError,
    money,
    past_day,
    today,
)
from domain.claims import indemnity
from domain.facts import ClaimRefused, Collection, CollectionState, Fact, IndemnityAgreed
from domain.help_routes import loss_payee
from domain.losses import (
    ClaimStatus,
    LossCause,
    claim_status,
    date_of_loss,
    indemnity_expected_on,
    latest_claim,
)
from domain.money import Money
from domain.record import Situation
from domain.steps import Answer

BUYER = Field("buyer", Form.BUYER, "buyer")


@dataclass(frozen=True, slots=True)
class StepView:
    """Where the claim stands after the step. `gap`: expected and not agreed, below zero
    when more was; None where no claim is known to reckon it from. `payee` "": the
    policyholder.
    """

    status: ClaimStatus
    expected: Answer[Money] | None
    gap: Money | None
    date_of_loss: date | None
    expected_on: date | None
    payee: str


def step_view(before: Situation, after: Situation, fact: Fact) -> StepView:
    buyer = str(getattr(fact, "buyer", ""))
    claim = latest_claim(before, buyer)
    is_known = claim is not None and claim.cause is not LossCause.TOLD
    expected = indemnity(before, buyer) if is_known else None
    agreed = fact.amount if isinstance(fact, IndemnityAgreed) else None
    payee = loss_payee(after, buyer).value
    return StepView(
        claim_status(after, buyer).value,
        expected,
        expected.value - agreed if expected and agreed else None,
        date_of_loss(after, buyer).value if is_known else None,
        indemnity_expected_on(after, buyer).value if is_known else None,
        "" if payee == after.policy.policyholder else payee,
    )


def _completed(draft: Draft, situation: Situation) -> Draft:
    draft = draft.assuming("step_on", today(situation))
    buyer = draft.text("buyer")
    if buyer and latest_claim(situation, buyer) is None:
        return draft.noting("no_claim")
    return draft


def _buyer(draft: Draft, situation: Situation) -> str:
    return situation.buyer_named(draft.text("buyer")).name


def _step_on(draft: Draft, situation: Situation) -> date:
    """What the insurer did about a claim, he did once he had it."""
    day = past_day(draft, "step_on", situation)
    claim = latest_claim(situation, _buyer(draft, situation))
    if claim and claim.cause is not LossCause.TOLD and day < claim.requested_on:
        raise UnfitEntryError("before_claim", "step_on", day=claim.requested_on)
    return day


def _collection(draft: Draft, situation: Situation) -> Collection:
    return Collection(
        on=_step_on(draft, situation),
        buyer=_buyer(draft, situation),
        state=CollectionState(draft.text("collection")),
    )


COLLECTION = Kind(
    intent="collection",
    fields=(
        BUYER,
        Field("collection", Form.CHOICE, choices=tuple(CollectionState)),
        Field("step_on", Form.DAY, "", "paid_on"),
    ),
    needs=lambda draft, _: ("buyer", "collection"),  # noqa: ARG005
    completed=_completed,
    fact=_collection,
    view=step_view,
)


def _agreed(draft: Draft, situation: Situation) -> IndemnityAgreed:
    return IndemnityAgreed(
        on=_step_on(draft, situation),
        buyer=_buyer(draft, situation),
        amount=money(draft, "amount", situation),
    )


AGREED = Kind(
    intent="indemnity_agreed",
    fields=(
        BUYER,
        Field("amount", Form.AMOUNT, "", "amount"),
        Field("step_on", Form.DAY, "", "paid_on"),
    ),
    needs=lambda draft, _: ("buyer", "amount"),  # noqa: ARG005
    completed=_completed,
    fact=_agreed,
    view=step_view,
)


def _refused(draft: Draft, situation: Situation) -> ClaimRefused:
    return ClaimRefused(
        on=_step_on(draft, situation),
        buyer=_buyer(draft, situation),
        ground=draft.text("ground"),
    )


REFUSED = Kind(
    intent="claim_refused",
    fields=(
        BUYER,
        Field("ground", Form.TEXT, may_be_none=True),
        Field("step_on", Form.DAY, "", "paid_on"),
    ),
    needs=lambda draft, _: ("buyer", "ground"),  # noqa: ARG005
    completed=_completed,
    fact=_refused,
    view=step_view,
)

OF_NO_SENTENCE = frozenset(kind.intent for kind in (COLLECTION, AGREED, REFUSED))
