"""Opening a database: what is said differently to SQLite and to PostgreSQL, which has a
module of its own.

SQLite runs in WAL with `synchronous=FULL` (NORMAL lost up to 81 acknowledged commits in
a power-loss replay) and `BEGIN IMMEDIATE` (deferred transactions lose updates silently).
One connection writes and makes every checkpoint, which also keeps clear of the WAL-reset
bug of versions below 3.51.3. What the record holds is private: folder 0700, file 0600.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    Insert,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    make_url,
)
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool, StaticPool
from sqlalchemy.sql import Executable

from bot.storage import postgresql

PRAGMAS = (
    ("busy_timeout", "5000"),
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    ("temp_store", "MEMORY"),
)
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def open_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return postgresql.open_postgresql(parsed)
    return _open_sqlite(parsed)


def begin(dbapi_connection: Any, dialect_name: str) -> postgresql.Reading | None:
    """Start the writer's transaction; what the database's clock shows, if it has one."""
    if dialect_name != "sqlite":
        return postgresql.begin(dbapi_connection)
    dbapi_connection.execute("BEGIN IMMEDIATE")
    return None


def is_gone(dbapi_connection: Any, dialect_name: str) -> bool:
    """The connection must be made anew; a file does not hang up."""
    return dialect_name != "sqlite" and postgresql.is_gone(dbapi_connection)


class Variants:
    """One statement, in the words of each database; those of the others are not even
    imported (PostgreSQL's take 25 ms).
    """

    def __init__(self, write: Callable[[Any], Executable]) -> None:
        self._write = write

    def of(self, dialect_name: str) -> Executable:
        """`write` is given the dialect's own module, for its `insert`."""
        return self._write(import_module(f"sqlalchemy.dialects.{dialect_name}"))


def insert_row(table: Table) -> Insert:
    return insert(table).values(_values(table))


def insert_unless_there(table: Table, returning: str) -> Variants:
    """Insert a row; when one of its keys is taken, leave the old row, return nothing."""
    return Variants(
        lambda dialect: (
            dialect.insert(table)
            .values(_values(table))
            .on_conflict_do_nothing()
            .returning(table.c[returning])
        )
    )


def insert_or_replace(table: Table) -> Variants:
    """Insert a row; when its key is taken, overwrite the rest of it."""

    def write(dialect: Any) -> Executable:
        new = dialect.insert(table).values(_values(table))
        rest = {
            column.name: new.excluded[column.name]
            for column in table.c
            if not column.primary_key
        }
        keys = list(table.primary_key.columns)
        replacing: Executable = new.on_conflict_do_update(index_elements=keys, set_=rest)
        return replacing

    return Variants(write)


def _values(table: Table) -> dict[str, BindParameter[Any]]:
    """A parameter for each column; a number the database gives itself has none."""
    return {
        column.name: bindparam(column.name, type_=column.type)
        for column in table.c
        if column is not table.autoincrement_column
    }


def _open_sqlite(url: URL) -> Engine:
    in_memory = url.database in {None, "", ":memory:"}
    if not in_memory:
        _make_private(Path(str(url.database)))
    engine = create_engine(
        url,
        poolclass=StaticPool if in_memory else NullPool,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _make_private(path: Path) -> None:
    """SQLite gives its -wal and -shm files the mode of the database file."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE))


def _set_pragmas(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # transactions begin where we say so
    for name, value in PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {name}={value}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
