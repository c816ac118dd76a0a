"""The scripted phone over HTTP: the same visitor, against a served phone's address."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import Callable
from typing import Any

import httpx

from bot.phone.parameters import Upload
from bot.phone.refusals import Json
from bot.phone.visitor import PATIENCE, Visitor

# The phone is on this machine and speaks no TLS: no certificates need be read.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class DistantPhone:
    """A phone someone serves at this address: `http://127.0.0.1:8080`."""

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        self.address, self._patience = address, patience

    def visitor(self, name: str, lang: str = "fr") -> Visitor:
        handset = _HttpHandset(self.address, lang)
        return Visitor(name, handset, patience=self._patience)


class _HttpHandset:
    """Calls what the page calls, with a cookie of its own."""

    def __init__(self, address: str, lang: str) -> None:
        headers = {"accept-language": lang, "origin": address}
        self._client = httpx.AsyncClient(
            base_url=address, headers=headers, trust_env=False, verify=NO_TLS
        )
        self._hearing: asyncio.Task[None] | None = None

    async def lift(self, hear: Callable[[Json], None]) -> None:
        (await self._client.get("/phone/words")).raise_for_status()
        ready = asyncio.Event()
        self._hearing = asyncio.create_task(self._hear_all(hear, ready))
        await ready.wait()

    async def _hear_all(self, hear: Callable[[Json], None], ready: asyncio.Event) -> None:
        timeout = httpx.Timeout(5, read=None)
        async with self._client.stream("GET", "/phone/events", timeout=timeout) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    hear(json.loads(line.removeprefix("data: ")))
                    ready.set()

    async def say(self, text: str) -> int:
        return int((await self._post("say", {"text": text}))["message_id"])

    async def press(self, message_id: int, data: str) -> str:
        said = {"message_id": message_id, "data": data}
        return str((await self._post("press", said))["query"])

    async def send(self, upload: Upload, caption: str, *, as_photo: bool) -> int:
        said = {"caption": caption, "as": "photo" if as_photo else "document"}
        files = {"file": (upload.name, upload.content, upload.media_type)}
        answer = await self._client.post("/phone/file", data=said, files=files)
        return int(_told(answer)["message_id"])

    async def fetch(self, file_id: str) -> bytes:
        return (await self._client.get(f"/phone/file/{file_id}")).content

    async def speak(self, lang: str) -> None:
        await self._post("lang", {"lang": lang})

    async def hang_up(self) -> None:
        if self._hearing:
            self._hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._hearing
        await self._client.aclose()

    async def _post(self, act: str, said: dict[str, Any]) -> dict[str, Any]:
        return _told(await self._client.post(f"/phone/{act}", json=said))


def _told(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told
