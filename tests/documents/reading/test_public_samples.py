"""Real published files, where the folder of samples stands beside the project.

What each file says is in the folder's own MANIFEST.csv; nothing of it is kept here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from bot.documents.reading import Source, read
from bot.ports.papers import Paper, PaperInvoice, PaperKind

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.csv"
ROOMS = ("cii", "ubl", "facturx", "plainpdf", "cdar")
AMOUNTS = {"net": "total_ht", "vat": "total_tva", "gross": "total_ttc"}
AMOUNTS |= {"prepaid": "prepaid", "payable": "payable"}
CREDITS = ("credit note", "treat as credit")
Row = Mapping[str, str]


def rows(wanted: Callable[[Row], bool]) -> list[Row]:
    if not MANIFEST.exists():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["path"].split("/")[0] in ROOMS]
    return [row for row in found if wanted(row)]


def is_invoice(row: Row) -> bool:
    return row["syntax"].startswith(("CII", "UBL"))


def is_status(row: Row) -> bool:
    return row["syntax"].startswith("CDAR")


def each(wanted: Callable[[Row], bool]) -> pytest.MarkDecorator:
    found = rows(wanted) or [
        pytest.param({}, marks=pytest.mark.skip(reason="no folder of public samples here"))
    ]
    names = [row["path"] if isinstance(row, Mapping) else "none" for row in found]
    return pytest.mark.parametrize("row", found, ids=names)


def paper_of(row: Row) -> Paper:
    return read(Source.of(SAMPLES / row["path"]))


def one_line(text: str) -> str:
    return " ".join(text.split())


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@each(is_invoice)
def test_the_facts_are_those_of_the_manifest(row: Row) -> None:
    paper = paper_of(row)

    assert paper.refused is None
    (invoice,) = paper.invoices
    days = invoice.due_days or (() if invoice.due_on is None else (invoice.due_on,))
    assert (invoice.number, invoice.type_code) == (row["number"], row["type_code"] or None)
    assert str(invoice.issued_on) == row["issue_date"]
    assert "|".join(map(str, days)) == row["due_date"]
    assert invoice.seller == one_line(row["seller"])
    assert invoice.buyer == one_line(row["buyer"])
    assert (invoice.currency or "") == row["currency"]
    for field, column in AMOUNTS.items():
        assert getattr(invoice, field) == decimal(row[column])
    assert_named(invoice.seller_id, row["seller_id"])
    assert_named(invoice.buyer_id, row["buyer_id"])
    assert invoice.is_credit is any(words in row["expect"] for words in CREDITS)
    assert invoice.estimated == frozenset()
    assert_sums(invoice, paper, row)


def assert_named(known: str | None, written: str) -> None:
    """The SIREN where there is one, else the VAT number, as the manifest lists them."""
    ids = [one.partition(":")[::2] for one in written.split(";") if one]
    sirens = [value[:9] for scheme, value in ids if scheme == "0002"]
    numbers = [value for scheme, value in ids if scheme == "VA"]
    assert known == next(iter((*sirens, *numbers)), None)


def assert_sums(invoice: PaperInvoice, paper: Paper, row: Row) -> None:
    """Sums that the manifest found wrong are a doubt, never a refusal."""
    sums = {"sums_net_vat", "sums_payable", "payable_differs"}
    doubted = bool(sums & {doubt.key for doubt in paper.doubts})
    whole = None not in {invoice.net, invoice.vat, invoice.gross, invoice.payable}
    if whole and row["arith_ok"] == "True":
        assert not doubted


@each(is_status)
def test_a_status_is_the_one_the_manifest_names(row: Row) -> None:
    paper = paper_of(row)
    code = row["type_code"].removeprefix("status ")

    assert paper.kind is PaperKind.CDAR
    invoices = {event.invoice for event in paper.events}
    invoices |= {number for payment in paper.payments for number in payment.invoices}
    assert invoices == {row["number"]}
    assert [event.code for event in paper.events] == ([] if code == "212" else [code])
    assert len(paper.payments) == (1 if code == "212" else 0)


@each(lambda row: not is_invoice(row) and not is_status(row))
def test_what_has_no_facts_is_refused_or_offered_from_its_page(row: Row) -> None:
    paper = paper_of(row)

    if paper.refused is not None:
        assert paper.refused.key in {"order", "nothing_found"}
        return
    (invoice,) = paper.invoices
    assert paper.kind is PaperKind.PDF_TEXT
    assert {"number", "payable"} <= invoice.estimated
    if row["number"]:
        assert (invoice.number, str(invoice.due_on)) == (row["number"], row["due_date"])
        assert invoice.payable == decimal(row["payable"])
