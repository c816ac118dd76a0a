"""The dead man's switch: an address outside is called after each good scan.

When the calls stop, whoever watches there raises the alarm: Vigie herself cannot say that
she is dead. A call that fails is no trouble of hers, and never holds up a scan.
"""

from __future__ import annotations

import asyncio

import httpx
import structlog

SECONDS = 10.0
EVERY = 60.0  # at most one call in so many seconds

log = structlog.get_logger(__name__)


class Ping:
    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self._url = url
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None
        self._called_at = float("-inf")

    def good_scan(self) -> None:
        """Call, unless a call is under way or was made a moment ago."""
        loop = asyncio.get_running_loop()
        if self._task is not None or loop.time() - self._called_at < EVERY:
            return
        self._called_at = loop.time()
        self._task = loop.create_task(self._call())
        self._task.add_done_callback(self._called)

    async def idle(self) -> None:
        """Until no call is under way."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    def _called(self, _task: asyncio.Task[None]) -> None:
        self._task = None

    async def _call(self) -> None:
        """The address is not logged: it may hold a secret."""
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx.AsyncClient() as client,
                client.stream("GET", self._url) as answer,
            ):
                code = answer.status_code
        except Exception as failure:  # noqa: BLE001 - whatever it is, the scans go on
            log.warning("ping_failed", kind=type(failure).__name__)
            return
        if code >= httpx.codes.BAD_REQUEST:
            log.warning("ping_refused", status=int(code))
