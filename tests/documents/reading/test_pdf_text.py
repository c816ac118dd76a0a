"""Pages without an e-invoice: offered field by field, all of it to be confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.documents.reading import ocr
from bot.documents.reading.cells import Cell
from bot.documents.reading.pages import Pages
from bot.documents.reading.pdf_text import differing, fields, offered
from bot.ports.papers import Doubt, Paper, PaperKind
from tests.documents.reading.making import page_of, pdf

Reads = Callable[..., Paper]


def test_a_french_invoice(reads: Reads) -> None:
    page = page_of(
        "SARL Les Deux Chênes||Facturé à :",
        "4 place du Marché||Menuiserie Ferrand",
        "24000 Périgueux||9 quai des Brumes",
        "Facture N° : 2026-0042",
        "Date de facture : 03/09/2026|Date de livraison : 28/08/2026",
        "Désignation|Quantité|Prix|Total",
        "Parquet chêne|12|50,00|600,00",
        "Total HT||1 600,00 €",
        "TVA 20 %||320,00 €",
        "Total TTC||1 920,00 €",
        "Acompte versé||420,00 €",
        "Net à payer||1 500,00 €",
        "Échéance : 15 octobre 2026",
    )
    paper = reads(pdf(page), "facture.pdf")

    (invoice,) = paper.invoices
    assert paper.kind is PaperKind.PDF_TEXT
    assert (invoice.number, invoice.buyer) == ("2026-0042", "Menuiserie Ferrand")
    assert (invoice.issued_on, invoice.delivered_on) == (
        date(2026, 9, 3),
        date(2026, 8, 28),
    )
    assert (invoice.due_on, invoice.currency) == (date(2026, 10, 15), "EUR")
    assert (invoice.net, invoice.vat) == (Decimal("1600.00"), Decimal("320.00"))
    assert (invoice.gross, invoice.prepaid) == (Decimal("1920.00"), Decimal("420.00"))
    assert invoice.payable == Decimal("1500.00")
    assert invoice.estimated == {
        *("number", "buyer", "issued_on", "delivered_on", "due_on", "currency"),
        *("net", "vat", "gross", "prepaid", "payable"),
    }
    assert [doubt.key for doubt in paper.doubts] == ["unsure"]


def test_labels_at_the_head_of_columns(reads: Reads) -> None:
    page = page_of(
        "FACTURE",
        "Numéro de facture|Date|Échéance",
        "FA00123|12/03/2026|11/04/2026",
        "Total HT|Total TVA|Total TTC|Net à payer",
        "250,00|50,00|300,00|300,00",
    )
    (invoice,) = reads(pdf(page)).invoices

    assert (invoice.number, invoice.issued_on) == ("FA00123", date(2026, 3, 12))
    assert invoice.due_on == date(2026, 4, 11)
    assert (invoice.net, invoice.vat) == (Decimal("250.00"), Decimal("50.00"))
    assert (invoice.gross, invoice.payable) == (Decimal("300.00"), Decimal("300.00"))


def test_an_english_invoice(reads: Reads) -> None:
    page = page_of(
        "Invoice number: INV-77|Invoice date: 5 June 2026",
        "Bill to:",
        "Stone & Sons Ltd",
        "Subtotal|$1,100.00",
        "Tax (0%)|$0.00",
        "Total|$1,100.00",
        "Amount due|$1,100.00",
        "Payment terms: net 30 days",
    )
    (invoice,) = reads(pdf(page)).invoices

    assert (invoice.number, invoice.buyer) == ("INV-77", "Stone & Sons Ltd")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 6, 5), None)
    assert (invoice.net, invoice.payable) == (Decimal("1100.00"), Decimal("1100.00"))
    assert (invoice.currency, invoice.terms) == ("USD", "net 30 days")


def test_no_due_date_is_worked_out(reads: Reads) -> None:
    page = page_of(
        "Facture n° F12 du 01/09/2026", "Net à payer : 100,00 €", "Paiement à 30 jours"
    )
    (invoice,) = reads(pdf(page)).invoices

    assert (invoice.number, invoice.issued_on) == ("F12", date(2026, 9, 1))
    assert invoice.due_on is None


def test_two_answers_to_one_label_say_nothing(reads: Reads) -> None:
    page = page_of("Facture n° A-1", "Net à payer : 100,00 €", "Net à payer : 250,00 €")
    (invoice,) = reads(pdf(page)).invoices

    assert invoice.payable is None


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["FACTURE N°F-77", "Total TTC : 12,00"], "F-77"),
        (["Numéro|Date|Client", "F0099|05/05/2026|C012", "Total TTC : 12,00"], "F0099"),
        (["Facture n° 2026/03/0042 du 15 mars 2026", "Total TTC : 12,00"], "2026/03/0042"),
        (["N° facture : 00045|Date facture : 01/02/26", "Montant TTC : 12,00"], "00045"),
        (["Invoice No. 7781", "Total: 12.00"], "7781"),
        (["Facture nouvelle 12", "Total TTC : 12,00"], None),
    ],
)
def test_numbers_stand_in_many_places(
    reads: Reads, lines: list[str], number: str | None
) -> None:
    (invoice,) = reads(pdf(page_of(*lines, "Merci de votre confiance."))).invoices

    assert invoice.number == number
    assert invoice.buyer is None


def test_a_credit_note_is_known_by_its_title(reads: Reads) -> None:
    page = page_of("AVOIR N° AV-3", "Total TTC : 120,00 €", "Date : 02/02/2026")

    assert reads(pdf(page)).invoices[0].is_credit


def test_a_letter_is_no_invoice(reads: Reads) -> None:
    page = page_of(
        "Madame, Monsieur,", "Nous vous remercions de votre confiance.", "Cordialement"
    )

    assert reads(pdf(page)).refused == Doubt("nothing_found")


def test_of_a_long_document_the_ends_are_read(reads: Reads) -> None:
    middle = page_of("Suite du détail des fournitures et prestations")
    pages = [page_of("Facture n° L-1"), *[middle] * 28, page_of("Net à payer : 900,00 €")]
    paper = reads(pdf(*pages))

    assert paper.invoices[0].number == "L-1"
    assert paper.invoices[0].payable == Decimal("900.00")
    assert paper.doubts[0] == Doubt("pages_unread", values={"pages": "10"})


# --- Pictures --------------------------------------------------------------------------


def test_a_picture_without_tesseract_is_refused_in_words(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert reads(b"\xff\xd8\xff\xe0photo", "photo.jpg").refused == Doubt("ocr_missing")
    assert reads(pdf(), "scan.pdf").refused == Doubt("ocr_missing")


def test_words_of_tesseract_become_cells() -> None:
    head = (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight"
    )
    rows = [
        "5\t1\t1\t1\t1\t1\t100\t50\t60\t20\t96.1\tNet",
        "5\t1\t1\t1\t1\t2\t166\t50\t12\t20\t95.0\tà",
        "5\t1\t1\t1\t1\t3\t184\t50\t70\t20\t91.5\tpayer",
        "5\t1\t1\t1\t1\t4\t600\t50\t90\t20\t88.0\t1\u202f200,50",
        "5\t1\t1\t1\t1\t5\t700\t50\t9\t20\t12.0\t~",
        "4\t1\t1\t1\t2\t0\t0\t80\t9\t20\t-1\t",
    ]
    lines = ocr.words("\n".join([f"{head}\tconf\ttext", *rows]))

    assert lines == [
        [Cell("Net à payer", 100, 254, 50, 70), Cell("1\u202f200,50", 600, 690, 50, 70)]
    ]
    assert fields(lines) == {"payable": Decimal("1200.50")}


@pytest.mark.skipif(not ocr.installed(), reason="tesseract is not installed here")
def test_a_picture_of_a_page_is_read_by_tesseract(tmp_path: Path) -> None:
    page = page_of(
        "Facture n° F-2026-017", "Date : 01/09/2026", "Net à payer : 1200,00 EUR"
    )
    (tmp_path / "page.pdf").write_bytes(pdf(page))
    lines = ocr.lines([Pages(tmp_path / "page.pdf").picture(0)])

    assert fields(lines)["payable"] == Decimal("1200.00")


def test_what_two_readings_tell_in_two_ways_is_left_out_and_told() -> None:
    def page(amount: str) -> list[list[Cell]]:
        cells = ("Facture n° F1", f"Net à payer : {amount}")
        return [
            [Cell(text, 0, 200, row * 20, row * 20 + 10)] for row, text in enumerate(cells)
        ]

    one, other = page("1 200,00 €"), page("4 200,00 €")
    left_out = differing(one, other)
    paper = offered(one, "photo.jpg", left_out=left_out)

    assert left_out == {"payable"}
    assert (paper.invoices[0].number, paper.invoices[0].payable) == ("F1", None)
    assert paper.doubts[0] == Doubt("read_in_two_ways", values={"fields": "payable"})


FAKE = """#!/bin/sh
[ "$1" = --list-langs ] && echo fra && exit 0
echo "pixdata_malloc fail for data" >&2
exit 1
"""


def test_a_picture_that_needs_too_much_memory_is_said_to_be_too_large(
    reads: Reads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(FAKE)
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    paper = reads(b"\xff\xd8\xff\xe0photo", "photo.jpg")

    assert paper.refused == Doubt("picture_too_large")
