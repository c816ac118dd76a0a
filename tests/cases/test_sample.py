from __future__ import annotations

from datetime import date, timedelta

import pytest
from stdnum.fr import siren

from bot.cases.check import record_of
from bot.sample import placed, sample_case
from domain.claims import indemnity_left
from domain.cover import insured_part, order_cover
from domain.deadlines import DutyState
from domain.duties import deadline, deadlines
from domain.money import euros
from domain.record import Situation
from domain.spans import months_after
from domain.stakes import after_reduction

DAYS = [date(2026, 11, 22) + timedelta(days=17 * step) for step in range(60)]
ODD_DAYS = [date(2028, 2, 29), date(2026, 12, 31), date(2027, 3, 31), date(2027, 1, 1)]


def situation(today: date) -> Situation:
    return record_of(sample_case(today)).on(today)


@pytest.mark.parametrize("today", [*DAYS, *ODD_DAYS], ids=str)
class TestOnAnyDay:
    def test_the_policy_is_nine_months_old(self, today: date) -> None:
        starts_on = sample_case(today).policy.starts_on

        assert starts_on == months_after(today.replace(day=1), -9)

    def test_510000_is_left_of_the_envelope(self, today: date) -> None:
        assert indemnity_left(situation(today)).value == euros("510000.00")

    def test_a_filing_window_opens_in_two_days(self, today: date) -> None:
        found = deadline(situation(today), "intervention_request", invoice="F204")

        assert found.opens_on == today + timedelta(days=2)
        assert found.state is DutyState.UPCOMING

    def test_what_was_delivered_before_the_reduction_stays_covered(
        self, today: date
    ) -> None:
        known = situation(today)

        assert insured_part(known, "F231").value == euros(55000)
        assert after_reduction(known, "Garnier").still_covered == euros(55000)
        assert order_cover(known, "Garnier", euros(25000)).insured.value == euros(0)

    def test_the_indemnity_paid_is_waited_for_no_more(self, today: date) -> None:
        assert not [
            d for d in deadlines(situation(today)) if d.buyer == "Leroc" and not d.invoice
        ]

    def test_nothing_was_missed(self, today: date) -> None:
        assert not [d for d in deadlines(situation(today)) if d.state is DutyState.MISSED]


def test_buyers_bear_numbers_that_could_be_true() -> None:
    for buyer in sample_case(date(2026, 11, 22)).buyers:
        assert siren.is_valid(buyer.siren)


def test_a_shift_goes_by_months_then_by_days() -> None:
    assert placed("on: start+3m-1d\n", date(2026, 11, 22)) == "on: 2026-04-30\n"


def test_a_comment_keeps_its_words() -> None:
    assert placed("# today-58d\n", date(2026, 11, 22)) == "# today-58d\n"
