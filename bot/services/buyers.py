"""A buyer's file: what he owes, how far it is insured, and what may be done next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services.claims import next_duty
from bot.services.overdue import Late, of_buyer
from bot.services.pages import Page, page
from bot.services.terms import said
from domain.cover import Refusal, insured_sum, order_cover
from domain.deadlines import Deadline
from domain.facts import Buyer, Decision, Fact, Invoice, LimitDecision
from domain.help_routes import loss_payee
from domain.limits import Limit, LimitState, limit_in_force, limit_on
from domain.losses import ClaimStatus, claim_status
from domain.money import Money, Percentage, total
from domain.policy import UnnamedCover
from domain.receivables import outstanding
from domain.record import Situation
from domain.spans import Span
from domain.stakes import orders, suggested_limit, usage_of
from domain.steps import Answer
from domain.terms import Term

CLOSED = frozenset({LimitState.REFUSED, LimitState.SUSPENDED, LimitState.CANCELLED})


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """What a prospect needs before the first delivery."""

    requested: LimitDecision | None  # the question already put to the insurer
    suggested: Answer[Money] | None  # None: nothing is planned yet
    unnamed: Term[UnnamedCover | None]
    longest_term: Term[Span | None]


@dataclass(frozen=True, slots=True)
class AccountView:
    buyer: Buyer
    outstanding: Answer[Money]
    insured: Money
    limit: Answer[Money]
    standing: Limit  # the limit as it stands today, with its decision
    usage: Percentage | None  # None: no limit to use
    insured_percentage: Term[Percentage] | None  # None: the policy does not say it
    late: Late
    deadline: Deadline | None  # of what is late: the next one that cover hangs on
    claim: ClaimStatus
    refusals: tuple[Refusal, ...]  # of a delivery made today
    first_order: FirstOrder | None  # None: he is no prospect
    history: Page[Fact]

    @property
    def without_limit(self) -> bool:
        """The insurer said no, and no complement stands in."""
        return self.standing.state in CLOSED and not self.standing.lifted

    @property
    def rest(self) -> Money:
        return self.outstanding.value - self.insured


def account(situation: Situation, buyer: str, number: int = 1) -> AccountView:
    """`number`: which page of the last facts. Raises `UnknownBuyer`."""
    limit = limit_in_force(situation, buyer)
    standing = limit_on(situation, buyer, situation.today)
    usage, late = usage_of(situation, buyer), of_buyer(situation, buyer)
    return AccountView(
        situation.buyer_named(buyer),
        outstanding(situation, buyer),
        insured_sum(situation, buyer),
        limit,
        standing,
        usage.share if usage else None,
        said(situation.policy.insured_percentage, situation.today),
        late,
        next_duty(situation, buyer) if late.days else None,
        claim_status(situation, buyer).value,
        order_cover(situation, buyer, limit.value).refusals,
        _first_order(situation, buyer, standing),
        page(history(situation, buyer), number),
    )


def history(situation: Situation, buyer: str) -> list[Fact]:
    """Everything known of a buyer, corrections applied, the latest first."""
    situation.buyer_named(buyer)
    facts: list[Fact] = [
        fact for kind in situation.account(buyer).facts.values() for fact in kind
    ]
    return sorted(facts, key=_latest_first, reverse=True)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A firm that is not in the book: unnamed cover, if the policy has it, and no more."""

    first_order: FirstOrder
    order: Money | None  # None: no amount was asked about

    @property
    def insured(self) -> Money | None:
        """At most: of the order, else of anything. None: nothing is."""
        unnamed = self.first_order.unnamed.value
        if unnamed is None:
            return None
        return unnamed.limit if self.order is None else self.order.at_most(unnamed.limit)


def newcomer(situation: Situation, order: Money | None = None) -> Newcomer:
    return Newcomer(_needs(situation, None, None), order)


def _latest_first(fact: Fact) -> tuple[date, str, str]:
    return fact.on, fact.kind_of_fact, fact.id


def _first_order(situation: Situation, buyer: str, standing: Limit) -> FirstOrder | None:
    """A prospect: never invoiced, and nothing decided about him."""
    known = situation.account(buyer)
    if known.all(Invoice) or standing.state not in {LimitState.NONE, LimitState.UNNAMED}:
        return None
    asked = [d for d in known.all(LimitDecision) if d.decision is Decision.REQUESTED]
    planned = total(
        (each.amount for each in orders(situation, buyer)), situation.policy.currency
    )
    suggested = suggested_limit(situation, buyer, planned) if planned else None
    return _needs(situation, asked[-1] if asked else None, suggested)


def _needs(
    situation: Situation,
    requested: LimitDecision | None,
    suggested: Answer[Money] | None,
) -> FirstOrder:
    policy, today = situation.policy, situation.today
    return FirstOrder(
        requested,
        suggested,
        policy.unnamed.on(today),
        policy.maximum_payment_term.on(today),
    )


@dataclass(frozen=True, slots=True)
class Payees:
    """To whom indemnities go: on one buyer, or on all with those that differ."""

    buyer: str  # "": all
    name: str
    is_policyholder: bool
    others: tuple[tuple[str, str], ...]  # buyer and payee, where it is not `name`
    clause: str
    since: date | None  # None: nothing was ever said about it


def payees(situation: Situation, buyer: str = "") -> Payees:
    policy = situation.policy
    term = policy.loss_payee.on(situation.today)
    if buyer:
        name = loss_payee(situation, buyer).value
        others: tuple[tuple[str, str], ...] = ()
    else:
        name = term.value.default or policy.policyholder
        others = tuple(each for each in term.value.buyers if each[1] != name)
    return Payees(
        buyer,
        name,
        name == policy.policyholder,
        others,
        term.clause,
        term.effective_from if policy.loss_payee.is_said else None,
    )
