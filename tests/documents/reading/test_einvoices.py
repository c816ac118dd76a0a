"""CII, UBL and ZUGFeRD 1: the facts as they are written, and what is doubtful."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bot.ports.papers import Doubt, Paper, PaperInvoice, PaperKind
from tests.documents.reading.making import (
    ORDER,
    PROFILES,
    TOTALS,
    ZUGFERD1,
    cii,
    due,
    ubl,
)

Reads = Callable[..., Paper]
ReadsInvoice = Callable[..., PaperInvoice]


def keys(paper: Paper) -> list[str]:
    return [doubt.key for doubt in paper.doubts]


# --- Facts ---------------------------------------------------------------------------


def test_a_cii_invoice_says_all_of_it(reads: Reads) -> None:
    delivered = (
        "<ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>"
        '<udt:DateTimeString format="102">20260829</udt:DateTimeString>'
        "</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>"
    )
    paper = reads(cii(delivery=delivered))

    assert paper.kind is PaperKind.CII
    assert paper.doubts == ()
    assert paper.invoices == (
        PaperInvoice(
            number="F-2026-017",
            type_code="380",
            issued_on=date(2026, 9, 1),
            delivered_on=date(2026, 8, 29),
            due_on=date(2026, 10, 1),
            seller="Carrières Lapierre",
            seller_id="100000009",
            buyer="Éts Leroc & Fils",
            buyer_id="200000008",
            buyer_country="FR",
            currency="EUR",
            net=Decimal("1000.00"),
            vat=Decimal("200.00"),
            gross=Decimal("1200.00"),
            payable=Decimal("1200.00"),
        ),
    )


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_is_read_alike(reads_invoice: ReadsInvoice, profile: str) -> None:
    invoice = reads_invoice(cii(profile=PROFILES[profile]))

    assert (invoice.number, invoice.payable) == ("F-2026-017", Decimal("1200.00"))


def test_minimum_says_what_is_owed_but_neither_deposit_nor_due_date(reads: Reads) -> None:
    totals = TOTALS.replace("<ram:DuePayableAmount>1200", "<ram:DuePayableAmount>900")
    paper = reads(cii(profile=PROFILES["minimum"], terms="", totals=totals))

    (invoice,) = paper.invoices
    assert (invoice.payable, invoice.prepaid) == (Decimal("900.00"), None)
    assert invoice.due_on is None
    assert paper.doubts == (
        Doubt("due_day_missing", "F-2026-017"),
        Doubt("payable_differs", "F-2026-017", {"gross": "1200.00", "payable": "900.00"}),
    )


def test_zugferd_1_says_it_in_other_words(reads: Reads) -> None:
    paper = reads(ZUGFERD1)

    (invoice,) = paper.invoices
    assert paper.kind is PaperKind.ZUGFERD1
    assert (invoice.number, invoice.issued_on) == ("RE-7", date(2014, 5, 20))
    assert (invoice.seller, invoice.seller_id) == ("Steinbruch GmbH", "DE123456789")
    assert (invoice.due_on, invoice.terms) == (None, "Zahlbar in 30 Tagen")
    assert invoice.payable == Decimal("119.00")
    assert keys(paper) == ["due_day_in_words"]


def test_what_is_owed_is_the_payable_amount(reads: Reads) -> None:
    totals = TOTALS.replace(
        "<ram:DuePayableAmount>1200.00",
        "<ram:TotalPrepaidAmount>300.00</ram:TotalPrepaidAmount><ram:DuePayableAmount>900.00",
    )
    paper = reads(cii(totals=totals))

    (invoice,) = paper.invoices
    assert (invoice.prepaid, invoice.payable) == (Decimal("300.00"), Decimal("900.00"))
    assert paper.doubts == ()


def test_of_several_due_dates_the_last_counts_and_all_are_kept(reads: Reads) -> None:
    paper = reads(cii(terms=due("20261101", "20261001", "20261201")))

    (invoice,) = paper.invoices
    days = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
    assert (invoice.due_on, invoice.due_days) == (date(2026, 12, 1), days)
    said = {"days": "2026-10-01, 2026-11-01, 2026-12-01"}
    assert paper.doubts == (Doubt("several_due_days", "F-2026-017", said),)


def test_totals_of_a_line_are_not_those_of_the_invoice(
    reads_invoice: ReadsInvoice,
) -> None:
    lines = (
        "<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement>"
        "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        "<ram:GrandTotalAmount>9.99</ram:GrandTotalAmount>"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )

    assert reads_invoice(cii(lines=lines)).gross == Decimal("1200.00")


def test_vat_in_a_second_currency_is_left_alone(reads_invoice: ReadsInvoice) -> None:
    pounds = '<ram:TaxTotalAmount currencyID="GBP">170.00</ram:TaxTotalAmount>'

    assert reads_invoice(cii(totals=pounds + TOTALS)).vat == Decimal("200.00")


def test_ubl_vat_in_a_second_currency_is_left_alone(reads_invoice: ReadsInvoice) -> None:
    taxes = "".join(
        f'<cac:TaxTotal><cbc:TaxAmount currencyID="{code}">{amount}</cbc:TaxAmount>'
        "</cac:TaxTotal>"
        for code, amount in (("SEK", "229.00"), ("EUR", "20.00"))
    )

    assert reads_invoice(ubl(taxes=taxes)).vat == Decimal("20.00")


def test_a_ubl_invoice_says_all_of_it(reads: Reads) -> None:
    paper = reads(ubl())

    assert paper.kind is PaperKind.UBL
    assert paper.doubts == ()
    assert paper.invoices == (
        PaperInvoice(
            number="U-1",
            type_code="380",
            issued_on=date(2026, 9, 1),
            due_on=date(2026, 10, 1),
            seller="Carrières Lapierre",
            seller_id="100000009",
            buyer="Leroc",
            buyer_id="200000008",
            currency="EUR",
            net=Decimal("100.00"),
            vat=Decimal(20),
            gross=Decimal("120.00"),
            prepaid=Decimal("20.00"),
            payable=Decimal("100.00"),
        ),
    )


def test_a_ubl_credit_note_falls_due_with_its_payment(reads_invoice: ReadsInvoice) -> None:
    means = (
        "<cac:PaymentMeans><cbc:PaymentDueDate>2026-11-30</cbc:PaymentDueDate>"
        "</cac:PaymentMeans>"
    )
    about = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>U-0</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    code = "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>"
    note = reads_invoice(ubl(root="CreditNote", code=code, dates="", more=about + means))

    assert note.is_credit
    assert note.corrects == "U-0"
    assert note.due_on == date(2026, 11, 30)
    assert note.payable == Decimal("100.00")


# --- Invoice, credit note, factored --------------------------------------------------


@pytest.mark.parametrize("code", ["261", "381", "396", "502", "503"])
def test_a_credit_note_is_known_by_its_type(reads_invoice: ReadsInvoice, code: str) -> None:
    assert reads_invoice(cii(code=code)).is_credit


@pytest.mark.parametrize("code", ["380", "384"])
def test_negative_amounts_make_a_credit_note(
    reads_invoice: ReadsInvoice, code: str
) -> None:
    invoice = reads_invoice(cii(code=code, totals=TOTALS.replace(">1", ">-1")))

    assert invoice.is_credit
    assert invoice.payable == Decimal("-1200.00")


def test_overpaid_is_no_credit_note(reads: Reads) -> None:
    totals = TOTALS.replace(
        "<ram:DuePayableAmount>1200.00",
        "<ram:TotalPrepaidAmount>1300</ram:TotalPrepaidAmount><ram:DuePayableAmount>-100.00",
    )
    paper = reads(cii(totals=totals))

    assert not paper.invoices[0].is_credit
    assert keys(paper) == ["overpaid"]


@pytest.mark.parametrize(
    ("code", "is_factored"),
    [("393", True), ("396", True), ("501", True), ("502", True), ("380", False)],
)
def test_factored_invoices_are_named(
    reads_invoice: ReadsInvoice, code: str, *, is_factored: bool
) -> None:
    assert reads_invoice(cii(code=code)).is_factored is is_factored


def test_what_is_no_invoice_is_refused(reads: Reads) -> None:
    order, pro_forma = reads(ORDER), reads(cii(code="325"))

    assert order.refused == Doubt("order")
    assert pro_forma.refused == Doubt("no_invoice_type", values={"code": "325"})


def test_an_unknown_type_is_a_doubt(reads: Reads) -> None:
    assert keys(reads(cii(code="999"))) == ["unknown_type"]
    assert keys(reads(cii(code="751"))) == ["accounting_only"]


def test_a_root_called_invoice_in_a_strange_namespace_is_no_ubl(reads: Reads) -> None:
    paper = reads('<Invoice xmlns="urn:ferd:invoice:rc"><ID>1</ID></Invoice>')

    assert paper.refused == Doubt("xml_unknown", values={"root": "Invoice"})


# --- Who -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ('<ram:ID schemeID="0002">20000000800013</ram:ID>', "200000008"),
        ('<ram:GlobalID schemeID="0009">200 000 008 00013</ram:GlobalID>', "200000008"),
        ('<ram:GlobalID schemeID="0088">4000001123452</ram:GlobalID>', None),
        ('<ram:ID schemeID="0002">12AB</ram:ID>', None),
    ],
)
def test_a_siren_or_siret_gives_nine_digits(
    reads_invoice: ReadsInvoice, written: str, known: str | None
) -> None:
    buyer = f"<ram:Name>Leroc</ram:Name>{written}"

    assert reads_invoice(cii(buyer=buyer)).buyer_id == known


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("FR 37 200 000 008", "200000008"),
        ("ESA12345674", "ESA12345674"),
        ("FR12000123456", "FR12000123456"),  # Monaco
    ],
)
def test_without_a_siren_the_vat_number_tells(
    reads_invoice: ReadsInvoice, number: str, known: str
) -> None:
    buyer = (
        "<ram:Name>Leroc</ram:Name><ram:SpecifiedTaxRegistration>"
        f'<ram:ID schemeID="VA">{number}</ram:ID></ram:SpecifiedTaxRegistration>'
    )

    assert reads_invoice(cii(buyer=buyer)).buyer_id == known


def test_a_siren_with_a_wrong_check_digit_is_a_doubt(reads: Reads) -> None:
    buyer = '<ram:Name>Leroc</ram:Name><ram:ID schemeID="0002">200000009</ram:ID>'
    paper = reads(cii(buyer=buyer))

    said = {"name": "Leroc", "siren": "200000009"}
    assert paper.doubts == (Doubt("siren_check", "F-2026-017", said),)
    assert paper.invoices[0].buyer_id == "200000009"


# --- Doubts, and what cannot be read -------------------------------------------------


def test_sums_that_do_not_add_up_are_a_doubt(reads: Reads) -> None:
    paper = reads(cii(totals=TOTALS.replace(">200.00", ">199.99")))

    said = {"net": "1000.00", "vat": "199.99", "gross": "1200.00"}
    assert paper.doubts == (Doubt("sums_net_vat", "F-2026-017", said),)


def test_declared_rounding_adds_up(reads: Reads) -> None:
    totals = TOTALS.replace(
        "<ram:DuePayableAmount>1200.00",
        "<ram:RoundingAmount>0.02</ram:RoundingAmount><ram:DuePayableAmount>1200.02",
    )

    assert reads(cii(totals=totals)).doubts == ()


@pytest.mark.parametrize("written", ["1 200,00", "NaN", "1e9", "0x10", "--1", "12.3.4"])
def test_an_amount_that_is_none_stays_unknown(reads: Reads, written: str) -> None:
    paper = reads(cii(totals=f"<ram:DuePayableAmount>{written}</ram:DuePayableAmount>"))

    assert paper.invoices[0].payable is None
    assert keys(paper) == ["unreadable_amount", "payable_missing"]


@pytest.mark.parametrize("written", ["20260230", "demain", "00000000", "2026"])
def test_a_day_that_is_none_stays_unknown(reads: Reads, written: str) -> None:
    paper = reads(cii(terms=due(written)))

    assert paper.invoices[0].due_on is None
    assert keys(paper) == ["unreadable_day", "due_day_missing"]


def test_a_due_date_before_the_invoice_is_a_doubt(reads: Reads) -> None:
    assert keys(reads(cii(terms=due("20260801")))) == ["due_before_issue"]


def test_another_currency_is_a_doubt(reads: Reads) -> None:
    assert keys(reads(cii().replace("EUR", "CHF"))) == ["foreign_currency"]


def test_names_lose_their_control_characters(reads_invoice: ReadsInvoice) -> None:
    buyer = "<ram:Name> Leroc\n  \u202eet\u200b Fils </ram:Name>"

    assert reads_invoice(cii(buyer=buyer)).buyer == "Leroc et Fils"


# --- Encodings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "bytes_as"),
    [("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("UTF-16", "utf-16")],
)
def test_the_declared_encoding_counts(
    reads_invoice: ReadsInvoice, encoding: str, bytes_as: str
) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'

    assert reads_invoice(cii(head=head).encode(bytes_as)).buyer == "Éts Leroc & Fils"


def test_a_byte_order_mark_and_blanks_before_the_declaration_do_no_harm(
    reads_invoice: ReadsInvoice,
) -> None:
    assert reads_invoice(b"\xef\xbb\xbf" + cii().encode()).number == "F-2026-017"
    assert reads_invoice("\n\n" + cii()).number == "F-2026-017"


def test_what_is_inside_decides_not_the_name(reads: Reads) -> None:
    assert reads(cii(), "facture.pdf").kind is PaperKind.CII
    assert reads(cii(), "photo").kind is PaperKind.CII
