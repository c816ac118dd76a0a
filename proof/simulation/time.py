"""A loop whose clock jumps to the next timer: an hour of waiting takes no time."""

from __future__ import annotations

import asyncio
import selectors
from datetime import datetime, timedelta


class _NothingComes(selectors.SelectSelector):
    """No socket ever speaks; to wait is to move the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[object]:  # type: ignore[override]
        if timeout is None:
            raise Stuck
        self.seconds += max(timeout, 0.0)
        return []


class Stuck(RuntimeError):
    def __init__(self) -> None:
        super().__init__("every task waits for another")


class HastyLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._line = _NothingComes()
        super().__init__(self._line)

    def time(self) -> float:
        return self._line.seconds

    def jump(self, seconds: float) -> None:
        """As after a suspension: what was to happen meanwhile happens late."""
        self._line.seconds += seconds


class HastyClock:
    """The loop's seconds as an instant, and as they are."""

    def __init__(self, loop: HastyLoop, begins: datetime) -> None:
        self._loop, self._begins = loop, begins - timedelta(seconds=loop.time())

    def now(self) -> datetime:
        return self._begins + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()
