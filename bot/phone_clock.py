"""The clock all visitors of the phone share, and the sample that goes with it.

Its shift is kept in the database, so that a restart does not take time back. Moving it
forward lets the reminders due since then go out; starting anew rebuilds the sample.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import ShiftedClock
from bot.ports import Store
from bot.sample.company import keep_sample, rebuild_sample

SHIFT = "phone_clock_shift"  # seconds


class Works(Protocol):
    """The running Vigie, as far as the clock needs it."""

    async def remind_now(self) -> None: ...

    async def next_reminder_at(self) -> datetime | None: ...


class Shows(Protocol):
    def clock_moved(self) -> None: ...


class PhoneClock:
    def __init__(self, store: Store, clock: ShiftedClock, zone: str) -> None:
        self.clock, self.was_rebuilt = clock, False
        self._store, self._zone = store, ZoneInfo(zone)
        self._vigie: Works | None = None
        self._phone: Shows | None = None

    async def prepare(self, *, fresh: bool, starts: datetime | None) -> None:
        """Take the kept shift up, or start anew; and see that there is a sample."""
        if starts is not None or fresh:
            await self._anew(starts)
            return
        kept = await self._store.write(lambda uow: uow.note(SHIFT))
        self._take_up(timedelta(seconds=float(kept or 0)))
        now = self.clock.now()
        self.was_rebuilt = await self._store.write(
            lambda uow: keep_sample(uow, now, str(self._zone))
        )

    def _take_up(self, shift: timedelta) -> None:
        self.clock.start_over(self.clock.now() + shift)

    def serves(self, vigie: Works, phone: Shows) -> None:
        self._vigie, self._phone = vigie, phone

    def now(self) -> datetime:
        return self.clock.now()

    def shift(self) -> timedelta:
        return self.clock.shift

    async def advance_a_day(self) -> None:
        self.clock.move_by(timedelta(days=1))
        await self._moved()

    async def advance_to_next_reminder(self) -> bool:
        instant = await self._vigie.next_reminder_at() if self._vigie else None
        if instant is None:
            return False
        self.clock.move_to(instant)
        await self._moved()
        return True

    async def start_anew(self) -> None:
        await self._anew(None)
        if self._vigie:
            await self._vigie.remind_now()

    async def _anew(self, starts: datetime | None) -> None:
        self.clock.start_over(starts)
        now = self.clock.now()
        await self._store.write(lambda uow: rebuild_sample(uow, now, str(self._zone)))
        self.was_rebuilt = True
        await self._keep()

    async def _moved(self) -> None:
        await self._keep()
        if self._vigie:
            await self._vigie.remind_now()
        if self._phone:
            self._phone.clock_moved()

    async def _keep(self) -> None:
        seconds = str(self.clock.shift.total_seconds())
        await self._store.write(lambda uow: uow.take_note(SHIFT, seconds))
