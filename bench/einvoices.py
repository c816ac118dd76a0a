"""E-invoices, measured: time for a Factur-X PDF, the share of public samples read right.

Beside it, on the same files in the same run: the extraction of factur-x (no schema check),
and drafthorse reading the CII. Public samples only where their folder stands beside the
project; one PDF is always made here. `python -m bench.einvoices`
"""

from __future__ import annotations

import contextlib
import csv
import io
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.printing import keep, line, title
from bot.documents.reading import Source, read
from bot.documents.reading.einvoices.attachments import attached
from tests.documents.reading.making import cii, page_of, pdf

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
ROUNDS = 15
AIM = 60.0  # ms
Row = Mapping[str, str]
PAGE = page_of("Facture n° F-2026-017 du 01/09/2026", "Net à payer : 1 200,00 €")


def main() -> None:
    logging.disable(logging.CRITICAL)
    rows = _rows()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made here.pdf"
        made.write_bytes(pdf(PAGE, attached={"factur-x.xml": cii()}))
        public = [SAMPLES / row["path"] for row in rows if row["path"].endswith(".pdf")]
        _times([made, *public])
    if rows:
        _shares(rows)
    else:
        line("share of public samples read right", "no folder of samples here")
    logging.disable(logging.NOTSET)


def _rows() -> list[Row]:
    manifest = SAMPLES / "MANIFEST.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["path"].startswith("fec/")]


# --- Time ----------------------------------------------------------------------------


def _times(paths: Sequence[Path]) -> None:
    title("A Factur-X PDF, after warm-up (milliseconds; median and slowest of the files)")
    readers: dict[str, Callable[[Path], object]] = {
        "Vigie: facts, doubts, the page compared": _vigie,
        "Vigie: extraction alone": attached,
    }
    if find_spec("facturx"):
        readers["factur-x: extraction alone"] = _factur_x
    figures = {}
    for name, reader in readers.items():
        times = [_time(reader, path) for path in paths]
        figures[name] = {"median": median(times), "slowest": max(times)}
        line(name, f"{median(times):6.1f}", f"{max(times):6.1f}", f"{len(paths)} files")
    line("aim", f"{AIM:6.1f}")
    keep("einvoices", figures)


def _time(reader: Callable[[Path], object], path: Path) -> float:
    """The median of some rounds, the first two left out."""
    rounds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        reader(path)
        rounds.append((perf_counter() - began) * 1000)
    return median(rounds[2:])


def _vigie(path: Path) -> object:
    return read(Source.of(path))


def _factur_x(path: Path) -> bytes | None:
    from facturx import get_xml_from_pdf  # noqa: PLC0415 - only where it is installed

    with contextlib.suppress(Exception):
        _, xml = get_xml_from_pdf(path.read_bytes(), check_xsd=False)
        return bytes(xml) if xml else None
    return None


# --- Right or wrong --------------------------------------------------------------------


def _shares(rows: Sequence[Row]) -> None:
    title("Public samples read right (number, day, due date, parties, five amounts)")
    pdfs = [row for row in rows if row["path"].endswith(".pdf") and row["syntax"]]
    plain = [row for row in rows if row["path"].startswith("cii/") and row["number"]]
    invoices = [row for row in rows if row["syntax"].startswith(("CII", "UBL"))]
    _share("Vigie, all invoices", invoices, _is_right)
    _share("Vigie, all the others: refused, or statuses", _others(rows), _is_well_done)
    _share("Vigie, PDFs with an e-invoice", pdfs, _is_right)
    if find_spec("facturx"):
        _share("factur-x, the same PDFs: an XML with the right number", pdfs, _extracted)
    _share("Vigie, CII files", plain, _is_right)
    if find_spec("drafthorse"):
        _share("drafthorse, the same, strict: number and amount due", plain, _strict)
        _share("drafthorse, the same, lax: number and amount due", plain, _lax)


def _others(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row["syntax"].startswith(("CII", "UBL"))]


def _share(name: str, rows: Sequence[Row], is_right: Callable[[Row], bool]) -> None:
    right = sum(map(is_right, rows))
    line(name, f"{right:3d} of {len(rows)}", f"{100 * right / max(len(rows), 1):5.1f} %")


def _is_right(row: Row) -> bool:
    paper = read(Source.of(SAMPLES / row["path"]))
    if paper.refused or len(paper.invoices) != 1:
        return False
    one = paper.invoices[0]
    days = one.due_days or ((one.due_on,) if one.due_on else ())
    said = (one.number, str(one.issued_on), "|".join(map(str, days)), one.seller, one.buyer)
    names = (" ".join(row[key].split()) for key in ("seller", "buyer"))
    known = (row["number"], row["issue_date"], row["due_date"], *names)
    amounts = (one.net, one.vat, one.gross, one.prepaid, one.payable)
    columns = ("total_ht", "total_tva", "total_ttc", "prepaid", "payable")
    return said == known and amounts == tuple(_decimal(row[key]) for key in columns)


def _is_well_done(row: Row) -> bool:
    """A status names its invoice; what is no invoice is refused, or offered unsure."""
    paper = read(Source.of(SAMPLES / row["path"]))
    if row["syntax"].startswith("CDAR"):
        named = {event.invoice for event in paper.events}
        named |= {number for payment in paper.payments for number in payment.invoices}
        return named == {row["number"]}
    return bool(paper.refused or all(one.estimated for one in paper.invoices))


def _extracted(row: Row) -> bool:
    xml = _factur_x(SAMPLES / row["path"])
    return xml is not None and row["number"].encode() in xml


def _strict(row: Row) -> bool:
    return _drafthorse(row, strict=True)


def _lax(row: Row) -> bool:
    return _drafthorse(row, strict=False)


def _drafthorse(row: Row, *, strict: bool) -> bool:
    from drafthorse.models.document import Document  # noqa: PLC0415 - as above

    data = (SAMPLES / row["path"]).read_bytes().strip()
    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
        found = Document.parse(data, strict=strict)
        due = found.trade.settlement.monetary_summation.due_amount
        amount: object = due._value  # its __str__ fails on amounts  # noqa: SLF001
        number = found.header.id._text  # noqa: SLF001
        return bool(number == row["number"] and amount == _decimal(row["payable"]))
    return False


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


if __name__ == "__main__":
    main()
