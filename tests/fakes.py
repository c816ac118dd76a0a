"""Stand-ins for the world, as the ports describe it: clocks, a messenger, sleep; and the
real store, in memory.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.documents import reading
from bot.documents.reading.wire import loads
from bot.ports import ChatId, Delivery, Message, Outcome
from bot.ports.papers import NO_COLUMNS, Columns, Paper
from bot.storage import SqlStore
from bot.storage.database import open_engine
from bot.storage.migrating import bring_up_to_date

MONDAY_MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@cache
def empty_tables() -> bytes:
    """The migrations' outcome; running them takes 50 ms, and tests are many."""
    engine = open_engine("sqlite://")
    with engine.connect() as connection:
        bring_up_to_date(connection)
        database = connection.connection.dbapi_connection
        tables: bytes = database.serialize()  # type: ignore[union-attr]
    return tables


def store_in_memory() -> SqlStore:
    engine = open_engine("sqlite://")
    with engine.connect() as connection:
        connection.connection.dbapi_connection.deserialize(empty_tables())  # type: ignore[union-attr]
    return SqlStore(engine)


class FixedClock:
    """Stands still until it is moved; its seconds also serve as a monotonic clock."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now
        self._started = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._started).total_seconds()

    def move(self, **time: float) -> None:
        self._now += timedelta(**time)

    def move_to(self, instant: datetime) -> None:
        self._now = instant

    async def sleep(self, seconds: float) -> None:
        self.move(seconds=seconds)


class Sent:
    """One call of the messenger."""

    def __init__(
        self, chat: ChatId, message: Message, at: datetime, *, repeat: bool
    ) -> None:
        self.chat, self.message, self.at, self.repeat = chat, message, at, repeat

    @property
    def text(self) -> str:
        return self.message.text

    def __repr__(self) -> str:
        return f"Sent({self.chat}, {self.text!r}, repeat={self.repeat})"


class RecordingMessenger:
    """Delivers everything, unless it was told what becomes of a chat's next messages."""

    def __init__(self, clock: FixedClock) -> None:
        self.sent: list[Sent] = []
        self.during: Callable[[], object] = lambda: None  # happens while one is in flight
        self._clock = clock
        self._outcomes: defaultdict[int, deque[Delivery | Exception]] = defaultdict(deque)

    def will(self, chat: int, *outcomes: Delivery | Exception) -> None:
        self._outcomes[chat].extend(outcomes)

    async def send(
        self, chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        self.sent.append(Sent(chat, message, self._clock.now(), repeat=repeat))
        self.during()
        outcomes = self._outcomes[chat]
        outcome = outcomes.popleft() if outcomes else None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome or Delivery(Outcome.SENT, message_id=len(self.sent))

    @property
    def texts(self) -> list[str]:
        return [sent.text for sent in self.sent]


class PaperFiles:
    """Reads « name.paper.json » as the paper that it holds, as readers hand it over;
    anything else as Vigie does, but here and at once: how long a child process takes to
    start is no part of a conversation.
    """

    async def read(
        self,
        content: bytes,
        name: str,
        progress: Callable[[int], None],
        columns: Columns = NO_COLUMNS,
    ) -> Paper:
        if name.endswith(".paper.json"):
            return loads(content.decode())
        with TemporaryDirectory() as folder:
            path = Path(folder) / "received"
            path.write_bytes(content)
            source = reading.Source.of(path, name, progress, columns=columns)
            return reading.read(source)
