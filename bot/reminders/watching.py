"""The daily pass over the BODACC: outside the writer, a batch of SIRENs at a time.

It begins at an hour of the morning that differs from one installation to another; SIRENs
that are new are asked for within minutes. Each batch is kept in a unit of its own, so
that a pass cut short goes on where it was. A failure is noted, tried again after a longer
and longer pause, and stops nothing else.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.ports import Clock, Store, StoreUnavailable, UnitOfWork
from bot.ports.world import Notices, WorldUnavailable
from bot.reminders.hold import is_on_hold
from bot.reminders.notices import NoticeWording, tell_once, tell_open
from bot.reminders.plan import Alarm, log_alarm
from bot.services.watch.lookups import Lookup, lookups, take
from bot.services.watch.progress import note, progress

MINUTE = "watch_minute"  # the note: by how many minutes this installation's hour differs
FROM = time(6, 30)  # the day's issue is out by then
WITHIN = 120  # minutes
NEW_EVERY = timedelta(minutes=5)

log = structlog.get_logger(__name__)


class Watching:
    """`source` None: the watch is off; what was found before is told all the same."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        source: Notices | None,
        wording: NoticeWording,
        zone: str,
        alarm: Alarm = log_alarm,
        *,
        has_mail: bool = False,
        minute: Callable[[], int] = lambda: secrets.randbelow(WITHIN),
    ) -> None:
        self._store, self._clock, self._source = store, clock, source
        self._wording, self._zone, self._alarm = wording, ZoneInfo(zone), alarm
        self._has_mail, self._minute = has_mail, minute
        self._looked_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    async def tick(self) -> None:
        """Tell what is open; begin a pass when one is due. Waits for no service."""
        await self._tell()
        if self._source is None or self._task is not None:
            return
        now = self._clock.now()
        if self._looked_at is not None and now - self._looked_at < NEW_EVERY:
            return
        self._looked_at = now
        due = await self._store.write(lambda uow: self._due(uow, now))
        if due:
            self._task = asyncio.create_task(self._pass(self._source, due))
            self._task.add_done_callback(self._ended)

    async def idle(self) -> None:
        """Until no pass is under way."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def stop(self) -> None:
        """What was kept stands; the rest is asked for after the next start."""
        if self._task is not None:
            self._task.cancel()
            await self.idle()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled() and (failure := task.exception()):
            log.error("watch_failed", kind=type(failure).__name__)

    # --- What is due -----------------------------------------------------------------

    def _due(self, uow: UnitOfWork, now: datetime) -> list[Lookup]:
        if is_on_hold(uow) or not progress(uow).may_try(now):
            return []
        found = lookups(uow, self._today(now))
        if self._has_come(uow, now):
            return found
        return [one for one in found if one.is_new]

    def _has_come(self, uow: UnitOfWork, now: datetime) -> bool:
        minute = uow.note(MINUTE)
        if minute is None:
            minute = str(self._minute())
            uow.take_note(MINUTE, minute)
        local = now.astimezone(self._zone)
        passed = local.hour * 60 + local.minute - FROM.hour * 60 - FROM.minute
        return passed >= int(minute)

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    # --- The pass --------------------------------------------------------------------

    async def _pass(self, source: Notices, due: Sequence[Lookup]) -> None:
        unreadable = 0
        try:
            for batch in _batches(due, source.at_most):
                unreadable += await self._look_up(source, batch)
        except StoreUnavailable as failure:
            log.warning("watch_waits", reason=str(failure))
        except WorldUnavailable as failure:
            await self._failed(failure.kind)
        except Exception as failure:
            log.exception("watch_failed")
            await self._failed(type(failure).__name__)
        else:
            await self._went_well(len(due), unreadable)

    async def _look_up(self, source: Notices, batch: Sequence[Lookup]) -> int:
        sirens = [one.siren for one in batch]
        found = await source.since(sirens, min(one.since for one in batch))
        now = self._clock.now()

        def unit(uow: UnitOfWork) -> None:
            taken = take(uow, sirens, found.notices, self._today(now), now)
            for company, kept in taken.items():
                tell_once(
                    uow,
                    company,
                    kept,
                    now,
                    self._wording,
                    self._alarm,
                    has_mail=self._has_mail,
                )

        await self._store.write(unit)
        if found.notices:
            await self._tell()
        return found.unreadable

    async def _tell(self) -> None:
        now = self._clock.now()
        await self._store.write(
            lambda uow: tell_open(
                uow, now, self._wording, self._alarm, has_mail=self._has_mail
            )
        )

    async def _failed(self, kind: str) -> None:
        log.warning("watch_failed", kind=kind)
        now = self._clock.now()
        await self._store.write(lambda uow: note(uow, progress(uow).failed(kind, now)))

    async def _went_well(self, asked: int, unreadable: int) -> None:
        now = self._clock.now()
        await self._store.write(
            lambda uow: note(uow, progress(uow).went_well(now, asked, unreadable))
        )


def _batches(due: Sequence[Lookup], most: int) -> list[list[Lookup]]:
    """Of SIRENs asked for since the same day, so that none is asked for too far back."""
    by_day: dict[date, list[Lookup]] = {}
    for one in due:
        by_day.setdefault(one.since, []).append(one)
    return [
        group[first : first + most]
        for group in by_day.values()
        for first in range(0, len(group), most)
    ]
