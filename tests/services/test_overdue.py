"""Who is late: the edges of each age, and the last day to declare."""
# ruff: noqa: E501 (facts stay on one line, as in case files)

from __future__ import annotations

from datetime import date

import pytest

from bot.services.overdue import overdue_view
from domain.deadlines import DutyState
from domain.money import euros
from tests.services.book import LEROC, seen_on


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-03-01", 1, 30),
        ("2026-03-30", 1, 30),
        ("2026-03-31", 31, 60),
        ("2026-04-29", 31, 60),
        ("2026-04-30", 61, 90),
        ("2026-05-29", 61, 90),
        ("2026-05-30", 91, 0),
    ],
)
def test_ages_change_after_30_60_and_90_days(today: str, first: int, last: int) -> None:
    view = overdue_view(seen_on(today, LEROC))

    (bucket,) = view.buckets
    assert (bucket.first, bucket.last) == (first, last)
    assert bucket.amount == view.total == euros(120_000)
    assert (bucket.count, view.buyers) == (1, 1)


def test_on_the_due_day_nobody_is_late() -> None:
    view = overdue_view(seen_on("2026-02-28", LEROC))

    assert view.total == euros(0)
    assert view.page.count == 0


def test_each_has_its_last_day_to_declare_missed_once_it_is_over() -> None:
    (before,) = overdue_view(seen_on("2026-05-29", LEROC)).page.lines
    (after,) = overdue_view(seen_on("2026-05-30", LEROC)).page.lines

    assert before.declare is not None
    assert before.declare.last_day == date(2026, 5, 29)
    assert before.declare.state is DutyState.DUE
    assert after.declare is not None
    assert after.declare.state is DutyState.MISSED


def test_what_is_in_a_claim_is_counted_apart() -> None:
    filed = "  - {on: 2026-05-10, fact: intervention_request, buyer: Leroc}\n"
    view = overdue_view(seen_on("2026-05-29", LEROC, filed))

    assert view.total == euros(0)
    assert view.claimed == euros(120_000)


def test_of_one_buyer_only() -> None:
    other = "  - {on: 2026-01-10, fact: invoice, buyer: Moulin, number: M1, net: 5000, vat: 1000, delivered_on: 2026-01-10, due_on: 2026-02-10}\n"
    situation = seen_on("2026-03-31", LEROC, other)

    assert overdue_view(situation).total == euros(126_000)
    assert overdue_view(situation, "Moulin").total == euros(6_000)
    assert overdue_view(situation).page.lines[0].invoice.buyer == "Moulin"  # the oldest


def test_six_a_page() -> None:
    many = "".join(
        f"  - {{on: 2026-01-1{n}, fact: invoice, buyer: Moulin, number: M{n}, net: 1000, "
        f"vat: 0, delivered_on: 2026-01-1{n}, due_on: 2026-02-1{n}}}\n"
        for n in range(8)
    )
    situation = seen_on("2026-03-31", many)

    assert len(overdue_view(situation).page.lines) == 6
    assert [one.invoice.number for one in overdue_view(situation, "", 2).page.lines] == [
        "M6",
        "M7",
    ]
