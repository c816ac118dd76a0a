"""Cross Industry Invoice: Factur-X and ZUGFeRD 2 in all profiles, and ZUGFeRD 1.

Both say the same in other element names. Totals are asked of the header alone: line items
have some of the same name. An Order-X order looks alike and is no invoice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.documents.reading.einvoices.facts import Said, settled
from bot.documents.reading.einvoices.parties import Party, ids
from bot.documents.reading.einvoices.xml import Part
from bot.ports.papers import Doubt, PaperInvoice, PaperKind

CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
ZUGFERD1 = "urn:ferd:CrossIndustryDocument:invoice:1p0"
ORDER = "SCRDMCCBDACIO"  # how the roots of orders begin


@dataclass(frozen=True, slots=True)
class Dialect:
    kind: PaperKind
    document: str
    agreement: str
    delivery: str
    settlement: str
    totals: str


DIALECTS = {
    f"{{{CII}}}CrossIndustryInvoice": Dialect(
        PaperKind.CII,
        "ExchangedDocument",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeDelivery",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement",
        "SpecifiedTradeSettlementHeaderMonetarySummation",
    ),
    f"{{{ZUGFERD1}}}CrossIndustryDocument": Dialect(
        PaperKind.ZUGFERD1,
        "HeaderExchangedDocument",
        "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeAgreement",
        "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeDelivery",
        "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeSettlement",
        "SpecifiedTradeSettlementMonetarySummation",
    ),
}


def invoice(root: Any, dialect: Dialect) -> tuple[PaperInvoice, tuple[Doubt, ...]]:
    unread: list[Doubt] = []
    whole = Part(root, unread)
    document, agreement = whole.first(dialect.document), whole.first(dialect.agreement)
    delivery, settlement = whole.first(dialect.delivery), whole.first(dialect.settlement)
    totals = settlement.first(dialect.totals)
    currency = settlement.text("InvoiceCurrencyCode")
    said = Said(
        invoice=PaperInvoice(
            number=document.text("ID"),
            type_code=document.text("TypeCode"),
            issued_on=document.day(
                "IssueDateTime/DateTimeString", "IssueDateTime/DateTime"
            ),
            delivered_on=delivery.day(
                "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString"
            ),
            terms=settlement.text("SpecifiedTradePaymentTerms/Description"),
            currency=currency,
            net=totals.amount("TaxBasisTotalAmount", currency),
            vat=totals.amount("TaxTotalAmount", currency),
            gross=totals.amount("GrandTotalAmount", currency),
            prepaid=totals.amount("TotalPrepaidAmount", currency),
            payable=totals.amount("DuePayableAmount", currency),
            corrects=settlement.text("InvoiceReferencedDocument/IssuerAssignedID"),
        ),
        seller=_party(agreement.first("SellerTradeParty")),
        buyer=_party(agreement.first("BuyerTradeParty")),
        due_days=(
            *settlement.days("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"),
            *settlement.days("SpecifiedTradePaymentTerms/DueDateDateTime/DateTime"),
        ),
        rounding=totals.amount("RoundingAmount", currency),
    )
    found, doubts = settled(said)
    return found, (*unread, *doubts)


def _party(part: Part) -> Party:
    return Party(
        part.text("Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        part.text("PostalTradeAddress/CountryID"),
        ids(_ids(part)),
    )


def _ids(part: Part) -> Iterator[tuple[str, str | None]]:
    for path in ("SpecifiedLegalOrganization/ID", "GlobalID", "ID"):
        yield from ((one.scheme(), one.own) for one in part.all(path))
    yield from ((one.scheme(), one.own) for one in part.all("SpecifiedTaxRegistration/ID"))
