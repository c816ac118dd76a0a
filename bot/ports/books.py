"""A company's books: its record, and the duties that the reminders watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.ports.names import FactId, PersonId
from bot.ports.people import Company
from domain.facts import Buyer, Fact
from domain.record import Record


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, for the audit trail."""

    person: PersonId | None  # None: the system itself or the command line
    update_id: int | None = None
    via: str = "chat"  # "chat", "file", "cli", "sample"


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A duty as the reminders see it: the days it turns on, indexed by `next_on`."""

    obligation: str
    duty: str
    buyer: str
    invoice: str  # "" when the duty is about the buyer as a whole
    opens_on: date
    file_by: date
    last_day: date
    next_on: date | None  # the next local day on which something must be said
    seen_on: date | None = None
    said_on: date | None = None  # the last local day on which something was said
    number: int = 0  # names the row in a button; never used again for another; 0: not yet


class Deadlines(Protocol):
    def replace(self, buyer: str, rows: Sequence[DeadlineRow]) -> list[str]:
        """This buyer's duties are now these; gives the obligations that are no more."""
        ...

    def all(self) -> list[DeadlineRow]: ...

    def of_buyer(self, buyer: str) -> list[DeadlineRow]: ...

    def of(self, obligation: str) -> DeadlineRow | None: ...

    def buyers(self) -> list[str]:
        """Everyone who has rows; "" is the policy itself."""
        ...

    def numbered(self, number: int) -> DeadlineRow | None:
        """The duty an old button speaks of; None when it is no more."""
        ...

    def said(self, obligation: str, on: date | None, next_on: date | None) -> None: ...

    def seen(self, obligation: str, on: date) -> None: ...

    def snooze(self, obligation: str, until: date) -> None: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A fact as it was once written down."""

    fact: Fact
    at: datetime
    is_void: bool  # taken back since


class Books(Protocol):
    """One company's record: facts are appended, never changed."""

    deadlines: Deadlines

    def company(self) -> Company: ...

    def record(self) -> Record:
        """Policy, buyers and every fact, as domain values; kept warm between calls and
        brought up to date with what was appended since.
        """
        ...

    def add_buyer(self, buyer: Buyer, author: Author, at: datetime) -> None: ...

    def append(self, facts: Sequence[Fact], author: Author, at: datetime) -> list[FactId]:
        """Write facts to the record and to the audit trail. Each gets an id of its own
        (`Fact.id`, "f" and the number) unless it came with one; raises `FactIdTaken`.
        """
        ...

    def written(self, fact_id: str) -> Written | None:
        """The fact of this id, with when it was written; None when there is none."""
        ...

    def last_written(self, author: Author, since: datetime) -> str | None:
        """The id of this author's latest fact since then that still stands, corrections
        apart; None when there is none.
        """
        ...

    def verify_audit(self) -> tuple[int, ...]:
        """The numbers at which trail and record disagree; empty when all holds."""
        ...


class FactIdTaken(Exception):
    """A fact came with an id that another fact of the company bears."""
