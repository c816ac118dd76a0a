"""A buyer's file, with figures written out by hand."""
# ruff: noqa: E501 (facts stay on one line, as in case files)

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.services.buyers import account, newcomer, payees
from domain.cover import Ground
from domain.errors import UnknownBuyer
from domain.limits import LimitState
from domain.losses import ClaimStatus
from domain.money import Percentage, euros
from tests.services.book import LEROC, seen_on

REFUSED = "  - {on: 2026-03-20, fact: limit_decision, buyer: Leroc, decision: refused, code: R12}\n"
PAYEE = "  - {on: 2026-03-01, fact: endorsement, from: 2026-03-01, loss_payee: {default: Banque du Val, buyers: {Moulin: Factor}}}\n"


def test_what_is_owed_insured_and_late() -> None:
    view = account(seen_on("2026-03-31", LEROC), "Leroc")

    assert view.outstanding.value == euros(100_000)
    assert view.insured == euros(100_000)
    assert view.rest == euros(0)
    assert view.usage == Percentage(Decimal(1))
    assert view.late.amount == euros(120_000)  # with VAT
    assert view.late.days == 31
    assert view.deadline is not None
    assert view.deadline.last_day == date(2026, 5, 29)
    assert view.claim is ClaimStatus.NONE
    assert view.first_order is None


def test_before_it_is_late_there_is_nothing_to_declare() -> None:
    view = account(seen_on("2026-02-28", LEROC), "Leroc")

    assert view.late.days == 0
    assert view.deadline is None


def test_after_a_refusal_the_delivered_stays_insured_and_the_code_is_kept() -> None:
    view = account(seen_on("2026-03-31", LEROC, REFUSED), "Leroc")

    assert view.without_limit
    assert view.standing.decision is not None
    assert view.standing.decision.code == "R12"
    assert view.insured == euros(100_000)
    assert [each.ground for each in view.refusals] == [Ground.LIMIT_REFUSED]


def test_a_prospect_has_unnamed_cover_and_a_longest_term() -> None:
    view = account(seen_on("2026-03-31", LEROC), "Nouveau")

    assert view.standing.state is LimitState.UNNAMED
    first = view.first_order
    assert first is not None
    assert first.requested is None
    assert first.suggested is None
    assert first.unnamed.value is not None
    assert first.unnamed.value.limit == euros(8_000)
    assert first.unnamed.clause == "art. 5"
    assert first.longest_term.value is not None
    assert first.longest_term.value.days == 120


def test_a_prospect_s_planned_orders_say_what_to_ask_for() -> None:
    order = "  - {on: 2026-03-20, fact: order, buyer: Nouveau, amount: 12400, deliver_on: 2026-04-15}\n"
    asked = "  - {on: 2026-03-21, fact: limit_decision, buyer: Nouveau, decision: requested, amount: 13000}\n"
    first = account(seen_on("2026-03-31", order, asked), "Nouveau").first_order

    assert first is not None
    assert first.suggested is not None
    assert first.suggested.value == euros(13_000)
    assert first.requested is not None
    assert first.requested.amount == euros(13_000)


def test_a_firm_not_in_the_book_needs_the_same() -> None:
    first = newcomer(seen_on("2026-03-31", LEROC)).first_order

    assert first.unnamed.clause == "art. 5"
    assert first.requested is None


@pytest.mark.parametrize(
    ("order", "insured"),
    [(None, "8000"), ("8000", "8000"), ("8000.01", "8000"), ("7999.99", "7999.99")],
)
def test_a_firm_not_in_the_book_is_insured_as_unnamed_at_most(
    order: str | None, insured: str
) -> None:
    asked = None if order is None else euros(order)

    assert newcomer(seen_on("2026-03-31", LEROC), asked).insured == euros(insured)


def test_history_comes_latest_first_corrections_applied() -> None:
    void = "  - {on: 2026-03-22, fact: correction, of: d1, void: true}\n"
    told = "  - {on: 2026-03-20, id: d1, fact: dunning, buyer: Leroc}\n"
    view = account(seen_on("2026-03-31", LEROC, told, void), "Leroc")

    assert [fact.on for fact in view.history.lines] == [
        date(2026, 1, 10),
        date(2026, 1, 2),
    ]


def test_nobody_by_that_name() -> None:
    with pytest.raises(UnknownBuyer):
        account(seen_on("2026-03-31", LEROC), "Zorglub")


def test_the_policyholder_is_paid_unless_the_policy_says_otherwise() -> None:
    before, after = seen_on("2026-02-28", PAYEE), seen_on("2026-03-31", PAYEE)

    assert payees(before).name == "Dubois"
    assert payees(before).is_policyholder
    assert payees(after).name == "Banque du Val"
    assert payees(after).others == (("Moulin", "Factor"),)
    assert payees(after, "Moulin").name == "Factor"
    assert payees(after, "Leroc").name == "Banque du Val"
