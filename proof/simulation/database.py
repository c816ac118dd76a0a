"""SQLite in memory under the real storage, without the writer's thread.

A unit is begun, run and committed on the caller's own thread. What the thread adds, group
commit and savepoints, has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.ports import StoreUnavailable
from bot.storage import SqlUnitOfWork
from bot.storage.books import WarmBooks
from bot.storage.database import open_engine
from bot.storage.migrating import bring_up_to_date
from bot.storage.session import Session

T = TypeVar("T")


class Disk:
    """What outlives a process."""

    def __init__(self) -> None:
        self._engine = open_engine("sqlite://")
        with self._engine.connect() as connection:
            bring_up_to_date(connection)
        database: Any = self._engine.raw_connection().dbapi_connection
        self._database = database
        self.session = Session(database.cursor(), self._engine.dialect)

    def image(self) -> bytes:
        content: bytes = self._database.serialize()
        return content

    def restore(self, image: bytes) -> None:
        self._database.deserialize(image)

    def run(self, work: Callable[[Any], T], warm: WarmBooks) -> T:
        """All of it or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        unit = SqlUnitOfWork(self.session, warm)
        try:
            result = work(unit)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        unit.committed()
        return result

    def look(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """For who judges, from outside."""
        found: list[tuple[Any, ...]] = self._database.execute(sql, values).fetchall()
        return found


class Away(StoreUnavailable):
    """The disk is full, or the server went."""
