"""The rows of a table file: CSV in any usual dress, XLSX, XLS, ODS.

A cell is a text, an exact number, a day, or None where nothing stands. Files that would
unfold beyond measure are refused before they are unfolded.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from bot.documents.reading.encodings import encoding_of
from bot.documents.reading.source import LARGEST, Refused, Source

Cell = str | Decimal | date | None
Row = list[Cell]

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_SHEETS = 10
LONGEST_CELL = 1_000  # characters kept
LARGEST_UNFOLDED = 60_000_000  # bytes of all the parts of a workbook
HIGHEST_RATIO = 100  # unfolded to folded, beyond the first few megabytes
HARMLESS = 5_000_000  # bytes
SEPARATORS = ";\t|,"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PADDED = re.compile(r"0{2,15}")
TRIED_LINES = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: list[Row]
    separator: str = ""
    encoding: str = ""


def is_workbook(source: Source) -> bool:
    return source.head.startswith((ZIP, OLE)) and _kind(source) != ""


def sheets(source: Source) -> Iterator[Sheet]:
    """Those of a workbook in its order; of a text there is one."""
    kind = _kind(source)
    if kind and source.size > LARGEST:
        raise Refused("too_large")
    match kind:
        case "xlsx":
            yield from _xlsx(source)
        case "xls" | "ods":
            yield from _calamine(source)
        case _ if source.size > LARGEST:
            yield _streamed(source)
        case _:
            yield text_sheet(source.path.read_bytes())


def _kind(source: Source) -> str:
    if source.head.startswith(OLE):
        return "xls"
    if not source.head.startswith(ZIP):
        return ""
    try:
        with zipfile.ZipFile(source.path) as folded:
            names = set(folded.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            return "ods" if {"content.xml", "mimetype"} <= names else ""
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return ""


def _checked(source: Source) -> None:
    """Refuses what unfolds beyond measure, or is locked."""
    with zipfile.ZipFile(source.path) as folded:
        parts = folded.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("table_locked")
    unfolded = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if unfolded > LARGEST_UNFOLDED or (
        unfolded > HARMLESS and unfolded > packed * HIGHEST_RATIO
    ):
        raise Refused("table_bomb")


def _xlsx(source: Source) -> Iterator[Sheet]:
    import openpyxl  # noqa: PLC0415 - 0.2 s, only where a workbook is read

    _checked(source)
    with source.path.open("rb") as file:  # by its path it would be judged by its ending
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for page in book.worksheets[:MOST_SHEETS]:
            if page.sheet_state == "visible":
                page.reset_dimensions()
                rows = page.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
                yield Sheet(_bounded([_written(cell) for cell in row] for row in rows))
        book.close()


def _written(cell: object) -> Cell:
    """A number shown with leading noughts keeps them."""
    value = getattr(cell, "value", None)
    shown = getattr(cell, "number_format", "")
    if isinstance(value, int) and not isinstance(value, bool) and PADDED.fullmatch(shown):
        return str(value).zfill(len(shown))
    return _cell(value)


def _calamine(source: Source) -> Iterator[Sheet]:
    import python_calamine as calamine  # noqa: PLC0415 - only where an old workbook is read

    if source.head.startswith(ZIP):
        _checked(source)
    try:
        with calamine.CalamineWorkbook.from_path(str(source.path)) as book:
            for name in book.sheet_names[:MOST_SHEETS]:
                rows = book.get_sheet_by_name(name).iter_rows()
                yield Sheet(_bounded([_cell(value) for value in row] for row in rows))
    except calamine.PasswordError:
        raise Refused("table_locked") from None


def _cell(value: object) -> Cell:
    match value:
        case None | "" | bool():
            return None
        case datetime():
            return value.date()
        case date():
            return value
        case int():
            return Decimal(value)
        case float():
            return Decimal(str(round(value, 6))) if abs(value) < 1e15 else str(value)  # noqa: PLR2004
    return " ".join(str(value)[:LONGEST_CELL].split()) or None


def text_sheet(raw: bytes, rows: int = MOST_ROWS) -> Sheet:
    encoding = encoding_of(raw)
    text = raw.decode(encoding, "replace").removeprefix("\ufeff").replace("\0", "")
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    separator = ""
    if text[:4].lower() == "sep=":  # for Excel
        first, _, text = text.partition("\n")
        separator = first[4:5]
    separator = separator if separator in SEPARATORS and separator else separator_of(text)
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    return Sheet(_bounded(_texts(reader), rows), separator, encoding)


def _streamed(source: Source) -> Sheet:
    """A large text, line by line: dressed as its beginning is."""
    first = text_sheet(source.head.rpartition(b"\n")[0])
    with source.path.open(encoding=first.encoding, errors="replace") as file:
        lines = (line.replace("\0", "") for line in file if line[:4].lower() != "sep=")
        reader = csv.reader(lines, delimiter=first.separator, skipinitialspace=True)
        return Sheet(_bounded(_texts(reader)), first.separator, first.encoding)


def _texts(reader: Iterable[list[str]]) -> Iterator[Row]:
    try:
        for row in reader:
            yield [_cell(cell.strip()) for cell in row[:MOST_COLUMNS]]
    except csv.Error:
        raise Refused("table_torn") from None


def separator_of(text: str) -> str:
    """The one that cuts most lines into the same number of cells, two at least."""
    lines = [line for line in text[:40_000].split("\n") if line.strip()][:TRIED_LINES]

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        cut = [width for width in widths if width > 1]
        usual = max(set(cut), key=cut.count, default=0)
        return cut.count(usual) if usual else 0, usual

    try:
        return max(SEPARATORS, key=fit)
    except csv.Error:
        return ";"


def _bounded(rows: Iterable[Row], most: int = MOST_ROWS) -> list[Row]:
    """Blank rows are left out; too many rows are refused."""
    found = [row for row in islice(rows, most + 1) if any(cell is not None for cell in row)]
    if len(found) > most:
        raise Refused("table_too_long", most=str(most))
    return found
