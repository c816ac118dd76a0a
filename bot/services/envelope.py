"""What is left of the year's envelope, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services.premium import envelope_moves
from domain import claims
from domain.money import Money
from domain.premium import maximum_liability
from domain.record import Situation
from domain.spans import InsuranceYear
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    left: Answer[Money]
    maximum: Answer[Money]
    used: Money  # paid or agreed: deducted
    expected: Money  # filed and not settled: shown beside, not deducted
    year: InsuranceYear
    moves: bool  # with the premium, which is not final


def envelope_view(situation: Situation, day: date | None = None) -> EnvelopeView:
    """Of the insurance year that holds `day`; None: of today's."""
    found = claims.envelope(situation, day)
    return EnvelopeView(
        found.left,
        maximum_liability(situation, day),
        found.used,
        found.expected,
        found.year,
        envelope_moves(situation, found.year),
    )
