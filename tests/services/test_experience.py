"""The moyenne contentieuse, S/P and break-even, with hand-made figures."""
# ruff: noqa: E501 (facts stay on one line, as in case files)

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.services.experience import experience
from domain.money import Percentage, euros
from tests.services.book import LEROC, seen_on

OLDER = (
    "  - {on: 2026-01-05, fact: turnover_declared, from: 2025-01-01, to: 2025-12-31, amount: 8000000}\n"
    "  - {on: 2025-06-01, fact: loss, amount: 20000}\n"
    "  - {on: 2026-01-05, fact: turnover_declared, from: 2024-01-01, to: 2024-12-31, amount: 12000000}\n"
    "  - {on: 2024-06-01, fact: loss, amount: 30000}\n"
)
CLAIM = (
    "  - {on: 2026-05-10, fact: intervention_request, buyer: Leroc}\n"
    "  - {on: 2026-11-02, fact: indemnity_paid, buyer: Leroc, amount: 90000}\n"
)


def test_without_turnover_the_bad_debt_ratio_is_not_known() -> None:
    view = experience(seen_on("2026-11-30", LEROC, CLAIM))

    assert view.bad_debt is None
    assert view.loss_ratio is not None
    assert view.loss_ratio.value == Percentage(Decimal("4.5"))  # 90 000 ÷ 20 000
    assert view.rate == Percentage(Decimal("0.0025"))
    assert view.break_even is not None
    assert view.break_even.value == euros("22222.22")  # 20 000 ÷ 90 %


def test_over_the_last_known_years_beside_the_rate() -> None:
    view = experience(seen_on("2026-11-30", LEROC, CLAIM, OLDER))

    assert view.bad_debt is not None
    assert view.bad_debt.value == Percentage(Decimal("0.0025"))  # 50 000 ÷ 20 million
    assert [line.year.first_day.year for line in view.years] == [2026, 2025, 2024]
    current, last, first = view.years
    assert (current.is_current, current.losses, current.turnover) == (
        True,
        euros(100_000),
        None,
    )
    assert current.premium == euros(20_000)
    assert (last.bad_debt, last.premium) == (Percentage(Decimal("0.0025")), None)
    assert first.losses == euros(30_000)


def test_of_one_year() -> None:
    view = experience(seen_on("2026-11-30", LEROC, CLAIM, OLDER), date(2024, 5, 1))

    assert [line.year.first_day for line in view.years] == [date(2024, 1, 1)]
    assert view.bad_debt is not None
    assert view.bad_debt.value == Percentage(Decimal("0.0025"))
    assert view.loss_ratio is None  # the policy had not begun
