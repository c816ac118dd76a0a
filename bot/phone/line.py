"""One call of the bot, from its token to its answer: the same over HTTP and in process."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.phone.exchange import Exchange
from bot.phone.faults import POLL, LineBroken, LineSilent
from bot.phone.methods import METHODS
from bot.phone.parameters import Parameters
from bot.phone.refusals import Json, NotFound, Refused, UnknownMethod, UnknownToken

KEPT_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the log keeps it; getUpdates is left out."""

    method: str
    said: dict[str, Any]
    outcome: str  # "ok", or why not


@dataclass(slots=True)
class Line:
    exchange: Exchange
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))

    async def call(
        self, token: str, method: str, parameters: Parameters
    ) -> tuple[int, Json]:
        """The status and the body of the answer.

        Raises `LineBroken` and `LineSilent` when a fault wants it so.
        """
        try:
            result = await self._disturbed(token, method.lower(), parameters)
        except Refused as refused:
            self._log(method, parameters, refused.description)
            return refused.code, refused.answer()
        except (LineBroken, LineSilent) as fault:
            self._log(method, parameters, type(fault).__name__)
            raise
        self._log(method, parameters, "ok")
        return 200, {"ok": True, "result": result}

    def _log(self, method: str, parameters: Parameters, outcome: str) -> None:
        if method.lower() != POLL:
            self.calls.append(Call(method, dict(parameters.values), outcome))

    async def _disturbed(self, token: str, method: str, parameters: Parameters) -> Any:
        self._check(token)
        if method not in METHODS:
            raise UnknownMethod
        fault = self.exchange.faults.striking(method, parameters)
        if fault:
            fault.before()
            await asyncio.sleep(fault.seconds)
        result = await self._done(method, parameters)
        if fault:
            fault.after()
        return result

    async def _done(self, method: str, parameters: Parameters) -> Any:
        act = METHODS[method]
        if inspect.iscoroutinefunction(act):
            return await act(self.exchange, parameters)
        with self.exchange.shelf.writing():
            return act(self.exchange, parameters)

    def _check(self, token: str) -> None:
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret:
            raise NotFound
        if token != self.exchange.token:
            raise UnknownToken

    def content(self, token: str, file_path: str) -> bytes:
        """The bytes of a file, as the bot downloads them."""
        self._check(token)
        file_id = self.exchange.files.at(file_path)
        if not file_id:
            raise NotFound
        return self.exchange.files.content(file_id)
