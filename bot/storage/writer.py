"""The one writer: a thread that commits the units waiting for it together.

Units share a commit, at most 64 of them, and each stands alone: it runs in a savepoint of
its own, so that its failure takes back nothing but itself. Nobody is told of success
before the commit is on the disk. A unit that is alone needs no savepoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.ports import StoreUnavailable
from bot.storage.database import begin
from bot.storage.session import Session

MOST_AT_ONCE = 64


class Unit(Protocol):
    def committed(self) -> None:
        """What the unit learnt may now be believed."""
        ...


class Waiting(Protocol):
    """Whoever waits for a unit's result."""

    def hand_back(self, result: object, failure: BaseException | None) -> None: ...


@dataclass(slots=True)
class Task:
    work: Callable[[Any], object]
    waiting: Waiting
    result: object = None
    failure: BaseException | None = None
    unit: Unit | None = None


class Writer:
    def __init__(self, engine: Engine, new_unit: Callable[[Session], Unit]) -> None:
        self._engine = engine
        self._new_unit = new_unit
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Any], object], waiting: Waiting) -> None:
        if self._closed:
            raise StoreUnavailable("closed")
        if threading.current_thread() is self._thread:
            raise UnitWithinUnit
        self._queue.put(Task(work, waiting))

    def close(self) -> None:
        """Finish what waits, then stop."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            session = Session(cursor, self._engine.dialect)
            while batch := self._next_batch():
                self._commit(batch, connection.dbapi_connection, session)
                for task in batch:
                    task.waiting.hand_back(task.result, task.failure)
        finally:
            connection.close()

    def _next_batch(self) -> list[Task]:
        """What waits, at most 64; nothing once the writer is closed and all is done."""
        first = self._queue.get()
        batch = [] if first is None else [first]
        with contextlib.suppress(Empty):
            while batch and len(batch) < MOST_AT_ONCE:
                following = self._queue.get_nowait()
                if following is None:
                    self._queue.put(None)
                    break
                batch.append(following)
        return batch

    def _commit(self, batch: Sequence[Task], database: Any, session: Session) -> None:
        try:
            begin(database, self._engine.dialect.name)
            run = self._run_alone if len(batch) == 1 else self._run_in_savepoint
            for task in batch:
                run(task, session)
            database.commit()
        except BaseException as failure:  # noqa: BLE001 - handed back to who waits
            with contextlib.suppress(Exception):
                database.rollback()
            self._fail(batch, failure)
        for task in batch:
            if task.failure is None and task.unit is not None:
                task.unit.committed()

    def _run_alone(self, task: Task, session: Session) -> None:
        task.unit = self._new_unit(session)
        task.result = task.work(task.unit)

    def _run_in_savepoint(self, task: Task, session: Session) -> None:
        session.raw("SAVEPOINT unit")
        try:
            self._run_alone(task, session)
        except BaseException as failure:  # noqa: BLE001 - handed back to who waits
            task.failure = self._said(failure)
            session.raw("ROLLBACK TO SAVEPOINT unit")
        session.raw("RELEASE SAVEPOINT unit")

    def _fail(self, batch: Sequence[Task], failure: BaseException) -> None:
        """The commit itself failed, so nothing in it stands."""
        for task in batch:
            task.failure = task.failure or self._said(failure)

    def _said(self, failure: BaseException) -> BaseException:
        """The database's own troubles under the name the other rooms know."""
        passing = self._engine.dialect.loaded_dbapi.OperationalError
        if isinstance(failure, (passing, SQLAlchemyError)):
            unavailable = StoreUnavailable(str(failure))
            unavailable.__cause__ = failure
            return unavailable
        return failure


class UnitWithinUnit(RuntimeError):
    def __init__(self) -> None:
        super().__init__("a unit of work may not wait for another: it would wait for ever")


class OnLoop:
    """A coroutine waits."""

    __slots__ = ("_loop", "future")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self._loop.create_future()

    def hand_back(self, result: object, failure: BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits
            self._loop.call_soon_threadsafe(self._set, result, failure)

    def _set(self, result: object, failure: BaseException | None) -> None:
        if self.future.done():
            return
        if failure is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(failure)


class OnThread:
    """A thread waits."""

    __slots__ = ("future",)

    def __init__(self) -> None:
        self.future: Future[Any] = Future()

    def hand_back(self, result: object, failure: BaseException | None) -> None:
        with contextlib.suppress(InvalidStateError):
            if failure is None:
                self.future.set_result(result)
            else:
                self.future.set_exception(failure)
