"""Random stories: a policy, buyers and facts that could have happened.

Few buyers, few days and round amounts, so that facts meet: the same days, limits used to
the cent, invoices overdue when others are delivered.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from domain.facts import (
    BadNews,
    Buyer,
    Cover,
    CreditNote,
    Decision,
    Dispute,
    DisputeState,
    DutyDone,
    Extension,
    Fact,
    IndemnityPaid,
    Insolvency,
    InterventionRequest,
    Invoice,
    LimitDecision,
    Payment,
    Recovery,
    Scheme,
    TurnoverDeclared,
)
from domain.money import Money, Percentage, euros
from domain.policy import (
    ClaimsThreshold,
    Consequence,
    DutyRule,
    Event,
    FixedLiability,
    InsolvencyKind,
    Policy,
    PremiumMultiple,
    PremiumTerms,
    Receipts,
    Scope,
    StopEvent,
    UnnamedCover,
    WaitingPeriod,
)
from domain.spans import Span

STARTS_ON = date(2024, 1, 1)
LAST = date(2025, 6, 30)
NAMES = ("Anna", "Boris")

# Late enough for every delivery to lie within the policy: what was before has its case.
days = st.integers(10, (LAST - STARTS_ON).days).map(lambda n: STARTS_ON + timedelta(days=n))
amounts = st.integers(1, 40).map(lambda n: euros(n * 1000)) | st.integers(1, 4_000_000).map(
    lambda cents: euros(Decimal(cents) / 100)
)
small = st.integers(0, 5000).map(euros)
shares = st.sampled_from(["50%", "60%", "75%", "90%", "95%", "100%"]).map(Percentage.of)
names = st.sampled_from(NAMES)
spans = st.sampled_from([Span(days=15), Span(days=60), Span(months=2), Span(days=120)])

DUTIES = (
    DutyRule("overdue_notification", Event.DUE_DATE, Span(days=30)),
    DutyRule("intervention_request", Event.DUE_DATE, Span(days=90), Span(days=60)),
    DutyRule("intervention_request", Event.OLDEST_DUE, Span(days=120), scope=Scope.BUYER),
    DutyRule("insolvency_notice", Event.JUDGMENT, Span(days=10), scope=Scope.BUYER),
    DutyRule("adverse_information", Event.BAD_NEWS, Span(days=10), scope=Scope.BUYER),
)
LOSING = (
    DutyRule(
        "overdue_notification",
        Event.DUE_DATE,
        Span(days=30),
        consequence=Consequence.COVER_LOST,
    ),
)


@st.composite
def policies(draw: st.DrawFn, *, plain: bool = False) -> Policy:
    """`plain`: one percentage, no stop, no threshold, no duty that takes cover away."""
    terms: dict[str, object] = {
        "premium": PremiumTerms(Percentage.of("0.25%"), euros(8_000_000)),
        "maximum_liability": draw(
            st.sampled_from([FixedLiability(euros(30000)), PremiumMultiple(Decimal(2))])
        ),
        "insured_percentage": draw(shares),
        "deductible": draw(st.none() | small),
        "aggregate_first_loss": draw(st.none() | small),
        "claims_waiting_period": draw(st.none() | st.just(WaitingPeriod(Span(months=3)))),
        "duties": DUTIES,
        "stop_also": (),
    }
    if not plain:
        terms |= {
            "receipts": draw(st.sampled_from(Receipts)),
            "claims_threshold": draw(st.none() | st.builds(ClaimsThreshold, small)),
            "unnamed": draw(st.none() | st.builds(UnnamedCover, small, shares)),
            "maximum_payment_term": draw(st.none() | st.just(Span(days=90))),
            "maximum_extension_period": draw(st.none() | st.just(Span(days=30))),
            "stop_of_deliveries": draw(st.none() | spans),
            "stop_also": draw(
                st.sampled_from([(), (StopEvent.JUDGMENT,), tuple(StopEvent)])
            ),
            "duties": draw(st.sampled_from([DUTIES, LOSING])),
        }
    policy = Policy(policyholder="Anyone", insurer="Any", starts_on=STARTS_ON)
    return policy.endorsed(terms, STARTS_ON, {})


@st.composite
def decisions(draw: st.DrawFn, on: date, buyer: str) -> LimitDecision:
    decision = draw(st.sampled_from(Decision))
    later = draw(st.sampled_from([None, None, 0, 5, 40]))
    effective = None if later is None else on + timedelta(days=later)
    return LimitDecision(
        on=on,
        buyer=buyer,
        decision=decision,
        amount=draw(amounts),
        effective_on=effective,
        ends_on=draw(
            st.sampled_from([None, None, None, (effective or on) + timedelta(60)])
        ),
    )


@st.composite
def complements(draw: st.DrawFn, on: date, buyer: str) -> LimitDecision:
    return LimitDecision(
        on=on,
        buyer=buyer,
        decision=Decision.GRANTED,
        amount=draw(amounts),
        cover=Cover.COMPLEMENTARY,
        scheme=draw(st.sampled_from(Scheme)),
    )


@st.composite
def invoices(draw: st.DrawFn, on: date, buyer: str, number: str) -> Invoice:
    net = draw(amounts)
    return Invoice(
        on=on,
        buyer=buyer,
        number=number,
        net=net,
        vat=draw(st.sampled_from([euros(0), (net.times(Percentage.of("20%"))).rounded()])),
        delivered_on=on - timedelta(days=draw(st.sampled_from([0, 0, 3, 10]))),
        due_on=on + timedelta(days=draw(st.sampled_from([0, 30, 60, 100]))),
    )


@st.composite
def facts(draw: st.DrawFn, number: int) -> Fact:
    """One fact; it may name an invoice told before it, after it, or never."""
    on, buyer = draw(days), draw(names)
    named = f"F{draw(st.integers(0, 12))}"
    about = draw(st.sampled_from([_of_trade, _of_an_invoice, _of_trouble]))
    return draw(about(on, buyer, named, number))


def _of_trade(on: date, buyer: str, named: str, number: int) -> st.SearchStrategy[Fact]:
    return st.one_of(
        decisions(on, buyer),
        invoices(on, buyer, f"F{number}"),
        invoices(on, buyer, f"F{number}"),
        invoices(on, buyer, f"F{number}"),
        complements(on, buyer),
        amounts.map(lambda a: Payment(on=on, buyer=buyer, amount=a, invoice=named)),
        amounts.map(lambda a: Payment(on=on, buyer=buyer, amount=a)),
    )


def _of_an_invoice(
    on: date, _buyer: str, named: str, _number: int
) -> st.SearchStrategy[Fact]:
    longer = on + timedelta(days=70)
    return st.one_of(
        small.map(lambda a: CreditNote(on=on, invoice=named, net=a, vat=euros(0))),
        st.booleans().map(
            lambda agreed: Extension(on=on, invoice=named, due_on=longer, agreed=agreed)
        ),
        st.sampled_from(DisputeState).map(
            lambda state: Dispute(on=on, invoice=named, state=state)
        ),
        st.just(DutyDone(on=on, duty="overdue_notification", invoice=named)),
    )


def _of_trouble(on: date, buyer: str, named: str, _number: int) -> st.SearchStrategy[Fact]:
    judged_on = on - timedelta(days=3)
    return st.one_of(
        st.just(BadNews(on=on, buyer=buyer)),
        st.sampled_from(InsolvencyKind).map(
            lambda kind: Insolvency(on=on, buyer=buyer, kind=kind, judgment_on=judged_on)
        ),
        st.just(InterventionRequest(on=on, buyer=buyer)),
        st.just(InterventionRequest(on=on, buyer=buyer, invoices=(named,))),
        small.map(lambda a: IndemnityPaid(on=on, buyer=buyer, amount=a)),
        small.map(lambda a: Recovery(on=on, buyer=buyer, amount=a)),
        st.just(
            TurnoverDeclared(
                on=on,
                first_day=STARTS_ON,
                last_day=date(2024, 12, 31),
                amount=euros(9_000_000),
            )
        ),
    )


@st.composite
def stories(draw: st.DrawFn) -> list[Fact]:
    count = draw(st.integers(1, 14))
    return [draw(facts(number)) for number in range(count)]


BUYERS = tuple(Buyer(name) for name in NAMES)


def cents(amount: Money) -> Decimal:
    return amount.rounded().amount
