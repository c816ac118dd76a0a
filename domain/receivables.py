"""What buyers owe, day by day.

The amount that counts for cover is net of VAT, or gross if the policy covers VAT. A
receipt is gross; it goes to the oldest invoices by (due date, issue, number), or to the
one it names where the policy reads receipts so; what it pays of an invoice with VAT
reduces net and VAT in proportion. What is left over is an advance for the next invoice.
Receipts of one day are taken together, after that day's deliveries and credit notes.
An invoice counts from its delivery. Inside a ledger, amounts are plain decimals of the
policy's currency: a hundred thousand of them must be quick.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from domain.facts import (
    CreditNote,
    Delivery,
    Dispute,
    DisputeState,
    Extension,
    Invoice,
    Payment,
)
from domain.money import Money, total
from domain.policy import ClaimsThreshold, Policy, Receipts
from domain.record import Account, Situation
from domain.spans import months_after
from domain.steps import Answer, Operation, Step

G = TypeVar("G", Extension, Dispute)
D = TypeVar("D")

NOTHING = Decimal(0)
NOT_DUE = date(9000, 12, 31)  # what is not yet invoiced
Place = tuple[date, date, str]  # in the queue of open invoices: due, issued, number


@dataclass(slots=True, eq=False)
class Receivable:
    """An invoice, or a delivery not yet invoiced, as it stands today."""

    number: str
    buyer: str
    delivered_on: date
    issued_on: date
    due_on: date  # the first one: extensions do not move it
    counted: Decimal  # the amount that counts for cover
    gross: Decimal
    invoice: Invoice | None  # None: not yet invoiced
    extensions: tuple[Extension, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    place: Place = field(init=False)  # in the queue of open invoices

    def __post_init__(self) -> None:
        self.place = (self.due_on, self.issued_on, self.number)

    def counted_of(self, gross: Decimal) -> Decimal:
        """The part that counts for cover of what is open."""
        if gross == self.gross:
            return self.counted
        return self.counted * gross / self.gross if gross else NOTHING

    def disputed_on(self, day: date) -> bool:
        """A dispute closed on the day it was opened was none."""
        told = [each for each in self.disputes if each.on <= day]
        if not told:
            return False
        last = told[-1].on
        return all(d.state is DisputeState.OPENED for d in told if d.on == last)


@dataclass(slots=True, eq=False)
class Ledger:
    """What is open after a day, and what was seen on the way there."""

    day: date
    open: dict[str, Decimal] = field(default_factory=dict)  # gross, by number
    stopped: dict[str, str] = field(default_factory=dict)  # delivered after this one's stop
    advance: Decimal = NOTHING
    paid_on: dict[str, date] = field(default_factory=dict)
    queue: list[Place] = field(default_factory=list)  # of what is open, the oldest first


def receivables(situation: Situation, buyer: str) -> dict[str, Receivable]:
    """Every invoice known today, and what was delivered without one, by number."""
    account = situation.account(buyer)
    return account.once("receivables", lambda: _receivables(situation, account))


def receivable(situation: Situation, number: str) -> Receivable:
    return receivables(situation, situation.buyer_of(number))[number]


def ledger(situation: Situation, buyer: str, day: date | None = None) -> Ledger:
    """Receipts up to `day`, imputed."""
    account = situation.account(buyer)
    until = min(day or situation.today, situation.today)
    return account.once(("ledger", until), lambda: _ledger(situation, account, until))


def open_amount(situation: Situation, number: str, day: date | None = None) -> Money:
    """What counts for cover of what is still open of an invoice."""
    one = receivable(situation, number)
    gross = ledger(situation, one.buyer, day).open.get(number, NOTHING)
    return Money(one.counted_of(gross), situation.policy.currency)


def outstanding(situation: Situation, buyer: str, day: date | None = None) -> Answer[Money]:
    """The sum of a buyer's open amounts that count."""
    situation.buyer_named(buyer)
    known = receivables(situation, buyer)
    opened = ledger(situation, buyer, day).open
    currency = situation.policy.currency
    amounts = {n: Money(known[n].counted_of(g), currency) for n, g in opened.items() if g}
    value = total(amounts.values(), currency)
    steps = [
        Step(f"open:{number}", Operation.GIVEN, (amount,), amount)
        for number, amount in sorted(amounts.items())
    ]
    addends = tuple(amounts[number] for number in sorted(amounts)) or (value,)
    steps.append(Step("outstanding", Operation.PLUS, addends, value))
    return Answer(value, situation.today, tuple(steps))


def owed(situation: Situation, buyer: str) -> Money:
    """A buyer's outstanding today, without the steps that lead to it."""
    account = situation.account(buyer)
    return account.once("owed", lambda: _owed(situation, account))


def _owed(situation: Situation, account: Account) -> Money:
    known = receivables(situation, account.buyer.name)
    opened = ledger(situation, account.buyer.name).open
    counted = (known[number].counted_of(gross) for number, gross in opened.items() if gross)
    return Money(sum(counted, NOTHING), situation.policy.currency)


def peak_outstanding(situation: Situation, buyer: str) -> Money:
    """The highest outstanding of the last twelve months, today's included."""
    account = situation.account(buyer)
    since = months_after(situation.today, -12)
    highest = before = NOTHING
    for day, amount in account.once("daily", lambda: _daily(situation, account)):
        if day <= since:
            before = amount
        else:
            highest = max(highest, amount)
    return Money(max(highest, before), situation.policy.currency).rounded()


def unpaid_invoices(situation: Situation, buyer: str) -> list[Receivable]:
    """The oldest first; what is not yet invoiced is not due."""
    known = receivables(situation, buyer)
    queue = ledger(situation, buyer).queue
    return [known[place[2]] for place in queue if known[place[2]].invoice]


def oldest_unpaid(situation: Situation, buyer: str) -> Receivable | None:
    """By due date."""
    known = receivables(situation, buyer)
    queue = ledger(situation, buyer).queue
    return next((known[p[2]] for p in queue if known[p[2]].invoice), None)


def last_paid(situation: Situation, buyer: str) -> Receivable | None:
    known = receivables(situation, buyer)
    paid_on = ledger(situation, buyer).paid_on
    paid = (known[number] for number in paid_on if known[number].invoice)
    return max(paid, key=lambda one: (paid_on[one.number], one.place), default=None)


def oldest_stopping(situation: Situation, buyer: str) -> Receivable | None:
    """The oldest unpaid invoice that starts, or will start, a stop of deliveries."""
    found, policy = ledger(situation, buyer), situation.policy
    return next(
        (
            one
            for one in unpaid_invoices(situation, buyer)
            if _starts_stop(policy, one, found, situation.today)
        ),
        None,
    )


def extended_due_on(situation: Situation, one: Receivable) -> date | None:
    """The last longer due date that counts: agreed, or within what needs no consent."""
    counting = [
        each.due_on
        for each in one.extensions
        if each.agreed or _needs_no_consent(situation, one, each)
    ]
    return counting[-1] if counting else None


def extended_too_far(situation: Situation, one: Receivable) -> Extension | None:
    """The extension past what needs no consent, to which nobody consented."""
    agreed = max((e.due_on for e in one.extensions if e.agreed), default=date.min)
    for each in one.extensions:
        period = situation.policy.maximum_extension_period.on(each.on).value
        if period and each.due_on > max(period.after(one.due_on), agreed):
            return each
    return None


def _needs_no_consent(situation: Situation, one: Receivable, extension: Extension) -> bool:
    period = situation.policy.maximum_extension_period.on(extension.on).value
    return period is not None and extension.due_on <= period.after(one.due_on)


def payable_on(situation: Situation, one: Receivable) -> date:
    """When the buyer must pay: the extended due date, else the first one."""
    return extended_due_on(situation, one) or one.due_on


def _receivables(situation: Situation, account: Account) -> dict[str, Receivable]:
    extensions = _by_invoice(account.all(Extension))
    disputes = _by_invoice(account.all(Dispute))
    covers_vat = situation.policy.covers_vat
    found = {}
    for invoice in account.all(Invoice):
        gross = invoice.net.amount + invoice.vat.amount
        with_vat = covers_vat.on(invoice.delivered_on).value
        found[invoice.number] = Receivable(
            invoice.number,
            invoice.buyer,
            invoice.delivered_on,
            invoice.on,
            invoice.due_on,
            gross if with_vat else invoice.net.amount,
            gross,
            invoice,
            tuple(extensions.get(invoice.number, ())),
            tuple(disputes.get(invoice.number, ())),
        )
    for delivery in account.all(Delivery):
        for one in _not_invoiced(delivery, account):
            found[one.number] = one
    return found


def _not_invoiced(delivery: Delivery, account: Account) -> Iterator[Receivable]:
    """A delivery stands until the invoice of its number, or of its day, is known."""
    for invoice in account.all(Invoice):
        if delivery.number == invoice.number or (
            not delivery.number and invoice.delivered_on == delivery.on
        ):
            return
    number = delivery.number or f"delivery {delivery.on.isoformat()}"
    amount = delivery.amount.amount
    yield Receivable(
        number, delivery.buyer, delivery.on, delivery.on, NOT_DUE, amount, amount, None
    )


def _by_invoice(facts: Iterable[G]) -> dict[str, list[G]]:
    found: defaultdict[str, list[G]] = defaultdict(list)
    for fact in facts:
        found[fact.invoice].append(fact)
    return found


def _ledger(situation: Situation, account: Account, until: date) -> Ledger:
    imputing = _Imputing(situation, account, until)
    for day in imputing.days():
        imputing.live(day)
    return imputing.ledger


def opened_on(
    situation: Situation, buyer: str, days: Iterable[date]
) -> Iterator[Mapping[str, Decimal]]:
    """What is open (gross, by number) in the evening of each of these days, which follow
    each other: one pass through the buyer's days for all of them. A mapping holds until
    the next is asked for.
    """
    account = situation.account(buyer)
    imputing = _Imputing(situation, account, situation.today)
    coming = deque(imputing.days())
    for day in days:
        while coming and coming[0] <= day:
            imputing.live(coming.popleft())
        yield imputing.open


def _daily(situation: Situation, account: Account) -> list[tuple[date, Decimal]]:
    """The outstanding in the evening of each day on which it moved."""
    imputing = _Imputing(situation, account, situation.today)
    moved, whole, owed = list[tuple[date, Decimal]](), NOTHING, dict[str, Decimal]()
    for day in imputing.days():
        imputing.live(day)
        for number in imputing.touched:
            now = imputing.known[number].counted_of(imputing.open[number])
            whole += now - owed.get(number, NOTHING)
            owed[number] = now
        imputing.touched.clear()
        moved.append((day, whole))
    return moved


def imputations(situation: Situation, buyer: str) -> list[tuple[date, str, Decimal]]:
    """Which day took how much (gross) off which invoice."""
    account = situation.account(buyer)

    def taken() -> list[tuple[date, str, Decimal]]:
        imputing = _Imputing(situation, account, situation.today)
        for day in imputing.days():
            imputing.live(day)
        return imputing.taken

    return account.once("imputations", taken)


class _Imputing:
    """One pass through a buyer's days."""

    def __init__(self, situation: Situation, account: Account, until: date) -> None:
        self.policy = situation.policy
        self.known = receivables(situation, account.buyer.name)
        self.ledger = Ledger(until)
        self.open = self.ledger.open
        self.queue = self.ledger.queue
        self.touched: list[str] = []
        self.taken: list[tuple[date, str, Decimal]] = []
        self.held: defaultdict[str, Decimal] = defaultdict(Decimal)  # for what is to come
        self.deliveries = _days((r.delivered_on, r) for r in self.known.values())
        self.notes = _days((f.on, f) for f in account.all(CreditNote))
        self.payments = _days((f.on, f) for f in account.all(Payment))

    def days(self) -> list[date]:
        until = self.ledger.day
        moving = {*self.deliveries, *self.notes, *self.payments}
        return sorted(day for day in moving if day <= until)

    def live(self, day: date) -> None:
        delivered = self.deliveries.get(day, ())
        for one in delivered:
            self.open[one.number] = one.gross
            self.touched.append(one.number)
            if one.gross:
                insort(self.queue, one.place)
            if one.number in self.held:
                self._hold_or_pay(one.number, self.held.pop(one.number), day)
        self._credit(self.notes.get(day, ()), day)
        self._receive(self.payments.get(day, ()), day)
        if delivered:
            self._note_stop(delivered, day)

    def _credit(self, notes: Iterable[CreditNote], day: date) -> None:
        for note in notes:
            credit = note.net.amount + note.vat.amount
            self.ledger.advance += self._pay(note.invoice, credit, day)

    def _receive(self, payments: Iterable[Payment], day: date) -> None:
        for payment in payments:
            amount = payment.amount.amount
            if self.policy.receipts.on(day).value is Receipts.AS_NAMED:
                self._hold_or_pay(payment.invoice, amount, day)
            else:
                self.ledger.advance += amount
        while self.ledger.advance > 0 and self.queue:
            self.ledger.advance = self._pay(self.queue[0][2], self.ledger.advance, day)

    def _hold_or_pay(self, number: str, amount: Decimal, day: date) -> None:
        """What names an invoice still to be delivered is kept for it."""
        if number and number not in self.open:
            self.held[number] += amount
        else:
            self.ledger.advance += self._pay(number, amount, day)

    def _pay(self, number: str, amount: Decimal, day: date) -> Decimal:
        """Reduce what is open of an invoice; give what is left of the amount."""
        before = self.open.get(number, NOTHING)
        used = min(before, amount)
        if used <= 0:
            return amount
        self.open[number] = after = before - used
        self.touched.append(number)
        self.taken.append((day, number, used))
        if not after:
            self.ledger.paid_on[number] = day
            del self.queue[bisect_left(self.queue, self.known[number].place)]
        return amount - used

    def _note_stop(self, delivered: Iterable[Receivable], day: date) -> None:
        """Deliveries made while the buyer's oldest unpaid invoice was too long overdue."""
        oldest = stopped_by(self.policy, self.known, self.ledger, day)
        if oldest:
            self.ledger.stopped.update((one.number, oldest) for one in delivered)


def stopped_by(
    policy: Policy, known: Mapping[str, Receivable], found: Ledger, day: date
) -> str:
    """The invoice overdue so long that new deliveries are not covered, or nothing."""
    stop = policy.stop_of_deliveries.on(day).value
    if stop is None:
        return ""
    for place in found.queue:
        if stop.after(place[0]) >= day:
            return ""
        if _starts_stop(policy, known[place[2]], found, day):
            return place[2]
    return ""


def _starts_stop(policy: Policy, one: Receivable, found: Ledger, day: date) -> bool:
    """A disputed invoice, or one below the threshold, does not."""
    if one.disputed_on(day):
        return False
    if not policy.claims_threshold.is_said:
        return True
    threshold = policy.claims_threshold.on(policy.year_of(day).first_day).value
    return threshold is None or _weight(one, found, threshold) >= threshold.amount.amount


def _weight(one: Receivable, found: Ledger, threshold: ClaimsThreshold) -> Decimal:
    opened = found.open[one.number]
    if threshold.with_vat or one.invoice is None or not one.gross:
        return opened
    return one.invoice.net.amount * opened / one.gross


def _days(dated: Iterable[tuple[date, D]]) -> dict[date, list[D]]:
    found: defaultdict[date, list[D]] = defaultdict(list)
    for day, each in dated:
        found[day].append(each)
    return found


def overdue(situation: Situation, buyer: str) -> list[Receivable]:
    """Unpaid past the day the buyer must pay, the oldest first."""
    known = receivables(situation, buyer)
    unpaid = (known[place[2]] for place in ledger(situation, buyer).queue)
    return [one for one in unpaid if payable_on(situation, one) < situation.today]


LONGEST_TERM = timedelta(days=60)  # from the invoice (L441-10)
SUMMARY_TERM = timedelta(days=45)
END_OF_MONTH = 45


def longer_than_the_law(one: Receivable) -> bool:
    """Due later than French firms may agree among themselves: a warning, no refusal."""
    if one.invoice is None:
        return False
    if one.invoice.summary:
        return one.due_on > one.issued_on + SUMMARY_TERM
    terms = one.invoice.terms
    if terms and terms.end_of_month and terms.span.months == 0 and not terms.then_on:
        return terms.span.days > END_OF_MONTH
    return one.due_on > one.issued_on + LONGEST_TERM
