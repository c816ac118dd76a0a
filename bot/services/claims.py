"""What an unpaid buyer would bring, and what its claim file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.claims import indemnity, uninsured_rest
from domain.cover import Refusal, parts, refusals_of
from domain.deadlines import Deadline, DutyState, Origin
from domain.duties import deadlines
from domain.money import Money
from domain.receivables import ledger, receivables
from domain.record import Situation
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One open invoice: what is owed with VAT, what is insured in the claims' basis."""

    invoice: str
    delivered_on: date
    due_on: date
    open: Money
    insured: Money
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    indemnity: Answer[Money]
    uninsured_rest: Answer[Money]
    lines: tuple[InvoiceLine, ...]
    deadline: Deadline | None  # the next one that the indemnity hangs on


def estimate(situation: Situation, buyer: str) -> Estimate:
    """Raises `UnknownBuyer`, or `NoTermInForce` where the policy is silent."""
    return Estimate(
        indemnity(situation, buyer),
        uninsured_rest(situation, buyer),
        tuple(invoice_lines(situation, buyer)),
        next_duty(situation, buyer),
    )


def next_duty(situation: Situation, buyer: str) -> Deadline | None:
    """The policy's next deadline about this buyer, one already missed included."""
    about_cover = (
        each
        for each in deadlines(situation, buyer)
        if each.origin is Origin.POLICY and each.state is not DutyState.DISCHARGED
    )
    return min(about_cover, key=lambda each: each.last_day, default=None)


def invoice_lines(situation: Situation, buyer: str) -> Iterator[InvoiceLine]:
    known, insured = receivables(situation, buyer), parts(situation, buyer)
    currency = situation.policy.currency
    for number, gross in ledger(situation, buyer).open.items():
        if not gross:
            continue
        one, part = known[number], insured.get(number)
        amount = part.insured if part else situation.policy.zero.amount
        yield InvoiceLine(
            number,
            one.delivered_on,
            one.due_on,
            Money(gross, currency),
            Money(amount, currency),
            refusals_of(situation, one),
        )
