"""The one writer: a thread that commits the units waiting for it together.

Units share a commit, at most 64 of them, and each stands alone: it runs in a savepoint of
its own, so that its failure takes back nothing but itself. Nobody is told of success
before the commit is on the disk. A unit that is alone needs no savepoint; one that is in
no hurry rides along with the next, which spares a commit (60 µs of CPU, and a flush).
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue
from typing import Any, Protocol

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError

from bot.ports import StoreUnavailable
from bot.storage.database import begin, is_gone
from bot.storage.postgresql import Reading
from bot.storage.session import Session

MOST_AT_ONCE = 64
LONGEST_RIDE = 0.02  # seconds until a unit in no hurry is committed alone


class UnitWithinUnit(RuntimeError):
    def __init__(self) -> None:
        super().__init__("a unit of work may not wait for another: it would wait for ever")


class Unit(Protocol):
    def committed(self) -> None:
        """What the unit learnt may now be believed."""
        ...


@dataclass(slots=True, eq=False)
class Task:
    """A unit to run, and who waits for it: a coroutine of `loop`, else a thread."""

    work: Callable[[Any], object]
    future: asyncio.Future[Any] | Future[Any]
    loop: asyncio.AbstractEventLoop | None = None
    result: object = None
    failure: BaseException | None = None
    unit: Unit | None = None

    def hand_back(self) -> None:
        """Whoever gave up waiting is not told."""
        with contextlib.suppress(asyncio.InvalidStateError, InvalidStateError):
            if self.failure is None:
                self.future.set_result(self.result)
            else:
                self.future.set_exception(self.failure)


@dataclass(frozen=True, slots=True)
class Line:
    """The connection that writes, and its statements."""

    connection: PoolProxiedConnection
    session: Session

    @property
    def database(self) -> Any:
        return self.connection.dbapi_connection


class Writer:
    def __init__(self, engine: Engine, new_unit: Callable[[Session], Unit]) -> None:
        self._engine = engine
        self._new_unit = new_unit
        self._waiting: deque[Task] = deque()
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._will_ring: asyncio.AbstractEventLoop | None = None  # whose timer runs
        self._closed = False
        self._reading: Reading | None = None
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def submit(self, task: Task) -> None:
        self._enqueue(task)
        self._bell.put(None)

    def submit_soon(self, task: Task, loop: asyncio.AbstractEventLoop) -> None:
        self._enqueue(task)
        if self._will_ring is not loop:
            self._will_ring = loop
            loop.call_later(LONGEST_RIDE, self._ring)

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._closed = True
        self._bell.put(None)
        self._thread.join()

    def _enqueue(self, task: Task) -> None:
        if self._closed:
            raise StoreUnavailable("closed")
        if threading.current_thread() is self._thread:
            raise UnitWithinUnit
        self._waiting.append(task)

    def _ring(self) -> None:
        self._will_ring = None
        if self._waiting:
            self._bell.put(None)

    def time(self) -> datetime | None:
        """What the database's clock shows now; None when it has none."""
        return None if self._reading is None else self._reading.now()

    def _run(self) -> None:
        line: Line | None = None
        try:
            while batch := self._next_batch():
                line = self._commit_on(line, batch)
                _hand_back(batch)
        finally:
            _hang_up(line)

    def _commit_on(self, line: Line | None, batch: Sequence[Task]) -> Line | None:
        """The line, for the next batch: None when it broke and must be made anew."""
        try:
            line = line or self._call()
        except Exception as failure:  # noqa: BLE001 - handed back to who waits
            self._fail(batch, failure)
            return None
        self._commit(batch, line.database, line.session)
        if not is_gone(line.database, self._engine.dialect.name):
            return line
        _hang_up(line)
        return None

    def _call(self) -> Line:
        connection = self._engine.raw_connection()
        return Line(connection, Session(connection.cursor(), self._engine.dialect))

    def _next_batch(self) -> list[Task]:
        """What waits, at most 64; nothing once the writer is closed and all is done."""
        while not self._waiting:
            if self._closed:
                return []
            self._bell.get()
        count = min(len(self._waiting), MOST_AT_ONCE)
        return [self._waiting.popleft() for _ in range(count)]

    def _commit(self, batch: Sequence[Task], database: Any, session: Session) -> None:
        try:
            self._reading = begin(database, self._engine.dialect.name)
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
        driver = self._engine.dialect.loaded_dbapi
        passing = (
            driver.OperationalError,
            driver.InterfaceError,
            driver.InternalError,  # PostgreSQL ended a transaction that idled
            SQLAlchemyError,
        )
        if isinstance(failure, passing):
            unavailable = StoreUnavailable(str(failure))
            unavailable.__cause__ = failure
            return unavailable
        return failure


def _hang_up(line: Line | None) -> None:
    if line is not None:
        with contextlib.suppress(Exception):  # a line that broke cannot be closed politely
            line.connection.close()


def _hand_back(batch: Sequence[Task]) -> None:
    """Each loop is woken once, whatever the number of its coroutines."""
    by_loop: defaultdict[asyncio.AbstractEventLoop | None, list[Task]] = defaultdict(list)
    for task in batch:
        by_loop[task.loop].append(task)
    for loop, tasks in by_loop.items():
        if loop is None:
            _tell(tasks)
        else:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits
                loop.call_soon_threadsafe(_tell, tasks)


def _tell(tasks: Sequence[Task]) -> None:
    for task in tasks:
        task.hand_back()
