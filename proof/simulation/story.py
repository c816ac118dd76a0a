"""One seed's story: people write, clocks jump, processes die and freeze; then it is calm,
and what was promised must hold.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.outbox import Sender
from bot.ports import CompanyId, StoreUnavailable
from bot.reminders.local_time import today_of
from bot.storage.books import Opened, WarmBooks
from proof.firm import found, owe
from proof.simulation.database import Disk
from proof.simulation.process import FREEZE, TICK_PERIOD, Process
from proof.simulation.time import HastyClock, HastyLoop
from proof.simulation.world import PEOPLE, World

ZONES = (
    "Europe/Paris",
    "Indian/Reunion",
    "America/Martinique",
    "Pacific/Noumea",
    "America/New_York",
)
# Around both changes of the clocks, and an ordinary week.
BEGINNINGS = (date(2026, 10, 20), date(2027, 3, 10), date(2026, 9, 1))
INVOICES = 4
QUIET_DAYS = timedelta(days=5)  # what is calm waits for a working day, and its window
WEDNESDAY = 2
QUIET_ROUNDS, MOST_ROUNDS = 2, 80
JUMPS = (5, 61, 3600, 6 * 3600, 86_400, 2 * 86_400)  # seconds


@dataclass(frozen=True, slots=True)
class Verdict:
    seed: int
    lost: tuple[str, ...] = ()
    applied_twice: tuple[str, ...] = ()
    untagged: tuple[str, ...] = ()  # repeated, and not said to be
    after_known: tuple[str, ...] = ()
    out_of_order: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    happened: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not (
            self.lost
            or self.applied_twice
            or self.untagged
            or self.after_known
            or self.out_of_order
            or self.unfinished
        )


@dataclass(frozen=True, slots=True)
class Beginning:
    """A disk with the firm on it, and its books as they are read."""

    image: bytes
    at: datetime
    opened: Opened | None


class Studio:
    """One disk for many stories, one after another."""

    def __init__(self) -> None:
        self.disk = Disk()
        self._empty = self.disk.image()

    @cache  # noqa: B019 - a studio lives as long as the program
    def beginning(self, zone: str, day: date) -> Beginning:
        at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        warm = WarmBooks()
        self.disk.restore(self._empty)
        company = self.disk.run(lambda uow: found(uow, at, zone=zone), warm)
        for buyer, first in (("Leroc", 59), ("Moulin", 75)):
            owed = {
                f"{buyer}-{n}": day - timedelta(days=first + 7 * n)
                for n in range(INVOICES // 2)
            }
            owes = partial(owe, company=company, buyer=buyer, invoices=owed, at=at)
            self.disk.run(owes, warm)
        self.disk.run(lambda uow: uow.books(company).record(), warm)
        return Beginning(self.disk.image(), at, warm.of(CompanyId(1)))

    def tell(self, seed: int, kind: type[Sender] = Sender) -> Verdict:
        loop = HastyLoop()
        try:
            return loop.run_until_complete(Story(self, loop, seed, kind).told())
        finally:
            loop.close()


class Story:
    def __init__(
        self, studio: Studio, loop: HastyLoop, seed: int, kind: type[Sender]
    ) -> None:
        self.seed, self.kind = seed, kind
        self.random = Random(seed)
        self.zone = self.random.choice(ZONES)
        self.begins = studio.beginning(self.zone, self.random.choice(BEGINNINGS))
        studio.disk.restore(self.begins.image)
        self.loop = loop
        self.clock = HastyClock(loop, self.begins.at)
        self.world = World(self.random, studio.disk)
        self.polls = self.random.random() < 0.6
        self.freezes = self.random.random() < 0.5
        self.processes: list[Process] = []
        self.current: Process | None = None
        self._posts: set[asyncio.Task[None]] = set()

    async def told(self) -> Verdict:
        try:
            for _ in range(self.random.randrange(3, 7)):
                await self._episode()
            await self._calm()
            return self._verdict()
        finally:
            for process in self.processes:
                await process.bury()
            for post in self._posts:
                post.cancel()

    # --- What happens ---

    async def _episode(self) -> None:
        if self.current is None or self.current.is_dead:
            await self._start()
        for _ in range(self.random.randrange(4)):
            self._write()
        await self._pass(self.random.choice((0.5, 3, 10, 40)))
        if self.random.random() < 0.2:
            await self._bury_current()
        if self.random.random() < 0.7:
            self.loop.jump(self.random.choice(JUMPS))

    def _write(self) -> None:
        person = self.random.choice(PEOPLE)
        number = len(self.world.said)
        verb = self.random.choices(("say", "paid", "bad"), (8, 2, 1))[0]
        what = f"{verb} {number}"
        if verb == "paid":
            what = f"paid {self.random.choice(('Leroc', 'Moulin'))}-{number % 2}"
            if what in self.world.said:
                what = f"say {number}"
        self.world.types(person, what)

    async def _start(self) -> None:
        """While another may be frozen: a watchman took it for dead."""
        await self._bury_current()
        warm = WarmBooks()
        if self.begins.opened is not None:
            warm.keep(self.begins.opened)
        owner = f"elsewhere:{len(self.processes)}:0" if self.freezes else ""
        process = Process(self.world, self.clock, warm, owner, self.kind)
        process.wishes_to_freeze = self._wishes_to_freeze
        self.processes.append(process)
        self.current = process
        process.start(polls=self.polls)

    def _wishes_to_freeze(self) -> bool:
        return self.freezes and self.world.happens("freeze", FREEZE)

    async def _bury_current(self) -> None:
        if self.current is None:
            return
        if self.current.is_dead or self.current.thawed.is_set():
            await self.current.bury()
        self.current = None

    async def _pass(self, seconds: float) -> None:
        """Time goes by; who died is started again, who froze may thaw."""
        until = self.loop.time() + seconds
        while (left := until - self.loop.time()) > 0.01:
            if not self.polls:
                self._post()
            await asyncio.sleep(min(left, self.random.choice((0.5, 2, 9))))
            process = self.current
            is_up = process and not process.is_dead and process.thawed.is_set()
            if not is_up and self.random.random() < 0.5:
                await self._start()
            if self.random.random() < 0.3:
                self._thaw()

    def _thaw(self) -> None:
        for process in self.processes:
            process.thawed.set()

    def _post(self) -> None:
        """Telegram calls the webhook, several times at once."""
        if len(self._posts) < 4 and self.current is not None:
            for body in self.world.to_post()[: 4 - len(self._posts)]:
                post = self.loop.create_task(self._posted(self.current, body))
                self._posts.add(post)
                post.add_done_callback(self._posts.discard)

    async def _posted(self, process: Process, body: Mapping[str, Any]) -> None:
        receiving = process.go(process.intake.receive([body]))
        dying = process.go(process.died.wait())
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                await asyncio.wait({receiving, dying}, return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not receiving.done() or receiving.cancelled():
            return
        failure = receiving.exception()
        if failure is None:
            self.world.acknowledged(body["update_id"])
        elif not isinstance(failure, StoreUnavailable):
            raise failure

    # --- The end ---

    async def _calm(self) -> None:
        """Faults end; whoever was frozen thaws; one process is left, and hours go by."""
        self.world.is_calm = True
        self._thaw()
        await asyncio.sleep(1)
        if self.current is None or self.current.is_dead or self.random.random() < 0.5:
            await self._bury_current()
            await self._start()
        for process in self.processes:
            if process is not self.current:
                await process.bury()
        await self._until_quiet()
        local = self.clock.now().astimezone(ZoneInfo(self.zone))
        days = 1 + (WEDNESDAY - local.weekday() - 1) % 7
        self.loop.jump(days * 86_400 + (10 - local.hour) * 3600)  # calm words may go out
        await self._until_quiet()

    async def _until_quiet(self) -> None:
        quiet = rounds = 0
        while quiet < QUIET_ROUNDS and rounds < MOST_ROUNDS:
            if not self.polls:
                self._post()
            await asyncio.sleep(TICK_PERIOD + 1)
            quiet = 0 if self._open_rows() or not self.world.all_confirmed else quiet + 1
            self.loop.jump(1800)
            rounds += 1

    def _open_rows(self) -> list[str]:
        rows = self.world.disk.look(
            "SELECT body FROM outbox WHERE state IN ('ready', 'leased')"
            " AND withdrawn_at IS NULL"
            " UNION ALL SELECT body FROM inbox WHERE state = 'new'"
        )
        return [str(body) for (body,) in rows]

    def _verdict(self) -> Verdict:
        world = self.world
        return Verdict(
            self.seed,
            lost=tuple(self._lost()),
            applied_twice=tuple(
                key
                for key, times in world.disk.look(
                    "SELECT key, value FROM notes WHERE key LIKE 'applied:%'"
                )
                if times != "1"
            ),
            untagged=tuple(
                text for text, tags in world.delivered.items() if not all(tags[1:])
            ),
            after_known=tuple(world.after_known),
            out_of_order=tuple(self._out_of_order()),
            unfinished=tuple(self._open_rows()),
            happened=dict(world.happened),
        )

    def _lost(self) -> list[str]:
        return [*self._lost_replies(), *self._lost_reminders()]

    def _lost_replies(self) -> list[str]:
        """What was written and not carried out, or not answered."""
        applied = {
            key.partition(":")[2]
            for (key,) in self.world.disk.look(
                "SELECT key FROM notes WHERE key LIKE 'applied:%'"
            )
        }
        good = [text for text in self.world.said if not text.startswith("bad ")]
        answers = [f"re {text} ({part})" for text in good for part in "ab"]
        delivered = self.world.delivered
        return [
            *(text for text in good if text not in applied),
            *(answer for answer in answers if not delivered.get(answer)),
        ]

    def _lost_reminders(self) -> list[str]:
        """Rows nobody got, and duties nobody was told of while they could be done, nor
        after.
        """
        rows = self.world.disk.look(
            "SELECT json_extract(body, '$.text') FROM outbox"
            " WHERE obligation IS NOT NULL AND state NOT IN ('withdrawn')"
            " AND withdrawn_at IS NULL"
        )
        unsent = [text for (text,) in rows if not self.world.delivered.get(text)]
        return [*unsent, *self._untold_duties()]

    def _untold_duties(self) -> list[str]:
        told = [text for text, tags in self.world.delivered.items() if tags]
        company, rows = self.world.disk.run(
            lambda uow: (
                uow.companies.get(CompanyId(1)),
                uow.books(CompanyId(1)).deadlines.all(),
            ),
            WarmBooks(),
        )
        today = today_of(company, self.clock.now())
        untold = []
        for row in rows:
            said = [text for text in told if f" {row.obligation}]" in text]
            is_missed = today > row.last_day + QUIET_DAYS
            is_open = (
                row.duty == "intervention_request" and row.opens_on < today - QUIET_DAYS
            )
            if is_open and not said:
                untold.append(f"never told: {row.obligation}")
            if is_open and is_missed and not any("[missed " in text for text in said):
                untold.append(f"not told that it was missed: {row.obligation}")
        return untold

    def _out_of_order(self) -> list[str]:
        """Of one question's answers (a) stands before (b)."""
        wrong = []
        for texts in self.world.chats.values():
            replies = [text for text in texts if text.startswith("re ")]
            places = {text: place for place, text in enumerate(replies)}
            wrong += [
                text
                for text, place in places.items()
                if text.endswith("(b)") and places.get(f"{text[:-3]}(a)", place) > place
            ]
        return wrong


def silence() -> None:
    """A thousand crashes would be told a thousand times."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.FATAL))


def tell(seed: int, kind: type[Sender] = Sender) -> Verdict:
    return _studio().tell(seed, kind)


@cache
def _studio() -> Studio:
    return Studio()
