"""Whom and which invoice an entry is about, and whether it was told before."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.services.entries.kinds import Draft, UnfitEntryError
from domain.errors import UnknownInvoice
from domain.facts import Fact, Invoice, InvoiceFact
from domain.money import Money
from domain.receivables import ledger, payable_on, receivables
from domain.record import Situation

# What makes two entries of one day the same; an invoice only where they are about one.
SAME = ("buyer", "amount", "net", "due_on", "decision", "state", "kind", "published_on")
SAME_POLICY = ("terms", "first_day", "last_day")


def buyer_concerned(situation: Situation, fact: Fact) -> str:
    """The buyer whom a fact touches; "" for the policy itself."""
    if isinstance(fact, InvoiceFact):
        try:
            return situation.buyer_of(fact.invoice)
        except UnknownInvoice:
            return ""
    return str(getattr(fact, "buyer", ""))


def told_before(situation: Situation, fact: Fact) -> Fact | None:
    """The same thing of the same day, told already and not taken back."""
    known = Situation(situation.record, date.max)
    told = known.account(buyer_concerned(situation, fact)).all(type(fact))
    return next((each for each in told if _same(each, fact)), None)


def _same(one: Fact, other: Fact) -> bool:
    return one.on == other.on and _gist(one) == _gist(other)


def _gist(fact: Fact) -> list[Any]:
    about = ("invoice",) if isinstance(fact, InvoiceFact) else ()
    return [getattr(fact, name, None) for name in (*SAME, *SAME_POLICY, *about)]


def with_invoice(draft: Draft, situation: Situation) -> Draft:
    """An invoice named tells its buyer; a buyer with a single open one tells the invoice.
    Raises `UnfitEntryError` for an invoice nobody knows.
    """
    number = draft.text("invoice")
    if number:
        invoice = invoice_named(situation, number)
        if draft.has("buyer") and draft.text("buyer") != invoice.buyer:
            raise UnfitEntryError("invoice_of_another", "invoice", invoice=invoice)
        return draft.having(invoice=invoice.number, buyer=invoice.buyer)
    found = open_invoices(draft, situation)
    return draft.assuming("invoice", found[0], "only_invoice") if len(found) == 1 else draft


def invoice_named(situation: Situation, number: str) -> Invoice:
    """However its letters were typed."""
    known = situation.record.index.buyers_of
    folded = number.casefold()
    written = number if number in known else _as_written(situation, folded)
    try:
        buyer = situation.buyer_of(written)
    except UnknownInvoice:
        raise UnfitEntryError("unknown_invoice", "invoice", number=number) from None
    found = situation.account(buyer).all(Invoice)
    return next(one for one in found if one.number == written)


def _as_written(situation: Situation, folded: str) -> str:
    known = situation.record.index.buyers_of
    return next((one for one in known if one.casefold() == folded), folded)


def open_invoices(draft: Draft, situation: Situation) -> tuple[str, ...]:
    return open_of(situation, draft.text("buyer")) if draft.has("buyer") else ()


def open_of(situation: Situation, buyer: str) -> tuple[str, ...]:
    """A buyer's open invoices, the first to be paid first."""
    known = receivables(situation, buyer)
    opened = [
        known[number] for number, left in ledger(situation, buyer).open.items() if left
    ]
    due = sorted(opened, key=lambda one: (payable_on(situation, one), one.number))
    return tuple(one.number for one in due if one.invoice)


def open_with_vat(situation: Situation, number: str) -> Money:
    buyer = situation.buyer_of(number)
    left = ledger(situation, buyer).open.get(number, situation.policy.zero.amount)
    return Money(left, situation.policy.currency)
