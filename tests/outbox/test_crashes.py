"""Crashes at any point, drawn by a seed: nothing lost, nothing doubled untagged.

The promise: never lost; never doubled after a known outcome; repeated only where the
outcome could not be known, and then tagged.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from random import Random

import pytest

from bot.outbox import Sender
from bot.outbox.courier import Courier
from bot.ports import ChatId, Delivery, Message, Outcome, Outgoing, UnitOfWork
from bot.storage import SqlStore
from tests.fakes import FixedClock, store_in_memory

SEEDS = range(100)
EVENTS = 25
CHATS = 3


class Crash(asyncio.CancelledError):
    """The process is gone, at once."""


class FaultyMessenger:
    """Delivers or not, says so or not, and may take the process with it."""

    def __init__(self, random: Random) -> None:
        self.delivered: defaultdict[str, list[bool]] = defaultdict(list)
        self.is_calm = False
        self._random = random

    async def send(
        self, _chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        fate = 0.0 if self.is_calm else self._random.random()
        await asyncio.sleep(0)
        if 0.85 < fate:  # noqa: SIM300 - reads as a scale
            raise Crash
        if 0.75 < fate:  # noqa: SIM300
            return Delivery(Outcome.NOT_SENT)
        if 0.7 < fate:  # noqa: SIM300
            return Delivery(Outcome.UNKNOWN)
        self.delivered[message.text].append(repeat)
        if 0.6 < fate:  # noqa: SIM300
            raise Crash
        return Delivery(Outcome.UNKNOWN if fate > 0.5 else Outcome.SENT)


class World:
    """Processes that come and go on one database."""

    def __init__(self, store: SqlStore, seed: int, kind: type[FaultyMessenger]) -> None:
        self.random = Random(seed)  # noqa: S311 - repeatable
        self.clock = FixedClock()
        self.messenger = kind(self.random)
        self.store, self.seed = store, seed
        self.written: list[str] = []
        self.sender = self.new_process()

    def new_process(self) -> Sender:
        return Sender(
            self.store,
            Courier(self.messenger, self.clock.monotonic, self.clock.sleep),
            self.clock,
            on_closed=self.never,
            alarm=lambda *_: None,
            random=self.random,
        )

    @property
    def lost(self) -> list[str]:
        return [text for text in self.written if not self.messenger.delivered[text]]

    @property
    def doubled_untagged(self) -> list[str]:
        return [
            text for text in self.written if not all(self.messenger.delivered[text][1:])
        ]

    async def never(self, *_args: object) -> None:
        raise AssertionError

    async def something_happens(self) -> None:
        match self.random.randrange(5):
            case 0 | 1:
                await self.reply()
            case 2:
                await self.put()
            case 3:
                await self.sender.step()
            case _:
                self.clock.move(seconds=self.random.choice((1, 10, 61, 86_400)))
        if self.random.random() < 0.1:
            self.sender = self.new_process()

    def message(self) -> tuple[Message, ChatId]:
        text = f"{self.seed}:{len(self.written)}"
        self.written.append(text)
        chat = ChatId(1 + self.seed * CHATS + self.random.randrange(CHATS))
        return Message(text), chat

    async def put(self) -> None:
        message, chat = self.message()
        at = self.clock.now()
        await self.store.write(lambda uow: uow.outbox.add(message, chat, at=at))

    async def reply(self) -> None:
        """Now and then the process dies between the commit and the hand-over."""
        message, chat = self.message()
        lease, at = self.sender.grant(), self.clock.now()

        def unit(uow: UnitOfWork) -> list[Outgoing]:
            uow.outbox.add(message, chat, at=at, lease=lease)
            return uow.outbox.handed

        handed = await self.store.write(unit)
        if self.random.random() < 0.2:
            self.sender = self.new_process()
            return
        self.sender.hand(handed, lease)
        if self.random.random() < 0.5:
            await self.sender.idle()

    async def calm_down(self) -> None:
        """Faults end, and time passes; the last process may have died."""
        self.messenger.is_calm = True
        await self.sender.idle()
        self.sender = self.new_process()
        quiet = 0
        while quiet < 3:
            self.clock.move(hours=1)
            quiet = 0 if await self.sender.step() else quiet + 1


@pytest.fixture(scope="module")
def shared_store() -> Iterator[SqlStore]:
    opened = store_in_memory()
    yield opened
    opened.close()


async def ending(store: SqlStore, seed: int, kind: type[FaultyMessenger]) -> World:
    world = World(store, seed, kind)
    for _ in range(EVENTS):
        await world.something_happens()
    await world.calm_down()
    return world


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_is_lost_and_nothing_doubled_untagged(
    shared_store: SqlStore, seed: int
) -> None:
    world = await ending(shared_store, seed, FaultyMessenger)

    assert world.lost == []
    assert world.doubled_untagged == []


class HopefulMessenger(FaultyMessenger):
    """A wrong design: what is not known to have arrived is taken not to have."""

    async def send(
        self, chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        delivery = await super().send(chat, message, repeat=repeat)
        unknown = delivery.outcome is Outcome.UNKNOWN
        return Delivery(Outcome.NOT_SENT) if unknown else delivery


async def test_a_wrong_design_is_caught(shared_store: SqlStore) -> None:
    for seed in range(1000, 1020):
        world = await ending(shared_store, seed, HopefulMessenger)
        if world.doubled_untagged:
            return
    pytest.fail("twenty seeds saw nothing wrong")
