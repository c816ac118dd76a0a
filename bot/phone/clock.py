"""The clock all visitors of the phone share.

The phone shows it, dates messages by it and asks it forward; what moving forward does
(reminders fall due, the sample is made anew) is known to whoever gives the clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class SharedClock(Protocol):
    """Given by the application. `now` is aware; `shift` is how far it runs ahead."""

    def now(self) -> datetime: ...

    def shift(self) -> timedelta: ...

    async def advance_a_day(self) -> None: ...

    async def advance_to_next_reminder(self) -> bool:
        """Move to the moment the next reminder is due; False when there is none."""
        ...

    async def start_anew(self) -> None:
        """Rebuild the sample at today; the phone then empties its chats."""
        ...


class HandClock:
    """A clock that stands still until moved by hand: for tests and for a phone alone."""

    def __init__(self, starts: datetime = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)) -> None:
        self.starts, self._now = starts, starts
        self.reminders: list[datetime] = []

    def now(self) -> datetime:
        return self._now

    def shift(self) -> timedelta:
        return self._now - self.starts

    async def advance_a_day(self) -> None:
        self._now += timedelta(days=1)

    async def advance_to_next_reminder(self) -> bool:
        ahead = [reminder for reminder in self.reminders if reminder > self._now]
        self._now = min(ahead, default=self._now)
        return bool(ahead)

    async def start_anew(self) -> None:
        self._now = self.starts
