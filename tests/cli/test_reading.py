"""`vigie read`: JSON to the letter of INTERFACES, and words for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.documents.reading.making import cdar, cii, due, page_of, pdf

SEVERAL_DUE_DAYS = (
    "F-2026-017\u00a0: Plusieurs échéances\u00a0: 2026-10-01, 2026-11-01. "
    "La dernière compte."
)
CASES = Path(__file__).resolve().parents[1] / "domain" / "cases"


def test_one_file_is_one_document(vigie: Run, desk: Path) -> None:
    (desk / "f.xml").write_text(cii(terms=due("20261001", "20261101")), "utf-8")
    ran = vigie("read", "f.xml", "--json")

    assert ran.code == 0
    assert ran.document == {
        "file": "f.xml",
        "kind": "cii",
        "invoices": [
            {
                "number": "F-2026-017",
                "type_code": "380",
                "issued_on": "2026-09-01",
                "due_on": "2026-11-01",
                "seller": "Carrières Lapierre",
                "seller_id": "100000009",
                "buyer": "Éts Leroc & Fils",
                "buyer_id": "200000008",
                "currency": "EUR",
                "net": "1000.00",
                "vat": "200.00",
                "gross": "1200.00",
                "prepaid": None,
                "payable": "1200.00",
            }
        ],
        "payments": [],
        "open_items": [],
        "doubts": [SEVERAL_DUE_DAYS],
        "refused": None,
    }


def test_several_files_are_a_list_and_a_refusal_is_its_own_document(
    vigie: Run, desk: Path
) -> None:
    (desk / "status.xml").write_text(cdar("212", amounts=["12000.00"]), "utf-8")
    (desk / "odd.bin").write_bytes(b"\x00\x01")
    ran = vigie("read", "status.xml", "odd.bin", "--json", lang="en")

    status, odd = ran.document
    assert ran.code == 1
    assert status["payments"] == [
        {
            "amount": "12000.00",
            "paid_on": "2026-10-05",
            "buyer": "Leroc",
            "buyer_id": "200000008",
            "account": None,
            "invoices": ["F-2026-017"],
            "currency": "EUR",
            "text": "",
            "reference": "F-2026-017_212:F-2026-017",
            "estimated": [],
        }
    ]
    assert odd == {
        "file": "odd.bin",
        "kind": None,
        "invoices": [],
        "payments": [],
        "open_items": [],
        "doubts": [],
        "refused": "Vigie does not know this kind of file.",
    }


def test_in_words_amounts_days_and_doubts_are_readable(vigie: Run, desk: Path) -> None:
    page = page_of("Facture n° F-9", "Date : 01/09/2026", "Net à payer : 1 234,50 €")
    (desk / "f.pdf").write_bytes(pdf(page))
    ran = vigie("read", "f.pdf")

    assert ran.code == 0
    assert ran.said == (
        "f.pdf (page lue sans e-facture)\n"
        "  Factures et avoirs : 1\n"
        "    Numéro F-9, Date 1er septembre 2026, Devise EUR, À payer 1 234,50 € (estimé)\n"
        "  À vérifier : F-9 : Lu sur la page, à confirmer : "
        "Devise, Date, Numéro, À payer\n"
    )


def test_a_currency_that_the_file_does_not_say_is_not_made_up(
    vigie: Run, desk: Path
) -> None:
    said = cii().replace("<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", "")
    (desk / "f.xml").write_text(said, "utf-8")
    ran = vigie("read", "f.xml")

    assert "Numéro F-2026-017" in ran.said
    assert "€" not in ran.said


def test_a_refusal_in_words(vigie: Run, desk: Path) -> None:
    (desk / "f.xml").write_text("<!DOCTYPE a><a/>", "utf-8")
    ran = vigie("read", "f.xml")

    assert ran.code == 1
    assert "Refusé : Ce fichier XML contient un DOCTYPE" in ran.said


def test_a_case_file_is_known_and_its_faults_refuse_it(vigie: Run, desk: Path) -> None:
    (desk / "bad.yaml").write_text("name: x\npolicy: nothing\n", "utf-8")
    good, bad = vigie("read", CASES / "lapierre.yaml", "bad.yaml", "--json").document

    assert (good["kind"], good["refused"]) == ("case", None)
    assert bad["kind"] is None
    assert "bad.yaml:2" in bad["refused"]


def test_a_file_that_is_not_there_is_said(vigie: Run) -> None:
    ran = vigie("read", "nowhere.pdf")

    assert ran.code == 2
    assert ran.err == "nowhere.pdf\N{NO-BREAK SPACE}: illisible (ce fichier n’existe pas)\n"
    assert ran.out == ""


def test_a_folder_is_no_file(vigie: Run, desk: Path) -> None:
    (desk / "folder").mkdir()

    ran = vigie("read", "folder", lang="en")

    assert ran.code == 2
    assert ran.err == "folder: unreadable (it is a folder, not a file)\n"


def test_reading_needs_no_database_and_writes_nothing(vigie: Run, desk: Path) -> None:
    (desk / "f.xml").write_text(cii(), "utf-8")
    vigie("read", "f.xml")

    assert [path.name for path in desk.iterdir()] == ["f.xml"]


def test_the_doctor_says_whether_scans_are_read(
    vigie: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    found = {one["check"]: one["grade"] for one in vigie("doctor", "--json").document}

    assert found["no_ocr"] == "worth_knowing"
