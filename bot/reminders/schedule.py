"""The alarm clock: APScheduler wakes the planner and does nothing else.

Its jobs live in memory and say nothing of what is to be done: each tick scans the database
anew, so that a tick that is late, lost or run twice changes nothing.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports import StoreUnavailable
from bot.reminders.forecast import Planned, dry_run

__all__ = ["Planned", "Schedule", "dry_run"]

TICK_PERIOD = 20  # seconds; three without a good scan are an alarm

log = structlog.get_logger(__name__)


class Sends(Protocol):
    def wake(self) -> None: ...


class Plans(Protocol):
    async def tick(self) -> int: ...


class Schedule:
    def __init__(self, planner: Plans, sender: Sends, seconds: int = TICK_PERIOD) -> None:
        self._planner = planner
        self._sender = sender
        self._seconds = seconds
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ticking = asyncio.Lock()

    def start(self) -> None:
        """The first tick at once: there may be days to make good."""
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=self._seconds,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def drain(self) -> None:
        """No new tick; one that is under way ends, and what it planned stands."""
        self._scheduler.remove_all_jobs()
        await asyncio.sleep(0)  # one just begun takes the lock
        async with self._ticking:
            self.stop()

    async def tick(self) -> int:
        """How many messages were planned. A database that cannot be reached now is asked
        again at the next tick; that the last good scan is old will be noticed.
        """
        try:
            async with self._ticking:
                planned = await self._planner.tick()
        except StoreUnavailable as failure:
            log.warning("tick_failed", reason=str(failure))
            return 0
        self._sender.wake()
        return planned
