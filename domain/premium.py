"""The premium: provisional until the turnover is declared, then final (CONTRACT §2).

A minimum is either an amount, or rate × minimum share × expected turnover. With a share,
the provisional premium is that minimum; else it is the rate on the expected turnover,
charged on its share, and never under the minimum. A year is declared once declarations
cover all of its days. The premium is always before insurance tax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from domain.errors import ContradictoryTerms, NoTermInForce
from domain.facts import PolicyEnded, PremiumPaid, TurnoverDeclared
from domain.money import Money, Percentage, total
from domain.policy import WHOLE, FixedLiability, PremiumTerms
from domain.record import Situation
from domain.spans import ONE_DAY, InsuranceYear, months_after
from domain.steps import Answer, Operation, Step

T = TypeVar("T")
Days = tuple[date, date]  # the first and the last
PremiumOf = Callable[[Situation, date | None], Answer[Money]]


class Reading(StrEnum):
    """How the contract means its 80 %: the answer says which applies."""

    CHARGED_ON = "charged_on"
    MINIMUM_SHARE = "minimum_share"
    WHOLE_TURNOVER = "whole_turnover"


@dataclass(frozen=True, slots=True)
class Simulation:
    premium: Answer[Money]
    maximum_liability: Answer[Money]
    today_premium: Answer[Money]
    today_maximum_liability: Answer[Money]


def last_day_covered(situation: Situation) -> date | None:
    """None: the policy goes on by tacit renewal."""
    said = situation.policy.ends_on.values[-1].value
    ended = [fact.ends_on or fact.on for fact in situation.all(PolicyEnded)]
    return min((day for day in (said, *ended) if day is not None), default=None)


def insurance_year(situation: Situation, day: date | None = None) -> InsuranceYear:
    """The year of `day`; after the policy's end, its last year."""
    wanted = day or situation.today

    def found() -> InsuranceYear:
        last = last_day_covered(situation)
        return situation.policy.year_of(min(wanted, last) if last else wanted)

    return situation.once(("insurance year", wanted), found)


def anniversary_year(situation: Situation, day: date) -> InsuranceYear:
    """The year of `day`, also before the policy began: older years have a number < 1."""
    starts_on = situation.policy.starts_on
    number = day.year - starts_on.year
    while months_after(starts_on, 12 * number) <= day:
        number += 1
    return InsuranceYear.numbered(starts_on, number)


def premium_terms(situation: Situation, year: InsuranceYear) -> tuple[PremiumTerms, str]:
    term = situation.policy.premium.on(year.first_day)
    if term.value.minimum is not None and term.value.minimum_share is not None:
        raise ContradictoryTerms("premium.minimum", "premium.minimum_share")
    return term.value, term.clause


def reading(situation: Situation, year: InsuranceYear | None = None) -> Reading:
    terms, _ = premium_terms(situation, year or insurance_year(situation))
    if terms.minimum_share is not None:
        return Reading.MINIMUM_SHARE
    return Reading.CHARGED_ON if terms.charged_on != WHOLE else Reading.WHOLE_TURNOVER


def declared_turnover(situation: Situation, year: InsuranceYear) -> Money | None:
    """What was declared for the whole year; None as long as some of its days are not.
    Days declared again count as last declared, the longer of two declarations of one day;
    one that reaches beyond the year, or is partly replaced, counts by its days.
    """
    told = situation.all(TurnoverDeclared)
    ranked = sorted(told, key=lambda f: (f.on, f.last_day - f.first_day), reverse=True)
    missing = [(year.first_day, year.last_day)]
    amount = situation.policy.zero
    for fact in ranked:
        found, missing = _taken(missing, fact)
        whole = (fact.last_day - fact.first_day).days + 1
        if found == whole:
            amount = amount + fact.amount
        elif found:
            amount = amount + fact.amount.times(Decimal(found) / whole)
    return None if missing else amount


def is_declared(told: Iterable[TurnoverDeclared], first: date, last: date) -> bool:
    """These declarations cover every day of the period."""
    missing = [(first, last)]
    for fact in told:
        _, missing = _taken(missing, fact)
    return not missing


def _taken(missing: list[Days], fact: TurnoverDeclared) -> tuple[int, list[Days]]:
    """How many of the missing days a declaration tells of, and those still missing."""
    found, left = 0, list[Days]()
    for first, last in missing:
        since, until = max(first, fact.first_day), min(last, fact.last_day)
        if since > until:
            left.append((first, last))
            continue
        found += (until - since).days + 1
        if first < since:
            left.append((first, since - ONE_DAY))
        if until < last:
            left.append((until + ONE_DAY, last))
    return found, left


def minimum_premium(situation: Situation, year: date | None = None) -> Answer[Money]:
    within = insurance_year(situation, year)
    terms, clause = premium_terms(situation, within)
    return _minimum(situation, terms, clause, within)


def premium(situation: Situation, year: date | None = None) -> Answer[Money]:
    """Of the insurance year that holds `year`, as known today."""
    within = insurance_year(situation, year)
    terms, clause = premium_terms(situation, within)
    turnover = declared_turnover(situation, within)
    return _premium(situation, terms, clause, within, turnover)


def provisional_premium(situation: Situation, year: date | None = None) -> Answer[Money]:
    within = insurance_year(situation, year)
    terms, clause = premium_terms(situation, within)
    return _premium(situation, terms, clause, within, None)


def premium_is_final(situation: Situation, year: date | None = None) -> bool:
    return declared_turnover(situation, insurance_year(situation, year)) is not None


def premium_adjustment(situation: Situation, year: date | None = None) -> Answer[Money]:
    """What the declared turnover adds to the provisional premium; nothing until then."""
    now, before = premium(situation, year), provisional_premium(situation, year)
    value = now.value - before.value
    steps = (
        *before.steps,
        *now.steps,
        Step("premium_adjustment", Operation.MINUS, (now.value, before.value), value),
    )
    return Answer(value, situation.today, steps, now.clause)


def premium_due(situation: Situation, year: date | None = None) -> Answer[Money]:
    """What is still owed of the year's premium, before tax."""
    within = insurance_year(situation, year)
    paid = total(
        (f.amount for f in situation.all(PremiumPaid) if (f.year or f.on) in within),
        situation.policy.currency,
    )
    whole = premium(situation, year)
    value = (whole.value - paid).at_least(paid.zero())
    left = whole.value - paid
    steps = (
        *whole.steps,
        Step("premium_less_paid", Operation.MINUS, (whole.value, paid), left),
        Step("premium_due", Operation.AT_LEAST, (left, paid.zero()), value),
    )
    return Answer(value, situation.today, steps, whole.clause)


def premium_tax(
    situation: Situation, country: str, year: date | None = None
) -> Answer[Money]:
    """Insurance tax on a premium for buyers of this country; unsaid: raises."""
    within = insurance_year(situation, year)
    terms, clause = premium_terms(situation, within)
    rates = dict(terms.tax)
    rate = rates.get(country, rates.get(""))
    if rate is None:
        raise NoTermInForce("premium.tax", within.first_day)
    base = premium(situation, year).value
    value = base.times(rate).rounded()
    step = Step("premium_tax", Operation.TIMES, (base, rate), value, clause, rounded=True)
    return Answer(value, situation.today, (step,), clause)


def maximum_liability(situation: Situation, year: date | None = None) -> Answer[Money]:
    """The most the insurer pays for the losses of one insurance year. As a multiple of
    the premium it moves with it until the turnover is declared (`premium_is_final`).
    """
    within = insurance_year(situation, year)
    return situation.once(
        ("maximum liability", within), lambda: _liability(situation, within, premium, year)
    )


def premium_simulation(
    situation: Situation,
    *,
    turnover: Money | None = None,
    rate: Percentage | None = None,
    year: date | None = None,
) -> Simulation:
    """The premium with another turnover or rate, beside today's; the turnover takes the
    place of the declared one once the year is declared, else of the expected one.
    """
    within = insurance_year(situation, year)
    terms, clause = premium_terms(situation, within)
    declared = declared_turnover(situation, within)
    other = replace(terms, rate=rate or terms.rate)
    if declared is None and turnover is not None:
        other = replace(other, expected_turnover=turnover)
    elif turnover is not None:
        declared = turnover
    simulated = _premium(situation, other, clause, within, declared)
    return Simulation(
        simulated,
        _liability(situation, within, lambda _situation, _year: simulated, year),
        premium(situation, year),
        maximum_liability(situation, year),
    )


def _liability(
    situation: Situation, within: InsuranceYear, premium_of: PremiumOf, year: date | None
) -> Answer[Money]:
    term = situation.policy.maximum_liability.on(within.first_day)
    if isinstance(term.value, FixedLiability):
        amount = term.value.amount
        step = Step("maximum_liability", Operation.GIVEN, (amount,), amount, term.clause)
        return Answer(amount, situation.today, (step,), term.clause)
    base = premium_of(situation, year)
    multiple = term.value.multiple
    value = base.value.times(multiple)
    step = Step(
        "maximum_liability", Operation.TIMES, (base.value, multiple), value, term.clause
    )
    return Answer(value, situation.today, (*base.steps, step), term.clause)


def _premium(
    situation: Situation,
    terms: PremiumTerms,
    clause: str,
    year: InsuranceYear,
    declared: Money | None,
) -> Answer[Money]:
    minimum = _minimum(situation, terms, clause, year)
    if declared is None and terms.minimum_share is not None:
        step = Step("premium", Operation.GIVEN, (minimum.value,), minimum.value, clause)
        return Answer(minimum.value, situation.today, (*minimum.steps, step), clause)
    rate = _said(terms.rate, "premium.rate", year)
    turnover, label = declared, "declared_turnover"
    if turnover is None:
        turnover = _said(terms.expected_turnover, "premium.expected_turnover", year)
        label = "expected_turnover"
    charged = turnover.times(rate).times(terms.charged_on).rounded()
    value = charged.at_least(minimum.value)
    inputs = (rate, terms.charged_on, turnover)
    steps = (
        *minimum.steps,
        Step(label, Operation.GIVEN, (turnover,), turnover, clause),
        Step("premium_on_turnover", Operation.TIMES, inputs, charged, clause, rounded=True),
        Step("premium", Operation.AT_LEAST, (charged, minimum.value), value, clause),
    )
    return Answer(value, situation.today, steps, clause)


def _minimum(
    situation: Situation, terms: PremiumTerms, clause: str, year: InsuranceYear
) -> Answer[Money]:
    if terms.minimum_share is None:
        value = terms.minimum or situation.policy.zero
        step = Step("minimum_premium", Operation.GIVEN, (value,), value, clause)
        return Answer(value, situation.today, (step,), clause)
    rate = _said(terms.rate, "premium.rate", year)
    expected = _said(terms.expected_turnover, "premium.expected_turnover", year)
    value = expected.times(rate).times(terms.minimum_share).rounded()
    inputs = (rate, terms.minimum_share, expected)
    step = Step("minimum_premium", Operation.TIMES, inputs, value, clause, rounded=True)
    return Answer(value, situation.today, (step,), clause)


def _said(value: T | None, name: str, year: InsuranceYear) -> T:
    if value is None:
        raise NoTermInForce(name, year.first_day)
    return value
