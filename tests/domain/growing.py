"""Records that grow: stories told a few facts at a time, with corrections of what was told
before, endorsements, and buyers introduced late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from domain.facts import (
    Buyer,
    BuyerKind,
    Correction,
    Endorsement,
    Fact,
    MediationRequested,
    PolicyEnded,
)
from domain.money import Percentage, euros
from domain.policy import (
    ClaimsThreshold,
    FixedLiability,
    IndemnityYear,
    LossPayee,
    Policy,
    PremiumTerms,
    Receipts,
    UnnamedCover,
    WaitingPeriod,
)
from domain.record import Record, Situation
from domain.spans import Span
from tests.domain.stories import DUTIES, LAST, LOSING, NAMES, days, facts, names, policies

Telling = Buyer | tuple[Fact, ...]

NEW_TERMS: tuple[tuple[str, Any], ...] = (
    ("insured_percentage", Percentage.of("70%")),
    ("premium", PremiumTerms(Percentage.of("0.4%"), euros(6_000_000))),
    ("maximum_liability", FixedLiability(euros(20_000))),
    ("deductible", euros(700)),
    ("aggregate_first_loss", euros(900)),
    ("indemnity_year", IndemnityYear.DELIVERY),
    ("recoveries_restore", True),
    ("loss_payee", LossPayee("Bank")),
    ("notice_to_end", Span(months=2)),
    ("covers_vat", True),
    ("unnamed", UnnamedCover(euros(3_000), Percentage.of("50%"))),
    ("maximum_payment_term", Span(days=45)),
    ("maximum_invoicing_period", Span(days=2)),
    ("maximum_extension_period", Span(days=5)),
    ("stop_of_deliveries", Span(days=10)),
    ("stop_also", ()),
    ("insolvency_kinds", ()),
    ("claims_threshold", ClaimsThreshold(euros(2_000))),
    ("claims_waiting_period", WaitingPeriod(Span(days=20), from_due_date=True)),
    ("indemnity_payment_period", Span(days=3)),
    ("receipts", Receipts.AS_NAMED),
    ("duties", LOSING),
    ("duties", DUTIES[:2]),
    ("ends_on", date(2025, 3, 31)),
)


def _endorsements(number: str) -> st.SearchStrategy[Endorsement]:
    return st.builds(
        lambda on, first_day, term: Endorsement(
            on=on, id=number, first_day=first_day, terms=(term,)
        ),
        days,
        days,
        st.sampled_from(NEW_TERMS),
    )


def _corrections(of: Fact, number: str) -> st.SearchStrategy[Fact]:
    changes: list[dict[str, object]] = [{"void": True}]
    if hasattr(of, "buyer"):
        changes += [{"changes": (("buyer", name),)} for name in NAMES]
    if hasattr(of, "number"):
        changes.append({"changes": (("number", "F3"),)})
    if hasattr(of, "net"):
        changes.append({"changes": (("net", euros(Decimal("777.77"))),)})
    if isinstance(of, Endorsement):
        changes.append({"changes": (("deductible", euros(10)),)})
    return st.builds(
        lambda on, more: Correction(on=on, id=number, of=of.id, **more),
        days,
        st.sampled_from(changes),
    )


@st.composite
def tellings(draw: st.DrawFn) -> list[Telling]:
    told: list[Fact] = []
    found: list[Telling] = []
    for _ in range(draw(st.integers(2, 9))):
        batch: list[Fact] = []
        for _ in range(draw(st.integers(1, 3))):
            batch.append(draw(_one(told + batch)))
        told += batch
        found.append(tuple(batch))
        if draw(st.integers(0, 4)) == 0:
            kind = draw(st.sampled_from(BuyerKind))
            found.append(Buyer(draw(names | st.just("Carla")), kind=kind))
    return found


@st.composite
def _one(draw: st.DrawFn, told: list[Fact]) -> Fact:
    number = f"f{len(told)}"
    what = draw(st.integers(0, 11))
    if what == 0:
        return draw(_endorsements(number))
    if what <= 2 and told:
        return draw(_corrections(draw(st.sampled_from(told)), number))
    if what == 3:
        return MediationRequested(on=draw(days), id=number, buyer=draw(names | st.just("")))
    if what == 4 and draw(st.integers(0, 3)) == 0:
        return PolicyEnded(on=draw(days), id=number, ends_on=draw(days))
    return replace(draw(facts(len(told))), id=number)


growing = st.tuples(policies(), tellings())


def same_after_each(
    policy: Policy, told: list[Telling], figures: Callable[[Situation], object]
) -> None:
    """What is carried on from fact to fact is what is reckoned from nothing."""
    carried = Record(policy, [Buyer(NAMES[0])])
    figures(carried.on(LAST))
    buyers: dict[str, Buyer] = dict(carried.buyers)
    known: tuple[Fact, ...] = ()
    for each in told:
        if isinstance(each, Buyer):
            buyers[each.name] = each
            carried = carried.with_buyers([each])
        else:
            known += each
            carried = carried.with_facts(each)
        anew = Record(policy, buyers.values(), known)
        assert figures(carried.on(LAST)) == figures(anew.on(LAST))
