"""The claim file: what it says in both languages, names as written, in time."""

from __future__ import annotations

import os
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from papers import DAY, EVIDENCE, HOSTILE, cells, on_one_line, situation, text_of

from bot.chat.handlers.claim_files import sheet_of
from bot.documents.writing import press, typeset
from bot.documents.writing.sheets import Sheet
from bot.documents.writing.workbooks import book
from bot.rendering import LANGUAGES, words
from bot.services import tables
from bot.services.claim_file import claim_file
from domain.money import euros

GOLDEN = Path(__file__).parent / "golden"


def file_sheet(lang: str, day: date = DAY) -> Sheet:
    known = situation(day)
    file = claim_file(known, HOSTILE, {"order": ("commande <1>.pdf",)})
    return sheet_of(words(lang), known, file, EVIDENCE)


def pdf_of(lang: str) -> bytes:
    return press.printed(press.PDF, press.packed(file_sheet(lang).as_json()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_says_what_was_read_and_found_good(lang: str) -> None:
    text, path = file_sheet(lang).as_text(), GOLDEN / f"claim-file-{lang}.txt"
    if os.environ.get("VIGIE_GOLDEN") == "rewrite":
        path.write_text(text, "utf-8")

    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_holds_every_word_of_the_sheet(lang: str) -> None:
    printed = text_of(pdf_of(lang)).replace(" ", "")

    for line in file_sheet(lang).as_text().splitlines():
        for part in line.removeprefix("## ").removeprefix("# ").split(" | "):
            assert on_one_line(part).replace(" ", "") in printed or ": " in part


def test_the_pdf_is_tagged_speaks_its_language_and_has_a_title() -> None:
    made = pdf_of("fr")
    document = pypdfium2.PdfDocument(made)

    assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    assert b"pdfaid:part" in made
    assert b"/Lang" in made
    assert document.get_metadata_dict()["Title"].startswith("Demande d’intervention")


def test_the_figures_of_the_file() -> None:
    file = claim_file(situation(), HOSTILE)

    assert file.open == euros("60000")
    assert [line.invoice.number for line in file.lines] == ["=F1", "F2", "F3"]
    # 30 000 of =F1 less 6 000 paid with VAT, that is 5 000 without: 25 000 remain; the
    # limit of 40 000 leaves 15 000 to F2. F1's time ran out on 29 October: at risk only.
    assert [line.insured for line in file.lines] == [
        euros("25000"),
        euros("15000"),
        euros("0"),
    ]
    assert file.lines[1].above_limit == euros("5000")
    assert {refusal.ground.value for refusal in file.lines[2].refusals} == {"TERM_TOO_LONG"}
    # 40 000 × 90 % = 36 000, less 500.
    assert file.indemnity == euros("35500")


def test_what_was_sent_is_no_longer_missing() -> None:
    sent = {"order": ("c.pdf",), "invoice": ("f.pdf",)}
    file = claim_file(situation(), HOSTILE, sent)

    assert [piece.kind for piece in file.pieces if piece.is_missing] == [
        "delivery_note",
        "correspondence",
        "terms",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_is_typed_and_holds_no_formula(lang: str) -> None:
    said = book(words(lang), tables.of_claim(claim_file(situation(), HOSTILE)))
    found = cells(press.printed(press.XLSX, press.packed(said)))

    first = found["Factures" if lang == "fr" else "Invoices"][1]
    assert first[0] == "=F1"
    assert first[1] == datetime(2026, 6, 1)  # noqa: DTZ001 - a day, as openpyxl reads it
    assert first[5] == 36000
    assert first[9] == 0.9


def test_an_archive_holds_the_file_twice_and_the_pieces_as_they_came() -> None:
    said = book(words("fr"), tables.of_claim(claim_file(situation(), HOSTILE)))
    waiting = press.archive(
        {"d.pdf": file_sheet("fr").as_json(), "d.xlsx": said},
        {"pieces/x.pdf": b"as it came"},
    )

    with zipfile.ZipFile(BytesIO(press.printed(press.ARCHIVE, waiting))) as made:
        assert made.namelist() == ["d.pdf", "d.xlsx", "pieces/x.pdf"]
        assert HOSTILE in text_of(made.read("d.pdf"))
        assert made.read("pieces/x.pdf") == b"as it came"


def test_the_same_words_give_the_same_bytes() -> None:
    assert pdf_of("en") == pdf_of("en")


def test_what_cannot_be_printed_is_said_so() -> None:
    with pytest.raises(press.Unprintable):
        press.printed(press.PDF, press.packed("{}"))


def test_an_engine_that_fails_says_why() -> None:
    with pytest.raises(typeset.EngineFailed, match="does not contain key"):
        typeset.pdf('{"kind": "file"}')


def test_an_engine_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "TIME_LIMIT", 0.001)

    with pytest.raises(typeset.EngineFailed, match="no answer in time"):
        typeset.pdf(file_sheet("fr").as_json())
