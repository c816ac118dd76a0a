"""What is left of the year's envelope, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.money import Money
from domain.record import Situation
from domain.spans import InsuranceYear
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class Envelope:
    left: Answer[Money]
    maximum: Answer[Money]
    paid: Money  # paid or agreed, deducted
    expected: Money  # filed and not settled, shown beside, not deducted
    year: InsuranceYear
    moves: bool  # with the premium, which is not final
