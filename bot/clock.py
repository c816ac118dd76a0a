"""Where "now" comes from. Nothing else in the bot reads a clock of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.ports import Clock


class BackInTime(ValueError):
    """A shift only ever grows: what was sent tomorrow cannot be unsent today."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class DatabaseClock:
    """The database's own time where it has one, so that processes of several machines
    agree on when a lease ends; else another clock's.
    """

    def __init__(self, shown: Callable[[], datetime | None], otherwise: Clock) -> None:
        self._shown, self._otherwise = shown, otherwise

    def now(self) -> datetime:
        return self._shown() or self._otherwise.now()


class ShiftedClock:
    """Another clock, some time ahead: the phone's, which people move forward."""

    def __init__(self, clock: Clock, shift: timedelta = timedelta(0)) -> None:
        self._clock = clock
        self._shift = shift

    @property
    def shift(self) -> timedelta:
        return self._shift

    def now(self) -> datetime:
        return self._clock.now() + self._shift

    def move_by(self, time: timedelta) -> None:
        if time < timedelta(0):
            raise BackInTime
        self._shift += time

    def move_to(self, instant: datetime) -> None:
        """To that instant; it may have come already, then nothing moves."""
        self.move_by(max(instant - self.now(), timedelta(0)))

    def start_over(self, at: datetime | None = None) -> None:
        """At the true time, or at another, be it gone by: only together with a record
        made anew.
        """
        self._shift = timedelta(0) if at is None else at - self._clock.now()
