"""The lines of a ledger export, one after another, in constant memory.

Line ends are CR, LF, CR LF or CR CR LF; lines are counted as they are written, blank ones
left out. Spare cells behind the last column are dropped; a stray separator within the
label (EcritureLib) is put back. What cannot be put right is refused with its line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from bot.documents.reading.fec.header import Header
from bot.documents.reading.source import Refused, Source

CHUNK = 1 << 20  # bytes
LONGEST_LINE = 1 << 16  # bytes
END_OF_FILE = b"\x1a"  # of DOS


def chunks(source: Source, encoding: str) -> Iterator[bytes]:
    """Whole lines, ended by LF; UTF-16 becomes UTF-8."""
    with source.path.open("rb") as file:
        yield from _whole_lines(file, encoding, source)


def _whole_lines(file: BinaryIO, encoding: str, source: Source) -> Iterator[bytes]:
    rest, done = b"", 0
    wide = encoding.startswith("utf-16")
    if wide:
        text = file.read().decode(encoding, "replace").removeprefix("\ufeff")
        yield text.encode().replace(b"\r", b"\n")
        return
    while piece := file.read(CHUNK):
        done += len(piece)
        whole, end, rest = (rest + piece.replace(b"\r", b"\n")).rpartition(b"\n")
        if len(rest) > LONGEST_LINE:
            raise Refused("fec_line_too_long")
        yield whole + end
        source.progress(min(99, done * 100 // max(source.size, 1)))
    if rest.strip(END_OF_FILE + b" \t"):
        yield rest.rstrip(END_OF_FILE)


def split(line: bytes, header: Header) -> list[bytes]:
    """The cells of a line that has quotation marks around some."""
    text = line.decode("latin-1")  # every byte is a letter there, and comes back as it was
    mark = header.separator.decode()
    row = next(csv.reader([text], delimiter=mark), [])
    return [cell.encode("latin-1") for cell in row]


def mended(cells: list[bytes], header: Header, number: int) -> list[bytes]:
    """A line that has not as many cells as the header."""
    width = header.width
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > width:
        return _joined(cells, header, number)
    if len(cells) <= max(header.places[name] for name in _needed(header)):
        raise Refused(
            "fec_short_line", line=str(number), cells=str(len(cells)), columns=str(width)
        )
    return cells + [b""] * (width - len(cells))


def _needed(header: Header) -> tuple[str, ...]:
    ours = ("montant", "sens") if header.by_direction else ("debit", "credit")
    return ("comptenum", "ecriturelib", *ours)


def _joined(cells: list[bytes], header: Header, number: int) -> list[bytes]:
    """Surplus cells belong to the label; not among commas, where they may be decimals."""
    place, surplus = header.places["ecriturelib"], len(cells) - header.width
    if header.separator == b",":
        raise Refused(
            "fec_long_line",
            line=str(number),
            cells=str(len(cells)),
            columns=str(header.width),
        )
    label = header.separator.join(cells[place : place + surplus + 1])
    return [*cells[:place], label, *cells[place + surplus + 1 :]]
