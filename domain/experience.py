"""What the years show: losses over turnover, indemnities over premiums (CONTRACT §8).

A year counts as known once its turnover is declared for all of its days; years before
the policy count too when they were told. Losses are claims before the percentage, in the
year of their date of loss. The loss ratio falls back on the years gone by when no
turnover was ever declared, for their premiums are known all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.claims import reckonings
from domain.errors import NotKnown
from domain.facts import Loss, TurnoverDeclared
from domain.money import Money, Percentage, total
from domain.premium import (
    anniversary_year,
    declared_turnover,
    insurance_year,
    premium,
    premium_terms,
)
from domain.record import Situation
from domain.spans import InsuranceYear
from domain.steps import Answer, Operation, Step

YEARS = 3


def bad_debt_ratio(situation: Situation, year: date | None = None) -> Answer[Percentage]:
    """The moyenne contentieuse: losses ÷ turnover."""
    years = [anniversary_year(situation, year)] if year else _known(situation)[-YEARS:]
    currency = situation.policy.currency
    turnover = [declared_turnover(situation, each) for each in years]
    if not years or None in turnover:
        raise NotKnown("turnover_declared", situation.today)
    known = tuple(amount for amount in turnover if amount is not None)
    losses = tuple(losses_of(situation, each) for each in years)
    return _ratio(
        situation, "bad_debt_ratio", ("losses", losses), ("turnover", known), currency
    )


def loss_ratio(situation: Situation, year: date | None = None) -> Answer[Percentage]:
    """S/P: indemnities ÷ premiums."""
    years = [insurance_year(situation, year)] if year else _insured(situation)[-YEARS:]
    currency = situation.policy.currency
    paid = tuple(indemnities_of(situation, each) for each in years)
    premiums = tuple(premium(situation, each.first_day).value for each in years)
    return _ratio(
        situation, "loss_ratio", ("indemnities", paid), ("premiums", premiums), currency
    )


def losses_of(situation: Situation, year: InsuranceYear) -> Money:
    """Claims before the percentage, and older losses known only by their total."""
    claimed = [
        max(each.covered_loss, each.covered_loss.zero())
        for each in reckonings(situation)
        if anniversary_year(situation, each.claim.date_of_loss) == year
        and each.claim.date_of_loss <= situation.today
    ]
    told = [f.amount for f in situation.all(Loss) if f.on in year]
    return total((*claimed, *told), situation.policy.currency)


def indemnities_of(situation: Situation, year: InsuranceYear) -> Money:
    settled = [
        each.settled
        for each in reckonings(situation)
        if each.settled is not None and each.year == year
    ]
    return total(settled, situation.policy.currency)


def break_even(situation: Situation) -> Answer[Money]:
    """The year's losses at which indemnities make up for the premium: what the first
    loss absorbs must be lost too, before the percentage.
    """
    year = insurance_year(situation)
    cost = premium(situation)
    first = situation.policy.aggregate_first_loss.on(year.first_day)
    percentage = situation.policy.insured_percentage.on(situation.today)
    absorbed = first.value or situation.policy.zero
    needed = cost.value + absorbed
    whole = 1 / percentage.value.value
    value = needed.times(whole).rounded()
    steps = (
        *cost.steps,
        Step("to_make_up", Operation.PLUS, (cost.value, absorbed), needed, first.clause),
        Step(
            "break_even",
            Operation.TIMES,
            (needed, whole),
            value,
            percentage.clause,
            rounded=True,
        ),
    )
    return Answer(value, situation.today, steps, percentage.clause)


def premium_rate(situation: Situation) -> Percentage | None:
    """What the bad debt ratio is compared with."""
    terms, _ = premium_terms(situation, insurance_year(situation))
    return terms.rate


def _known(situation: Situation) -> list[InsuranceYear]:
    """Years whose turnover is declared, the oldest first."""
    told = situation.all(TurnoverDeclared)
    days = [day for fact in told for day in (fact.first_day, fact.last_day)]
    years = {anniversary_year(situation, day) for day in days}
    return [y for y in sorted(years) if declared_turnover(situation, y) is not None]


def _insured(situation: Situation) -> list[InsuranceYear]:
    """Known years of the policy; none: those gone by; none: the current one."""
    known = [year for year in _known(situation) if year.number >= 1]
    if known:
        return known
    policy, current = situation.policy, insurance_year(situation)
    gone = [InsuranceYear.numbered(policy.starts_on, n + 1) for n in range(current.number)]
    return [year for year in gone if year.last_day < situation.today] or [current]


def _ratio(
    situation: Situation,
    label: str,
    above: tuple[str, tuple[Money, ...]],
    below: tuple[str, tuple[Money, ...]],
    currency: str,
) -> Answer[Percentage]:
    upper, lower = total(above[1], currency), total(below[1], currency)
    if not lower:
        raise NotKnown(below[0], situation.today)
    value = Percentage(upper.amount / lower.amount).rounded()
    steps = (
        Step(above[0], Operation.PLUS, _some(above[1], currency), upper),
        Step(below[0], Operation.PLUS, _some(below[1], currency), lower),
        Step(label, Operation.RATIO, (upper, lower), value, rounded=True),
    )
    return Answer(value, situation.today, steps)


def _some(amounts: Iterable[Money], currency: str) -> tuple[Money, ...]:
    return tuple(amounts) or (total((), currency),)
