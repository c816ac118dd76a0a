"""One database's trial: reminders fall due and people write while the process is killed,
frozen, starved of disk and cut off; then it is calm, and everything is counted.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from bot.ports import ChatId, CompanyId, Person, PersonId, Role, UnitOfWork
from bot.storage import open_store
from bot.storage.database import open_engine
from proof import firm
from proof.torture.telegram import Telegram
from proof.torture.victim import READY

INVOICES_OF_A_BUYER = 10
CALM_WITHIN = 600.0  # seconds until all must have arrived
Restart = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Size:
    reminders: int
    messages: int
    kills: int
    people: int
    outage: float = 6.0  # seconds
    freeze: float = 8.0


@dataclass(slots=True)
class Result:
    database: str
    reminders: int
    messages: int
    kills: int = 0
    faults: int = 0
    outages: int = 0
    freezes: int = 0
    full_disks: int = 0
    restarts: int = 0  # of the database; for SQLite: held by another writer
    lost: list[str] = field(default_factory=list)
    applied_twice: list[str] = field(default_factory=list)
    untagged: list[str] = field(default_factory=list)
    tagged: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.applied_twice or self.untagged)


class Trial:
    def __init__(
        self, url: str, size: Size, telegram: Telegram, random: Random, restart: Restart
    ) -> None:
        self.url, self.size, self.telegram = url, size, telegram
        self.random, self.restart = random, restart
        self.is_sqlite = url.startswith("sqlite")
        self.said: list[str] = []
        self.expected: list[str] = []  # obligations, each told to one person
        self.address = ""
        self.result = Result(
            "SQLite" if self.is_sqlite else "PostgreSQL", size.reminders, size.messages
        )
        self._engine = open_engine(url)

    async def run(self) -> Result:
        began = time.monotonic()
        self._found()
        async with self.telegram.served() as self.address:
            writing = asyncio.create_task(self._write())
            await self._torture()
            await writing
            await self._calm()
        self._count()
        self.result.seconds = time.monotonic() - began
        return self.result

    # --- Before ---

    def _found(self) -> None:
        """A company for each person; every duty must be told today."""
        store = open_store(self.url)
        zone, now = _zone_at_noon(), datetime.now(UTC)
        today = now.astimezone(ZoneInfo(zone)).date()
        each = self.size.reminders // self.size.people
        for place, person in enumerate(self.telegram.people):
            who = Person(PersonId(person.id), ChatId(person.id), person.name, "fr")
            found = self._founding(f"firm{place}", zone, who, each, today, now)
            store.write_now(found)
        store.close()

    def _founding(
        self, slug: str, zone: str, who: Person, each: int, today: date, now: datetime
    ) -> Callable[[UnitOfWork], None]:
        def unit(uow: UnitOfWork) -> None:
            company = firm.found(uow, now, slug, zone)
            uow.people.remove(firm.OWNER.id, company, now)
            uow.people.meet(who)
            uow.people.join(who.id, company, Role.OWNER, now)
            for first in range(0, each, INVOICES_OF_A_BUYER):
                self._owe(uow, company, slug, range(first, first + INVOICES_OF_A_BUYER))

        def _due(number: int) -> date:
            """The window closes tomorrow or the day after."""
            return today - timedelta(days=89 - number % 2)

        self._due_on, self._now = _due, now
        return unit

    def _owe(self, uow: UnitOfWork, company: CompanyId, slug: str, numbers: range) -> None:
        buyer = f"{slug}x{numbers.start}"
        invoices = {f"{buyer}n{number}": self._due_on(number) for number in numbers}
        firm.owe(uow, company, buyer, invoices, self._now)
        self.expected += [f"intervention_request:{buyer}:{number}" for number in invoices]

    # --- Trouble ---

    async def _write(self) -> None:
        for number in range(self.size.messages):
            self.said.append(f"say {number}")
            person = self.random.choice(self.telegram.people)
            self.telegram.types(person, self.said[-1])
            if number % 20 == 0:
                await asyncio.sleep(0.2)

    async def _torture(self) -> None:
        kills = self.size.kills
        special = {
            kills // 6: self._full_disk,
            kills // 4: self._outage,
            kills // 3: self._freeze,
            kills // 2: self._stop_database,
            2 * kills // 3: self._outage,
            5 * kills // 6: self._stop_database,
        }
        while self.result.kills < kills:
            trouble = special.pop(self.result.kills, self._kill)
            await trouble()
            if trouble != self._kill:
                await self._kill()
            print(f"\r{self.result.kills} of {kills} kills ", end="", flush=True)

    async def _kill(self) -> None:
        """Now and then before it is even up."""
        victim = await self._start()
        if self.random.random() > 0.2:
            await _ready(victim)
            await asyncio.sleep(self.random.uniform(0.05, 1.5))
        else:
            await asyncio.sleep(self.random.uniform(0.2, 1.0))
        await _end(victim)
        self.result.kills += 1

    async def _outage(self) -> None:
        self.telegram.dice.begin_outage(self.size.outage)
        self.result.outages += 1

    async def _freeze(self) -> None:
        """Another takes its place; it thaws, and knows nothing of that."""
        frozen = await self._start()
        await _ready(frozen)
        await asyncio.sleep(1)
        frozen.send_signal(signal.SIGSTOP)
        second = await self._start()
        await asyncio.sleep(self.size.freeze)
        frozen.send_signal(signal.SIGCONT)
        await asyncio.sleep(2)
        await _end(frozen)
        await _end(second)
        self.result.freezes += 1

    async def _full_disk(self) -> None:
        """No file may grow much more (only where the file is ours: SQLite)."""
        if not self.is_sqlite:
            return
        victim = await self._start(_largest(self.url.removeprefix("sqlite:///")) + 50_000)
        await asyncio.sleep(4)
        await _end(victim)
        self.result.full_disks += 1

    async def _stop_database(self) -> None:
        victim = await self._start()
        await _ready(victim)
        await asyncio.to_thread(self._hold if self.is_sqlite else self.restart)
        await asyncio.sleep(2)
        await _end(victim)
        self.result.restarts += 1

    def _hold(self) -> None:
        """Longer than its busy_timeout."""
        with sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=9) as other:
            other.isolation_level = None
            other.execute("BEGIN IMMEDIATE")
            time.sleep(6)
            other.execute("ROLLBACK")
        other.close()

    async def _start(self, largest_file: int = 0) -> asyncio.subprocess.Process:
        def limit() -> None:
            if largest_file:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "proof.torture.victim",
            self.address,
            self.telegram.exchange.token,
            self.url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
            preexec_fn=limit,
        )

    # --- After ---

    async def _calm(self) -> None:
        self.telegram.dice.is_calm = True
        victim = await self._start()
        until = time.monotonic() + CALM_WITHIN
        while time.monotonic() < until and not self._is_finished():  # noqa: ASYNC110 - another process tells nothing
            await asyncio.sleep(1)
        victim.send_signal(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(victim.wait(), 40)
        await _end(victim)

    def _is_finished(self) -> bool:
        """Nothing left to do or to send, and as much planned as there is to say."""
        [[left]] = self._ask(
            "SELECT (SELECT count(*) FROM outbox WHERE state IN ('ready', 'leased'))"
            " + (SELECT count(*) FROM inbox WHERE state = 'new')"
        )
        [[kept]] = self._ask("SELECT count(*) FROM inbox")
        [[planned]] = self._ask("SELECT count(*) FROM outbox WHERE obligation IS NOT NULL")
        return not left and kept >= len(self.said) and planned >= len(self.expected)

    def _ask(self, question: str) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(sql(question)).fetchall())

    def _count(self) -> None:
        result, got = self.result, self.telegram.got
        applied = dict(self._ask("SELECT key, value FROM notes WHERE key LIKE 'applied:%'"))
        told = {name for text in got for name in self._named(text)}
        result.lost = [
            *(text for text in self.said if f"applied:{text}" not in applied),
            *(
                f"re {t} ({p})"
                for t in self.said
                for p in "ab"
                if f"re {t} ({p})" not in got
            ),
            *(name for name in self.expected if name not in told),
        ]
        result.applied_twice = [key for key, times in applied.items() if times != "1"]
        result.untagged = [text for text, tags in got.items() if not all(tags[1:])]
        result.tagged = sum(sum(tags) for tags in got.values())
        struck = self.telegram.dice.struck
        result.faults = struck.total() - struck["outage"]

    def _named(self, text: str) -> list[str]:
        """The obligations a message speaks of: « [d1 intervention_request:a:b] »."""
        return [part.partition("]")[0].partition(" ")[2] for part in text.split("[")[1:]]


async def _ready(victim: asyncio.subprocess.Process) -> None:
    """It says so; or it died of what is done to it."""
    assert victim.stdout is not None  # noqa: S101 - it was asked for
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while (
                said := await victim.stdout.readline()
            ) and said.strip() != READY.encode():
                pass


async def _end(victim: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        victim.kill()
    await victim.wait()


def _largest(path: str) -> int:
    files = [Path(path), Path(f"{path}-wal")]
    return max(file.stat().st_size for file in files if file.exists())


def _zone_at_noon() -> str:
    """Where the reminding hour has passed and the day is not over."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{'-' if ahead > 0 else '+'}{abs(ahead)}"
