"""Every update is kept before it is acknowledged, then attended to in its chat's order.

Polling: the batch is stored and committed, and only then does the next `getUpdates`
confirm it. Webhook: 200 only after the commit. One worker per chat at a time, several
chats at once. A restart takes up what was stored and not done; so does, now and then, a
process that runs on, for another may have died meanwhile. While the database is away, a
chat's update is tried again and those behind it wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.incoming import stored
from bot.ports import ChatId, Clock, Store, StoredUpdate, StoreUnavailable

log = structlog.get_logger(__name__)
Attend = Callable[[StoredUpdate], Awaitable[None]]
WANTED = ["message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
RESUME_PERIOD = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class Intake:
    """Keeps updates and hands each to its chat's queue."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        attend: Attend,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store, self._clock, self._attend = store, clock, attend
        self._sleep = sleep
        self._queues: dict[ChatId | None, deque[StoredUpdate]] = {}
        self._in_hand: set[int] = set()  # queued or being attended to
        self._workers: set[asyncio.Task[None]] = set()
        self._is_draining = False

    async def receive(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Returns once the updates are on the disk; those seen before change nothing."""
        updates = [stored(body) for body in bodies]
        now = self._clock.now()
        new = set(await self._store.write(lambda uow: uow.inbox.store(updates, now)))
        for update in updates:
            if update.update_id in new:
                new.remove(update.update_id)  # the same one may come twice in a batch
                self._queue(update)

    async def resume(self) -> int:
        """Take up what a crash or a stop left undone, of this process or another."""
        pending = await self._store.write(lambda uow: uow.inbox.pending())
        left = [update for update in pending if update.update_id not in self._in_hand]
        for update in left:
            self._queue(update)
        return len(left)

    async def keep_resuming(self) -> None:
        """Until cancelled. Two who take up the same update carry it out once."""
        while True:
            await self._sleep(RESUME_PERIOD)
            try:
                await self.resume()
            except StoreUnavailable as failure:
                log.warning("not_resumed", reason=str(failure))

    async def drain(self) -> None:
        """Wait until every queue is empty; what cannot be written stays for a restart."""
        self._is_draining = True
        try:
            while self._workers:
                await asyncio.wait(self._workers)
        finally:
            self._is_draining = False

    def _queue(self, update: StoredUpdate) -> None:
        self._in_hand.add(update.update_id)
        queue = self._queues.get(update.chat)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.chat] = deque([update])
        worker = asyncio.create_task(self._work(update.chat))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, chat: ChatId | None) -> None:
        """One by one, so that none overtakes another."""
        queue, pause = self._queues[chat], FIRST_PAUSE
        try:
            while queue:
                if await self._is_attended(queue[0]):
                    self._in_hand.discard(queue.popleft().update_id)
                    pause = FIRST_PAUSE
                elif self._is_draining:
                    return
                else:
                    await self._sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._in_hand.difference_update(update.update_id for update in queue)
            del self._queues[chat]

    async def _is_attended(self, update: StoredUpdate) -> bool:
        """False while the database is away. What else fails is left to the next look at
        what is pending, and the chat goes on.
        """
        try:
            await self._attend(update)
        except StoreUnavailable:
            return False
        except Exception:
            log.exception("update_left_pending", update=update.update_id)
        return True


class Polling:
    """Fetches updates from Telegram and confirms only what is stored."""

    def __init__(self, bot: Bot, intake: Intake) -> None:
        self._bot, self._intake = bot, intake
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._offset: int | None = None

    async def run(self) -> None:
        """Until cancelled. Telegram's absence is waited out, a refused token is not.
        Nothing else ends it: a Vigie that hears nobody would not be noticed.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                await self.step()
                pause = FIRST_PAUSE
            except StoreUnavailable as failure:  # not acknowledged: it comes again
                log.warning("updates_not_kept", reason=str(failure))
                await self.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except InvalidToken:
                raise
            except RetryAfter as wait:
                await self.sleep(wait._retry_after.total_seconds())  # noqa: SLF001 - the public form warns of its own change
            except (NetworkError, Conflict, TelegramError) as trouble:
                log.warning("polling_trouble", kind=type(trouble).__name__)
                await self.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception:
                log.exception("polling_failed")  # not acknowledged, so not lost
                await self.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def step(self) -> int:
        """One batch: fetch, store, and only then move the offset."""
        updates = await self._bot.get_updates(
            offset=self._offset,
            timeout=POLL_SECONDS,
            read_timeout=POLL_SECONDS + 10,
            allowed_updates=WANTED,
        )
        if updates:
            await self._intake.receive([update.to_dict() for update in updates])
            self._offset = updates[-1].update_id + 1
        return len(updates)
