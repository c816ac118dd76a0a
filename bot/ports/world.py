"""What public registers say of buyers: insolvency notices, and legal entities.

A connector reads and returns values; it decides nothing. Whoever cannot be reached, or
answers what cannot be read, raises `WorldUnavailable`: it is told, and never stops Vigie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.policy import InsolvencyKind


class WorldUnavailable(Exception):
    """A public service did not answer, or not what it should; `kind` is for people."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Nature(StrEnum):
    """What a notice of insolvency proceedings tells."""

    OPENING = "opening"  # the only one that starts the creditors' time
    CONVERSION = "conversion"
    PLAN = "plan"
    CLOSING = "closing"
    REVERSED = "reversed"  # the judgment, or the notice itself, is annulled
    OTHER = "other"  # known, and of no consequence for a creditor's days
    UNKNOWN = "unknown"  # to be shown as it was printed; never taken for an opening


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice of the BODACC, about one firm."""

    id: str
    siren: str
    published_on: date
    nature: Nature
    kind: InsolvencyKind | None  # None: the notice does not say which proceeding
    judgment_on: date | None  # None: not said, or not readable
    said: str  # the nature and the detail as printed
    name: str = ""  # of the firm, as published
    court: str = ""
    is_rectified: bool = False  # it mends an earlier notice…
    rectifies: str = ""  # …which is named so; "": not said
    link: str = ""


@dataclass(frozen=True, slots=True)
class Gazette:
    """What was found, and how many records could not be read or told whose they are."""

    notices: tuple[Notice, ...] = ()
    unreadable: int = 0


class Notices(Protocol):
    """A source of insolvency notices."""

    at_most: int  # SIRENs in one call

    async def since(self, sirens: Sequence[str], day: date) -> Gazette:
        """Those of these firms published on `day` or later. Raises `WorldUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class LegalEntity:
    """A firm as the company register has it."""

    siren: str
    name: str
    city: str = ""
    department: str = ""  # of its registered office
    is_closed: bool = False
    closed_on: date | None = None
    is_public: bool = False  # said to be a public body; the register errs both ways


class CompanyRegister(Protocol):
    """Firms by name, SIREN or SIRET."""

    async def find(self, query: str) -> tuple[LegalEntity, ...]:
        """The likeliest first; empty: none. Raises `WorldUnavailable`."""
        ...
