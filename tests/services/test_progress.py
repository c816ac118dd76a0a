"""A claim from its request to the recoveries."""
# ruff: noqa: E501 (facts stay on one line, as in case files)

from __future__ import annotations

from datetime import date

from bot.services.progress import ClaimView, NoClaim, claim_lines, claim_view
from domain.losses import ClaimStatus
from domain.money import euros
from tests.services.book import LEROC, seen_on

FILED = "  - {on: 2026-05-10, fact: intervention_request, buyer: Leroc}\n"
AGREED = "  - {on: 2026-10-20, fact: indemnity_agreed, buyer: Leroc, amount: 90000}\n"
PAID = "  - {on: 2026-11-02, fact: indemnity_paid, buyer: Leroc, amount: 90000}\n"
RECOVERED = (
    "  - {on: 2026-12-01, fact: recovery, buyer: Leroc, amount: 10000, costs: 1000}\n"
)
REFUSED = "  - {on: 2026-10-20, fact: claim_refused, buyer: Leroc, ground: late}\n"


def seen(day: str, *facts: str) -> ClaimView:
    view = claim_view(seen_on(day, LEROC, FILED, *facts), "Leroc")
    assert isinstance(view, ClaimView)
    return view


def test_it_waits_until_the_date_of_loss() -> None:
    view = seen("2026-10-09")

    assert view.status is ClaimStatus.WAITING
    assert view.claim.date_of_loss == date(2026, 10, 10)
    assert view.expected_on == date(2026, 11, 9)
    assert view.reckoning.indemnity.value == euros(90_000)
    assert view.payee.value == "Dubois"


def test_from_the_date_of_loss_the_insurer_has_its_time_to_pay() -> None:
    assert seen("2026-10-10").status is ClaimStatus.PAYABLE
    assert seen("2026-11-09").status is ClaimStatus.PAYABLE
    assert seen("2026-11-10").status is ClaimStatus.OVERDUE


def test_agreed_then_paid() -> None:
    agreed, paid = seen("2026-10-21", AGREED), seen("2026-11-02", AGREED, PAID)

    assert agreed.status is ClaimStatus.AGREED
    assert [one.amount for one in agreed.agreed] == [euros(90_000)]
    assert paid.status is ClaimStatus.PAID
    assert [one.on for one in paid.paid] == [date(2026, 11, 2)]
    assert paid.reckoning.settled == euros(90_000)


def test_a_recovery_is_shared_after_its_costs() -> None:
    found = seen("2026-12-02", PAID, RECOVERED).recovered

    assert found is not None
    assert found.total == euros(9_000)
    assert found.insurers.value == euros(8_100)  # 9 000 × 90 000 ÷ 100 000
    assert found.ours == euros(900)


def test_a_refusal_says_its_ground() -> None:
    view = seen("2026-10-21", REFUSED)

    assert view.status is ClaimStatus.REFUSED
    assert view.refused is not None
    assert view.refused.ground == "late"


def test_without_a_claim_what_is_at_stake_and_until_when() -> None:
    view = claim_view(seen_on("2026-03-31", LEROC), "Leroc")

    assert isinstance(view, NoClaim)
    assert view.is_late
    assert view.at_stake == euros(90_000)
    assert view.deadline is not None
    assert view.deadline.last_day == date(2026, 5, 29)


def test_all_claims_those_still_to_be_paid_first() -> None:
    other = (
        "  - {on: 2026-01-02, fact: limit_decision, buyer: Moulin, decision: granted, amount: 9000}\n"
        "  - {on: 2026-01-10, fact: invoice, buyer: Moulin, number: M1, net: 5000, vat: 0, delivered_on: 2026-01-10, due_on: 2026-02-10}\n"
        "  - {on: 2026-04-20, fact: intervention_request, buyer: Moulin}\n"
    )
    lines = claim_lines(seen_on("2026-11-05", LEROC, FILED, PAID, other))

    assert [(line.buyer, line.status) for line in lines] == [
        ("Moulin", ClaimStatus.OVERDUE),
        ("Leroc", ClaimStatus.PAID),
    ]
    assert lines[0].amount == euros(4_500)
