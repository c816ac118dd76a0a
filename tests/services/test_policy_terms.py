"""A term said anew: what the endorsement says, from which day, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.services.entries import Draft, UnfitEntryError
from bot.services.entries.policy_terms import TERM, TERMS
from bot.services.preferences import terms
from domain.facts import Endorsement
from domain.money import Percentage, euros
from domain.policy import FixedLiability, PremiumTerms, WaitingPeriod
from domain.record import Situation
from domain.spans import Span
from tests.services.book import LEROC, seen_on


def said(situation: Situation, **fields: str) -> Endorsement:
    draft = TERM.completed(Draft(fields), situation)
    assert TERM.missing(draft, situation) == ""
    fact = TERM.fact(draft, situation)
    assert isinstance(fact, Endorsement)
    return fact


@pytest.fixture
def today() -> Situation:
    return seen_on("2026-03-31", LEROC)


@pytest.mark.parametrize("text", ["0.85", "85%", "85"])
def test_a_percentage_however_it_is_written(today: Situation, text: str) -> None:
    fact = said(today, setting="insured_percentage", percentage=text, amount=text)

    assert fact.terms == (("insured_percentage", Percentage(Decimal("0.85"))),)
    assert fact.first_day == date(2026, 3, 31)


@pytest.mark.parametrize("text", ["0", "250", "-1", "a lot"])
def test_a_share_is_above_zero_and_no_more_than_all(today: Situation, text: str) -> None:
    with pytest.raises(UnfitEntryError, match="not_a_share"):
        said(today, setting="insured_percentage", percentage=text)


def test_a_rate_of_thirty_per_cent_is_a_slip(today: Situation) -> None:
    with pytest.raises(UnfitEntryError, match="not_a_share"):
        said(today, setting="premium_rate", percentage="0.3")


def test_a_rate_keeps_the_rest_of_the_premium_from_this_year_on(today: Situation) -> None:
    fact = said(today, setting="premium_rate", percentage="0.003")
    (name, new) = fact.terms[0]

    assert name == "premium"
    assert isinstance(new, PremiumTerms)
    assert new.rate == Percentage(Decimal("0.003"))
    assert new.expected_turnover == euros(10_000_000)
    assert fact.first_day == date(2026, 1, 1)


def test_an_envelope_an_amount_and_a_length(today: Situation) -> None:
    envelope = said(today, setting="maximum_liability", amount="500000")
    waiting = said(today, setting="claims_waiting_period", period="4 months")
    term = said(today, setting="maximum_payment_term", period="90 days", amount="90")

    assert envelope.terms[0][1] == FixedLiability(euros(500_000))
    assert waiting.terms[0][1] == WaitingPeriod(Span(months=4))
    assert term.terms == (("maximum_payment_term", Span(days=90)),)


def test_end_of_month_is_no_length_of_time(today: Situation) -> None:
    with pytest.raises(UnfitEntryError, match="not_a_period"):
        said(today, setting="stop_of_deliveries", period="45 days end of month")


def test_unnamed_cover_needs_its_percentage(today: Situation) -> None:
    fact = said(today, setting="unnamed", amount="10000")

    assert fact.terms[0][1].limit == euros(10_000)
    assert fact.terms[0][1].insured_percentage == Percentage(Decimal("0.6"))


def test_no_term_holds_before_the_policy(today: Situation) -> None:
    with pytest.raises(UnfitEntryError, match="before_policy"):
        said(today, setting="deductible", amount="1000", effective_on="2025-12-31")


def test_the_view_tells_old_and_new(today: Situation) -> None:
    fact = said(today, setting="insured_percentage", percentage="0.85")
    after = today.record.with_facts([fact]).on(today.today)
    view = TERM.view(today, after, fact)

    assert (view.setting, view.value, view.before, view.clause) == (
        "insured_percentage",
        Percentage(Decimal("0.85")),
        Percentage(Decimal("0.9")),
        "art. 4",
    )


def test_the_term_is_asked_for_when_it_is_not_known(today: Situation) -> None:
    draft = TERM.completed(Draft({"percentage": "0.85", "amount": "0.85"}), today)

    assert TERM.missing(draft, today) == "setting"


def test_every_term_is_listed_as_recorded(today: Situation) -> None:
    lines = {line.setting: line for line in terms(today)}

    assert lines.keys() == TERMS.keys()
    assert lines["insured_percentage"].value == Percentage(Decimal("0.9"))
    assert lines["deductible"].value is None
    assert lines["deductible"].is_said
    assert not lines["minimum_premium"].is_said
