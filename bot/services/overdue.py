"""Who is late, how long, and until when each debt can still be declared.

Amounts are with VAT, as a ledger shows them. What is in a claim already is the claim's
business: it is counted apart, not among what is still to be declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.services.obligations import is_declaration
from bot.services.pages import Page, page
from domain.deadlines import Deadline, DutyState
from domain.duties import of_invoice
from domain.losses import filed_claims
from domain.money import Money, total
from domain.receivables import Receivable, ledger, overdue, payable_on
from domain.record import Situation

BUCKETS = (30, 60, 90)  # days; whatever is older stands in one more


@dataclass(frozen=True, slots=True)
class LateInvoice:
    invoice: Receivable
    open: Money  # with VAT
    days: int  # since the day it had to be paid
    bucket: int
    declare: Deadline | None  # the policy's next declaration about it; None: no rule
    claimed: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """Days late, from `first` to `last`; `last` 0: and more."""

    first: int
    last: int
    amount: Money
    count: int


@dataclass(frozen=True, slots=True)
class Late:
    """What one buyer is late with, claims left out."""

    amount: Money
    days: int  # of the oldest; 0: nothing is late


@dataclass(frozen=True, slots=True)
class OverdueView:
    total: Money
    buyers: int
    buckets: tuple[Bucket, ...]
    page: Page[LateInvoice]
    claimed: Money  # late too, but handed over to the insurer


def overdue_view(situation: Situation, buyer: str = "", number: int = 1) -> OverdueView:
    """Of one buyer, or of all; the oldest first."""
    names = [buyer] if buyer else list(situation.record.names)
    found = [one for name in names for one in late_invoices(situation, name)]
    open_ones = sorted(
        (one for one in found if not one.claimed),
        key=lambda one: (-one.days, one.invoice.buyer, one.invoice.number),
    )
    currency = situation.policy.currency
    return OverdueView(
        total((one.open for one in open_ones), currency),
        len({one.invoice.buyer for one in open_ones}),
        tuple(_buckets(open_ones, currency)),
        page(open_ones, number),
        total((one.open for one in found if one.claimed), currency),
    )


def of_buyer(situation: Situation, buyer: str) -> Late:
    late = [one for one in late_invoices(situation, buyer) if not one.claimed]
    amount = total((one.open for one in late), situation.policy.currency)
    return Late(amount, max((one.days for one in late), default=0))


def late_invoices(situation: Situation, buyer: str) -> list[LateInvoice]:
    """The oldest first; reckoned once until something touches the buyer."""
    situation.buyer_named(buyer)
    return situation.account(buyer).once(
        "late invoices", lambda: list(_late(situation, buyer))
    )


def _late(situation: Situation, buyer: str) -> Iterator[LateInvoice]:
    opened = ledger(situation, buyer).open
    claimed = {n for claim in filed_claims(situation, buyer) for n in claim.numbers}
    for one in overdue(situation, buyer):
        days = (situation.today - payable_on(situation, one)).days
        yield LateInvoice(
            one,
            Money(opened[one.number], situation.policy.currency),
            days,
            _bucket(days),
            next_declaration(situation, one),
            one.number in claimed,
        )


def next_declaration(situation: Situation, one: Receivable) -> Deadline | None:
    """The last day to declare it: the earliest that is not done, one missed included."""
    to_declare = (
        each
        for each in of_invoice(situation, one)
        if is_declaration(each) and each.state is not DutyState.DISCHARGED
    )
    return min(to_declare, key=lambda each: each.last_day, default=None)


def _bucket(days: int) -> int:
    return sum(days > limit for limit in BUCKETS)


def _buckets(found: list[LateInvoice], currency: str) -> Iterator[Bucket]:
    firsts = (1, *(limit + 1 for limit in BUCKETS))
    for number, (first, last) in enumerate(zip(firsts, (*BUCKETS, 0), strict=True)):
        held = [one.open for one in found if one.bucket == number]
        if held:
            yield Bucket(first, last, total(held, currency), len(held))
