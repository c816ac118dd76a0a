"""What the policyholder did about his duties, each act on the day the insurer received it.

An act about no invoice in particular is about all of the buyer's. What the insurer
acknowledges counts on the day he received it; acknowledged alone, it is an act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.facts import Acknowledgement, DutyDone, Extension, InterventionRequest
from domain.record import Account

INTERVENTION_REQUEST = "intervention_request"


@dataclass(frozen=True, slots=True)
class Act:
    on: date
    invoices: tuple[str, ...] = ()  # none named: all of the buyer's
    period: date | None = None


def acts(account: Account, duty: str) -> list[Act]:
    """What was done about a duty, each on the day the insurer received it."""
    return account.once(("acts", duty), lambda: _acts(account, duty))


def acts_about(account: Account, duty: str, number: str) -> list[Act]:
    """Those about one invoice: that name it, or none in particular."""
    by_number = account.once(("acts by invoice", duty), lambda: _named(acts(account, duty)))
    return [*by_number.get(number, ()), *by_number.get(None, ())]


def _named(found: Iterable[Act]) -> dict[str | None, list[Act]]:
    """By the invoices they name; None: those that name none."""
    by_number: defaultdict[str | None, list[Act]] = defaultdict(list)
    for act in found:
        for number in dict.fromkeys(act.invoices) or (None,):
            by_number[number].append(act)
    return by_number


def done_on(found: Iterable[Act], number: str, not_before: date) -> date | None:
    """The first act about this invoice (or, unnamed, about the buyer) since a day."""
    days = [
        act.on
        for act in found
        if act.on >= not_before
        and (not act.invoices or not number or number in act.invoices)
    ]
    return min(days, default=None)


def _acts(account: Account, duty: str) -> list[Act]:
    found = [
        Act(fact.on, (fact.invoice,) if fact.invoice else (), fact.period)
        for fact in account.all(DutyDone)
        if fact.duty == duty
    ]
    if duty == INTERVENTION_REQUEST:
        found += [Act(f.on, f.invoices) for f in account.all(InterventionRequest)]
    if duty == "extension_request":
        found += [Act(f.on, (f.invoice,)) for f in account.all(Extension) if f.agreed]
    for fact in account.all(Acknowledgement):
        if fact.duty == duty:
            _acknowledge(found, fact)
    return found


def _acknowledge(found: list[Act], fact: Acknowledgement) -> None:
    """The day the insurer received the act is the one that counts."""
    named = (fact.invoice,) if fact.invoice else ()
    matching = [
        act
        for act in found
        if act.on <= fact.on and (not named or not act.invoices or named[0] in act.invoices)
    ]
    if not matching:
        found.append(Act(fact.received_on or fact.on, named))
    elif fact.received_on:
        latest = max(matching, key=lambda act: (act.on, act.invoices))
        found[found.index(latest)] = replace(latest, on=fact.received_on)
