"""One unit of work: everything in it stands or nothing does."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from datetime import date
from typing import Protocol

from bot.ports.adoption import Papers
from bot.ports.books import Books, DeadlineRow
from bot.ports.dialogue import Dialogues
from bot.ports.feeds import Feeds
from bot.ports.inbox import Inbox
from bot.ports.names import CompanyId, T
from bot.ports.outbox import Outbox
from bot.ports.people import Companies, People
from bot.ports.pieces import Pieces
from bot.ports.watch import Watchbook


class UnitOfWork(Protocol):
    """One transaction: everything in it stands or nothing does."""

    inbox: Inbox
    outbox: Outbox
    people: People
    companies: Companies
    dialogues: Dialogues
    feeds: Feeds

    def books(self, company: CompanyId) -> Books: ...

    def papers(self, company: CompanyId) -> Papers:
        """Of the files that came in: what waits, what was said of them, their batches."""
        ...

    def pieces(self, company: CompanyId) -> Pieces:
        """The owner's own papers for claim files."""
        ...

    def watchbook(self, company: CompanyId) -> Watchbook:
        """What public registers told of its buyers, and how far each was looked up."""
        ...

    def due_deadlines(self, on_or_before: date) -> list[tuple[CompanyId, DeadlineRow]]:
        """Rows of every company whose `next_on` has come."""
        ...

    def soonest_deadlines(self) -> dict[CompanyId, date]:
        """Of each company with a duty ahead: the next day something must be said."""
        ...

    def note(self, key: str) -> str | None:
        """A small fact about the installation itself (last scan, clock shift)."""
        ...

    def take_note(self, key: str, value: str) -> None: ...

    def drop_note(self, key: str) -> None: ...

    def tables_are_current(self) -> bool:
        """Whether the tables are those this program was written for."""
        ...


class Store(Protocol):
    """Runs units of work. One writer; units may share a commit, each stands alone."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction; returns once it is on the disk. An exception
        rolls this unit back, and only this unit.
        """
        ...

    def write_soon(self, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """The same for what is in no hurry: it shares the next unit's commit, or gets
        its own within 20 ms.
        """
        ...

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        """The same for callers without an event loop (command line, tests)."""
        ...

    def close(self) -> None: ...


class StoreUnavailable(Exception):
    """The database cannot be written now: busy, full, read-only or closed."""
