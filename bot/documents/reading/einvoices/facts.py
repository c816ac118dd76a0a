"""What both dialects of e-invoice make known, and what is doubtful about it.

What is owed is the payable amount, not the total. Sums that do not add up are a doubt:
MINIMUM has no prepaid amount, and rounding may be declared. A credit note is known by its
type, or by negative amounts; a negative payable amount below a positive total was overpaid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.documents.reading.einvoices import codes
from bot.documents.reading.einvoices.parties import Party
from bot.documents.reading.source import Refused
from bot.ports.papers import Doubt, PaperInvoice

NOUGHT = Decimal(0)
EURO = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An invoice as its file says it, before it is looked at."""

    invoice: PaperInvoice
    seller: Party
    buyer: Party
    due_days: Sequence[date]
    rounding: Decimal | None
    is_credit_note: bool = False  # the document itself is one, whatever its code


def settled(said: Said) -> tuple[PaperInvoice, tuple[Doubt, ...]]:
    """The invoice with what follows from its facts, and its doubts."""
    if said.invoice.type_code in codes.NO_INVOICES:
        raise Refused("no_invoice_type", code=said.invoice.type_code or "")
    days = tuple(sorted(set(said.due_days)))
    invoice = replace(
        said.invoice,
        seller=said.seller.name,
        seller_id=said.seller.id,
        buyer=said.buyer.name,
        buyer_id=said.buyer.id,
        buyer_country=said.buyer.country,
        due_on=days[-1] if days else None,
        due_days=days if len(days) > 1 else (),
        terms=None if days else said.invoice.terms,
        is_credit=said.is_credit_note or _is_credit(said.invoice),
        is_factored=said.invoice.type_code in codes.FACTORED,
    )
    parties = (*said.seller.doubts(invoice.number), *said.buyer.doubts(invoice.number))
    return invoice, (*parties, *_doubts(invoice, said.rounding or NOUGHT))


def _is_credit(invoice: PaperInvoice) -> bool:
    if invoice.type_code in codes.CREDITS:
        return True
    totals = (invoice.gross, invoice.net, invoice.payable)
    total = next((amount for amount in totals if amount is not None), NOUGHT)
    return total < 0


def _doubts(invoice: PaperInvoice, rounding: Decimal) -> Iterator[Doubt]:
    about = invoice.number or ""
    for rule in RULES:
        for key, values in rule(invoice):
            yield Doubt(key, about, values)
    for key, values in _sums(invoice, rounding):
        yield Doubt(key, about, values)


Found = Iterator[tuple[str, dict[str, str]]]


def _missing(invoice: PaperInvoice) -> Found:
    if invoice.number is None:
        yield "number_missing", {}
    if invoice.issued_on is None:
        yield "issue_day_missing", {}
    if invoice.payable is None:
        yield "payable_missing", {}


def _due(invoice: PaperInvoice) -> Found:
    if invoice.due_days:
        yield "several_due_days", {"days": ", ".join(map(str, invoice.due_days))}
    if invoice.due_on is None and not invoice.is_credit:
        if invoice.terms:
            yield "due_day_in_words", {"terms": invoice.terms}
        else:
            yield "due_day_missing", {}
    if invoice.due_on and invoice.issued_on and invoice.due_on < invoice.issued_on:
        yield "due_before_issue", {"day": str(invoice.due_on)}


def _kind(invoice: PaperInvoice) -> Found:
    code = invoice.type_code
    if code == codes.ACCOUNTING_ONLY:
        yield "accounting_only", {"code": code}
    elif code and code not in codes.INVOICES | codes.CREDITS:
        yield "unknown_type", {"code": code}
    if invoice.currency not in {None, EURO}:
        yield "foreign_currency", {"currency": invoice.currency or ""}


def _signs(invoice: PaperInvoice) -> Found:
    payable, gross = invoice.payable, invoice.gross
    if payable is None or payable >= 0:
        return
    if invoice.type_code in codes.CREDITS:
        yield "credit_negative", {"payable": str(payable)}
    elif gross is not None and gross >= 0:
        yield "overpaid", {"payable": str(payable)}


RULES: tuple[Callable[[PaperInvoice], Found], ...] = (_missing, _due, _kind, _signs)


def _sums(invoice: PaperInvoice, rounding: Decimal) -> Found:
    net, vat, gross = invoice.net, invoice.vat, invoice.gross
    if net is not None and vat is not None and gross is not None and net + vat != gross:
        yield "sums_net_vat", {"net": str(net), "vat": str(vat), "gross": str(gross)}
    payable, prepaid = invoice.payable, invoice.prepaid
    if gross is None or payable is None:
        return
    if gross - (prepaid or NOUGHT) + rounding != payable:
        values = {"gross": str(gross), "payable": str(payable)}
        if prepaid is None:
            yield "payable_differs", values
        else:
            yield "sums_payable", values | {"prepaid": str(prepaid)}
