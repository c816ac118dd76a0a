"""Asking for a limit, and the insurer's word on it.

The insurer's answer changes what is covered from its day of effect; what was delivered
before keeps the limit of its own day.
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
from domain.facts import Decision, LimitDecision, Order
from domain.limits import limit_in_force
from domain.money import Money
from domain.policy import Fees
from domain.receivables import outstanding
from domain.record import Situation
from domain.stakes import after_reduction, suggested_limit
from domain.steps import Answer

WITHOUT_AMOUNT = frozenset({Decision.REFUSED, Decision.SUSPENDED, Decision.CANCELLED})
CUTS = WITHOUT_AMOUNT | {Decision.REDUCED}


@dataclass(frozen=True, slots=True)
class RequestView:
    limit: Answer[Money]  # in force as long as the insurer has not answered
    suggested: Answer[Money]
    fee: Money | None


@dataclass(frozen=True, slots=True)
class ComingOrder:
    amount: Money
    deliver_on: date
    insured: Money


@dataclass(frozen=True, slots=True)
class DecisionView:
    limit: Answer[Money]
    outstanding: Answer[Money]
    is_cut: bool
    still_covered: Money
    kept: tuple[tuple[str, Money], ...]  # invoices delivered, with their insured parts
    orders: tuple[ComingOrder, ...]
    takes_effect_on: date


def _buyer(draft: Draft) -> str:
    """Known to the policyholder, or new: then the entry brings him into the book."""
    return draft.text("buyer")


def _request(draft: Draft, situation: Situation) -> LimitDecision:
    return LimitDecision(
        on=past_day(draft, "effective_on", situation),
        buyer=_buyer(draft),
        decision=Decision.REQUESTED,
        amount=money(draft, "amount", situation),
    )


def _suggested(draft: Draft, situation: Situation) -> tuple[str, ...]:
    if draft.text("buyer") not in situation.record.buyers:
        return ()
    found = suggested_limit(situation, draft.text("buyer")).value
    return (str(found.amount),) if found else ()


def request_view(before: Situation, after: Situation, fact: LimitDecision) -> RequestView:
    del before
    fees: Fees = after.policy.fees.on(fact.on).value
    return RequestView(
        limit_in_force(after, fact.buyer),
        suggested_limit(after, fact.buyer),
        fees.limit_request,
    )


REQUEST = Kind(
    intent="limit_request",
    fields=(
        Field("buyer", Form.BUYER, "buyer"),
        Field("amount", Form.AMOUNT, "amount"),
        Field("effective_on", Form.DAY, "effective_on", "judgment_on"),
    ),
    needs=lambda draft, _: ("buyer", "amount"),  # noqa: ARG005
    completed=lambda draft, situation: draft.assuming("effective_on", today(situation)),
    fact=_request,
    view=request_view,
    offers={"amount": _suggested},
    takes_new_buyer=True,
)


# --- The insurer's answer ----------------------------------------------------------


def _takes_amount(draft: Draft) -> bool:
    return bool(draft.text("decision")) and draft.text("decision") not in WITHOUT_AMOUNT


def _decision_needs(draft: Draft, situation: Situation) -> tuple[str, ...]:
    del situation
    return ("buyer", "decision", *(("amount",) if _takes_amount(draft) else ()))


def _decision_completed(draft: Draft, situation: Situation) -> Draft:
    draft = draft.assuming("effective_on", today(situation))
    if draft.text("decision") in WITHOUT_AMOUNT:
        return Draft({k: v for k, v in draft.said.items() if k != "amount"}, draft.assumed)
    if draft.text("decision") == Decision.GRANTED:
        asked = _requested(draft, situation)
        return draft.assuming("amount", asked[0] if asked else "", "as_requested")
    return draft


def _requested(draft: Draft, situation: Situation) -> tuple[str, ...]:
    """What was asked for last and not yet answered."""
    told = situation.account(draft.text("buyer")).all(LimitDecision)
    latest = told[-1] if told else None
    if latest is None or latest.decision is not Decision.REQUESTED or not latest.amount:
        return ()
    return (str(latest.amount.amount),)


def _decision(draft: Draft, situation: Situation) -> LimitDecision:
    """Told before its day of effect, it is known from the day it was told."""
    effective_on = draft.day("effective_on") or situation.today
    ends_on = draft.day("ends_on")
    if ends_on is not None and ends_on < effective_on:
        raise UnfitEntryError("ends_before", "ends_on", day=effective_on)
    fact = LimitDecision(
        on=min(effective_on, situation.today),
        buyer=_buyer(draft),
        decision=Decision(draft.text("decision")),
        amount=money(draft, "amount", situation) if _takes_amount(draft) else None,
        effective_on=effective_on,
        ends_on=ends_on,
        code=draft.text("code"),
        reference=draft.text("reference"),
    )
    _check(fact, situation)
    return fact


def _check(fact: LimitDecision, situation: Situation) -> None:
    """A reduction that raises the limit was misheard."""
    if fact.decision is not Decision.REDUCED or fact.amount is None:
        return
    if fact.buyer not in situation.record.buyers:
        return
    limit = limit_in_force(situation, fact.buyer).value
    if limit and fact.amount >= limit:
        raise UnfitEntryError("not_lower", "amount", limit=limit)


def decision_view(before: Situation, after: Situation, fact: LimitDecision) -> DecisionView:
    """As things stand on the day of effect, when that is still to come."""
    del before
    day = max(after.today, fact.takes_effect_on)
    then = after if day == after.today else Situation(after.record, day)
    kept = after_reduction(then, fact.buyer)
    return DecisionView(
        limit_in_force(then, fact.buyer),
        outstanding(then, fact.buyer),
        fact.decision in CUTS,
        kept.still_covered,
        tuple(each for each in kept.invoices if each[1]),
        tuple(_coming(order, insured) for order, insured in kept.orders),
        fact.takes_effect_on,
    )


def _coming(order: Order, insured: Money) -> ComingOrder:
    return ComingOrder(order.amount, order.deliver_on, insured)


DECIDED = tuple(each for each in Decision if each is not Decision.REQUESTED)

DECISION = Kind(
    intent="limit_decision",
    fields=(
        Field("buyer", Form.BUYER, "buyer"),
        Field("decision", Form.CHOICE, "decision", choices=DECIDED),
        Field("amount", Form.AMOUNT, "amount"),
        Field("effective_on", Form.DAY, "effective_on"),
        Field("ends_on", Form.DAY, "due_on", "due_on", may_be_none=True),
        Field("code", Form.TEXT, may_be_none=True),
        Field("reference", Form.TEXT, may_be_none=True),
    ),
    needs=_decision_needs,
    completed=_decision_completed,
    fact=_decision,
    view=decision_view,
    offers={"amount": _requested},
    takes_new_buyer=True,
)
