"""Updates sent to the bot instead of fetched by it.

As Telegram does: one after the other, each again until the bot answers 2xx, with doubled
pauses; the secret stands in a header.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.phone.refusals import Json
from bot.phone.updates import Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
_LONGEST_PAUSE = 60.0

Post = Callable[[str, Json, dict[str, str]], Awaitable[int]]


class Webhook:
    def __init__(self, updates: Updates, *, pause: float = 1.0) -> None:
        """`pause`: seconds before the first repetition."""
        self.url, self._secret = "", ""
        self._updates, self._pause = updates, pause
        self._sender: asyncio.Task[None] | None = None
        self.post: Post = post_by_http

    def point_to(self, url: str, secret: str) -> None:
        self.stop()
        self.url, self._secret = url, secret
        if url:
            self._sender = asyncio.get_running_loop().create_task(self._send_all())

    def stop(self) -> None:
        if self._sender:
            self._sender.cancel()
            self._sender = None

    async def _send_all(self) -> None:
        pause = self._pause
        while True:
            for update in await self._updates.next(0, 1, _LONGEST_PAUSE):
                if await self._sent(update):
                    self._updates.confirm(update["update_id"] + 1)
                    pause = self._pause
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)

    async def _sent(self, update: Json) -> bool:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        with contextlib.suppress(OSError):
            return (await self.post(self.url, update, headers)) // 100 == 2  # noqa: PLR2004
        return False


async def post_by_http(url: str, update: Json, headers: dict[str, str]) -> int:
    import httpx  # noqa: PLC0415  # only a phone with a webhook needs it

    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(url, json=update, headers=headers)).status_code
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error
