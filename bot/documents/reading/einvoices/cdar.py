"""Life-cycle messages of French e-invoicing (CDAR D22B).

212 collected is money received: amounts of type MEN, one for each VAT rate, negative when a
receipt is cancelled. 207 opens a dispute; 210 and 213 stop the receivable. The other states
change nothing here. That no 212 came proves nothing: it is due only where VAT falls due on
payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bot.documents.reading.einvoices.parties import Party, ids
from bot.documents.reading.einvoices.xml import Part
from bot.documents.reading.receipts import named_once
from bot.ports.papers import (
    Doubt,
    PaperEvent,
    PaperEventKind,
    PaperPayment,
)

ROOT = (
    "{urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100}"
    "CrossDomainAcknowledgementAndResponse"
)
COLLECTED = "212"
RECEIVED = "MEN"
EVENTS = {
    "207": PaperEventKind.DISPUTED,
    "210": PaperEventKind.REFUSED,
    "213": PaperEventKind.REJECTED,
}
BUYER = "BY"
Facts = tuple[tuple[PaperPayment, ...], tuple[PaperEvent, ...], str, tuple[Doubt, ...]]


def message(root: Any) -> Facts:
    """Payments, events, the seller's SIREN, doubts."""
    doubts: list[Doubt] = []
    whole = Part(root, doubts)
    exchanged = whole.first("ExchangedDocument")
    buyer = _buyer(exchanged)
    payments: list[PaperPayment] = []
    events: list[PaperEvent] = []
    sellers: list[str | None] = []
    for acknowledged in whole.all("AcknowledgementDocument"):
        day = acknowledged.day("IssueDateTime/DateTimeString") or exchanged.day(
            "IssueDateTime/DateTimeString"
        )
        for invoice in acknowledged.all("ReferenceReferencedDocument"):
            sellers.append(_party(invoice.first("IssuerTradeParty")).id)
            name = exchanged.text("ID") or ""
            payments.extend(_payments(invoice, day, buyer, name))
            events.extend(_events(invoice, day, buyer))
    known = next((seller for seller in sellers if seller), "")
    return tuple(named_once(payments)), tuple(events), known, tuple(doubts)


def _payments(
    invoice: Part, day: date | None, buyer: Party, reference: str
) -> Iterator[PaperPayment]:
    if invoice.text("ProcessConditionCode") != COLLECTED:
        return
    number = invoice.text("IssuerAssignedID")
    received = _received(invoice)
    if not received:
        invoice.doubts.append(Doubt("collected_without_amount", number or ""))
    for currency, amount in received.items():
        yield PaperPayment(
            amount=amount,
            paid_on=_paid_on(invoice) or day,
            buyer=buyer.name,
            buyer_id=buyer.id,
            invoices=(number,) if number else (),
            currency=currency or None,
            reference=f"{reference}:{number or ''}",
        )


def _characteristics(invoice: Part) -> Iterator[Part]:
    return invoice.all("SpecifiedDocumentStatus/SpecifiedDocumentCharacteristic")


def _received(invoice: Part) -> dict[str, Decimal]:
    """By currency: the VAT rates of one receipt added up."""
    sums: dict[str, Decimal] = {}
    for each in _characteristics(invoice):
        amount = each.amount("ValueAmount")
        if each.text("TypeCode") == RECEIVED and amount is not None:
            currency = each.first("ValueAmount").scheme("currencyID")
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums


def _paid_on(invoice: Part) -> date | None:
    days = (
        each.day("ValueDateTime/DateTimeString", "ValueDateTime/DateTime")
        for each in _characteristics(invoice)
        if each.text("TypeCode") == RECEIVED
    )
    return next((day for day in days if day), None)


def _events(invoice: Part, day: date | None, buyer: Party) -> Iterator[PaperEvent]:
    code = invoice.text("ProcessConditionCode") or ""
    if code == COLLECTED:
        return
    yield PaperEvent(
        kind=EVENTS.get(code, PaperEventKind.OTHER),
        invoice=invoice.text("IssuerAssignedID"),
        buyer=buyer.name,
        on=day,
        code=code,
        reason=invoice.text(
            "SpecifiedDocumentStatus/Reason", "SpecifiedDocumentStatus/ReasonCode"
        )
        or "",
    )


def _buyer(exchanged: Part) -> Party:
    for path in ("IssuerTradeParty", "RecipientTradeParty", "SenderTradeParty"):
        for part in exchanged.all(path):
            if part.text("RoleCode") == BUYER:
                return _party(part)
    return Party(None)


def _party(part: Part) -> Party:
    return Party(
        part.text("Name"),
        ids=ids((one.scheme(), one.own) for one in part.all("GlobalID")),
    )
