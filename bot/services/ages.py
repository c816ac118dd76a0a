"""Open invoices by their age: the aged balance that accountants know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.money import Money
from domain.receivables import ledger, payable_on, receivables
from domain.record import Situation


@dataclass(frozen=True, slots=True)
class Age:
    """`label` is a key of labels.pictures.buckets; `up_to` days overdue, None: more."""

    label: str
    up_to: int | None
    tone: str
    amount: Money


def aged_balance(situation: Situation) -> list[Age]:
    """By the day each invoice must be paid; amounts with VAT."""
    zero = situation.policy.zero
    ages = [
        Age("not_due", 0, "safe", zero),
        Age("d30", 30, "warn", zero),
        Age("d60", 60, "warn", zero),
        Age("d90", 90, "alarm", zero),
        Age("older", None, "alarm", zero),
    ]
    for days, amount in _open(situation):
        place = next(n for n, age in enumerate(ages) if _holds(age, days))
        ages[place] = replace(ages[place], amount=ages[place].amount + amount)
    return ages


def _holds(age: Age, days: int) -> bool:
    return age.up_to is None or days <= age.up_to


def _open(situation: Situation) -> list[tuple[int, Money]]:
    """Days overdue and open amount of every invoice."""
    found = []
    for buyer in situation.record.names:
        known = receivables(situation, buyer)
        for number, gross in ledger(situation, buyer).open.items():
            one = known[number]
            if gross and one.invoice is not None:
                days = (situation.today - payable_on(situation, one)).days
                found.append((days, Money(gross, situation.policy.currency)))
    return found
