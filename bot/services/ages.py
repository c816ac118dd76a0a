"""Open invoices by their age: the aged balance that accountants know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.money import Money
from domain.receivables import ledger, payable_on, unpaid_invoices
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


def _open(situation: Situation) -> Iterator[tuple[int, Money]]:
    """Days overdue and open amount of every invoice."""
    for buyer in situation.record.names:
        found = ledger(situation, buyer)
        for one in unpaid_invoices(situation, buyer):
            days = (situation.today - payable_on(situation, one)).days
            yield days, Money(found.open[one.number], situation.policy.currency)
