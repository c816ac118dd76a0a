"""Opening a database: everything that is said differently to SQLite and PostgreSQL.

SQLite runs in WAL with `synchronous=FULL` (NORMAL lost up to 81 acknowledged commits in
a power-loss replay) and `BEGIN IMMEDIATE` (deferred transactions lose updates silently).
One connection writes and makes every checkpoint, which also keeps clear of the WAL-reset
bug of versions below 3.51.3. What the record holds is private: folder 0700, file 0600.
"""

from __future__ import annotations

import os
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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool, StaticPool
from sqlalchemy.sql import Executable

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
        return create_engine(parsed)
    return _open_sqlite(parsed)


def begin(dbapi_connection: Any, dialect_name: str) -> None:
    """Start the writer's transaction; PostgreSQL's driver starts its own."""
    if dialect_name == "sqlite":
        dbapi_connection.execute("BEGIN IMMEDIATE")


class Variants:
    """One statement, in the words of each database."""

    def __init__(self, **by_dialect: Executable) -> None:
        self._by_dialect = by_dialect

    def of(self, dialect_name: str) -> Executable:
        return self._by_dialect[dialect_name]


def insert_row(table: Table) -> Insert:
    return insert(table).values(_values(table))


def insert_unless_there(table: Table, returning: str) -> Variants:
    """Insert a row; when one of its keys is taken, leave the old row, return nothing."""
    column = table.c[returning]
    return Variants(
        sqlite=sqlite.insert(table)
        .values(_values(table))
        .on_conflict_do_nothing()
        .returning(column),
        postgresql=postgresql.insert(table)
        .values(_values(table))
        .on_conflict_do_nothing()
        .returning(column),
    )


def insert_or_replace(table: Table, *kept: str) -> Variants:
    """Insert a row; when its key is taken, overwrite all of it but what is `kept`."""
    return Variants(
        sqlite=_replacing(sqlite.insert(table), table, kept),
        postgresql=_replacing(postgresql.insert(table), table, kept),
    )


def _replacing(
    replacing: sqlite.Insert | postgresql.Insert, table: Table, kept: tuple[str, ...]
) -> Executable:
    new = {
        column.name: replacing.excluded[column.name]
        for column in table.c
        if not column.primary_key and column.name not in kept
    }
    return replacing.values(_values(table)).on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_=new
    )


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
