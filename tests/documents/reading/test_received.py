"""Bytes that came from a chat: read in a child process, and gone from the disk."""

from __future__ import annotations

import io
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from bot.documents.reading.received import SealedReader
from tests.documents.reading.making import cii


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_bytes_are_read_and_nothing_of_them_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    heard: list[int] = []

    paper = await SealedReader().read(cii().encode(), "facture.xml", heard.append)

    assert paper.file == "facture.xml"
    assert [one.number for one in paper.invoices] == ["F-2026-017"]
    assert left_in(tmp_path) == []


async def test_a_workbook_is_read_though_the_name_of_its_copy_says_nothing() -> None:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["N° facture", "Client", "Date", "Total TTC"])
    book.active.append(["F1", "Leroc", "31/01/2026", 1200.1])
    book.save(written)

    paper = await SealedReader().read(written.getvalue(), "factures.xlsx", lambda _: None)

    assert [(one.number, one.gross) for one in paper.invoices] == [
        ("F1", Decimal("1200.10"))
    ]


async def test_what_is_no_file_we_know_is_refused_and_gone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    paper = await SealedReader().read(b"\x00\x01", "x.bin", lambda _: None)

    assert paper.refused is not None
    assert left_in(tmp_path) == []


async def test_what_was_put_right_of_a_table_reaches_its_reader() -> None:
    table = b"Client;Facture;Date;HT;Code\n1001;F1;05/01/2026;10,00;Martin\n"
    first = await SealedReader().read(table, "t.csv", lambda _: None)
    assert first.layout is not None
    columns = {first.layout.signature: ",number,issued_on,net,buyer"}
    paper = await SealedReader().read(table, "t.csv", lambda _: None, columns)

    assert [invoice.buyer for invoice in first.invoices] == ["1001"]
    assert [invoice.buyer for invoice in paper.invoices] == ["Martin"]
