"""The lines of a ledger export, one after another, in constant memory.

Line ends are CR, LF, CR LF or CR CR LF; lines are counted as they are written, blank ones
left out. Spare cells behind the last column are dropped; a stray separator within the
label (EcritureLib) is put back. What cannot be put right is refused with its line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from bot.documents.reading.fec.cells import cents, direction
from bot.documents.reading.fec.header import DAY, Header
from bot.documents.reading.figures import NotAFigure
from bot.documents.reading.source import Refused, Source

Cells = list[bytes]

CHUNK = 1 << 15  # bytes: the cells of so many stay in the processor's cache
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
        yield _with_line_feeds(text.encode() + b"\n")
        return
    while piece := file.read(CHUNK):
        done += len(piece)
        whole, end, rest = _with_line_feeds(rest + piece).rpartition(b"\n")
        if len(rest) > LONGEST_LINE:
            raise Refused("fec_line_too_long")
        yield whole + end
        source.progress(min(99, done * 100 // max(source.size, 1)))
    if rest := rest.replace(b"\r", b"\n").rstrip(END_OF_FILE + b" \n"):
        yield rest + b"\n"


def _with_line_feeds(text: bytes) -> bytes:
    """A carriage return at the very end waits for what follows it."""
    if b"\r" not in text:
        return text
    body, held = (text[:-1], b"\r") if text.endswith(b"\r") else (text, b"")
    body = body.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return body + held


def cells_of(chunk: bytes, header: Header, before: int) -> Cells:
    """All cells of whole lines, one after another, blanks around them and all; `before`
    lines stand before them.

    Cut at once where every line is as wide as the header, which is nearly always; else
    line by line.
    """
    width, separator = header.width, header.separator
    if not (header.quoted and b'"' in chunk) and b"\n\n" not in chunk:
        cells = chunk.replace(b"\n", b"\n" + separator).split(separator)
        cells.pop()
        ends = b"".join(cells[width - 1 :: width])
        lines = chunk.count(b"\n")
        if len(cells) == lines * width and ends.count(b"\n") == lines:
            cells[width - 1 :: width] = ends.split(b"\n")[:-1]
            return cells
    rows = (_row(line, header) for line in chunk.split(b"\n") if line.strip())
    written = [row for row in rows if any(cell.strip(b" \x1a") for cell in row)]
    found: Cells = []
    for number, row in enumerate(written, before + 1):
        found += row if len(row) == width else mended(row, header, number)
    return found


def _row(line: bytes, header: Header) -> Cells:
    if header.quoted and b'"' in line:
        return split(line, header)
    return line.split(header.separator)


def split(line: bytes, header: Header) -> Cells:
    """The cells of a line that has quotation marks around some."""
    text = line.decode("latin-1")  # every byte is a letter there, and comes back as it was
    mark = header.separator.decode()
    row = next(csv.reader([text], delimiter=mark), [])
    return [cell.encode("latin-1") for cell in row]


def mended(cells: Cells, header: Header, number: int) -> Cells:
    """A line that has not as many cells as the header."""
    width = header.width
    if len(cells) == header.written and not b"".join(cells[width:]).strip():
        return cells[:width]  # a separator stands behind each line, the header too
    if len(cells) > width:
        return _narrowed(cells, header, number)
    if len(cells) <= max(header.places[name] for name in _needed(header)):
        raise _of_another_width("fec_short_line", cells, header, number)
    return cells + [b""] * (width - len(cells))


def _needed(header: Header) -> tuple[str, ...]:
    ours = ("montant", "sens") if header.by_direction else ("debit", "credit")
    return ("comptenum", "ecriturelib", *ours)


def _narrowed(cells: Cells, header: Header, number: int) -> Cells:
    """Surplus cells are blank ones at the end, or belong to the label: what makes more
    sense of the rest. Not among commas, where they may be decimals.
    """
    place, surplus = header.places["ecriturelib"], len(cells) - header.width
    if header.separator == b",":
        raise _of_another_width("fec_long_line", cells, header, number)
    label = header.separator.join(cells[place : place + surplus + 1])
    joined = [*cells[:place], label, *cells[place + surplus + 1 :]]
    cut = cells[: header.width]
    blank = not b"".join(cells[header.width :]).strip()
    return cut if blank and _sense(cut, header) >= _sense(joined, header) else joined


def _sense(cells: Cells, header: Header) -> int:
    """How many of these hold: two sides that can be read, one of them nought, a day of
    validation.
    """
    left, right = (cells[header.places[name]] for name in _needed(header)[2:])
    try:
        second = direction(right) if header.by_direction else cents(right)
        first = cents(left)
    except NotAFigure:
        return 0
    one_side = bool(first) != bool(second) or header.by_direction
    valid = header.places.get("validdate")
    return 1 + one_side + (valid is not None and bool(DAY.fullmatch(cells[valid])))


def _of_another_width(key: str, cells: Cells, header: Header, number: int) -> Refused:
    return Refused(key, line=str(number), cells=str(len(cells)), columns=str(header.width))
