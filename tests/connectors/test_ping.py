"""The dead man's switch, against a server that misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.connectors.ping import Ping


@asynccontextmanager
async def watch(answer: bytes | None) -> AsyncIterator[tuple[list[str], Ping]]:
    """Notes each call; answers so, or (None) never."""
    calls: list[str] = []
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append((await reader.readline()).decode().split()[1])
        if answer is None:
            await over.wait()
        else:
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield calls, Ping(f"http://127.0.0.1:{port}/alive", seconds=0.3)
    finally:
        over.set()
        server.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
        b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        b"not even HTTP\r\n",
        b"",
        None,
    ],
)
async def test_whatever_is_answered_the_call_was_made_and_nothing_raises(
    answer: bytes | None,
) -> None:
    async with watch(answer) as (calls, ping):
        ping.good_scan()
        await ping.idle()

    assert calls == ["/alive"]


async def test_at_most_one_call_a_minute() -> None:
    async with watch(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (calls, ping):
        for _ in range(3):
            ping.good_scan()
            await ping.idle()

    assert calls == ["/alive"]


async def test_nobody_there_is_no_trouble() -> None:
    ping = Ping("http://127.0.0.1:1/alive")
    ping.good_scan()
    await ping.idle()
