"""One Vigie: intake, planner and sender as they run, on a store that may fail and a line
that may break; it dies or freezes at any step.

A step is whatever reaches outside: a unit of work before and after its commit, a poll, a
send before and after it is delivered. A dead process takes no further step; a frozen one
takes its next when it thaws, and knows nothing of what happened meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import date, datetime
from random import Random
from typing import Any, TypeVar

from bot.chat.attendance import Attendance
from bot.chat.house import House
from bot.chat.incoming import Incoming
from bot.chat.intake import Intake, Polling
from bot.chat.reception import Reception
from bot.outbox import Sender
from bot.outbox.courier import Courier
from bot.ports import (
    Author,
    Channel,
    ChatId,
    Company,
    CompanyId,
    DeadlineRow,
    Delivery,
    Member,
    Message,
    Outcome,
    StoreUnavailable,
    UnitOfWork,
)
from bot.reminders.plan import Planner
from bot.reminders.refreshing import refresh
from bot.reminders.wording import Line
from bot.storage.books import WarmBooks
from domain.errors import DomainError
from domain.record import Record
from proof.firm import payment
from proof.simulation.database import Away, Disk
from proof.simulation.time import HastyClock
from proof.simulation.world import LONG, Update, World

T = TypeVar("T")
TICK_PERIOD = 90.0  # seconds
CRASH, FREEZE, AWAY, ANSWER_LOST = 45, 90, 40, 60  # one in so many steps


class Words:
    """Each text says which rule speaks of which duty on which day, and is like no other."""

    def reminder(
        self,
        company: Company,
        record: Record,
        row: DeadlineRow,
        rule: str,
        member: Member,
        today: date,
        **how: object,
    ) -> Message:
        del company, record, how
        return Message(f"{member.person.id} {today} [{rule} {row.obligation}]")

    def line(
        self,
        record: Record,
        row: DeadlineRow,
        rule: str,
        member: Member,
        today: date,
        **how: object,
    ) -> str:
        del record, member, today, how
        return f"[{rule} {row.obligation}]"

    def digest(
        self,
        company: Company,
        lines: Sequence[Line],
        member: Member,
        today: date,
        **how: object,
    ) -> Message:
        del company, how
        told = " ".join(line.text for line in lines)
        return Message(f"{member.person.id} {today} {told}")

    def lost(
        self, company: Company, lost: Member, channel: Channel, member: Member
    ) -> Message:
        del company
        return Message(f"{member.person.id}: {lost.person.id} by {channel} is lost")


class Hears(Reception):
    """The real reception but for the words: counts what it applied, and answers."""

    company = CompanyId(1)

    def _replies(
        self,
        uow: UnitOfWork,
        incoming: Incoming,
        now: datetime,
        refused: DomainError | None,
    ) -> tuple[list[Message], CompanyId | None]:
        del refused
        key = f"applied:{incoming.text}"
        uow.take_note(key, str(int(uow.note(key) or 0) + 1))
        verb, _, number = incoming.text.partition(" ")
        if verb == "bad":
            raise ZeroDivisionError
        if verb == "paid":
            author = Author(incoming.person, incoming.update_id)
            buyer, _, _ = number.partition("-")
            fact = payment(buyer, number, now.date())
            uow.books(self.company).append([fact], author, now)
            refresh(uow, self.company, buyer, now)
        return [Message(f"re {incoming.text} ({part})") for part in "ab"], None


class Process:
    def __init__(
        self,
        world: World,
        clock: HastyClock,
        warm: WarmBooks,
        owner: str,
        kind: type[Sender] = Sender,
    ) -> None:
        self.world, self.clock, self.warm = world, clock, warm
        self.is_dead = False
        self.died, self.thawed = asyncio.Event(), asyncio.Event()
        self.thawed.set()
        self.wishes_to_freeze: Callable[[], bool] = lambda: False
        self._tasks: set[asyncio.Task[Any]] = set()
        self.store = _Store(self)
        self.sender = kind(
            self.store,
            Courier(_Messenger(self), clock.monotonic),
            clock,
            on_closed=_nobody_left,
            alarm=_unheard,
            random=Random(world.random.random()),
        )
        if owner:
            self.sender.owner = owner
        reception = Hears(clock, House())
        attendance = Attendance(
            self.store,
            clock,
            reception,
            _Line(self),  # type: ignore[arg-type]
            self.sender,
            None,  # type: ignore[arg-type]  # nobody sends a file here
        )
        self.intake = Intake(self.store, clock, attendance.attend)
        self.planner = Planner(self.store, clock, Words(), _unheard)

    def start(self, *, polls: bool) -> None:
        """As `Vigie.start` does."""
        self.go(self.sender.run())
        self.go(self._resume())
        self.go(self._tick())
        if polls:
            self.go(Polling(_Line(self), self.intake).run())  # type: ignore[arg-type]

    def go(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        return task

    async def step(self, *, may_freeze: bool = True) -> None:
        if self.is_dead:
            await _for_ever()
        if self.world.happens("crash", CRASH):
            self.die()
            await _for_ever()
        if may_freeze and self.thawed.is_set() and self.wishes_to_freeze():
            self.thawed.clear()
        if not self.thawed.is_set():
            await self.thawed.wait()
            if self.is_dead:
                await _for_ever()

    def die(self) -> None:
        self.is_dead = True
        self.died.set()

    async def bury(self) -> None:
        """Its tasks, and those its parts made."""
        self.die()
        tasks = self._tasks | self.sender._tasks | self.intake._workers  # noqa: SLF001 - a process dies whole
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _resume(self) -> None:
        while True:
            with suppress(StoreUnavailable):
                await self.intake.resume()
                break
            await asyncio.sleep(1)
        await self.intake.keep_resuming()

    async def _tick(self) -> None:
        while True:
            with suppress(StoreUnavailable):
                await self.planner.tick()
                self.sender.wake()
            await asyncio.sleep(TICK_PERIOD)


class _Store:
    """The port over the shared disk, a step before each commit and one after."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._disk: Disk = process.world.disk
        self._soon: list[tuple[Callable[[Any], Any], asyncio.Future[Any]]] = []

    async def write(self, work: Callable[[Any], T]) -> T:
        process, world = self._process, self._process.world
        await process.step()
        self._flush()
        if process.is_dead:
            await _for_ever()
        if world.happens("away", AWAY):
            raise Away("full")
        result = self._disk.run(work, process.warm)
        if world.happens("answer_lost", ANSWER_LOST):
            raise Away("the connection went")
        await process.step()
        await asyncio.sleep(0)
        return result

    def write_soon(self, work: Callable[[Any], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._soon.append((work, future))
        loop.call_later(0.02, self._flush)
        return future

    def write_now(self, work: Callable[[Any], T]) -> T:
        return self._disk.run(work, self._process.warm)

    def close(self) -> None: ...

    def _flush(self) -> None:
        process = self._process
        if self._soon and not process.thawed.is_set() and not process.is_dead:
            asyncio.get_running_loop().call_later(0.5, self._flush)
            return
        while self._soon and not process.is_dead:
            work, future = self._soon.pop(0)
            if process.world.happens("crash", CRASH):
                process.die()
                return
            self._settle(work, future)

    def _settle(self, work: Callable[[Any], Any], future: asyncio.Future[Any]) -> None:
        world = self._process.world
        failure: Exception | None = Away("full") if world.happens("away", AWAY) else None
        result = None
        try:
            if failure is None:
                result = self._disk.run(work, self._process.warm)
        except Exception as raised:  # noqa: BLE001 - handed back
            failure = raised
        if failure is None and world.happens("answer_lost", ANSWER_LOST):
            failure = Away("the connection went")
        if future.done():
            return
        if failure is None:
            future.set_result(result)
        else:
            future.set_exception(failure)


class _Messenger:
    def __init__(self, process: Process) -> None:
        self._process = process

    async def send(
        self, chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        process, world = self._process, self._process.world
        if process.is_dead:
            await _for_ever()
        fate = world.fate()
        if fate == "died_before":
            process.die()
            await _for_ever()
        match fate:
            case "refused":
                return Delivery(Outcome.NOT_SENT)
            case "too_many":
                return Delivery(Outcome.NOT_SENT, retry_after=3)
            case "broken_before":
                await process.step()
                return Delivery(Outcome.UNKNOWN)
        delivery = world.deliver(chat, message, repeat=repeat)
        match fate:
            case "died_after":
                process.die()
                await _for_ever()
            case "silent":
                await asyncio.sleep(LONG)
            case "slow":
                await asyncio.sleep(world.random.uniform(0.5, 18))
        await process.step()
        return Delivery(Outcome.UNKNOWN) if fate == "broken_after" else delivery


class _Line:
    """In place of `telegram.Bot`."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def get_updates(self, *, offset: int | None, **_how: object) -> list[Update]:
        await self._process.step()
        batch = await self._process.world.batch(offset)
        await self._process.step()
        return batch


async def _for_ever() -> None:
    """A dead process waits here until it is buried."""
    await asyncio.get_running_loop().create_future()


async def _nobody_left(*_args: object) -> None: ...


def _unheard(*_args: object) -> None: ...
