"""CAMT.053: what came in, entry by entry, in every version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.documents.reading import Source, read
from bot.ports.papers import Paper, PaperKind

Reading = Callable[..., Paper]
RECEIPT = """
<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">1200.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{status}
 <BookgDt><Dt>2026-10-31</Dt></BookgDt><ValDt><Dt>2026-11-01</Dt></ValDt>
 <AcctSvcrRef>REF-1</AcctSvcrRef>
 <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
  <RltdPties><Dbtr>{debtor}</Dbtr></RltdPties>
  <RmtInf><Ustrd>Facture F1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
VERSIONS = {
    "001.02": ("<Sts>BOOK</Sts>", "<Nm>Société Éclair</Nm>"),
    "001.04": ("<Sts>BOOK</Sts>", "<Nm>Société Éclair</Nm>"),
    "001.08": ("<Sts><Cd>BOOK</Cd></Sts>", "<Pty><Nm>Société Éclair</Nm></Pty>"),
    "001.13": ("<Sts><Cd>BOOK</Cd></Sts>", "<Pty><Nm>Société Éclair</Nm></Pty>"),
}


def statement(*entries: str, version: str = "001.08", message: str = "053") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id>"
        "<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )


def receipt(version: str = "001.08") -> str:
    status, debtor = VERSIONS[version]
    return RECEIPT.format(status=status, debtor=debtor)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    def of(content: str) -> Paper:
        path = tmp_path / "releve.xml"
        path.write_text(content, "utf-8")
        return read(Source.of(path))

    return of


@pytest.mark.parametrize("version", VERSIONS)
def test_a_receipt_in_every_version(reading: Reading, version: str) -> None:
    paper = reading(statement(receipt(version), version=version))
    [payment] = paper.payments

    assert paper.kind is PaperKind.CAMT053
    assert (payment.amount, payment.currency) == (Decimal("1200.00"), "EUR")
    assert (payment.paid_on, payment.buyer) == (date(2026, 10, 31), "Société Éclair")
    assert payment.text == "Société Éclair Facture F1"
    assert "REF-1" in payment.reference
    assert payment.invoices == ()


def test_what_is_paid_out_or_not_booked_yet_is_left_alone(reading: Reading) -> None:
    out = receipt().replace("CRDT", "DBIT")
    pending = receipt().replace("BOOK", "PDNG")

    assert reading(statement(out, pending)).payments == ()


def test_a_reversal_takes_back_what_came_in(reading: Reading) -> None:
    reversal = receipt().replace(
        "<CdtDbtInd>CRDT</CdtDbtInd>",
        "<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>",
    )
    back = receipt().replace("</CdtDbtInd>", "</CdtDbtInd><RvslInd>true</RvslInd>")

    assert [one.amount for one in reading(statement(reversal)).payments] == [
        Decimal("-1200.00")
    ]
    assert reading(statement(back)).payments == ()


def test_a_receipt_that_the_payers_bank_returns(reading: Reading) -> None:
    why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"
    returned = receipt().replace("</TxDtls>", why)

    assert reading(statement(returned)).payments == ()
    assert [
        one.amount for one in reading(statement(returned.replace("CRDT", "DBIT"))).payments
    ] == [Decimal("-1200.00")]


def batch(first: str, second: str) -> str:
    parts = "".join(
        f'<TxDtls><Amt Ccy="EUR">{amount}</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>'
        f"</RltdPties><RmtInf><Ustrd>{name} F</Ustrd></RmtInf></TxDtls>"
        for amount, name in ((first, "A"), (second, "B"))
    )
    return (
        '<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-31</Dt></BookgDt>"
        f"<NtryDtls>{parts}</NtryDtls></Ntry>"
    )


def test_a_batch_gives_each_transaction(reading: Reading) -> None:
    payments = reading(statement(batch("100.00", "200.00"))).payments

    assert [(one.buyer, one.amount) for one in payments] == [
        ("A", Decimal("100.00")),
        ("B", Decimal("200.00")),
    ]
    assert len({one.reference for one in payments}) == 2


def test_a_batch_that_does_not_add_up_is_one_receipt(reading: Reading) -> None:
    payments = reading(statement(batch("100.00", "100.00"))).payments

    assert [(one.buyer, one.amount) for one in payments] == [(None, Decimal("300.00"))]
    assert payments[0].text == "A F B F"


def test_the_same_statement_names_its_receipts_the_same_again(reading: Reading) -> None:
    first = reading(statement(receipt(), receipt()))
    second = reading(statement(receipt(), receipt()))

    assert first.payments == second.payments
    assert len({one.reference for one in first.payments}) == 2


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (statement(receipt(), message="052"), "camt_intraday"),
        (statement(receipt(), message="054"), "camt_intraday"),
        (statement(receipt()).replace("</Stmt>", ""), "malformed_xml"),
        (statement().replace("<Document", "<!DOCTYPE Document []><Document"), "doctype"),
        (
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>',
            "camt_no_statement",
        ),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused(reading: Reading, content: str, key: str) -> None:
    refused = reading(content).refused

    assert refused is not None
    assert refused.key == key
