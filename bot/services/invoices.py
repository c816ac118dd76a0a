"""Recording an invoice: from what was said to a fact, and back again by an undo.

A draft holds what was said and what follows from it; whatever was assumed (the VAT, the
number) is named in `doubts`, so that the card can show it before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

from bot.ports import Author, Books
from domain.cover import Refusal, insured_part, refusals
from domain.deadlines import Deadline, Origin
from domain.duties import of_invoice
from domain.errors import DomainError, UnknownInvoice
from domain.facts import Buyer, Correction, Fact, Invoice
from domain.money import CENT, Money, Percentage
from domain.receivables import longer_than_the_law, receivable
from domain.record import Record, Situation
from domain.spans import PaymentTerms
from domain.steps import Answer

LARGEST = Decimal(1_000_000_000)  # an invoice above it is a slip of the finger
UNDO_WITHIN = timedelta(days=1)
EARLIEST = date(2000, 1, 1)


class UnfitInvoiceError(DomainError):
    """What was said cannot be an invoice; `key` is a text of errors.html."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDraft:
    """An invoice on its way; None where nothing was said yet."""

    buyer: str = ""
    is_new: bool = False
    number: str = ""
    net: Decimal | None = None
    gross: Decimal | None = None  # said incl. VAT: the net follows from it
    vat: Decimal | None = None
    basis_said: bool = False
    issued_on: date | None = None
    delivered_on: date | None = None
    terms: PaymentTerms | None = None
    due_on: date | None = None

    def missing(self) -> str:
        """The first thing without which there is no invoice; "" when it is whole."""
        if not self.buyer:
            return "buyer"
        if self.net is None and self.gross is None:
            return "amount"
        return "terms" if self.due_on is None and self.terms is None else ""

    def to_mapping(self) -> dict[str, str]:
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: _text(value) for name, value in values.items() if value not in (None, "")
        }

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> InvoiceDraft:
        values: dict[str, Any] = {
            name: _READERS[name](text) for name, text in mapping.items()
        }
        return cls(**values)


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else ""
        case date():
            return value.isoformat()
        case _:
            return str(value)


_READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("buyer", "number"), str),
    **dict.fromkeys(("is_new", "basis_said"), lambda text: text == "yes"),
    **dict.fromkeys(("net", "gross", "vat"), Decimal),
    **dict.fromkeys(("issued_on", "delivered_on", "due_on"), date.fromisoformat),
    "terms": PaymentTerms.of,
}


def completed(draft: InvoiceDraft, record: Record, today: date, vat: Percentage) -> Invoice:
    """The invoice that this draft means. Raises `UnfitInvoiceError`.

    `vat` is the usual rate for this buyer's country, taken where no VAT was said.
    """
    issued_on = draft.issued_on or today
    due_on = draft.due_on or (draft.terms or PaymentTerms()).due_on(issued_on)
    net, tax = _net_and_vat(draft, vat)
    invoice = Invoice(
        on=issued_on,
        buyer=draft.buyer,
        number=draft.number or provisional_number(record),
        net=Money(net, record.policy.currency),
        vat=Money(tax, record.policy.currency),
        delivered_on=draft.delivered_on or issued_on,
        due_on=due_on,
        terms=draft.terms if draft.due_on is None else None,
    )
    _check(invoice)
    return invoice


def _net_and_vat(draft: InvoiceDraft, rate: Percentage) -> tuple[Decimal, Decimal]:
    if draft.gross is not None:
        tax = draft.vat
        if tax is None:
            net = (draft.gross / (1 + rate.value)).quantize(CENT, ROUND_HALF_UP)
            return net, draft.gross - net
        return draft.gross - tax, tax
    net = draft.net or Decimal(0)
    if draft.vat is not None:
        return net, draft.vat
    return net, (net * rate.value).quantize(CENT, ROUND_HALF_UP)


def _check(invoice: Invoice) -> None:
    gross = invoice.net + invoice.vat
    if invoice.net.amount <= 0 or invoice.vat.amount < 0:
        raise UnfitInvoiceError("not_positive")
    if gross.amount > LARGEST:
        raise UnfitInvoiceError("absurd_amount", amount=gross)
    if invoice.due_on < invoice.on:
        raise UnfitInvoiceError("due_before_issue")
    if invoice.on < EARLIEST:
        raise UnfitInvoiceError("impossible_date")


def provisional_number(record: Record) -> str:
    """A number of our own, "P-7", for an invoice told without one."""
    return next(f"P-{n}" for n in count(1) if f"P-{n}" not in record.index.buyers_of)


def is_provisional(number: str) -> bool:
    return number.startswith("P-")


def duplicate(invoice: Invoice, record: Record) -> Invoice | None:
    """One of the same buyer with the same number, or the same amount and day."""
    for known in _standing(record).account(invoice.buyer).all(Invoice):
        same_number = known.number.casefold() == invoice.number.casefold()
        if same_number or (known.net == invoice.net and known.on == invoice.on):
            return known
    return None


def number_is_taken(number: str, record: Record) -> bool:
    try:
        _standing(record).buyer_of(number)
    except UnknownInvoice:
        return False
    return True


def _standing(record: Record) -> Situation:
    """All that was ever told and not taken back, whatever its day."""
    return Situation(record, date.max)


def record_invoice(
    books: Books, invoice: Invoice, author: Author, at: datetime, *, new_buyer: bool
) -> str:
    """Write the invoice down, and its buyer where it is a new one; gives the fact's id."""
    if number_is_taken(invoice.number, books.record()):
        raise UnfitInvoiceError("number_taken", number=invoice.number)
    if new_buyer and invoice.buyer not in books.record().buyers:
        books.add_buyer(Buyer(invoice.buyer), author, at)
    return f"f{books.append([invoice], author, at)[0]}"


def undo(books: Books, fact: Fact, author: Author, today: date, at: datetime) -> None:
    """Take a fact back: it stays in the record and counts no more."""
    books.append([Correction(on=max(today, fact.on), of=fact.id, void=True)], author, at)


@dataclass(frozen=True, slots=True)
class RecordedView:
    """What follows from an invoice just recorded."""

    insured_part: Answer[Money]
    rest: Money  # open and not insured, in the basis of the claims
    refusals: tuple[Refusal, ...]
    deadline: Deadline | None  # the first to come, should it not be paid
    over_legal_term: bool


def recorded(situation: Situation, invoice: Invoice) -> RecordedView:
    """Of an invoice dated later than today, as things stand on its delivery day."""
    day = max(situation.today, invoice.on, invoice.delivered_on)
    known = situation if day == situation.today else Situation(situation.record, day)
    insured = insured_part(known, invoice.number)
    one = receivable(known, invoice.number)
    running = (d for d in of_invoice(known, one) if d.origin is Origin.POLICY)
    return RecordedView(
        insured,
        (Money(one.counted, insured.value.currency) - insured.value),
        refusals(known, invoice.number),
        min(running, key=lambda each: each.last_day, default=None),
        known.policy.country == "FR"
        and known.account(invoice.buyer).buyer.country == "FR"
        and longer_than_the_law(one),
    )
