"""E-invoices and PDFs made here, each with what its test says and nothing borrowed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject

CII_NAMES = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:'
    'ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)
FACTURX = "urn:cen.eu:en16931:2017"
PROFILES = {
    "minimum": "urn:factur-x.eu:1p0:minimum",
    "basicwl": "urn:factur-x.eu:1p0:basicwl",
    "basic": "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic",
    "en16931": "urn:cen.eu:en16931:2017",
    "extended": "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
    "xrechnung": "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
}
SELLER = """<ram:Name>Carrières Lapierre</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">100000009</ram:ID>
</ram:SpecifiedLegalOrganization>"""
BUYER = """<ram:Name>Éts Leroc &amp; Fils</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">200000008</ram:ID>
</ram:SpecifiedLegalOrganization>
<ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>"""
TOTALS = """<ram:TaxBasisTotalAmount>1000.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">200.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>1200.00</ram:GrandTotalAmount>
<ram:DuePayableAmount>1200.00</ram:DuePayableAmount>"""


def due(*days: str) -> str:
    return "".join(
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        f'<udt:DateTimeString format="102">{day}</udt:DateTimeString>'
        "</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
        for day in days
    )


def cii(
    *,
    number: str = "F-2026-017",
    code: str = "380",
    issued: str = "20260901",
    profile: str = FACTURX,
    seller: str = SELLER,
    buyer: str = BUYER,
    terms: str = due("20261001"),
    totals: str = TOTALS,
    delivery: str = "",
    lines: str = "",
    more: str = "",
    head: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
) -> str:
    return f"""{head}<rsm:CrossIndustryInvoice {CII_NAMES}>
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>{profile}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>{code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">{issued}</udt:DateTimeString>
</ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty>{seller}</ram:SellerTradeParty>
<ram:BuyerTradeParty>{buyer}</ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery>{delivery}</ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>{terms}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{totals}
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>{more}
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


ZUGFERD1 = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15">
<rsm:HeaderExchangedDocument><ram:ID>RE-7</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20140520</udt:DateTimeString>
</ram:IssueDateTime></rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement>
<ram:SellerTradeParty><ram:Name>Steinbruch GmbH</ram:Name><ram:SpecifiedTaxRegistration>
<ram:ID schemeID="FC">201/113</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456789</ram:ID>
</ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Leroc</ram:Name></ram:BuyerTradeParty>
</ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:Description>Zahlbar in 30 Tagen</ram:Description>
</ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementMonetarySummation>
<ram:TaxBasisTotalAmount currencyID="EUR">100.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount currencyID="EUR">119.00</ram:GrandTotalAmount>
<ram:DuePayableAmount currencyID="EUR">119.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementMonetarySummation>
</ram:ApplicableSupplyChainTradeSettlement>
</rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>"""

ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:SCRDMCCBDACIOMessageStructure
 xmlns:rsm="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>"""

UBL_NAMES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def ubl(
    *,
    root: str = "Invoice",
    number: str = "U-1",
    code: str = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
    dates: str = "<cbc:DueDate>2026-10-01</cbc:DueDate>",
    taxes: str = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">20</cbc:TaxAmount>'
    "</cac:TaxTotal>",
    totals: Mapping[str, str] | None = None,
    more: str = "",
) -> str:
    sums = totals or {
        "TaxExclusiveAmount": "100.00",
        "TaxInclusiveAmount": "120.00",
        "PrepaidAmount": "20.00",
        "PayableAmount": "100.00",
    }
    amounts = "".join(
        f'<cbc:{name} currencyID="EUR">{text}</cbc:{name}>' for name, text in sums.items()
    )
    return f"""<{root} {UBL_NAMES.format(root=root)}>
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-09-01</cbc:IssueDate>{dates}{code}
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{more}
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Enseigne</cbc:Name>
</cac:PartyName><cac:PartyTaxScheme><cbc:CompanyID>FR88100000009</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Carrières Lapierre</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity>
<cbc:RegistrationName>Leroc</cbc:RegistrationName>
<cbc:CompanyID schemeID="0002">20000000800013</cbc:CompanyID>
</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>{taxes}
<cac:LegalMonetaryTotal>{amounts}</cac:LegalMonetaryTotal></{root}>"""


def cdar(code: str, *, amounts: Sequence[str] = (), invoice: str = "F-2026-017") -> str:
    """A status message; `amounts` are those of type MEN."""
    standard = "urn:un:unece:uncefact:data:standard:"
    characteristics = "".join(
        "<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode>"
        f'<ram:ValueAmount currencyID="EUR">{amount}</ram:ValueAmount>'
        "</ram:SpecifiedDocumentCharacteristic>"
        for amount in amounts
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse
 xmlns:udt="{standard}UnqualifiedDataType:100"
 xmlns:ram="{standard}ReusableAggregateBusinessInformationEntity:100"
 xmlns:rsm="{standard}CrossDomainAcknowledgementAndResponse:100">
<rsm:ExchangedDocument><ram:ID>{invoice}_{code}</ram:ID>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">100000009</ram:GlobalID>
<ram:RoleCode>SE</ram:RoleCode></ram:IssuerTradeParty>
<ram:RecipientTradeParty><ram:GlobalID schemeID="0002">200000008</ram:GlobalID>
<ram:Name>Leroc</ram:Name><ram:RoleCode>BY</ram:RoleCode></ram:RecipientTradeParty>
</rsm:ExchangedDocument>
<rsm:AcknowledgementDocument><ram:IssueDateTime>
<udt:DateTimeString format="204">20261005103000</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{invoice}</ram:IssuerAssignedID>
<ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">100000009</ram:GlobalID>
</ram:IssuerTradeParty>
<ram:SpecifiedDocumentStatus><ram:ReasonCode>TX_TVA_ERR</ram:ReasonCode>
<ram:Reason>Taux de TVA erroné</ram:Reason>{characteristics}
</ram:SpecifiedDocumentStatus></ram:ReferenceReferencedDocument>
</rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>"""


# --- PDFs --------------------------------------------------------------------------

Words = Sequence[tuple[float, float, str]]  # points from the left and from the bottom


def pdf(
    *pages: Words,
    attached: Mapping[str, str | bytes] | None = None,
    password: str = "",
    owner_password: str | None = None,
) -> bytes:
    """Pages of words in Helvetica, 10 points."""
    writer = PdfWriter()
    for words in pages or ((),):
        _add_page(writer, words)
    for name, content in (attached or {}).items():
        data = content.encode("utf-8") if isinstance(content, str) else content
        writer.add_attachment(name, data)
    if password or owner_password:
        writer.encrypt(password, owner_password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _add_page(writer: PdfWriter, words: Words) -> None:
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = "".join(
        f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n"
        for x, y, text in words
    )
    content: StreamObject = DecodedStreamObject()
    content.set_data(drawn.encode("cp1252"))
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 - pypdf's own way


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def page_of(*lines: str) -> Words:
    """Lines one below the other; « | » parts what stands 130 points apart."""
    return [
        (50 + 130 * column, 780 - 22 * row, text)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
        if text
    ]
