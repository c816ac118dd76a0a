"""What the years show: losses beside the rate, indemnities beside the premiums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.errors import NoTermInForce, NotKnown
from domain.experience import (
    YEARS,
    bad_debt_ratio,
    break_even,
    indemnities_of,
    loss_ratio,
    losses_of,
    premium_rate,
)
from domain.facts import Loss, TurnoverDeclared
from domain.money import Money, Percentage
from domain.premium import anniversary_year, declared_turnover, insurance_year, premium
from domain.record import Situation
from domain.spans import InsuranceYear
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class YearLine:
    """None: not known, because nothing was declared or the policy had not begun."""

    year: InsuranceYear
    losses: Money
    turnover: Money | None
    bad_debt: Percentage | None
    indemnities: Money
    premium: Money | None
    loss_ratio: Percentage | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class ExperienceView:
    bad_debt: Answer[Percentage] | None  # over the last three known years, or of the year
    loss_ratio: Answer[Percentage] | None
    rate: Percentage | None
    break_even: Answer[Money] | None
    years: tuple[YearLine, ...]  # the latest first
    year: InsuranceYear | None  # the one asked about


def experience(situation: Situation, day: date | None = None) -> ExperienceView:
    """Of the insurance year that holds `day`; None: of the last three years known."""
    asked = anniversary_year(situation, day) if day else None
    shown = [asked] if asked else _years(situation)
    return ExperienceView(
        _bad_debt(situation, day),
        _loss_ratio(situation, day),
        _rate(situation),
        _break_even(situation),
        tuple(_line(situation, year) for year in shown),
        asked,
    )


def _years(situation: Situation) -> list[InsuranceYear]:
    """The current one and those before it of which something was told."""
    current = insurance_year(situation)
    told = [fact.on for fact in situation.all(Loss)]
    told += [fact.first_day for fact in situation.all(TurnoverDeclared)]
    first = min((*told, situation.policy.starts_on))
    found, year = [current], current
    while year.first_day > first and len(found) <= YEARS:
        year = anniversary_year(situation, date.fromordinal(year.first_day.toordinal() - 1))
        found.append(year)
    return found


def _line(situation: Situation, year: InsuranceYear) -> YearLine:
    day = year.first_day
    bad, ratio = _bad_debt(situation, day), _loss_ratio(situation, day)
    return YearLine(
        year,
        losses_of(situation, year),
        declared_turnover(situation, year),
        bad.value if bad else None,
        indemnities_of(situation, year),
        _premium(situation, day) if year.number >= 1 else None,
        ratio.value if ratio else None,
        situation.today in year,
    )


def _bad_debt(situation: Situation, day: date | None) -> Answer[Percentage] | None:
    try:
        return bad_debt_ratio(situation, day)
    except NotKnown:
        return None


def _loss_ratio(situation: Situation, day: date | None) -> Answer[Percentage] | None:
    if day is not None and day < situation.policy.starts_on:
        return None
    try:
        return loss_ratio(situation, day)
    except (NotKnown, NoTermInForce):
        return None


def _premium(situation: Situation, day: date) -> Money | None:
    try:
        return premium(situation, day).value
    except NoTermInForce:
        return None


def _rate(situation: Situation) -> Percentage | None:
    try:
        return premium_rate(situation)
    except NoTermInForce:
        return None


def _break_even(situation: Situation) -> Answer[Money] | None:
    try:
        return break_even(situation)
    except NoTermInForce:
        return None
