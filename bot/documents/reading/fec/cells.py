"""Cells of a ledger export: amounts in cents, days, families of accounts.

Each is a dictionary that reads a cell when it first meets it: of a million cells few are
different. Cells that cannot be read raise `NotAFigure` and `NotADay`.
"""

from __future__ import annotations

from datetime import date

from bot.documents.reading.fec.accounts import family_of
from bot.documents.reading.figures import NotADay, NotAFigure, amount, day, is_unclear

MOST = 50_000  # cells remembered


class Cents(dict[bytes, int]):
    """`1200,00`, `1200.00`, `100,00-`, `0001200,00`; blank is 0 here, and only here."""

    def __missing__(self, cell: bytes) -> int:
        if len(self) > MOST:
            self.clear()
        if cell[-3:-2] == b"," and (digits := cell[:-3] + cell[-2:]).isdigit():
            found = int(digits)  # as nearly all are written
        else:
            found = cents(cell)
        self[cell] = found
        return found


class Days(dict[bytes, date | None]):
    """`20261231`, or parted by - / and points; blank and noughts are None."""

    def __missing__(self, cell: bytes) -> date | None:
        if len(self) > MOST:
            self.clear()
        self[cell] = found = day(cell.decode("latin-1"))
        return found


class Families(dict[bytes, int]):
    """The place of each account's family (accounts.py): its bit's."""

    def __missing__(self, cell: bytes) -> int:
        family = family_of(cell.strip().decode("latin-1"))
        self[cell] = place = family.bit_length() - 1
        return place


class LooseDays(dict[bytes, date | None]):
    """Days that may be missing: what is none is kept in `bad` and is not known."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: set[bytes] = set()

    def __missing__(self, cell: bytes) -> date | None:
        found = None
        try:
            found = day(cell.decode("latin-1"))
        except NotADay:
            self.bad.add(cell)
        self[cell] = found
        return found


class Directions(dict[bytes, int]):
    """Sens: D or C, or the signs +1 and -1."""

    def __missing__(self, cell: bytes) -> int:
        self[cell] = sign = direction(cell)
        return sign


def direction(cell: bytes) -> int:
    match cell.strip().upper():
        case b"D" | b"+1" | b"1" | b"+" | b"DEBIT":
            return 1
        case b"C" | b"-1" | b"-" | b"CREDIT":
            return -1
    raise NotAFigure(cell.decode("latin-1"))


def cents(cell: bytes) -> int:
    text = cell.replace(b"\xc2\xa0", b"").replace(b"\xe2\x80\xaf", b"").decode("latin-1")
    if "." in text and is_unclear(text):
        raise NotAFigure(text)  # a thousand, or one and some thousandths
    value = (amount(text, ",") or 0) * 100
    if value != int(value):
        raise NotAFigure(text)
    return int(value)
