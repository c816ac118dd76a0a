"""Who can help when a guarantee is cut: what stays covered, then the routes in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.deadlines import Deadline, DutyState
from domain.duties import of_buyer, of_policy
from domain.facts import LimitDecision, Order, Scheme
from domain.help_routes import (
    PublicScheme,
    Route,
    Standing,
    complement_kind,
    help_routes,
)
from domain.limits import latest_reduction
from domain.money import Money
from domain.record import Situation
from domain.stakes import after_reduction

MEDIATOR_ANSWER = "mediator_answer"


@dataclass(frozen=True, slots=True)
class RecourseView:
    buyer: str
    cut: LimitDecision
    still_covered: Money
    kept: tuple[tuple[str, Money], ...]  # delivered before: their guarantee stays
    orders: tuple[tuple[Order, Money], ...]  # to be delivered, and what is insured
    by_right: bool  # the insurer owes its reasons
    complement: Scheme
    open_schemes: tuple[PublicScheme, ...]  # for this buyer's country, today


def recourse_view(
    situation: Situation, buyer: str, schemes: Sequence[PublicScheme]
) -> RecourseView | None:
    """None as long as no guarantee on this buyer is lost or cut. Raises `UnknownBuyer`."""
    routes = help_routes(situation, buyer, schemes)
    cut = latest_reduction(situation, buyer)
    if not routes or cut is None:
        return None
    kept = after_reduction(situation, buyer)
    reasons = next(each for each in routes if each.route is Route.ASK_REASONS)
    return RecourseView(
        buyer,
        cut,
        kept.still_covered,
        tuple(each for each in kept.invoices if each[1]),
        kept.orders,
        reasons.standing is Standing.RIGHT,
        complement_kind(cut),
        tuple(each.scheme for each in routes if each.scheme is not None),
    )


def cut_buyers(situation: Situation) -> list[str]:
    """Those whose guarantee is cut today, the latest cut first."""
    told = {
        fact.buyer for fact in situation.record.facts if isinstance(fact, LimitDecision)
    }
    cuts = ((latest_reduction(situation, name), name) for name in sorted(told))
    found = [(cut.takes_effect_on, name) for cut, name in cuts if cut is not None]
    return [name for _, name in sorted(found, key=lambda one: one[0], reverse=True)]


def mediation_under_way(situation: Situation, buyer: str = "") -> Deadline | None:
    """The mediator's answer still waited for: about this buyer, else about none."""
    found = [*of_policy(situation), *(of_buyer(situation, buyer) if buyer else ())]
    waited = (
        each
        for each in found
        if each.duty == MEDIATOR_ANSWER and each.state is not DutyState.DISCHARGED
    )
    return max(waited, key=lambda each: each.last_day, default=None)
