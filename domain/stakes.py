"""What hangs on what is done now: on a deadline, a limit reduced, an order delivered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from domain.claims import reckoning_if_filed
from domain.cover import (
    Refusal,
    insured_sum,
    order_cover,
    parts,
    percentages_of,
)
from domain.deadlines import Deadline
from domain.facts import Decision, LimitDecision, Order
from domain.limits import Limit, limit_on
from domain.money import Money, Percentage, total
from domain.receivables import (
    NOTHING,
    Receivable,
    open_amount,
    overdue,
    owed,
    payable_on,
    peak_outstanding,
)
from domain.record import Situation
from domain.steps import Answer, Operation, Step

THOUSAND = Decimal(1000)
HIGH_USAGE = Percentage(Decimal("0.80"))


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a limit of `amount` from today would leave: deliveries made before keep the
    limit of their own day, orders to come must find room under the new one.
    """

    buyer: str
    amount: Money
    still_covered: Money
    invoices: tuple[tuple[str, Money], ...]  # delivered, with their insured parts
    orders: tuple[tuple[Order, Money], ...]  # to be delivered, with what would be insured


@dataclass(frozen=True, slots=True)
class Usage:
    buyer: str
    outstanding: Money
    limit: Limit
    share: Percentage


@dataclass(frozen=True, slots=True)
class Exposure:
    """A company's receivables and how far they are insured."""

    outstanding: Money
    insured: Money
    orders: Money

    @property
    def uninsured(self) -> Money:
        return self.outstanding - self.insured


@dataclass(frozen=True, slots=True)
class Delivery:
    """Whether to deliver: yes only when the whole amount would be insured."""

    allowed: bool
    amount: Money
    insured: Money
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    receivable: Receivable
    amount: Money
    days: int


def at_stake(situation: Situation, deadline: Deadline) -> Money:
    """The indemnity that would be lost: of one invoice its insured part × percentage,
    of a buyer what a claim on him would pay, of the policy nothing that can be told.
    """
    if deadline.invoice:
        part = parts(situation, deadline.buyer).get(deadline.invoice)
        if part is None:
            return situation.policy.zero
        primary, complement = percentages_of(situation, part)
        amount = part.primary * primary.value + part.complement * complement.value
        return Money(amount, situation.policy.currency).rounded()
    if deadline.buyer:
        return reckoning_if_filed(situation, deadline.buyer).indemnity.value
    return situation.policy.zero


def suggested_limit(
    situation: Situation, buyer: str, planned: Money | None = None
) -> Answer[Money]:
    """The peak of the last twelve months plus the planned order, up to the next 1 000."""
    situation.buyer_named(buyer)
    peak = peak_outstanding(situation, buyer)
    more = planned or peak.zero()
    needed = peak + more
    thousands = (needed.amount / THOUSAND).quantize(Decimal(1), ROUND_CEILING)
    value = Money(thousands * THOUSAND, needed.currency)
    steps = (
        Step("peak_outstanding", Operation.GIVEN, (peak,), peak),
        Step("limit_needed", Operation.PLUS, (peak, more), needed),
        Step("suggested_limit", Operation.AT_LEAST, (needed, value), value),
    )
    return Answer(value, situation.today, steps)


def if_limit_reduced(situation: Situation, buyer: str, amount: Money) -> Reduction:
    """Reckoned as if the insurer's notice had come today, with effect today; deliveries
    made before today are untouched by it.
    """
    situation.buyer_named(buyer)
    notice = LimitDecision(
        on=situation.today, buyer=buyer, decision=Decision.REDUCED, amount=amount
    )
    after = situation.record.with_facts([notice]).on(situation.today)
    return _kept(after, buyer, amount)


def after_reduction(situation: Situation, buyer: str) -> Reduction:
    """The same once the limit is what it is today."""
    situation.buyer_named(buyer)
    return _kept(situation, buyer, limit_on(situation, buyer, situation.today).amount)


def limit_usage(situation: Situation, above: Percentage = HIGH_USAGE) -> list[Usage]:
    """Buyers that use more of their limit than this, the fullest first."""
    found = [
        usage
        for name in situation.record.names
        if (usage := usage_of(situation, name)) and above < usage.share
    ]
    return sorted(found, key=lambda usage: (-usage.share.value, usage.buyer))


def usage_of(situation: Situation, buyer: str) -> Usage | None:
    """None when the buyer has no limit to use."""
    limit = limit_on(situation, buyer, situation.today)
    whole = limit.amount + (limit.complement or limit.amount.zero())
    if not whole:
        return None
    debt = owed(situation, buyer)
    return Usage(buyer, debt, limit, Percentage(debt.amount / whole.amount).rounded())


def exposure(situation: Situation) -> Exposure:
    names, currency = situation.record.names, situation.policy.currency
    return Exposure(
        total((owed(situation, name) for name in names), currency),
        total((insured_sum(situation, name) for name in names), currency),
        total((o.amount for name in names for o in orders(situation, name)), currency),
    )


def can_deliver(situation: Situation, buyer: str, amount: Money) -> Delivery:
    cover = order_cover(situation, buyer, amount)
    insured = cover.insured.value
    return Delivery(insured == amount, amount, insured, cover.refusals)


def all_overdue(situation: Situation) -> list[Overdue]:
    """Of every buyer, the oldest first."""
    found = [one for name in situation.record.names for one in overdue(situation, name)]
    return [
        Overdue(
            one,
            open_amount(situation, one.number),
            (situation.today - payable_on(situation, one)).days,
        )
        for one in sorted(found, key=lambda one: one.place)
    ]


def orders(situation: Situation, buyer: str) -> list[Order]:
    """Orders still to be delivered, the first to be delivered first."""
    told = situation.account(buyer).all(Order)
    coming = [each for each in told if each.deliver_on >= situation.today]
    return sorted(coming, key=lambda each: each.deliver_on)


def _kept(situation: Situation, buyer: str, amount: Money) -> Reduction:
    currency = situation.policy.currency
    delivered = [
        (number, Money(part.insured, currency))
        for number, part in parts(situation, buyer).items()
        if part.receivable.delivered_on < situation.today or part.insured
    ]
    kept = sum((part.amount for _, part in delivered), NOTHING)
    coming, room = [], order_room(situation, buyer)
    for order in orders(situation, buyer):
        insured = order.amount.at_most(room)
        coming.append((order, insured))
        room = room - insured
    return Reduction(buyer, amount, Money(kept, currency), tuple(delivered), tuple(coming))


def order_room(situation: Situation, buyer: str) -> Money:
    """How much of a delivery made today would be insured at the most."""
    limit = limit_on(situation, buyer, situation.today)
    most = limit.amount + (limit.complement or limit.amount.zero())
    return order_cover(situation, buyer, most).insured.value
