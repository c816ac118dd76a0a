"""Is a buyer covered, how far, and why not the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.cover import OrderCover, Part, Refusal, order_cover, parts
from domain.errors import NoTermInForce
from domain.facts import LimitDecision
from domain.limits import latest_reduction, limit_in_force
from domain.money import Money, Percentage
from domain.receivables import outstanding
from domain.record import Situation
from domain.steps import Answer
from domain.terms import Term


@dataclass(frozen=True, slots=True)
class KeptCover:
    """An invoice that keeps the limit of its delivery day."""

    buyer: str
    invoice: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CoverView:
    limit: Answer[Money]
    outstanding: Answer[Money]
    order: OrderCover | None  # None: no amount was asked about
    room: Answer[Money]  # what a delivery made today could still have insured
    refusals: tuple[Refusal, ...]
    insured_percentage: Term[Percentage] | None  # None: the policy does not say it
    kept: tuple[KeptCover, ...]
    cut: LimitDecision | None  # the insurer's word that lowered or ended the limit

    def figures(self) -> dict[str, Answer[Money]]:
        found = {"limit_in_force": self.limit, "outstanding": self.outstanding}
        return {**found, "cover_for_order": self.order.insured} if self.order else found


def cover_view(situation: Situation, buyer: str, amount: Money | None) -> CoverView:
    limit = limit_in_force(situation, buyer)
    whole = order_cover(situation, buyer, limit.value)
    order = None if amount is None else order_cover(situation, buyer, amount)
    return CoverView(
        limit,
        outstanding(situation, buyer),
        order,
        whole.insured,
        (order or whole).refusals,
        _percentage(situation),
        tuple(kept_cover(situation, buyer, limit.value)),
        latest_reduction(situation, buyer),
    )


def kept_cover(situation: Situation, buyer: str, limit: Money) -> Iterable[KeptCover]:
    """Invoices delivered under a higher limit than today's."""
    for number, part in parts(situation, buyer).items():
        if part.insured and part.limit.amount > limit:
            yield KeptCover(buyer, number, _insured(situation, part))


def _insured(situation: Situation, part: Part) -> Money:
    return Money(part.insured, situation.policy.currency)


def _percentage(situation: Situation) -> Term[Percentage] | None:
    try:
        return situation.policy.insured_percentage.on(situation.today)
    except NoTermInForce:
        return None
