"""UBL 2.1 Invoice and CreditNote.

A credit note says when it falls due among its means of payment; an invoice in its own
element, and there only when it lacks one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.documents.reading.einvoices.facts import Said, settled
from bot.documents.reading.einvoices.parties import Party, ids
from bot.documents.reading.einvoices.xml import Part
from bot.ports.papers import Doubt, PaperInvoice

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"


def invoice(root: Any) -> tuple[PaperInvoice, tuple[Doubt, ...]]:
    unread: list[Doubt] = []
    whole = Part(root, unread)
    totals = whole.first("LegalMonetaryTotal")
    currency = whole.text("DocumentCurrencyCode")
    said = Said(
        invoice=PaperInvoice(
            number=whole.text("ID"),
            type_code=whole.text("InvoiceTypeCode", "CreditNoteTypeCode"),
            issued_on=whole.day("IssueDate"),
            delivered_on=whole.day("Delivery/ActualDeliveryDate"),
            terms=whole.text("PaymentTerms/Note"),
            currency=currency,
            net=totals.amount("TaxExclusiveAmount", currency),
            vat=whole.amount("TaxTotal/TaxAmount", currency),
            gross=totals.amount("TaxInclusiveAmount", currency),
            prepaid=totals.amount("PrepaidAmount", currency),
            payable=totals.amount("PayableAmount", currency),
            corrects=whole.text("BillingReference/InvoiceDocumentReference/ID"),
        ),
        seller=_party(whole.first("AccountingSupplierParty/Party")),
        buyer=_party(whole.first("AccountingCustomerParty/Party")),
        due_days=_due_days(whole),
        rounding=totals.amount("PayableRoundingAmount", currency),
        is_credit_note=root.tag == CREDIT_NOTE,
    )
    found, doubts = settled(said)
    return found, (*unread, *doubts)


def _due_days(whole: Part) -> tuple[Any, ...]:
    terms = (
        *whole.days("DueDate"),
        *whole.days("PaymentTerms/PaymentDueDate"),
        *whole.days("PaymentTerms/InstallmentDueDate"),
    )
    return terms or whole.days("PaymentMeans/PaymentDueDate")


def _party(part: Part) -> Party:
    return Party(
        part.text("PartyLegalEntity/RegistrationName", "PartyName/Name"),
        part.text("PostalAddress/Country/IdentificationCode"),
        ids(_ids(part)),
    )


def _ids(part: Part) -> Iterator[tuple[str, str | None]]:
    for path in ("PartyLegalEntity/CompanyID", "PartyIdentification/ID"):
        yield from ((one.scheme(), one.own) for one in part.all(path))
    for scheme in part.all("PartyTaxScheme"):
        yield "VA", scheme.text("CompanyID")
