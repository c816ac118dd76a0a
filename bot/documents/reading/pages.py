"""The pages of a PDF: their text, where it stands, and their pictures (pdfium).

Only in the child process: pdfium is no place to be sparing with memory. Of a long document
the first pages and the last ones are read: an invoice names itself on the first and adds up
on the last.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from bot.documents.reading.cells import Cell
from bot.documents.reading.source import Refused

MOST = 1000  # pages: more is no invoice
READ = 20  # pages of which the text is read
MOST_SIGNS = 8_000  # of a page: A4 in small print has 6000
DOTS_PER_POINT = 200 / 72
MOST_DOTS = 12_000_000  # of a picture: an A4 page at 200 dpi has 4
GAP = 1.0  # em: further apart, two words are two cells


class Pages:
    """Raises Refused when opened: encrypted, damaged_pdf, too_many_pages."""

    def __init__(self, path: Path) -> None:
        try:
            self._document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            encrypted = "password" in str(error).lower()
            raise Refused("encrypted" if encrypted else "damaged_pdf") from None
        self.count = len(self._document)
        if self.count > MOST:
            raise Refused("too_many_pages", pages=str(self.count), most=str(MOST))

    @property
    def read(self) -> tuple[int, ...]:
        """The numbers, from 0, of the pages that are read."""
        if self.count <= READ:
            return tuple(range(self.count))
        half = READ // 2
        return (*range(half), *range(self.count - half, self.count))

    def attachments(self) -> Iterator[bytes]:
        for number in range(min(self._document.count_attachments(), 50)):
            with contextlib.suppress(pypdfium2.PdfiumError):
                yield bytes(self._document.get_attachment(number).get_data())

    def text(self) -> str:
        """In the order of the file, without regard to where it stands."""
        return "\n".join(self._page_text(number) for number in self.read)

    def _page_text(self, number: int) -> str:
        try:
            page = self._document[number].get_textpage()
        except pypdfium2.PdfiumError:
            return ""
        most = min(page.count_chars(), MOST_SIGNS)
        return str(page.get_text_range(0, most)) if most > 0 else ""

    def lines(self) -> list[list[Cell]]:
        """The cells of all pages that are read, line by line, from left to right."""
        found: list[list[Cell]] = []
        for number in self.read:
            try:
                page = self._document[number]
                signs = _signs(page.get_textpage(), float(page.get_height()))
            except pypdfium2.PdfiumError:
                continue
            found += _lines(sorted(signs, key=lambda sign: sign.top + sign.bottom))
        return found

    def picture(self, number: int) -> bytes:
        """A page in grey, as PGM."""
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            raise Refused("damaged_pdf") from None
        wide, high = page.get_size()
        dots = wide * high * DOTS_PER_POINT**2
        scale = DOTS_PER_POINT * min(1.0, (MOST_DOTS / max(dots, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        rows = bytes(bitmap.buffer)
        stride, width = bitmap.stride, bitmap.width
        kept = b"".join(
            rows[row * stride : row * stride + width] for row in range(bitmap.height)
        )
        return b"P5 %d %d 255\n" % (width, bitmap.height) + kept


def _signs(page: Any, height: float) -> Iterator[Cell]:
    for index in range(min(page.count_chars(), MOST_SIGNS)):
        sign = chr(raw.FPDFText_GetUnicode(page, index) or 32)
        if sign.isspace() or not sign.isprintable():
            continue
        left, bottom, right, top = page.get_charbox(index, loose=True)
        yield Cell(sign, left, right, height - top, height - bottom)


def _lines(signs: list[Cell]) -> list[list[Cell]]:
    """Signs in the same height make a line; a wide gap parts its cells."""
    lines: list[list[Cell]] = []
    for sign in signs:
        if lines and _middle(sign) <= lines[-1][0].bottom and _level(sign, lines[-1][0]):
            lines[-1].append(sign)
        else:
            lines.append([sign])
    return [_cells(sorted(line, key=lambda sign: sign.left)) for line in lines]


def _middle(cell: Cell) -> float:
    return (cell.top + cell.bottom) / 2


def _level(one: Cell, other: Cell) -> bool:
    least = min(one.bottom - one.top, other.bottom - other.top)
    return abs(_middle(one) - _middle(other)) <= least * 0.4


def _cells(line: list[Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for sign in line:
        last = cells[-1] if cells else None
        size = max(sign.bottom - sign.top, 1.0)
        if last is None or sign.left - last.right > size * GAP:
            cells.append(sign)
            continue
        space = " " if sign.left - last.right > size * 0.12 else ""
        cells[-1] = Cell(
            last.text + space + sign.text,
            last.left,
            max(last.right, sign.right),
            min(last.top, sign.top),
            max(last.bottom, sign.bottom),
        )
    return cells
