"""Two corners of the rules that no story passes through."""

from __future__ import annotations

from datetime import date

from bot.cases.check import record_of
from bot.sample import sample_case
from domain.deadlines import DutyState
from domain.duties import deadline
from domain.facts import Cover, Decision, LimitDecision, Payment
from domain.limits import limit_on
from domain.money import euros

DAY = date(2026, 11, 22)


def test_a_duty_about_an_invoice_since_paid_is_discharged() -> None:
    record = record_of(sample_case(DAY))
    paid = Payment(on=DAY, buyer="Moulin", amount=euros("57600"), invoice="F204")

    found = deadline(
        record.with_facts([paid]).on(DAY), "intervention_request", buyer="Moulin"
    )

    assert found.state is DutyState.DISCHARGED


def test_a_complement_whose_amount_nobody_told_completes_nothing() -> None:
    record = record_of(sample_case(DAY))
    untold = LimitDecision(
        on=DAY, buyer="Moulin", decision=Decision.REINSTATED, cover=Cover.COMPLEMENTARY
    )

    limit = limit_on(record.with_facts([untold]).on(DAY), "Moulin", DAY)

    assert limit.amount == euros("60000")
    assert limit.complement is None
