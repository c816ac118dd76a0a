"""The store: runs units of work on the one writer.

`open_store` makes the database if there is none, brings its tables up to date and starts
the writer; `close` finishes what waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, bindparam, column, delete, select, table

from bot.ports import CompanyId, DeadlineRow
from bot.storage.books import SqlBooks, WarmBooks
from bot.storage.companies import SqlCompanies
from bot.storage.database import insert_or_replace, open_engine
from bot.storage.deadlines import DUE, SOONEST, deadline_of
from bot.storage.dialogues import SqlDialogues
from bot.storage.feeds import SqlFeeds
from bot.storage.inbox import SqlInbox
from bot.storage.migrating import HEAD, bring_up_to_date
from bot.storage.outbox import SqlOutbox
from bot.storage.papers import SqlPapers
from bot.storage.people import SqlPeople
from bot.storage.pieces import SqlPieces
from bot.storage.promises import promises
from bot.storage.session import Session
from bot.storage.tables import notes
from bot.storage.watch import SqlWatchbook
from bot.storage.writer import Task, Writer

T = TypeVar("T")

REVISION: Select[tuple[str]] = select(column("version_num")).select_from(
    table("alembic_version")
)
NOTE = select(notes.c.value).where(notes.c.key == bindparam("its_key"))
TAKE_NOTE = insert_or_replace(notes)
DROP_NOTE = delete(notes).where(notes.c.key == bindparam("its_key"))


class SqlUnitOfWork:
    """One transaction: everything in it stands or nothing does."""

    def __init__(self, session: Session, warm: WarmBooks) -> None:
        self._session = session
        self._warm = warm
        self._books: dict[CompanyId, SqlBooks] = {}
        self.inbox = SqlInbox(session)
        self.outbox = SqlOutbox(session)
        self.people = SqlPeople(session)
        self.dialogues = SqlDialogues(session)
        self.feeds = SqlFeeds(session)
        self.companies = SqlCompanies(session, self.dialogues, self.books)

    def books(self, company: CompanyId) -> SqlBooks:
        books = self._books.get(company)
        if books is None:
            books = self._books[company] = SqlBooks(self._session, company, self._warm)
        return books

    def papers(self, company: CompanyId) -> SqlPapers:
        return SqlPapers(self._session, company)

    def pieces(self, company: CompanyId) -> SqlPieces:
        return SqlPieces(self._session, company)

    def watchbook(self, company: CompanyId) -> SqlWatchbook:
        return SqlWatchbook(self._session, company)

    def due_deadlines(self, on_or_before: date) -> list[tuple[CompanyId, DeadlineRow]]:
        found = [
            (CompanyId(company), deadline_of(row))
            for company, *row in self._session.rows(DUE, day=on_or_before)
        ]
        return sorted(found, key=lambda each: (each[1].file_by, each[0], each[1].number))

    def soonest_deadlines(self) -> dict[CompanyId, date]:
        return {CompanyId(company): day for company, day in self._session.rows(SOONEST)}

    def note(self, key: str) -> str | None:
        found = self._session.row(NOTE, its_key=key)
        return None if found is None else str(found[0])

    def take_note(self, key: str, value: str) -> None:
        self._session.run(TAKE_NOTE, key=key, value=value)

    def drop_note(self, key: str) -> None:
        self._session.run(DROP_NOTE, its_key=key)

    def tables_are_current(self) -> bool:
        """Whether they are those this program was written for."""
        found = self._session.row(REVISION)
        return found is not None and found[0] == HEAD

    def committed(self) -> None:
        for books in self._books.values():
            books.committed()


class SqlStore:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.connect() as connection:
            bring_up_to_date(connection)
        warm = WarmBooks()
        self._writer = Writer(engine, lambda session: SqlUnitOfWork(session, warm))

    async def write(self, work: Callable[[Any], T]) -> T:
        """A caller that is cancelled does not take its unit back: it may stand."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.submit(Task(work, future, loop))
        return await future

    def write_soon(self, work: Callable[[Any], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.submit_soon(Task(work, future, loop), loop)
        return future

    def write_now(self, work: Callable[[Any], T]) -> T:
        future: Future[T] = Future()
        self._writer.submit(Task(work, future))
        return future.result()

    def time(self) -> datetime | None:
        """What the database's own clock shows; None before the first unit, and where it
        has none (SQLite: its clock is this machine's).
        """
        return self._writer.time()

    def promises(self) -> dict[str, str]:
        """How the database is set, for `vigie doctor`."""
        return promises(self._engine)

    def close(self) -> None:
        self._writer.close()
        self._engine.dispose()


def open_store(url: str) -> SqlStore:
    return SqlStore(open_engine(url))
