"""The real storage on a file system that writes down what reaches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from bot.ports import (
    Author,
    ChatId,
    CompanyId,
    Message,
    StoredUpdate,
    UnitOfWork,
)
from bot.storage import SqlUnitOfWork, open_store
from bot.storage.books import WarmBooks
from bot.storage.database import PRAGMAS
from bot.storage.session import Session
from proof import firm

NAME = "vigie.sqlite3"
AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
PAGES_TO_CHECKPOINT = 24  # often, so that cuts fall into checkpoints, too


@dataclass(frozen=True, slots=True)
class Written:
    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Flushed:
    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The unit of this number was reported as done."""

    number: int


Event = Written | Truncated | Flushed | Acknowledged


@dataclass(frozen=True, slots=True)
class Recorded:
    first: bytes  # the database as it was when the record began
    events: Sequence[Event]


class _Files(apsw.VFS):
    def __init__(self, name: str, events: list[Event]) -> None:
        self._events = events
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        said = name.filename() if isinstance(name, apsw.URIFilename) else name
        return _File(said, flags, self._events)


class _File(apsw.VFSFile):
    def __init__(self, path: str | None, flags: list[int], events: list[Event]) -> None:
        self._name = Path(path).name if path else ""
        self._events = events
        super().__init__("", path, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        super().xWrite(data, offset)
        self._events.append(Written(self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        super().xTruncate(newsize)
        self._events.append(Truncated(self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._events.append(Flushed(self._name))


class _Cursor:
    """apsw's cursor with the one word of a driver that it lacks."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection, self._cursor = connection, connection.cursor()

    def execute(self, sql: str, values: Any = None) -> None:
        self._cursor.execute(sql, values)

    def executemany(self, sql: str, values: Any) -> None:
        self._cursor.executemany(sql, values)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    @property
    def rowcount(self) -> int:
        return self._connection.changes()


def record(folder: Path, units: int, synchronous: str = "FULL") -> Recorded:
    """Run so many units, each of an update, a fact and an answer."""
    path, events = folder / NAME, list[Event]()
    company = _founded(path)
    first = path.read_bytes()
    files = _Files(f"recording-{id(events)}", events)
    connection = apsw.Connection(str(path), vfs=f"recording-{id(events)}")
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute(f"PRAGMA wal_autocheckpoint={PAGES_TO_CHECKPOINT}")
    session = Session(_Cursor(connection), SQLiteDialect_pysqlite())
    warm = WarmBooks()
    for number in range(units):
        connection.execute("BEGIN IMMEDIATE")
        unit: Any = SqlUnitOfWork(session, warm)  # as the store hands it on
        write(unit, company, number)
        connection.execute("COMMIT")
        unit.committed()
        events.append(Acknowledged(number))
    recorded = tuple(events)  # what closing does comes after the power went
    connection.close()
    files.unregister()
    return Recorded(first, recorded)


def write(uow: UnitOfWork, company: CompanyId, number: int) -> None:
    """What one message brings about: all of it, or nothing."""
    uow.inbox.store([StoredUpdate(number + 1, ChatId(7), {"update_id": number + 1})], AT)
    uow.inbox.done(number + 1, AT)
    fact = firm.invoice("Leroc", f"F{number}", date(2026, 9, 1))
    uow.books(company).append([fact], Author(firm.OWNER.id, number + 1), AT)
    uow.outbox.add(Message(f"kept {number}"), ChatId(7), at=AT)


def _founded(path: Path) -> CompanyId:
    store = open_store(f"sqlite:///{path}")

    def found(uow: UnitOfWork) -> CompanyId:
        company = firm.found(uow, AT)
        firm.owe(uow, company, "Leroc", {}, AT)
        return company

    company = store.write_now(found)
    store.close()
    return company
