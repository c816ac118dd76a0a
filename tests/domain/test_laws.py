"""CONTRACT §10: the laws that hold for every input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.claims import (
    buyer_reckonings,
    envelope,
    indemnity,
    indemnity_left,
    insurer_share,
    reckonings,
    uninsured_rest,
)
from domain.cover import cover_for_order, insured_part, insured_sum, refusals
from domain.duties import deadlines
from domain.errors import NoTermInForce
from domain.experience import break_even, loss_ratio
from domain.facts import Cover, Decision, Fact, Invoice, LimitDecision, Payment
from domain.limits import limit_in_force
from domain.money import Money, euros
from domain.policy import TERMS, Policy
from domain.premium import maximum_liability, premium, premium_adjustment, premium_due
from domain.receivables import outstanding, receivables
from domain.record import Record, Situation
from domain.stakes import if_limit_reduced, suggested_limit
from domain.steps import Answer, recomputed
from tests.domain.stories import (
    BUYERS,
    NAMES,
    STARTS_ON,
    amounts,
    days,
    names,
    policies,
    stories,
)

laws = settings(
    max_examples=int(os.environ.get("VIGIE_EXAMPLES", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def at(policy: Policy, told: list[Fact], today: date) -> Situation:
    return Record(policy, BUYERS, told).on(today)


def answers(situation: Situation) -> dict[str, object]:
    """Everything that can be asked, in a form that can be compared."""
    told: dict[str, object] = {
        "premium": premium(situation),
        "left": indemnity_left(situation),
        "deadlines": deadlines(situation),
        "loss_ratio": loss_ratio(situation).value,
    }
    for name in NAMES:
        told[f"limit {name}"] = limit_in_force(situation, name)
        told[f"outstanding {name}"] = outstanding(situation, name)
        told[f"indemnity {name}"] = indemnity(situation, name)
        told[f"share {name}"] = insurer_share(situation, name)
        told[f"suggested {name}"] = suggested_limit(situation, name)
        told[f"order {name}"] = cover_for_order(situation, name, euros(5000))
        for number in receivables(situation, name):
            told[number] = (insured_part(situation, number), refusals(situation, number))
    return told


@laws
@given(policy=policies(), told=stories(), today=days)
def test_the_policyholder_never_gains_from_a_loss(
    policy: Policy, told: list[Fact], today: date
) -> None:
    situation = at(policy, told, today)
    for name in NAMES:
        for each in buyer_reckonings(situation, name):
            assert euros(0) <= each.indemnity.value <= each.covered_loss <= each.debt


@laws
@given(policy=policies(), told=stories(), today=days)
def test_the_indemnities_of_a_year_stay_within_its_envelope(
    policy: Policy, told: list[Fact], today: date
) -> None:
    situation = at(policy, told, today)
    for year in (date(2024, 6, 1), date(2025, 6, 1)):
        unsettled = [
            r for r in reckonings(situation) if r.settled is None and year in r.year
        ]
        found = envelope(situation, year)
        if all(r.settled is None for r in reckonings(situation)):
            assert found.expected <= maximum_liability(situation, year).value
        for each in unsettled:
            assert each.indemnity.value <= found.maximum


@laws
@given(policy=policies(plain=True), told=stories(), today=days, more=amounts, on=days)
def test_more_payment_never_raises_an_indemnity(
    policy: Policy, told: list[Fact], today: date, more: Money, on: date
) -> None:
    """With one percentage for all invoices and no stop of deliveries; of the buyer's own
    claim, not yet filed: filed ones are frozen, others' come before and after it.
    """
    told = [
        fact
        for fact in told
        if not isinstance(fact, LimitDecision) or fact.cover is Cover.PRIMARY
    ]
    told = [fact for fact in told if isinstance(fact, Invoice | Payment | LimitDecision)]
    before = at(policy, told, today)
    after = at(policy, [*told, Payment(on=on, buyer="Anna", amount=more)], today)

    assert indemnity(after, "Anna").value <= indemnity(before, "Anna").value


@laws
@given(policy=policies(), told=stories(), today=days, higher=amounts)
def test_a_higher_limit_never_lowers_the_insured_sum(
    policy: Policy, told: list[Fact], today: date, higher: Money
) -> None:
    raised = [
        replace(fact, amount=fact.amount + higher)
        if isinstance(fact, LimitDecision) and fact.amount and _is_primary(fact)
        else fact
        for fact in told
    ]
    for name in NAMES:
        lower = insured_sum(at(policy, told, today), name)
        assert lower <= insured_sum(at(policy, raised, today), name)


def _is_primary(fact: LimitDecision) -> bool:
    return fact.cover is Cover.PRIMARY


@laws
@given(policy=policies(), told=stories(), today=days)
def test_the_insured_sum_stays_within_the_highest_limits(
    policy: Policy, told: list[Fact], today: date
) -> None:
    situation = at(policy, told, today)
    unnamed = policy.unnamed.on(STARTS_ON).value
    for name in NAMES:
        known = [f for f in told if isinstance(f, LimitDecision) and f.buyer == name]
        tracks = {
            cover: [f.amount for f in known if f.cover is cover and f.amount]
            for cover in Cover
        }
        primary = [*tracks[Cover.PRIMARY], *([unnamed.limit] if unnamed else []), euros(0)]
        complement = [*tracks[Cover.COMPLEMENTARY], euros(0)]
        assert insured_sum(situation, name) <= max(primary) + max(complement)


@laws
@given(policy=policies(), told=stories(), today=days, data=st.data())
def test_the_order_of_the_facts_changes_no_answer(
    policy: Policy, told: list[Fact], today: date, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(told))
    there, here = at(policy, told, today), at(policy, shuffled, today)

    assert answers(there) == answers(here)


@laws
@given(policy=policies(), told=stories(), today=days)
def test_an_answer_never_depends_on_later_facts(
    policy: Policy, told: list[Fact], today: date
) -> None:
    known = [fact for fact in told if fact.on <= today]

    assert answers(at(policy, told, today)) == answers(at(policy, known, today))


@laws
@given(policy=policies(), told=stories(), today=days)
def test_facts_one_by_one_lead_to_the_same_answers(
    policy: Policy, told: list[Fact], today: date
) -> None:
    record = Record(policy, BUYERS)
    for fact in told:
        answers(record.on(today))
        record = record.with_facts([fact])

    assert answers(record.on(today)) == answers(at(policy, told, today))


@laws
@given(policy=policies(), day=days)
def test_every_term_resolves_on_every_day_of_cover(policy: Policy, day: date) -> None:
    for name in TERMS:
        assert policy.history(name).on(day).effective_from <= day


@laws
@given(policy=policies(), told=stories(), today=days, name=names)
def test_steps_added_again_give_the_amount(
    policy: Policy, told: list[Fact], today: date, name: str
) -> None:
    for answer in _amounts(at(policy, told, today), name):
        for step in answer.steps:
            assert step.value == recomputed(step), step
        if answer.steps:
            assert answer.steps[-1].value == answer.value


def _amounts(situation: Situation, buyer: str) -> Iterator[Answer[Money]]:
    yearly: list[Callable[[Situation], Answer[Money]]] = [
        premium,
        premium_adjustment,
        premium_due,
        maximum_liability,
        indemnity_left,
        break_even,
    ]
    of_buyer: list[Callable[[Situation, str], Answer[Money]]] = [
        outstanding,
        limit_in_force,
        indemnity,
        uninsured_rest,
        insurer_share,
        suggested_limit,
    ]
    yield from (figure(situation) for figure in yearly)
    yield from (figure(situation, buyer) for figure in of_buyer)
    yield cover_for_order(situation, buyer, euros(5000))
    for number in receivables(situation, buyer):
        yield insured_part(situation, number)


@laws
@given(policy=policies(), told=stories(), today=days, name=names, amount=amounts)
def test_asking_what_a_reduction_would_do_changes_nothing(
    policy: Policy, told: list[Fact], today: date, name: str, amount: Money
) -> None:
    situation = at(policy, told, today)
    before = answers(situation)
    if_limit_reduced(situation, name, amount)

    assert answers(situation) == before


@laws
@given(told=stories(), today=days)
def test_a_bare_policy_answers_or_says_what_is_missing(
    told: list[Fact], today: date
) -> None:
    policy = Policy(policyholder="Anyone", insurer="Any", starts_on=STARTS_ON)
    situation = at(policy, told, today)
    for name in NAMES:
        for figure in (indemnity, uninsured_rest, insurer_share):
            assert _or_nothing(figure, situation, name) >= euros(0)


def _or_nothing(
    figure: Callable[[Situation, str], Answer[Money]], situation: Situation, name: str
) -> Money:
    try:
        return figure(situation, name).value
    except NoTermInForce:
        return euros(0)


def test_a_limit_decided_twice_on_one_day_is_the_lower() -> None:
    decided = [
        LimitDecision(
            on=STARTS_ON, buyer="Anna", decision=Decision.GRANTED, amount=euros(amount)
        )
        for amount in (2000, 1000)
    ]
    policy = Policy(policyholder="Anyone", insurer="Any", starts_on=STARTS_ON)
    for told in (decided, decided[::-1]):
        found = at(policy, list(told), STARTS_ON + timedelta(days=1))
        assert limit_in_force(found, "Anna").value == euros(Decimal(1000))
