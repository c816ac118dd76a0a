"""Duties that come back with the periods of the policy: declarations, payments, notice.

Periods are counted from the first day of the policy. Each premium payment settles one of
them, in their order; notice is given the stated months before the last day of the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from domain.acts import acts
from domain.deadlines import Deadline, DutyState, Origin, dated_on
from domain.facts import PolicyEnded, PremiumPaid, TurnoverDeclared
from domain.policy import DutyRule, Event, Scope
from domain.premium import insurance_year, is_declared, last_day_covered
from domain.record import COMPANY, Situation
from domain.spans import ONE_DAY, InsuranceYear, Span, months_after


def of_period_and_year(situation: Situation) -> list[Deadline]:
    return [*declarations(situation), *_policy_rules(situation), *notice(situation)]


def _periods(situation: Situation, months: int) -> Iterator[tuple[date, date]]:
    """The periods begun by today, from the first day of the policy."""
    starts_on, number = situation.policy.starts_on, 0
    last = last_day_covered(situation)
    until = min(situation.today, last) if last else situation.today
    while (first := months_after(starts_on, months * number)) <= until:
        number += 1
        yield first, months_after(starts_on, months * number) - ONE_DAY


def declarations(situation: Situation) -> Iterator[Deadline]:
    policy = situation.policy
    if not policy.premium.is_said:
        return
    declared = situation.all(TurnoverDeclared)
    found = acts(situation.account(COMPANY), "turnover_declaration")
    every = policy.premium.on(insurance_year(situation).first_day)
    if every.value.declaration is None:
        return
    for first, last in _periods(situation, every.value.declaration.every.months):
        term = policy.premium.on(policy.year_of(first).first_day)
        declaration = term.value.declaration or every.value.declaration
        days = _declared_on(declared, first, last)
        days += [act.on for act in found if act.period == first]
        yield _of_period(
            situation,
            "turnover_declaration",
            (first, last),
            declaration.due,
            term.clause,
            days,
        )


def _declared_on(told: list[TurnoverDeclared], first: date, last: date) -> list[date]:
    """The day by which the whole period was declared, in one go or piece by piece."""
    about = [f for f in told if f.first_day <= last and f.last_day >= first]
    days = sorted({f.on for f in about})
    done = (d for d in days if is_declared((f for f in about if f.on <= d), first, last))
    return list(islice(done, 1))


def _policy_rules(situation: Situation) -> Iterator[Deadline]:
    """Rules of policy scope, from the end of a period or of the insurance year."""
    policy = situation.policy
    for term in policy.duties.values:
        for rule in term.value:
            if rule.scope is not Scope.POLICY:
                continue
            periods = _periods(situation, _months_of(situation, rule))
            for place, (first, last) in enumerate(periods):
                if rule in policy.duties.on(last).value:
                    yield _by_rule(situation, rule, term.clause, (first, last), place)


def _months_of(situation: Situation, rule: DutyRule) -> int:
    if rule.event is not Event.PERIOD_END or not situation.policy.premium.is_said:
        return 12
    declaration = situation.policy.premium.values[-1].value.declaration
    return declaration.every.months if declaration else 12


def _by_rule(
    situation: Situation,
    rule: DutyRule,
    clause: str,
    period: tuple[date, date],
    place: int,
) -> Deadline:
    """Each payment of premium settles one period, in their order."""
    first, last = period
    account = situation.account(COMPANY)
    days = [act.on for act in acts(account, rule.duty) if act.on >= first]
    if rule.duty == "turnover_declaration":
        days = _declared_on(situation.all(TurnoverDeclared), first, last)
    if rule.duty == "premium_payment":
        days += sorted(f.on for f in situation.all(PremiumPaid))[place : place + 1]
    found = _of_period(
        situation, rule.duty, period, rule.closes, rule.clause or clause, days
    )
    opens_on = rule.opens.after(last) if rule.opens else last
    return replace(found, opens_on=opens_on, consequence=rule.consequence)


def _of_period(
    situation: Situation,
    duty: str,
    period: tuple[date, date],
    closes: Span,
    clause: str,
    days: Iterable[date],
) -> Deadline:
    first, last = period
    last_day = closes.after(last)
    found = dated_on(
        situation,
        duty=duty,
        event=(Event.PERIOD_END.value, last),
        last_day=last_day,
        clause=clause,
        origin=Origin.POLICY,
    )
    found = replace(found, period=first)
    done = min(days, default=None)
    if done is None:
        return found
    return replace(found, state=DutyState.DISCHARGED, done_on=done, late=done > last_day)


def notice(situation: Situation) -> Iterator[Deadline]:
    """Notice for the current year; once its last day has passed, for the next."""
    policy, today = situation.policy, situation.today
    if situation.all(PolicyEnded) or today < policy.starts_on:
        return
    year = insurance_year(situation)
    term = policy.notice_to_end.on(year.first_day)
    if term.value is None:
        return
    if term.value.before(year.last_day) < today:
        year = InsuranceYear.numbered(policy.starts_on, year.number + 1)
    found = dated_on(
        situation,
        duty="notice_to_end",
        event=(Event.YEAR_END.value, year.last_day),
        last_day=term.value.before(year.last_day),
        clause=term.clause,
        origin=Origin.POLICY,
    )
    days = [act.on for act in acts(situation.account(COMPANY), "notice_to_end")]
    done = next((day for day in days if day in year), None)
    found = replace(found, opens_on=year.first_day, period=year.first_day)
    yield replace(found, state=DutyState.DISCHARGED, done_on=done) if done else found
