"""What was worked out stays worked out, and what a correction touches does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Never

from hypothesis import given, settings

from bot.cases.check import record_of
from bot.sample import sample_case
from domain.claims import (
    buyer_reckonings,
    envelope,
    indemnity,
    reckoning_if_filed,
    reckonings,
)
from domain.cover import insured_sum, order_cover, parts, refusals_of
from domain.duties import of_buyer, of_policy
from domain.errors import DomainError
from domain.facts import Buyer, Correction, Fact, Invoice
from domain.limits import limit_in_force
from domain.losses import filed_claims
from domain.money import euros
from domain.policy import OF_LEDGERS, OF_THE_COMPANY, TERMS, Policy
from domain.premium import maximum_liability, premium
from domain.receivables import (
    imputations,
    outstanding,
    overdue,
    owed,
    peak_outstanding,
)
from domain.record import LEDGERS, Record, Situation
from tests.domain.growing import Telling, growing, same_after_each
from tests.domain.stories import BUYERS, LAST, NAMES, policies, stories

DAY = date(2026, 11, 22)


def the_sample() -> Record:
    record = record_of(sample_case(DAY))
    numbered = [
        fact if fact.id else _with_id(fact, f"f{n}") for n, fact in enumerate(record.facts)
    ]
    return Record(record.policy, record.buyers.values(), numbered, record.calendar)


def _with_id(fact: Fact, number: str) -> Fact:
    return replace(fact, id=number)


def voided(record: Record, number: str) -> Record:
    invoice = next(f for f in record.facts if isinstance(f, Invoice) and f.number == number)
    return record.with_facts([Correction(on=DAY, of=invoice.id, void=True)])


def test_taking_an_invoice_back_changes_its_buyer_only() -> None:
    record = the_sample()
    before = record.on(DAY)
    outstanding(before, "Vasseur")
    outstanding(before, "Moulin")
    vasseur = before.account("Vasseur")

    after = voided(record, "F204").on(DAY)

    assert outstanding(after, "Moulin").value == euros("0")
    assert outstanding(before, "Moulin").value == euros("48000")
    assert after.account("Vasseur") is vasseur


def test_an_invoice_given_to_another_buyer_changes_both() -> None:
    record = the_sample()
    outstanding(record.on(DAY), "Moulin")
    outstanding(record.on(DAY), "Vasseur")
    invoice = next(f for f in record.facts if isinstance(f, Invoice) and f.number == "F204")
    moved = Correction(on=DAY, of=invoice.id, changes=(("buyer", "Vasseur"),))

    after = record.with_facts([moved]).on(DAY)

    assert outstanding(after, "Moulin").value == euros("0")
    assert outstanding(after, "Vasseur").value == euros("70000")


def figures(situation: Situation) -> list[object]:
    """All that is told of every buyer and of the company; a refusal to reckon too."""
    found: list[object] = []
    for name in sorted(situation.record.names):
        found += [
            _told(lambda name=name, rule=rule: rule(situation, name))
            for rule in (
                outstanding,
                owed,
                insured_sum,
                parts,
                limit_in_force,
                lambda s, n: s.record and [refusals_of(s, r) for r in overdue(s, n)],
                lambda s, n: sorted(of_buyer(s, n), key=repr),
                filed_claims,
                buyer_reckonings,
                indemnity,
                reckoning_if_filed,
                peak_outstanding,
            )
        ]
    return [*found, *(_told(lambda rule=rule: rule(situation)) for rule in WHOLE)]


WHOLE = (envelope, premium, maximum_liability, of_policy, reckonings)


def _told(rule: Callable[[], object]) -> object:
    try:
        return repr(rule())
    except DomainError as said:
        return repr(said)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(growing)
def test_what_is_carried_is_what_is_reckoned_anew(
    story: tuple[Policy, list[Telling]],
) -> None:
    same_after_each(*story, figures)


class Unread:
    """A term nobody may ask for."""

    def __getattr__(self, name: str) -> Never:
        raise AssertionError(name)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies(), stories())
def test_terms_of_the_company_are_not_read_for_what_is_kept_of_a_buyer(
    policy: Policy, facts: list[Fact]
) -> None:
    unread = {term: Unread() for term in OF_THE_COMPANY}
    situation = Record(replace(policy, **unread), BUYERS, facts).on(LAST)

    for name in NAMES:
        assert owed(situation, name) == outstanding(situation, name).value
        insured_sum(situation, name)
        order_cover(situation, name, euros("1000"))
        of_buyer(situation, name)
        filed_claims(situation, name)
        overdue(situation, name)
        peak_outstanding(situation, name)
        imputations(situation, name)
        limit_in_force(situation, name)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(policies(), stories())
def test_ledgers_are_made_of_their_own_terms(policy: Policy, facts: list[Fact]) -> None:
    unread = {term: Unread() for term in TERMS if term not in OF_LEDGERS}
    situation = Record(replace(policy, **unread), BUYERS, facts).on(LAST)

    for name in NAMES:
        account = situation.account(name)
        owed(situation, name)
        peak_outstanding(situation, name)
        imputations(situation, name)
        assert {key[0] if isinstance(key, tuple) else key for key in account.memory} == (
            LEDGERS
        )


def test_a_correction_of_what_nobody_told_changes_nobody() -> None:
    record = the_sample()
    outstanding(record.on(DAY), "Moulin")
    lost = Correction(on=DAY, of="lost", changes=(("buyer", "Moulin"),))

    after = record.with_facts([lost]).on(DAY)

    assert outstanding(after, "Moulin").value == euros("48000")


def test_a_buyer_introduced_before_anything_is_asked() -> None:
    record = the_sample().with_buyers([Buyer("Nouveau")])

    assert outstanding(record.on(DAY), "Nouveau").value == euros("0")
    assert outstanding(record.on(DAY), "Moulin").value == euros("48000")
