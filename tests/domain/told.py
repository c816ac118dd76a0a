"""A situation told in the words of case files."""

from __future__ import annotations

from datetime import date

from bot.cases import load_case
from bot.cases.check import record_of
from domain.record import Record, Situation

TERMS = """\
  premium: {rate: 0.25%, expected_turnover: 10000000}
  maximum_liability: {premium_multiple: 30}
  insured_percentage: 90%
"""


def record(facts: str = "", terms: str = TERMS, buyers: str = "Alpha: {}") -> Record:
    lines = "\n".join(f"  - {{{line}}}" for line in facts.strip().splitlines())
    return record_of(
        load_case(
            "name: told\npolicy:\n  policyholder: Atelier\n  insurer: Assureur\n"
            f"  starts_on: 2024-01-01\n{terms}buyers:\n"
            + "".join(f"  {buyer.strip()}\n" for buyer in buyers.splitlines())
            + (f"facts:\n{lines}\n" if lines else "")
        )
    )


def situation(
    today: str, facts: str = "", terms: str = TERMS, buyers: str = "Alpha: {}"
) -> Situation:
    return record(facts, terms, buyers).on(date.fromisoformat(today))
