"""The columns of a ledger export (FEC) by their names: LPF article A47 A-1.

Names are compared without accents, case or blanks. Debit and Credit may be Montant and
Sens; columns may be added behind, a due date or an invoice number among them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.documents.reading.source import Refused

STANDARD = (
    "journalcode",
    "journallib",
    "ecriturenum",
    "ecrituredate",
    "comptenum",
    "comptelib",
    "compauxnum",
    "compauxlib",
    "pieceref",
    "piecedate",
    "ecriturelib",
    "debit",
    "credit",
    "ecriturelet",
    "datelet",
    "validdate",
    "montantdevise",
    "idevise",
)
REQUIRED = (
    "journalcode",
    "ecriturenum",
    "ecrituredate",
    "comptenum",
    "pieceref",
    "piecedate",
    "ecriturelib",
)
BY_COLUMN, BY_DIRECTION = ("debit", "credit"), ("montant", "sens")
DUE = (
    "datelimitreglmt",
    "datelimitereglmt",
    "datelimitereglement",
    "datelimitreglement",
    "echeancedate",
    "dateecheance",
    "echeance",
    "dateech",
    "datedecheance",
    "duedate",
)
NUMBER = ("numfacture", "numerofacture", "nofacture")
SEPARATORS = (b"\t", b"|", b";", b",")
TELLING = 6  # names of the law in one line: a header
DAY = re.compile(rb"\s*\d{8}\s*")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand. `quoted`: cells stand in quotation marks."""

    separator: bytes
    width: int
    places: Mapping[str, int]
    quoted: bool
    written: int  # cells of the header itself, blank ones at its end too
    stands: bool = True  # False: the file begins with its first entry

    @property
    def by_direction(self) -> bool:
        return "montant" in self.places

    def place(self, *names: str) -> int | None:
        """Of the first of these names that is there."""
        return next((self.places[name] for name in names if name in self.places), None)

    def place_or_blank(self, *names: str) -> int:
        """The place behind the last cell, where a blank one is put, if none is there."""
        found = self.place(*names)
        return self.width if found is None else found


def folded(name: str) -> str:
    """« Numéro de pièce » → numerodepiece."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def header_of(line: bytes, encoding: str) -> Header | None:
    """None where the line is neither a header nor a first entry in the order of the law."""
    line = line.removeprefix(b"\xef\xbb\xbf")
    separator = max(SEPARATORS, key=line.count)
    text, mark = line.decode(encoding, "replace"), separator.decode()
    names = [folded(cell) for cell in next(csv.reader([text], delimiter=mark), [])]
    written = len(names)
    while names and not names[-1]:
        names.pop()
    if len(set(names) & {*STANDARD, *BY_DIRECTION}) >= TELLING:
        return Header(separator, len(names), _places(names), b'"' in line, written)
    if _is_entry(line.split(separator)):
        order = {name: place for place, name in enumerate(STANDARD)}
        return Header(separator, len(STANDARD), order, b'"' in line, written, stands=False)
    return None


def _is_entry(cells: list[bytes]) -> bool:
    """Eighteen columns without names, a day in the fourth and the tenth."""
    return (
        len(STANDARD) <= len(cells) <= len(STANDARD) + 1
        and bool(DAY.fullmatch(cells[3]))
        and bool(DAY.fullmatch(cells[9]))
    )


def _places(names: list[str]) -> dict[str, int]:
    """The first of two columns of a name counts."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)
    missing = [name for name in REQUIRED if name not in places]
    if not any(set(pair) <= places.keys() for pair in (BY_COLUMN, BY_DIRECTION)):
        missing.append("debit/credit")
    elif set(BY_COLUMN) <= places.keys():
        places.pop("montant", None)
    if missing:
        raise Refused("fec_missing_columns", columns=", ".join(missing))
    return places
