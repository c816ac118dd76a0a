"""Random facts, one after the other: the domain against the second reckoning."""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from domain.claims import indemnity, indemnity_left, reckonings
from domain.cover import insured_part, parts, refusals_of
from domain.deadlines import own_deadlines
from domain.facts import Extension, Fact
from domain.limits import limit_on
from domain.losses import filed_claims
from domain.money import Money
from domain.policy import Policy
from domain.premium import maximum_liability, premium
from domain.receivables import outstanding, receivables
from domain.record import Record, Situation
from tests.domain.second_reckoning import Second
from tests.domain.stories import BUYERS, LAST, NAMES, days, facts, policies

A_CENT = Fraction(1, 100)


def near(amount: Money, other: Fraction) -> bool:
    """Equal, but for the 28th digit of a third and a cent's rounding."""
    return abs(Fraction(amount.amount) - other) <= A_CENT


class Story(RuleBasedStateMachine):
    """A company's record grows by any fact; on any day both must say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Fact] = []
        self.today = LAST

    @initialize(policy=policies())
    def begin(self, policy: Policy) -> None:
        self.policy = policy
        self.record = Record(policy, BUYERS)

    @rule(data=st.data())
    def tell(self, data: st.DataObject) -> None:
        fact = data.draw(facts(len(self.told)))
        self.told.append(fact)
        self.record = self.record.with_facts([fact])

    @rule(today=days)
    def live(self, today: date) -> None:
        self.today = today

    @property
    def situation(self) -> Situation:
        return self.record.on(self.today)

    @property
    def second(self) -> Second:
        return Second(self.policy, self.told, self.today)

    @invariant()
    def what_is_owed(self) -> None:
        for name in NAMES:
            assert near(
                outstanding(self.situation, name).value, self.second.outstanding(name)
            )

    @invariant()
    def limits(self) -> None:
        for name in NAMES:
            found = limit_on(self.situation, name, self.today)
            amount, _, complement, _ = self.second.limit(name, self.today)
            assert Fraction(found.amount.amount) == amount
            assert (
                Fraction(found.complement.amount if found.complement else 0) == complement
            )

    @invariant()
    def grounds(self) -> None:
        second = self.second
        for number, one in self._known():
            told = {r.ground.value for r in refusals_of(self.situation, one)}
            assert told - {"DUTY_MISSED"} == second.refusals(number), number

    @invariant()
    def insured_parts(self) -> None:
        second = self.second
        for name in NAMES:
            found = parts(self.situation, name)
            expected = second.insured(name, self.today)
            assert found.keys() == expected.keys()
            for number, (primary, complement) in expected.items():
                value = insured_part(self.situation, number).value
                assert near(value, primary + complement), number

    @invariant()
    def filing(self) -> None:
        extended = {fact.invoice for fact in self.told if isinstance(fact, Extension)}
        for number, one in self._known():
            for each in own_deadlines(self.situation, one):
                if each.duty == "intervention_request" and number not in extended:
                    told = (each.opens_on, each.last_day, each.state.value)
                    assert told == self.second.filing_state(number)

    @invariant()
    def claims(self) -> None:
        expected = self.second.claims()
        found = [claim for name in NAMES for claim in filed_claims(self.situation, name)]
        found.sort(key=lambda claim: claim.rank)
        assert [
            (c.buyer, c.requested_on, c.date_of_loss, sorted(c.numbers)) for c in found
        ] == [(c.buyer, c.asked, c.lost, sorted(c.numbers)) for c in expected]

    @invariant()
    def indemnities(self) -> None:
        second = self.second
        found = {
            (r.claim.buyer, r.claim.requested_on): r for r in reckonings(self.situation)
        }
        for claim, covered, value in second.indemnities():
            each = found[claim.buyer, claim.asked]
            assert near(each.covered_loss, covered)
            assert near(each.indemnity.value, value)
        for name in NAMES:
            assert near(indemnity(self.situation, name).value, second.indemnity(name))

    @invariant()
    def envelope(self) -> None:
        year = self.today.year
        assert Fraction(premium(self.situation).value.amount) == self.second.premium(year)
        assert Fraction(
            maximum_liability(self.situation).value.amount
        ) == self.second.maximum(year)
        assert near(indemnity_left(self.situation).value, self.second.left(year))

    @precondition(lambda self: len(self.told) > 3)
    @rule()
    def read_anew(self) -> None:
        """What was kept warm is what a fresh reading gives."""
        fresh = Record(self.policy, BUYERS, self.told).on(self.today)
        for name in NAMES:
            assert indemnity(fresh, name) == indemnity(self.situation, name)

    def _known(self) -> list[tuple[str, object]]:
        every = [receivables(self.situation, name).items() for name in NAMES]
        return [pair for items in every for pair in items]


Story.TestCase.settings = settings(
    max_examples=int(os.environ.get("VIGIE_EXAMPLES", "30")),
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestStory = Story.TestCase
