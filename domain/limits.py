"""Limits on a buyer: what the insurer decided, and what follows on each day (CONTRACT §4).

The latest decision by day of effect governs, then the one told last, then the lower
amount. `ends_on` is the last day in force; after it the decision before governs again.
A buyer on whom nothing was ever decided has unnamed cover, if the policy gives any; one
refused, suspended or cancelled never falls back to it. A complement is a second limit on
a track of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from domain.facts import Cover, Decision, LimitDecision, Scheme
from domain.money import Money, Percentage
from domain.record import Account, Situation
from domain.spans import ONE_DAY
from domain.steps import Answer, Operation, Step

T = TypeVar("T")

DOWNWARD = frozenset(
    {Decision.REDUCED, Decision.SUSPENDED, Decision.CANCELLED, Decision.REFUSED}
)
CLOSING = frozenset({Decision.REFUSED, Decision.SUSPENDED, Decision.CANCELLED})


class LimitState(StrEnum):
    NAMED = "named"
    UNNAMED = "unnamed"
    NONE = "none"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


REPLACEABLE = frozenset({LimitState.REFUSED, LimitState.CANCELLED})  # by CAP Plus


@dataclass(frozen=True, slots=True)
class Limit:
    """What is covered on a buyer on one day. `decision` None: no decision governs."""

    state: LimitState
    amount: Money
    decision: LimitDecision | None = None
    complement: Money | None = None
    complement_decision: LimitDecision | None = None

    @property
    def lifted(self) -> bool:
        """A complement stands in for the refused or cancelled limit."""
        by = self.complement_decision
        return bool(self.complement) and by is not None and by.scheme is Scheme.CAP_PLUS


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """What holds from each day on which it changes; before the first of them, nothing
    was decided yet.
    """

    days: tuple[date, ...]
    values: tuple[T, ...]

    def on(self, day: date) -> T:
        return self.values[bisect_right(self.days, day)]


def limit_on(situation: Situation, buyer: str, day: date) -> Limit:
    """Primary limit and complement on `day`, by what is known today."""
    account = situation.account(buyer)
    return account.once("limits", lambda: _limits(situation, account)).on(day)


def limit_in_force(
    situation: Situation, buyer: str, day: date | None = None
) -> Answer[Money]:
    """The primary limit, or the unnamed cover; the complement is told apart, by
    `limit_on(...).complement` and by a step of its own.
    """
    situation.buyer_named(buyer)
    limit = limit_on(situation, buyer, day or situation.today)
    label = "unnamed_cover" if limit.state is LimitState.UNNAMED else "limit_in_force"
    steps = [Step(label, Operation.GIVEN, (limit.amount,), limit.amount)]
    if limit.complement:
        steps.insert(
            0, Step("complement", Operation.GIVEN, (limit.complement,), limit.complement)
        )
    return Answer(
        limit.amount, situation.today, tuple(steps), clause_of(situation, limit, day)
    )


def clause_of(situation: Situation, limit: Limit, day: date | None = None) -> str:
    """Where the limit stands: the insurer's reference, or the article on unnamed cover."""
    if limit.decision is not None:
        return limit.decision.reference
    return situation.policy.unnamed.on(day or situation.today).clause


def decisions(account: Account, cover: Cover) -> list[LimitDecision]:
    """Those that change something, by day of effect; the one that governs comes last."""
    found = [
        each
        for each in account.all(LimitDecision)
        if each.cover is cover and each.decision is not Decision.REQUESTED
    ]
    return sorted(found, key=_rank)


def percentage_of(
    situation: Situation, limit: Limit, day: date
) -> tuple[Percentage, Percentage]:
    """The insured percentages of the primary track and of the complement on `day`."""
    policy = situation.policy
    unnamed = policy.unnamed.on(day).value
    if limit.state is LimitState.UNNAMED and unnamed is not None:
        primary = unnamed.insured_percentage
    else:
        primary = policy.insured_percentage.on(day).value
    by = limit.complement_decision
    own = by.insured_percentage if by is not None else None
    return primary, own or primary


def latest_reduction(situation: Situation, buyer: str) -> LimitDecision | None:
    """The reduction, suspension, cancellation or refusal that still stands today."""
    known = [
        each
        for each in decisions(situation.account(buyer), Cover.PRIMARY)
        if each.takes_effect_on <= situation.today
    ]
    return known[-1] if known and known[-1].decision in DOWNWARD else None


def _limits(situation: Situation, account: Account) -> Timeline[Limit]:
    """Every day on which a decision or the policy's unnamed cover changes something."""
    unnamed = situation.policy.unnamed
    days = {term.effective_from for term in unnamed.values[1:]}
    for each in account.all(LimitDecision):
        days.add(each.takes_effect_on)
        if each.ends_on:
            days.add(each.ends_on + ONE_DAY)
    changes = sorted(days)
    known = (decisions(account, Cover.PRIMARY), decisions(account, Cover.COMPLEMENTARY))
    limits = (
        _completed(account, _primary(situation, account, known[0], day), known[1], day)
        for day in (date.min, *changes)
    )
    return Timeline(tuple(changes), tuple(limits))


def _primary(
    situation: Situation, account: Account, ranked: Sequence[LimitDecision], day: date
) -> Limit:
    decision, zero = _governing(ranked, day), situation.policy.zero
    if decision is None:
        unnamed = situation.policy.unnamed.on(day).value
        if unnamed is None or any(each.takes_effect_on <= day for each in ranked):
            return Limit(LimitState.NONE, zero)
        return Limit(LimitState.UNNAMED, unnamed.limit)
    if decision.decision in CLOSING:
        return Limit(LimitState(decision.decision.value), zero, decision)
    amount = _amount(account, decision) or zero
    return Limit(LimitState.NAMED if amount else LimitState.NONE, amount, decision)


def _completed(
    account: Account, primary: Limit, ranked: Sequence[LimitDecision], day: date
) -> Limit:
    by = _governing(ranked, day)
    if by is None or by.decision in CLOSING:
        return primary
    most = _amount(account, by)
    if most is None:
        return primary
    amount = most.zero()
    if by.scheme is Scheme.CAP and primary.state is LimitState.NAMED:
        amount = most.at_most(primary.amount.times(by.max_share))
    elif by.scheme is Scheme.CAP_PLUS and primary.state in REPLACEABLE:
        amount = most
    return replace(primary, complement=amount, complement_decision=by)


def _amount(account: Account, decision: LimitDecision) -> Money | None:
    """A limit reinstated without an amount is the one that stood before."""
    if decision.amount is not None:
        return decision.amount
    rank = _rank(decision)
    before = (
        each.amount
        for each in reversed(decisions(account, decision.cover))
        if _rank(each) < rank and each.amount and each.decision not in CLOSING
    )
    return next(before, None)


def _governing(ranked: Sequence[LimitDecision], day: date) -> LimitDecision | None:
    for each in reversed(ranked):
        if each.takes_effect_on <= day and (each.ends_on is None or day <= each.ends_on):
            return each
    return None


def _rank(decision: LimitDecision) -> tuple[date, date, Decimal]:
    """Among equals the lower amount comes last, for the last one governs."""
    closing = decision.decision in CLOSING or decision.amount is None
    amount = Decimal(0) if closing or decision.amount is None else decision.amount.amount
    return decision.takes_effect_on, decision.on, -amount
