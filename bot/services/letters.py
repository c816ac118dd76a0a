"""Letters an owner sends when a buyer does not pay, or a guarantee is cut: what each needs.

A letter that belongs to a French court's agent or public body stays French; a reading copy
can stand beside it. What Vigie does not know is left to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.services.late_interest import HalfYear, Slice, interest, missing, slices
from bot.services.overdue import late_invoices
from domain.claims import indemnity
from domain.deadlines import Deadline
from domain.duties import deadlines
from domain.errors import NoTermInForce
from domain.facts import Buyer, Dunning, Guarantee, Insolvency, LimitDecision, Order
from domain.limits import Limit, latest_reduction, limit_on
from domain.losses import filed_claims
from domain.money import Money, Percentage, total
from domain.policy import BuyerKind
from domain.receivables import Receivable, ledger, payable_on, receivables
from domain.record import Situation
from domain.stakes import orders


class To(StrEnum):
    BUYER = "buyer"
    INSURER = "insurer"
    AGENT = "agent"  # of the court
    MEDIATOR = "mediator"


@dataclass(frozen=True, slots=True)
class Letter:
    """`duty`: the duty it discharges once received; `is_dunning`: sending it is a fact."""

    name: str
    to: To
    is_dunning: bool = False
    duty: str = ""
    with_interest: bool = False

    @property
    def stays_french(self) -> bool:
        return self.to in {To.AGENT, To.MEDIATOR}


LETTERS = {
    letter.name: letter
    for letter in (
        Letter("reminder_1", To.BUYER, is_dunning=True),
        Letter("reminder_2", To.BUYER, is_dunning=True),
        Letter("reminder_3", To.BUYER, is_dunning=True),
        Letter("formal_notice", To.BUYER, is_dunning=True, with_interest=True),
        Letter("delivery_stop", To.BUYER),
        Letter("extension_request", To.INSURER, duty="extension_request"),
        Letter("withdrawal_reasons", To.INSURER),
        Letter("complement_request", To.INSURER),
        Letter("indemnity_delegation", To.INSURER),
        Letter("debt_declaration", To.AGENT, duty="declare_debt", with_interest=True),
        Letter("title_claim", To.AGENT, duty="claim_title"),
        Letter("mediator_file", To.MEDIATOR),
    )
}
DUNNING_STEPS = ("reminder_1", "reminder_2", "reminder_3", "formal_notice")
FIRMS = frozenset({BuyerKind.COMPANY, BuyerKind.AFFILIATE})  # of whom L441-10 speaks


@dataclass(frozen=True, slots=True)
class Owed:
    """One unpaid invoice; `interest` None: not asked for, or a rate is not known."""

    invoice: Receivable
    due_on: date
    open: Money  # with VAT
    days_late: int  # 0: not due yet
    slices: tuple[Slice, ...] = ()
    interest: Money | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """Open invoices due in one month, what is overdue in its own."""

    first_day: date | None  # None: overdue
    amount: Money


@dataclass(frozen=True, slots=True)
class Law:
    """Dated figures of law: rates by half-year, and the flat fee of one invoice."""

    rates: Mapping[HalfYear, Percentage]
    fee: Money


@dataclass(frozen=True, slots=True)
class LetterView:
    letter: Letter
    buyer: Buyer
    on: date
    owed: tuple[Owed, ...]
    total: Money
    due: Money  # of it, overdue
    to_come: Money
    interest: Money | None
    fees: Money | None
    insolvency: Insolvency | None
    duty: Deadline | None
    decision: LimitDecision | None  # the cut that still stands
    limit: Limit
    dunned_on: tuple[date, ...]
    orders: tuple[Order, ...]
    guarantees: tuple[Guarantee, ...]
    indemnity: Money | None
    months: tuple[Month, ...]  # of all buyers: what should come in
    is_claimed: bool  # the insurer was asked to intervene: he collects

    @property
    def disputed(self) -> tuple[str, ...]:
        """Invoices whose buyer says that he does not owe them."""
        found = (one.invoice for one in self.owed)
        return tuple(one.number for one in found if one.disputed_on(self.on))

    @property
    def whole(self) -> Money:
        """Principal, interest and fees, as far as they are known."""
        zero = self.total.zero()
        return self.due + (self.interest or zero) + (self.fees or zero)


def letter_view(situation: Situation, name: str, buyer: str, law: Law) -> LetterView:
    """Raises `UnknownBuyer`."""
    letter, account = LETTERS[name], situation.account(buyer)
    opening = min(account.all(Insolvency), key=lambda fact: fact.judgment_on, default=None)
    owed = tuple(_owed(situation, letter, buyer, law, opening))
    currency = situation.policy.currency
    late = [one for one in owed if one.days_late]
    charged = _is_charged(situation, buyer)
    known = (
        charged and letter.with_interest and all(one.interest is not None for one in late)
    )
    every = total((one.open for one in owed), currency)
    due = total((one.open for one in late), currency)
    return LetterView(
        letter,
        situation.buyer_named(buyer),
        situation.today,
        owed,
        every,
        due,
        every - due,
        total((one.interest for one in late if one.interest), currency) if known else None,
        law.fee.times(Decimal(len(late))) if charged else None,
        opening,
        _duty(situation, letter, buyer),
        latest_reduction(situation, buyer),
        limit_on(situation, buyer, situation.today),
        tuple(sorted(fact.on for fact in account.all(Dunning))),
        tuple(orders(situation, buyer)),
        tuple(account.all(Guarantee)),
        _indemnity(situation, buyer),
        tuple(_months(situation)) if letter.to is To.MEDIATOR else (),
        bool(filed_claims(situation, buyer)),
    )


def missing_rates(
    situation: Situation, name: str, buyer: str, rates: Mapping[HalfYear, Percentage]
) -> tuple[HalfYear, ...]:
    """Half-years whose rate must be asked for before this letter can state its interest."""
    if not LETTERS[name].with_interest or not _is_charged(situation, buyer):
        return ()
    opening = min(
        situation.account(buyer).all(Insolvency),
        key=lambda fact: fact.judgment_on,
        default=None,
    )
    until = _until(situation, LETTERS[name], opening)
    return missing(_dues(situation, buyer, until), until, rates)


def next_dunning(situation: Situation, buyer: str) -> str:
    """Which reminder comes next, by how many were sent since the oldest late invoice."""
    late = late_invoices(situation, buyer)
    since = min((one.invoice.due_on for one in late), default=situation.today)
    sent = [f for f in situation.account(buyer).all(Dunning) if f.on > since]
    return DUNNING_STEPS[min(len({fact.on for fact in sent}), len(DUNNING_STEPS) - 1)]


def _is_charged(situation: Situation, buyer: str) -> bool:
    return situation.buyer_named(buyer).kind in FIRMS and situation.policy.currency == "EUR"


def _until(situation: Situation, letter: Letter, opening: Insolvency | None) -> date:
    """Interest stops with the judgment in what is declared to the court's agent."""
    if letter.to is To.AGENT and opening is not None:
        return min(opening.judgment_on, situation.today)
    return situation.today


def _dues(situation: Situation, buyer: str, until: date) -> Iterator[date]:
    known = receivables(situation, buyer)
    for number, gross in ledger(situation, buyer, until).open.items():
        if gross and known[number].invoice:
            yield payable_on(situation, known[number])


def _owed(
    situation: Situation, letter: Letter, buyer: str, law: Law, opening: Insolvency | None
) -> Iterator[Owed]:
    until = _until(situation, letter, opening)
    known, currency = receivables(situation, buyer), situation.policy.currency
    opened = ledger(situation, buyer, until).open
    charged = letter.with_interest and _is_charged(situation, buyer)
    unpaid = [known[n] for n, gross in opened.items() if gross and known[n].invoice]
    for one in sorted(unpaid, key=lambda one: one.place):
        due_on = payable_on(situation, one)
        days, amount = max(0, (until - due_on).days), Money(opened[one.number], currency)
        if not charged or not days or missing((due_on,), until, law.rates):
            yield Owed(one, due_on, amount, days)
        else:
            found = slices(amount, due_on, until, law.rates)
            yield Owed(one, due_on, amount, days, found, interest(found, currency))


def _duty(situation: Situation, letter: Letter, buyer: str) -> Deadline | None:
    """The standing duty that this letter is about."""
    found = (each for each in deadlines(situation, buyer) if each.duty == letter.duty)
    return min(found, key=lambda each: each.last_day, default=None)


def _indemnity(situation: Situation, buyer: str) -> Money | None:
    """None where the policy does not say what is needed to reckon it."""
    try:
        return indemnity(situation, buyer).value
    except NoTermInForce:
        return None


def _months(situation: Situation) -> Iterator[Month]:
    """What the books expect from all buyers, by month."""
    found: dict[date | None, Decimal] = {}
    for buyer in situation.record.names:
        known = receivables(situation, buyer)
        for number, gross in ledger(situation, buyer).open.items():
            if gross and known[number].invoice:
                due_on = payable_on(situation, known[number])
                month = None if due_on < situation.today else due_on.replace(day=1)
                found[month] = found.get(month, Decimal(0)) + gross
    currency = situation.policy.currency
    for month in sorted(found, key=lambda day: day or date.min):
        yield Month(month, Money(found[month], currency))
