"""A buyer in trouble: a judgment, a claim to be filed, the mediator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services import claims
from bot.services.entries.about import open_of
from bot.services.entries.kinds import (
    Draft,
    Field,
    Form,
    Kind,
    UnfitEntryError,
    past_day,
    today,
)
from domain.claims import indemnity
from domain.deadlines import Deadline, DutyState, Origin
from domain.duties import deadline, deadlines
from domain.facts import Insolvency, InterventionRequest, MediationRequested
from domain.losses import date_of_loss, filed_claims, indemnity_expected_on, judgment_on
from domain.money import Money
from domain.policy import InsolvencyKind
from domain.receivables import outstanding
from domain.record import Situation
from domain.stakes import orders
from domain.steps import Answer

BUYER = Field("buyer", Form.BUYER, "buyer")
TWO_DAYS = "two_days:judgment_on"  # one of them may be that of the publication
STATUTORY = ("declare_debt", "claim_title")  # relief exists for the first alone


@dataclass(frozen=True, slots=True)
class InsolvencyView:
    counts: bool  # the contract takes such a proceeding for an insolvency
    outstanding: Answer[Money]
    legal: tuple[Deadline, ...]  # from the publication in the BODACC
    contract: tuple[Deadline, ...]  # from the judgment, by the policy
    orders: tuple[Money, ...]  # still to be delivered: no longer covered


def _insolvency_needs(draft: Draft, situation: Situation) -> tuple[str, ...]:
    del situation
    heard = ("published_on",) if TWO_DAYS in draft.text("doubts") else ()
    return ("buyer", "kind", "judgment_on", *heard)


def _insolvency(draft: Draft, situation: Situation) -> Insolvency:
    judged = past_day(draft, "judgment_on", situation)
    published = draft.day("published_on")
    if published is not None and published < judged:
        raise UnfitEntryError("published_before", "published_on", day=judged)
    return Insolvency(
        on=judged,
        buyer=situation.buyer_named(draft.text("buyer")).name,
        kind=InsolvencyKind(draft.text("kind")),
        judgment_on=judged,
        published_on=published,
    )


def insolvency_view(
    before: Situation, after: Situation, fact: Insolvency
) -> InsolvencyView:
    del before
    running = [
        each
        for each in deadlines(after, fact.buyer)
        if each.state is not DutyState.DISCHARGED
    ]
    return InsolvencyView(
        judgment_on(after, fact.buyer) is not None,
        outstanding(after, fact.buyer),
        tuple(each for each in running if each.duty in STATUTORY),
        tuple(
            each
            for each in running
            if each.origin is Origin.POLICY and each.event == "judgment"
        ),
        tuple(order.amount for order in orders(after, fact.buyer)),
    )


INSOLVENCY = Kind(
    intent="insolvency_report",
    fields=(
        BUYER,
        Field("kind", Form.CHOICE, "state", choices=tuple(InsolvencyKind)),
        Field("judgment_on", Form.DAY, "judgment_on"),
        Field("published_on", Form.DAY, "", "judgment_on", may_be_none=True),
    ),
    needs=_insolvency_needs,
    fact=_insolvency,
    view=insolvency_view,
)


# --- The claim ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClaimView:
    indemnity: Answer[Money]
    date_of_loss: date
    expected_on: date
    invoices: tuple[str, ...]
    late: tuple[Deadline, ...]  # last days that had passed when it was received


def _claim_completed(draft: Draft, situation: Situation) -> Draft:
    draft = draft.assuming("effective_on", today(situation))
    return draft if draft.text("invoice") else draft.noting("all_unpaid")


def _claim(draft: Draft, situation: Situation) -> InterventionRequest:
    """The invoices are named, so that a later one is not thought to be in the claim."""
    buyer = situation.buyer_named(draft.text("buyer")).name
    numbers = (
        (draft.text("invoice"),) if draft.text("invoice") else _claimable(draft, situation)
    )
    if not numbers:
        raise UnfitEntryError("nothing_unpaid", "buyer", name=buyer)
    return InterventionRequest(
        on=past_day(draft, "effective_on", situation), buyer=buyer, invoices=numbers
    )


def _claimable(draft: Draft, situation: Situation) -> tuple[str, ...]:
    return claimable(situation, draft.text("buyer")) if draft.text("buyer") else ()


def claimable(situation: Situation, buyer: str) -> tuple[str, ...]:
    """Invoices open and not yet in a claim, the first to be paid first."""
    taken = {n for claim in filed_claims(situation, buyer) for n in claim.numbers}
    return tuple(n for n in open_of(situation, buyer) if n not in taken)


def claim_view(before: Situation, after: Situation, fact: InterventionRequest) -> ClaimView:
    return ClaimView(
        indemnity(after, fact.buyer),
        date_of_loss(after, fact.buyer).value,
        indemnity_expected_on(after, fact.buyer).value,
        fact.invoices,
        tuple(_missed(before, fact)),
    )


def _missed(before: Situation, fact: InterventionRequest) -> list[Deadline]:
    named = set(fact.invoices)
    due = deadlines(before, fact.buyer)
    return [
        each
        for each in due
        if each.duty == "intervention_request"
        and each.last_day < fact.on
        and (not each.invoice or each.invoice in named)
    ]


CLAIM = Kind(
    intent="claim_open",
    fields=(
        BUYER,
        Field("invoice", Form.INVOICE, "", "invoice", may_be_none=True),
        Field("effective_on", Form.DAY, "", "judgment_on"),
    ),
    needs=lambda draft, _: ("buyer",),  # noqa: ARG005
    completed=_claim_completed,
    fact=_claim,
    view=claim_view,
    offers={"invoice": _claimable},
)


# --- The mediator ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MediationView:
    answer: Deadline
    duty: Deadline | None  # the contract's next one about this buyer: it runs on


def _mediation(draft: Draft, situation: Situation) -> MediationRequested:
    return MediationRequested(
        on=past_day(draft, "effective_on", situation), buyer=draft.text("buyer")
    )


def mediation_view(
    before: Situation, after: Situation, fact: MediationRequested
) -> MediationView:
    del before
    duty = claims.next_duty(after, fact.buyer) if fact.buyer else None
    return MediationView(deadline(after, "mediator_answer", buyer=fact.buyer), duty)


MEDIATION = Kind(
    intent="mediation_requested",
    fields=(
        Field("buyer", Form.BUYER, "buyer", may_be_none=True),
        Field("effective_on", Form.DAY, "effective_on", "judgment_on"),
    ),
    needs=lambda draft, _: (),  # noqa: ARG005
    completed=lambda draft, situation: draft.assuming("effective_on", today(situation)),
    fact=_mediation,
    view=mediation_view,
)
