"""The premium of the year, and what it would be under another turnover or rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.errors import NoTermInForce
from domain.money import Money, Percentage
from domain.policy import PremiumMultiple
from domain.premium import (
    insurance_year,
    maximum_liability,
    minimum_premium,
    premium,
    premium_is_final,
    premium_simulation,
)
from domain.record import Situation
from domain.spans import InsuranceYear
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class PremiumView:
    premium: Answer[Money]
    minimum: Answer[Money]
    maximum: Answer[Money] | None  # None: the policy does not say its envelope
    is_final: bool
    envelope_moves: bool
    year: InsuranceYear


@dataclass(frozen=True, slots=True)
class SimulationView:
    figures: dict[str, Answer[Money]]
    has_envelope: bool


def premium_view(situation: Situation, day: date | None) -> PremiumView:
    """Of the insurance year that holds `day`; None: of today's."""
    year = insurance_year(situation, day)
    return PremiumView(
        premium(situation, day),
        minimum_premium(situation, day),
        envelope_if_said(situation, day),
        premium_is_final(situation, day),
        envelope_moves(situation, year),
        year,
    )


def simulation_view(
    situation: Situation, turnover: Money | None, rate: Percentage | None
) -> SimulationView:
    if envelope_if_said(situation, None) is None:
        raise NoTermInForce("maximum_liability", situation.today)
    found = premium_simulation(situation, turnover=turnover, rate=rate)
    figures = {
        "premium": found.premium,
        "maximum_liability": found.maximum_liability,
        "today_premium": found.today_premium,
        "today_maximum_liability": found.today_maximum_liability,
    }
    return SimulationView(figures, has_envelope=True)


def envelope_if_said(situation: Situation, day: date | None) -> Answer[Money] | None:
    try:
        return maximum_liability(situation, day)
    except NoTermInForce:
        return None


def envelope_moves(situation: Situation, year: InsuranceYear) -> bool:
    """With the premium, as long as that is not final."""
    term = situation.policy.maximum_liability
    if not term.is_said or premium_is_final(situation, year.first_day):
        return False
    return isinstance(term.on(year.first_day).value, PremiumMultiple)
