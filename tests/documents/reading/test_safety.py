"""Hostile files: refused in words and in time, in a child that can be killed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.documents.reading import Source, digest, sealed
from bot.documents.reading.parts import together
from bot.documents.reading.sealed import CHAT, COMMAND_LINE, read_sealed, read_sealed_now
from bot.documents.reading.source import LARGEST
from bot.ports.papers import Doubt, Paper, PaperKind
from tests.documents.reading.making import cii, page_of, pdf

Reads = Callable[..., Paper]
IN_TIME = 25.0  # seconds: under the wall, on a busy machine too

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]><lolz>&lol9;</lolz>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def sealed_reads(content: bytes, path: Path, name: str = "") -> Paper:
    path.write_bytes(content)
    return read_sealed_now(path, name=name)


# --- XML -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS.encode(),
        OUTSIDE.encode(),
        b"<!DOCTYPE a><a/>",
        cii(head='<?xml version="1.0"?><!DOCTYPE rsm:CrossIndustryInvoice>').encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + OUTSIDE).encode("utf-16"),
    ],
    ids=["laughs", "outside", "bare", "invoice", "utf-16"],
)
def test_a_doctype_is_refused(reads: Reads, content: bytes) -> None:
    assert reads(content).refused == Doubt("doctype")


def test_a_doctype_within_a_pdf_is_refused(reads: Reads) -> None:
    assert reads(pdf(attached={"factur-x.xml": LAUGHS})).refused == Doubt("doctype")


@pytest.mark.parametrize(
    "content",
    [
        b"<",
        b"<a><b></a>",
        cii().encode()[:-40],
        cii().encode("latin-1"),  # said to be UTF-8
        cii(head='<?xml version="1.0" encoding="nonsense"?>').encode(),
        b"<a>" * 400 + b"</a>" * 400,
    ],
    ids=["sign", "crossed", "truncated", "encoding", "unknown encoding", "deep"],
)
def test_malformed_xml_is_refused(reads: Reads, content: bytes) -> None:
    assert reads(content).refused == Doubt("malformed_xml")


def test_64_levels_are_no_harm(reads: Reads) -> None:
    deep = "<ram:More>" * 64 + "</ram:More>" * 64

    assert reads(cii(more=deep)).invoices[0].number == "F-2026-017"


# --- PDF -------------------------------------------------------------------------------


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue; pdfium mends the rest."""
    parts, places, length = [b"%PDF-1.7\n"], [], len(b"%PDF-1.7\n")
    for number, content in enumerate(objects, 1):
        places.append(length)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        length += len(parts[-1])
    count = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % count)
    parts += [b"%010d 00000 n \n" % place for place in places]
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    parts.append(end % (count, length))
    return b"".join(parts)


def flate(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode >> stream\n%b\nendstream" % (
        len(packed),
        packed,
    )


def test_a_text_bomb_ends_in_time(tmp_path: Path) -> None:
    line = b"BT /F1 9 Tf 50 700 Td (" + b"A" * 1000 + b") Tj ET\n"
    bomb = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        flate(line * 200_000),  # 200 MB of 200 million signs
    )
    began = time.monotonic()
    paper = sealed_reads(bomb, tmp_path / "bomb.pdf")

    assert paper.refused is not None
    assert time.monotonic() - began < IN_TIME


def test_an_attachment_that_unfolds_without_end_is_left_alone(tmp_path: Path) -> None:
    bomb = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R"
        b" /Names << /EmbeddedFiles << /Names [(a.xml) 4 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Type /Filespec /F (a.xml) /EF << /F 5 0 R >> >>",
        flate(b"<" + b"a" * 300_000_000),
    )
    began = time.monotonic()
    paper = sealed_reads(bomb, tmp_path / "bomb.pdf")

    assert paper.refused is not None
    assert time.monotonic() - began < IN_TIME


def test_100_000_pages_are_refused_in_words(tmp_path: Path) -> None:
    count = 100_000
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    content = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        *[page] * count,
    )
    paper = sealed_reads(content, tmp_path / "pages.pdf")

    assert paper.refused == Doubt(
        "too_many_pages", values={"pages": "100000", "most": "1000"}
    )


def test_trees_that_bite_their_tail_end(tmp_path: Path) -> None:
    content = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>",
        b"<< /Kids [3 0 R 3 0 R] /Limits [(a) (z)] >>",
    )
    began = time.monotonic()
    paper = sealed_reads(content, tmp_path / "circle.pdf")

    assert paper.refused is not None
    assert time.monotonic() - began < IN_TIME


def test_pages_64_levels_down_are_read(tmp_path: Path) -> None:
    nested = [
        b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1)
        for number in range(2, 66)
    ]
    text = b"BT /F1 9 Tf 50 700 Td (Facture n 1: F-64  Total TTC : 120,00 EUR) Tj ET"
    content = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        *nested,
        b"<< /Type /Page /MediaBox [0 0 595 842] /Contents 67 0 R"
        b" /Resources << /Font << /F1 68 0 R >> >> >>",
        flate(text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )

    assert sealed_reads(content, tmp_path / "nested.pdf").kind is PaperKind.PDF_TEXT


# --- The child and its limits ----------------------------------------------------------


def test_the_child_says_what_was_read_and_how_the_file_is_called(tmp_path: Path) -> None:
    page = page_of("Facture F-2026-017", "À payer : 1 200,00 €")
    content = pdf(page, attached={"factur-x.xml": cii()})
    paper = sealed_reads(content, tmp_path / "3f2a", "Août\u202e.pdf")

    assert (paper.file, paper.kind) == ("Août.pdf", PaperKind.FACTURX)
    assert len(paper.digest) == 64
    assert paper.doubts == ()


async def test_20_mb_is_the_most_in_the_chat(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    assert (await read_sealed(path)).refused == Doubt("too_large")


LONG_SALE = """\
VT\tVentes\t{n}\t20250115\t411000\tClients\tC1\tLeroc\tF{n}\t20250115\t{text}\t120,00\t0,00\t\t\t20250115\t\t
VT\tVentes\t{n}\t20250115\t707000\tVentes\t\t\tF{n}\t20250115\t{text}\t0,00\t120,00\t\t\t20250115\t\t
"""
COLUMNS = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum "
    "CompAuxLib PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet "
    "ValidDate Montantdevise Idevise"
)


def write_ledger(path: Path, numbers: range, text: str) -> None:
    sales = "".join(LONG_SALE.format(n=number, text=text) for number in numbers)
    path.write_text("\t".join(COLUMNS.split()) + "\n" + sales, "utf-8")


async def test_a_ledger_of_more_is_read_on_the_command_line_only(tmp_path: Path) -> None:
    path = tmp_path / "100000009FEC20251231.txt"
    write_ledger(path, range(200), "x" * 60_000)

    assert path.stat().st_size > LARGEST
    assert (await read_sealed(path)).refused == Doubt("too_large")
    paper = await read_sealed(path, bounds=COMMAND_LINE)
    assert (paper.refused, len(paper.invoices)) == (None, 200)


def test_a_long_table_of_more_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "factures.csv"
    rows = "".join(
        f"Leroc;F{number};31/01/2026;1200,00;{'é' * 6000}\n" for number in range(1800)
    )
    path.write_text(f"Client;Numéro;Date;Total TTC;Objet\n{rows}", "utf-8")
    paper = read_sealed_now(path)

    assert path.stat().st_size > LARGEST
    assert (len(paper.invoices), paper.total) == (1800, Decimal("2160000.00"))


@pytest.mark.parametrize(
    ("name", "start", "size", "reason"),
    [
        ("a.txt", b"", 500_000_001, "too_large_streamed"),
        ("a.xml", b"<a/>", LARGEST + 1, "too_large"),
        ("a.pdf", b"%PDF-1.7\n", LARGEST + 1, "too_large"),
    ],
)
def test_what_is_read_whole_is_no_larger_on_the_command_line(
    tmp_path: Path, name: str, start: bytes, size: int, reason: str
) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)

    assert read_sealed_now(path).refused == Doubt(reason)


def test_the_parts_of_a_ledger_are_one(tmp_path: Path) -> None:
    first, second = (tmp_path / f"100000009FEC20251231_{part}.txt" for part in (1, 2))
    write_ledger(first, range(10), "Facture")
    write_ledger(second, range(10, 30), "Facture")
    heard: list[int] = []
    [parts] = together([second, first])
    paper = read_sealed_now(*parts, progress=heard.append)

    assert paper.file == f"{first.name} + {second.name}"
    assert [one.number for one in paper.invoices] == [f"F{number}" for number in range(30)]
    assert "fec_part" not in {doubt.key for doubt in paper.doubts}
    assert paper.digest == digest(parts)
    assert heard == sorted(heard)


def test_a_part_that_is_missing_is_told(tmp_path: Path) -> None:
    first, third = (tmp_path / f"100000009FEC20251231_{part}.txt" for part in (1, 3))
    write_ledger(first, range(10), "Facture")
    write_ledger(third, range(10, 30), "Facture")
    paper = read_sealed_now(first, third)

    assert "fec_part" in {doubt.key for doubt in paper.doubts}


def test_only_parts_of_one_ledger_belong_together() -> None:
    names = ["a.xml", "1" * 9 + "FEC20251231_2.txt", "2" * 9 + "FEC20251231_1.txt"]
    names += ["1" * 9 + "FEC20251231_1.txt", "1" * 9 + "FEC20241231_1.txt", "a.xml"]
    found = together([Path(name) for name in names])

    assert [[path.name for path in parts] for parts in found] == [
        [names[0]],
        [names[3], names[1]],
        [names[2]],
        [names[4]],
        [names[5]],
    ]


async def test_a_child_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(cii(), "utf-8")
    paper = await read_sealed(tmp_path / "a.xml", bounds=replace(CHAT, wall=0.0))

    assert paper.refused == Doubt("too_slow")


@pytest.mark.parametrize(
    ("end", "reason", "cause"),
    [
        ("sys.exit(77)", "too_heavy", None),
        ("os.kill(os.getpid(), signal.SIGABRT)", "too_heavy", None),  # std::bad_alloc
        ("os.kill(os.getpid(), signal.SIGXCPU)", "too_slow", None),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "unreadable", "SIGSEGV"),
        ("sys.exit(1)", "unreadable", "exit code 1"),
        ("print('no paper')", "unreadable", "JSONDecodeError"),
        ("""print('{"failed": "KeyError"}'); sys.exit(0)""", "unreadable", "KeyError"),
    ],
)
def test_a_child_that_crashes_is_told_by_its_cause(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    end: str,
    reason: str,
    cause: str | None,
) -> None:
    house = tmp_path / "house"
    room = house / "bot" / "documents" / "reading"
    room.mkdir(parents=True)
    for folder in (room, *list(room.parents)[:2]):
        (folder / "__init__.py").touch()
    (room / "__main__.py").write_text(f"import os, signal, sys\n{end}\n", "utf-8")
    monkeypatch.setattr(sealed, "HOUSE", house)
    (tmp_path / "a.xml").write_text(cii(), "utf-8")
    paper = read_sealed_now(tmp_path / "a.xml")

    assert paper.refused == Doubt(reason)
    assert (cause in caplog.text) if cause else not caplog.records


def test_the_child_says_what_it_met(tmp_path: Path) -> None:
    gone = {"files": [{"path": str(tmp_path / "none"), "name": "a.xml"}]}
    told = json.dumps({**gone, "largest": LARGEST, "cpu": 20, "columns": {}})
    child = subprocess.run(
        [sys.executable, "-m", "bot.documents.reading"],
        input=told + "\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=sealed.HOUSE,
    )

    assert (child.returncode, child.stdout) == (1, '{"failed": "FileNotFoundError"}\n')


def test_the_child_says_how_far_it_is_and_a_long_paper_in_pieces(tmp_path: Path) -> None:
    heads = (
        "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum "
        "CompAuxLib PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet "
        "ValidDate Montantdevise Idevise"
    )
    lines = [heads.replace(" ", "\t")]
    for number in range(1200):
        start = f"VE\tVentes\t{number}\t20250115"
        end = "\t\t\t20250115\t\t"
        about = f"F{number}\t20250115\tFacture"
        lines += [
            f"{start}\t411000\tClients\tC1\tLeroc\t{about}\t120,00\t0,00{end}",
            f"{start}\t707000\tVentes\t\t\t{about}\t0,00\t120,00{end}",
        ]
    path = tmp_path / "100000009FEC20251231.txt"
    path.write_text("\n".join(lines), "utf-8")
    heard: list[int] = []
    paper = read_sealed_now(path, progress=heard.append)

    assert (paper.kind, len(paper.invoices)) == (PaperKind.FEC, 1200)
    assert heard == sorted(heard)
    assert heard[-1] == 100


async def test_several_files_are_read_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xml" for number in range(3)]
    for path in paths:
        path.write_text(cii(number=path.stem), "utf-8")
    papers = await asyncio.gather(*(read_sealed(path) for path in paths))

    assert [paper.invoices[0].number for paper in papers] == ["0", "1", "2"]


def limited(code: str) -> subprocess.CompletedProcess[str]:
    """A Python that took the child's limits upon itself, then runs this."""
    start = "from bot.documents.reading.__main__ import limit; limit()\n"
    return subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", start + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=sealed.HOUSE,
    )


def test_the_child_takes_no_more_than_256_mb() -> None:
    assert limited("bytearray(200_000_000)").returncode == 0
    assert "MemoryError" in limited("bytearray(270_000_000)").stderr


def test_the_child_takes_no_more_than_20_seconds_of_work() -> None:
    said = limited("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))")

    assert said.stdout == "(20, 20)\n"


def test_the_child_can_leave_nothing_large_behind(tmp_path: Path) -> None:
    path = tmp_path / "left"

    assert limited(f"open({str(path)!r}, 'wb').write(b'x' * 9_000_000)").returncode != 0
    assert path.stat().st_size <= 4_000_000


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.setenv("VIGIE_DATABASE_URL", "sqlite:///ours")

    known = sealed._environment()  # noqa: SLF001 - the one thing it must not pass on
    assert known.keys() <= {*sealed.KEPT, "PYTHONPATH", "PYTHONIOENCODING"}
    assert os.environ["TELEGRAM_BOT_TOKEN"] not in known.values()


def test_the_bot_imports_nothing_that_reads_files() -> None:
    code = (
        "import sys, bot.application, bot.documents.reading.sealed\n"
        "print({'lxml', 'pypdf', 'pypdfium2', 'openpyxl', 'stdnum'} & {*sys.modules})"
    )
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=sealed.HOUSE,
    )

    assert done.stdout == "set()\n"


def test_a_reader_that_fails_is_a_refusal_and_quotes_nothing(
    reads: Reads, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(source: Source) -> Paper:
        raise RuntimeError(f"private words of {source.name}")

    monkeypatch.setattr("bot.documents.reading.einvoices.read", fail)

    assert reads(cii(), "Leroc.xml").refused == Doubt("unreadable")
    assert "RuntimeError" in caplog.text
    assert "private" not in caplog.text
