"""A buyer's claim file: everything the insurer asks for, gathered from the record.

Amounts in the basis of the claims say so by their name; `gross` and `open` are with VAT.
An invoice of a filed claim is insured as it stood at the date of loss, any other as it
stands today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.services.claims import next_duty
from domain.claims import Reckoning, buyer_reckonings
from domain.cover import Part, Refusal, parts, percentages_of, refusals_of
from domain.deadlines import INTERVENTION_REQUEST, Deadline, DutyState, Origin
from domain.duties import deadlines
from domain.facts import (
    Acknowledgement,
    BadNews,
    Buyer,
    Collection,
    CreditNote,
    Dunning,
    DutyDone,
    Fact,
    Guarantee,
    Insolvency,
    InstalmentPlan,
    InterventionRequest,
    LimitDecision,
    Payment,
)
from domain.help_routes import loss_payee
from domain.limits import limit_on
from domain.money import Money, Percentage, total
from domain.receivables import Receivable, ledger, opened_on, payable_on, receivables
from domain.record import Situation

PIECES = ("order", "delivery_note", "invoice", "statement", "correspondence", "terms")
OF_AN_INVOICE = frozenset({"order", "delivery_note", "invoice"})
OWN = frozenset({"statement"})  # drawn up in the file itself
STORY = (
    BadNews,
    Insolvency,
    InterventionRequest,
    DutyDone,
    Acknowledgement,
    Collection,
    Guarantee,
    InstalmentPlan,
)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One invoice; `counted` and `insured` are in the basis of the claims."""

    invoice: Receivable
    net: Money
    gross: Money
    open: Money
    payable_on: date  # the extended due date, where there is one
    counted: Money
    insured: Money
    percentage: Percentage | None  # None: nothing is insured
    limit: Money  # on the delivery day
    refusals: tuple[Refusal, ...]
    is_claimed: bool

    @property
    def above_limit(self) -> Money:
        """What no ground strikes and is not insured all the same."""
        if any(refusal.takes_cover for refusal in self.refusals):
            return self.counted.zero()
        return self.counted - self.insured

    @property
    def is_struck(self) -> bool:
        """There is something to explain."""
        return bool(self.refusals) or self.counted > self.insured


@dataclass(frozen=True, slots=True)
class ExposureDay:
    """The evening of a day on which something changed, in the basis of the claims."""

    on: date
    events: tuple[Fact, ...]
    owed: Money
    limit: Money


@dataclass(frozen=True, slots=True)
class Piece:
    """A paper the insurer asks for. `names`: what was sent for it; `of` its invoices."""

    kind: str
    of: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        return not self.names and self.kind not in OWN


@dataclass(frozen=True, slots=True)
class ClaimFile:
    buyer: Buyer
    on: date
    lines: tuple[FileLine, ...]
    open: Money
    counted: Money
    insured: Money
    reckonings: tuple[Reckoning, ...]
    deadline: Deadline | None  # the next one that the indemnity hangs on
    requests: tuple[Deadline, ...]  # every request still to be made, the soonest first
    exposure: tuple[ExposureDay, ...]
    receipts: tuple[Payment, ...]
    dunning: tuple[Dunning, ...]
    story: tuple[Fact, ...]
    payee: str  # "": the policyholder
    pieces: tuple[Piece, ...]

    @property
    def indemnity(self) -> Money:
        amounts = (each.indemnity.value for each in self.reckonings)
        return total(amounts, self.open.currency)

    @property
    def settled(self) -> Money | None:
        """What was agreed or paid; None as long as a claim still waits for it."""
        amounts = [each.settled for each in self.reckonings]
        known = [amount for amount in amounts if amount is not None]
        return total(known, self.open.currency) if len(known) == len(amounts) else None


def claim_file(
    situation: Situation, buyer: str, sent: Mapping[str, tuple[str, ...]] | None = None
) -> ClaimFile:
    """`sent`: the names of the papers received for this buyer, by kind of piece. Raises
    `UnknownBuyer`, or `NoTermInForce` where the policy is silent.
    """
    found = buyer_reckonings(situation, buyer)
    lines = tuple(_lines(situation, buyer, found))
    account, currency = situation.account(buyer), situation.policy.currency
    story = [fact for kind in STORY for fact in account.all(kind)]
    return ClaimFile(
        situation.buyer_named(buyer),
        situation.today,
        lines,
        total((line.open for line in lines), currency),
        total((line.counted for line in lines), currency),
        total((line.insured for line in lines), currency),
        found,
        next_duty(situation, buyer),
        _requests(situation, buyer),
        tuple(_exposure(situation, buyer)),
        tuple(sorted(account.all(Payment), key=lambda fact: fact.on)),
        tuple(sorted(account.all(Dunning), key=lambda fact: fact.on)),
        tuple(sorted(story, key=lambda fact: fact.on)),
        loss_payee(situation, buyer).value,
        tuple(_pieces(lines, sent or {})),
    )


def _lines(
    situation: Situation, buyer: str, found: tuple[Reckoning, ...]
) -> Iterator[FileLine]:
    known, today = receivables(situation, buyer), situation.today
    evening_of = {
        number: min(each.claim.date_of_loss, today)
        for each in found
        if each.claim.is_filed
        for number in each.claim.numbers
    }
    opened = ledger(situation, buyer).open
    unpaid = {number for number, gross in opened.items() if gross}
    shown = [known[number] for number in {*evening_of, *unpaid} if number in known]
    for one in sorted(shown, key=lambda one: one.place):
        day = evening_of.get(one.number, today)
        gross = ledger(situation, buyer, day).open.get(one.number, Decimal(0))
        part = parts(situation, buyer, day).get(one.number)
        claimed = one.number in evening_of
        yield _line(situation, one, gross, part, is_claimed=claimed)


def _line(
    situation: Situation,
    one: Receivable,
    gross: Decimal,
    part: Part | None,
    *,
    is_claimed: bool,
) -> FileLine:
    def money(amount: Decimal) -> Money:
        return Money(amount, situation.policy.currency)

    insured = money(part.insured) if part else situation.policy.zero
    limit = limit_on(situation, one.buyer, one.delivered_on)
    return FileLine(
        one,
        one.invoice.net if one.invoice else money(one.counted),
        money(one.gross),
        money(gross),
        payable_on(situation, one),
        money(one.counted_of(gross)),
        insured,
        percentages_of(situation, part)[0] if part and insured else None,
        limit.amount + (limit.complement or limit.amount.zero()),
        refusals_of(situation, one),
        is_claimed,
    )


def _requests(situation: Situation, buyer: str) -> tuple[Deadline, ...]:
    still = (
        each
        for each in deadlines(situation, buyer)
        if each.duty == INTERVENTION_REQUEST
        and each.origin is Origin.POLICY
        and each.state is not DutyState.DISCHARGED
    )
    return tuple(sorted(still, key=lambda each: (each.last_day, each.invoice)))


def _exposure(situation: Situation, buyer: str) -> Iterator[ExposureDay]:
    """Each day on which the debt or the limit moved."""
    moved = _moves(situation, buyer)
    known, currency = receivables(situation, buyer), situation.policy.currency
    days = sorted(moved)
    evenings = opened_on(situation, buyer, days)
    for day, opened in zip(days, evenings, strict=True):
        amounts = (known[n].counted_of(gross) for n, gross in opened.items() if gross)
        limit = limit_on(situation, buyer, day)
        owed = Money(sum(amounts, Decimal(0)), currency).rounded()
        whole = limit.amount + (limit.complement or limit.amount.zero())
        yield ExposureDay(day, tuple(moved[day]), owed, whole)


def _moves(situation: Situation, buyer: str) -> dict[date, list[Fact]]:
    account, moved = situation.account(buyer), dict[date, list[Fact]]()
    for one in receivables(situation, buyer).values():
        if one.invoice is not None:
            moved.setdefault(one.delivered_on, []).append(one.invoice)
    told: list[tuple[date, Fact]] = [
        *((each.takes_effect_on, each) for each in account.all(LimitDecision)),
        *((each.on, each) for each in account.all(Payment)),
        *((each.on, each) for each in account.all(CreditNote)),
    ]
    for day, fact in told:
        moved.setdefault(day, []).append(fact)
    return {day: facts for day, facts in moved.items() if day <= situation.today}


def _pieces(
    lines: tuple[FileLine, ...], sent: Mapping[str, tuple[str, ...]]
) -> Iterator[Piece]:
    numbers = tuple(line.invoice.number for line in lines)
    for kind in PIECES:
        yield Piece(kind, numbers if kind in OF_AN_INVOICE else (), sent.get(kind, ()))
