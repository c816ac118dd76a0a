"""PDFs: which attachment is the invoice, whether the page agrees, and what is damaged."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.ports.papers import Doubt, Paper, PaperKind
from tests.documents.reading.making import (
    ORDER,
    PROFILES,
    ZUGFERD1,
    cdar,
    cii,
    page_of,
    pdf,
    ubl,
)

Reads = Callable[..., Paper]
SESAME = "sésame"
PAGE = page_of(
    "Carrières Lapierre, 12 rue du Roc, 87000 Limoges",
    "Facture n° F-2026-017|du 01/09/2026",
    "Total HT|1 000,00 €",
    "TVA 20 %|200,00 €",
    "Net à payer|1 200,00 €",
)


def keys(paper: Paper) -> list[str]:
    return [doubt.key for doubt in paper.doubts]


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_of_factur_x(reads: Reads, profile: str) -> None:
    paper = reads(pdf(PAGE, attached={"factur-x.xml": cii(profile=PROFILES[profile])}))

    assert paper.kind is PaperKind.FACTURX
    assert paper.invoices[0].payable == Decimal("1200.00")
    assert paper.doubts == ()


@pytest.mark.parametrize(
    ("name", "content", "kind", "number"),
    [
        ("ZUGFeRD-invoice.xml", ZUGFERD1, PaperKind.ZUGFERD1, "RE-7"),
        ("UBL-Invoice-2.1.xml", ubl(), PaperKind.UBL, "U-1"),
        ("whatever.bin", cii(), PaperKind.FACTURX, "F-2026-017"),
    ],
)
def test_the_namespace_tells_the_invoice_not_the_name(
    reads: Reads, name: str, content: str, kind: PaperKind, number: str
) -> None:
    paper = reads(pdf(attached={name: content}))

    assert (paper.kind, paper.invoices[0].number) == (kind, number)


def test_a_status_within_a_pdf_is_read_too(reads: Reads) -> None:
    assert reads(pdf(attached={"status.xml": cdar("207")})).kind is PaperKind.CDAR


def test_other_attachments_are_left_alone(reads: Reads) -> None:
    others = {
        "Bon_de_livraison.pdf": pdf(PAGE),
        "notes.txt": "X5O!P%@AP",
        "data.xml": "<data/>",
        "factur-x.xml": cii(),
    }
    paper = reads(pdf(PAGE, attached=others))

    assert (paper.kind, paper.doubts) == (PaperKind.FACTURX, ())


def test_of_two_dialects_the_most_trusted_counts(reads: Reads) -> None:
    old = ZUGFERD1.replace("RE-7", "F-2026-017").replace("119.00", "1200.00")
    paper = reads(pdf(PAGE, attached={"ZUGFeRD-invoice.xml": old, "factur-x.xml": cii()}))

    assert paper.kind is PaperKind.FACTURX
    assert paper.doubts == ()


def test_two_different_invoices_in_one_pdf_are_a_doubt(reads: Reads) -> None:
    paper = reads(pdf(PAGE, attached={"factur-x.xml": cii(), "ubl.xml": ubl()}))

    assert paper.invoices[0].number == "F-2026-017"
    said = {"number": "U-1", "payable": "100.00"}
    assert paper.doubts == (Doubt("two_invoices", "F-2026-017", said),)


def test_an_order_is_refused_within_a_pdf_too(reads: Reads) -> None:
    assert reads(pdf(attached={"order-x.xml": ORDER})).refused == Doubt("order")


@pytest.mark.parametrize(
    ("shown", "doubts"),
    [
        (("F-2026-018", "1 200,00"), ["number_not_on_page"]),
        (("F-2026-017", "1 300,00"), ["total_not_on_page"]),
        (("F-2026-017", "1,200.00"), []),
        (("F-2026-017", "1.200,00"), []),
        (("F-2026-017", "1200"), []),
        (("F-2026-017", "11 200,00"), ["total_not_on_page"]),
    ],
)
def test_the_page_must_show_number_and_total(
    reads: Reads, shown: tuple[str, str], doubts: list[str]
) -> None:
    page = page_of(
        "Carrières Lapierre, 12 rue du Roc, 87000 Limoges, téléphone sur demande",
        f"Numéro {shown[0]}",
        f"Somme demandée {shown[1]} euros",
    )

    assert keys(reads(pdf(page, attached={"factur-x.xml": cii()}))) == doubts


def test_a_broken_e_invoice_leaves_the_page_to_confirm(reads: Reads) -> None:
    paper = reads(pdf(PAGE, attached={"factur-x.xml": "<?xml version='1.0'?><rsm:Cross"}))

    assert paper.kind is PaperKind.PDF_TEXT
    assert keys(paper) == ["broken_attachment", "unsure"]
    assert paper.invoices[0].payable == Decimal("1200.00")


def test_a_password_is_asked_for(reads: Reads) -> None:
    assert reads(pdf(PAGE, password=SESAME)).refused == Doubt("encrypted")


def test_a_pdf_that_only_forbids_printing_is_read(reads: Reads) -> None:
    locked = pdf(PAGE, attached={"factur-x.xml": cii()}, owner_password=SESAME)

    assert reads(locked).kind is PaperKind.FACTURX


def test_a_truncated_pdf_is_refused_or_read_never_half(reads: Reads) -> None:
    whole = pdf(PAGE, attached={"factur-x.xml": cii()})
    for length in range(20, len(whole), len(whole) // 12):
        paper = reads(whole[:length])
        if paper.refused is None:
            assert paper.invoices[0].payable == Decimal("1200.00")
        else:
            assert paper.refused.key in {"damaged_pdf", "ocr_missing", "nothing_found"}


def test_a_pdf_in_name_only_is_unknown(reads: Reads) -> None:
    assert reads(b"\x00\x01nothing of the kind", "facture.pdf").refused == Doubt("unknown")
    assert reads(b"", "facture.pdf").refused == Doubt("empty")
