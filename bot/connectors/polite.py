"""Asking a public service politely: never faster than it allows, never for ever.

Requests keep their distance. What passes (429, 5xx, a timeout, half an answer) is tried
again after a pause that doubles, or the one the service wishes for; whatever else happens
is `WorldUnavailable`, with a kind for people and nothing of what was asked.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import httpx
import structlog

from bot.ports.world import WorldUnavailable

SECONDS = 20.0  # of one attempt, whole
ATTEMPTS = 4
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 120.0  # a service that wishes for more is asked another day
LARGEST = 20_000_000  # bytes of one answer
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


class Passing(Exception):
    """Worth another try. `wish`: the pause that the service asks for, in seconds."""

    def __init__(self, kind: str, wish: float | None = None) -> None:
        super().__init__(kind)
        self.kind, self.wish = kind, wish


class Polite:
    """GET, and read JSON. `apart`: seconds between the starts of two requests."""

    def __init__(
        self, apart: float, *, sleep: Sleep = asyncio.sleep, seconds: float = SECONDS
    ) -> None:
        self._apart, self._sleep, self._seconds = apart, sleep, seconds
        self._turn = asyncio.Lock()
        self._next_at = 0.0

    async def get(self, url: str, parameters: Mapping[str, str | int]) -> Any:
        """The answer as JSON values. Raises `WorldUnavailable`."""
        pause = FIRST_PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            await self._wait_for_turn()
            try:
                return await self._once(url, parameters)
            except Passing as failure:
                log.info("service_failed", kind=failure.kind, attempt=attempt)
                wish = failure.wish
                if attempt == ATTEMPTS or (wish is not None and wish > LONGEST_PAUSE):
                    raise WorldUnavailable(failure.kind) from None
                jitter = random.uniform(0, pause / 4)  # noqa: S311 - no secret
                await self._sleep(max(pause, wish or 0) + jitter)
                pause *= 2
        raise AssertionError

    async def _wait_for_turn(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._turn:
            if (wait := self._next_at - loop.time()) > 0:
                await self._sleep(wait)
            self._next_at = loop.time() + self._apart

    async def _once(self, url: str, parameters: Mapping[str, str | int]) -> Any:
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx.AsyncClient(headers=_headers(), verify=_trusted()) as client,
                client.stream("GET", url, params=dict(parameters)) as answer,
            ):
                _refuse(answer)
                return _json(await _content(answer))
        except TimeoutError:
            raise Passing("timeout") from None
        except httpx.HTTPError as failure:
            raise Passing(type(failure).__name__) from None
        except (httpx.InvalidURL, UnicodeError):
            raise WorldUnavailable("url") from None


def _refuse(answer: httpx.Response) -> None:
    code = answer.status_code
    if code in PASSING:
        raise Passing(f"http {code}", _wish(answer.headers.get("Retry-After", "")))
    if code != httpx.codes.OK:
        raise WorldUnavailable(f"http {code}")


def _wish(text: str) -> float | None:
    """Seconds, or a date of HTTP."""
    if text.strip().isdigit():
        return float(text)
    try:
        left = parsedate_to_datetime(text) - datetime.now(UTC)
    except (TypeError, ValueError):
        return None
    return max(0.0, left.total_seconds())


async def _content(answer: httpx.Response) -> bytes:
    content = bytearray()
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > LARGEST:
            raise WorldUnavailable("too large")
    return bytes(content)


def _json(content: bytes) -> Any:
    """A page of HTML, half an answer or none at all may be whole the next time."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Passing("unreadable") from None


@cache
def _trusted() -> ssl.SSLContext:
    """Made once: reading the certificates takes 30 ms."""
    return httpx.create_ssl_context()


@cache
def _headers() -> dict[str, str]:
    try:
        return {"User-Agent": f"Vigie/{version('vigie')}"}
    except PackageNotFoundError:
        return {"User-Agent": "Vigie"}
