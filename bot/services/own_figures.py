"""The user's own figure for each word of the trade that has one.

« Votre quotité : 90 % (art. 4) »: a term of the policy in force today, or what the record
holds on all buyers together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.services.buyers import payees
from bot.services.overdue import overdue_view
from bot.services.progress import claim_lines
from domain.claims import envelope
from domain.deadlines import INTERVENTION_REQUEST, DutyState
from domain.duties import deadlines, declare_by
from domain.errors import DomainError
from domain.experience import bad_debt_ratio, break_even, loss_ratio, premium_rate
from domain.facts import (
    Collection,
    Cover,
    Decision,
    Dispute,
    DisputeState,
    Endorsement,
    Fact,
    Guarantee,
    Insolvency,
    LimitDecision,
    MediationRequested,
    Recovery,
)
from domain.limits import Limit, limit_on
from domain.losses import filed_claims
from domain.money import Money, Percentage, total
from domain.policy import DutyRule, InsolvencyKind
from domain.premium import (
    insurance_year,
    maximum_liability,
    minimum_premium,
    premium,
    premium_adjustment,
    premium_terms,
)
from domain.receivables import ledger
from domain.record import Situation
from domain.spans import InsuranceYear, Span
from domain.stakes import exposure, orders
from domain.terms import Dated

Shown = Money | Percentage | Span | InsuranceYear | Decimal | int | date | str


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` None: the policy has none; `known` False: as recorded, it does not say."""

    value: Shown | None
    clause: str = ""
    known: bool = True

    @property
    def kind(self) -> str:
        match self.value:
            case Span():
                return "span"
            case InsuranceYear():
                return "year"
            case _:
                return "quantity"


UNKNOWN = Figure(None, known=False)


def own_figure(situation: Situation, code: str) -> Figure | None:
    """The user's own figure for a word; None: no figure belongs to it."""
    reader = FIGURES.get(code)
    if reader is None:
        return None
    try:
        return reader(situation)
    except DomainError:
        return UNKNOWN


def _term(
    history: Callable[[Situation], Dated[Any]], part: Callable[[Any], Shown | None]
) -> Callable[[Situation], Figure]:
    """A term in force today."""

    def read(situation: Situation) -> Figure:
        term = history(situation).on(situation.today)
        value = None if term.value is None else part(term.value)
        return Figure(value, term.clause)

    return read


def _whole(value: Shown) -> Shown:
    return value


def _of_premium(part: Callable[[Any], Shown | None]) -> Callable[[Situation], Figure]:
    def read(situation: Situation) -> Figure:
        terms, clause = premium_terms(situation, insurance_year(situation))
        value = part(terms)
        return UNKNOWN if value is None else Figure(value, clause)

    return read


def _answer(work: Callable[[Situation], Any]) -> Callable[[Situation], Figure]:
    def read(situation: Situation) -> Figure:
        found = work(situation)
        return Figure(found.value, found.clause)

    return read


def _own_share(situation: Situation) -> Figure:
    term = situation.policy.insured_percentage.on(situation.today)
    return Figure(Percentage(1 - term.value.value), term.clause)


def _filing_period(situation: Situation) -> Figure:
    """Of the rules to hand a debt over; else of whatever is to be declared first."""
    rules: tuple[DutyRule, ...] = situation.policy.duties.on(situation.today).value
    to_file = [rule for rule in rules if rule.duty == INTERVENTION_REQUEST] or rules
    if not to_file:
        return UNKNOWN
    rule = min(to_file, key=lambda each: (each.closes.months, each.closes.days))
    return Figure(rule.closes, rule.clause)


def _rate(situation: Situation) -> Figure:
    _, clause = premium_terms(situation, insurance_year(situation))
    rate = premium_rate(situation)
    return UNKNOWN if rate is None else Figure(rate, clause)


Reader = Callable[[Situation], Figure | None]


def _contact(situation: Situation) -> Figure:
    named = dict(situation.policy.contacts).get("broker")
    return Figure(named.name) if named and named.name else UNKNOWN


def _limits(situation: Situation) -> Figure:
    """Decided by the insurer, for all buyers, complements included."""
    limits = (_limit(situation, name) for name in situation.record.names)
    decided = (each.amount for each in limits if each.decision is not None)
    return Figure(total(decided, situation.policy.currency))


def _limit(situation: Situation, name: str) -> Limit:
    return limit_on(situation, name, situation.today)


def _open(situation: Situation, name: str) -> Money:
    opened = sum(ledger(situation, name).open.values(), Decimal(0))
    return Money(opened, situation.policy.currency)


def _sum(amounts: Callable[[Situation, str], Iterable[Money]]) -> Reader:
    """Over all buyers."""

    def read(situation: Situation) -> Figure:
        every = (
            each for name in situation.record.names for each in amounts(situation, name)
        )
        return Figure(total(every, situation.policy.currency))

    return read


def _count(of_buyer: Callable[[Situation, str], int]) -> Reader:
    """Over all buyers."""
    return lambda s: Figure(sum(of_buyer(s, name) for name in s.record.names))


def _decided(*decisions: Decision) -> Reader:
    """Buyers whose limit stands on such a decision today."""

    def is_one(situation: Situation, name: str) -> int:
        decision = _limit(situation, name).decision
        return int(decision is not None and decision.decision in decisions)

    return _count(is_one)


def _with(kind: type[Fact], fits: Callable[[Any], bool] = lambda _: True) -> Reader:
    """Buyers of whom such a fact is known."""
    return _count(
        lambda s, name: int(any(fits(fact) for fact in s.account(name).all(kind)))
    )


def _in_proceedings(*kinds: InsolvencyKind) -> Reader:
    def is_one(situation: Situation, name: str) -> int:
        told = situation.account(name).all(Insolvency)
        return int(bool(told) and told[-1].kind in kinds)

    return _count(is_one)


def _disputed(situation: Situation, name: str) -> int:
    latest = {fact.invoice: fact.state for fact in situation.account(name).all(Dispute)}
    return sum(state is DisputeState.OPENED for state in latest.values())


def _next_day(duty: str) -> Reader:
    """The soonest last day of a duty that runs; None: none does."""

    def read(situation: Situation) -> Figure | None:
        running = [
            each
            for name in situation.record.names
            for each in deadlines(situation, name)
            if each.duty == duty and each.state in RUNNING
        ]
        first = min(running, key=lambda each: each.last_day, default=None)
        return Figure(first.last_day, first.clause) if first else None

    return read


RUNNING = (DutyState.UPCOMING, DutyState.OPEN, DutyState.DUE)


def _date_of_loss(situation: Situation) -> Figure | None:
    names = sorted(situation.record.claimants)
    days = [each.date_of_loss for name in names for each in filed_claims(situation, name)]
    return Figure(max(days)) if days else None


def _renewal(situation: Situation) -> Figure | None:
    """None: the policy ends, or its end is told."""
    if situation.policy.ends_on.on(situation.today).value is not None:
        return None
    return Figure(insurance_year(situation).last_day + timedelta(days=1))


COUNTS: Mapping[str, Reader] = {
    "endorsement": lambda s: Figure(len(s.all(Endorsement))),
    "mediator": lambda s: Figure(len(s.all(MediationRequested))),
    "limit_withdrawal": _decided(Decision.CANCELLED),
    "reduction": _decided(Decision.REDUCED),
    "suspension": _decided(Decision.SUSPENDED),
    "refusal": _decided(Decision.REFUSED),
    "named_buyer": _decided(
        Decision.GRANTED, Decision.PARTIAL, Decision.REDUCED, Decision.REINSTATED
    ),
    "complementary_cover": _with(
        LimitDecision, lambda fact: fact.cover is Cover.COMPLEMENTARY
    ),
    "de_jure_insolvency": _in_proceedings(*InsolvencyKind),
    "safeguard": _in_proceedings(InsolvencyKind.SAFEGUARD),
    "receivership": _in_proceedings(InsolvencyKind.RECEIVERSHIP),
    "liquidation": _in_proceedings(InsolvencyKind.LIQUIDATION),
    "dispute": _count(_disputed),
    "collection": _with(Collection),
    "guarantee": _with(Guarantee),
}

FIGURES: Mapping[str, Reader] = {
    "policy": lambda s: Figure(s.policy.number) if s.policy.number else UNKNOWN,
    "policyholder": lambda s: Figure(s.policy.policyholder),
    "insurer": lambda s: Figure(s.policy.insurer),
    "buyer": lambda s: Figure(len(s.record.names)),
    "insurance_year": lambda s: Figure(insurance_year(s)),
    "maximum_liability": _answer(maximum_liability),
    "indemnity_left": lambda s: Figure(envelope(s).left.value, envelope(s).left.clause),
    "indemnity": lambda s: Figure(envelope(s).used),
    "insured_percentage": _term(lambda s: s.policy.insured_percentage, _whole),
    "uninsured_percentage": _own_share,
    "unnamed_buyer_cover": _term(lambda s: s.policy.unnamed, lambda v: v.limit),
    "outstanding": lambda s: Figure(exposure(s).outstanding),
    "overdue": lambda s: Figure(overdue_view(s).total),
    "premium": _answer(premium),
    "premium_rate": _rate,
    "minimum_premium": _answer(minimum_premium),
    "premium_adjustment": _answer(premium_adjustment),
    "insurable_turnover": _of_premium(lambda terms: terms.expected_turnover),
    "turnover_declaration": lambda s: Figure(declare_by(s)),
    "loss_ratio": _answer(loss_ratio),
    "bad_debt_ratio": _answer(bad_debt_ratio),
    "break_even": _answer(break_even),
    "claims_waiting_period": _term(
        lambda s: s.policy.claims_waiting_period, lambda v: v.span
    ),
    "overdue_notification_deadline": _filing_period,
    "intervention_request": _filing_period,
    "maximum_extension_period": _term(lambda s: s.policy.maximum_extension_period, _whole),
    "maximum_payment_term": _term(lambda s: s.policy.maximum_payment_term, _whole),
    "maximum_invoicing_period": _term(lambda s: s.policy.maximum_invoicing_period, _whole),
    "stop_of_deliveries": _term(lambda s: s.policy.stop_of_deliveries, _whole),
    "claim": lambda s: Figure(len(claim_lines(s))),
    "indemnity_payment_period": _term(lambda s: s.policy.indemnity_payment_period, _whole),
    "aggregate_first_loss": _term(lambda s: s.policy.aggregate_first_loss, _whole),
    "claims_threshold": _term(lambda s: s.policy.claims_threshold, lambda v: v.amount),
    "each_and_every_deductible": _term(lambda s: s.policy.deductible, _whole),
    "loss_payee": lambda s: Figure(payees(s).name, payees(s).clause),
    "fees": _term(lambda s: s.policy.fees, lambda v: v.limit_request),
    **COUNTS,
    "broker": _contact,
    "credit_limit": _limits,
    "buyer_credit": lambda s: Figure(exposure(s).outstanding),
    "premium_tax": _of_premium(lambda terms: terms.tax[0][1] if terms.tax else None),
    "protracted_default": _term(lambda s: s.policy.claims_waiting_period, lambda v: v.span),
    "declare_debt": _next_day("declare_debt"),
    "relief": _next_day("relief"),
    "potential_loss_declaration": _next_day("potential_loss_declaration"),
    "adverse_information": _next_day("adverse_information"),
    "prescription": _next_day("prescription"),
    "retention_of_title": _next_day("claim_title"),
    "due_date_extension": _term(lambda s: s.policy.maximum_extension_period, _whole),
    "binding_order": _sum(lambda s, name: (each.amount for each in orders(s, name))),
    "recoveries": _sum(lambda s, name: (f.amount for f in s.account(name).all(Recovery))),
    "receivable": _sum(lambda s, name: (_open(s, name),)),
    "indemnifiable_loss": lambda s: Figure(envelope(s).expected),
    "date_of_loss": _date_of_loss,
    "indemnity_assignment": lambda s: Figure(payees(s).name, payees(s).clause),
    "tacit_renewal": _renewal,
    "notice_to_end": _term(lambda s: s.policy.notice_to_end, _whole),
}
