"""The phone as a web application, and the server that carries it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.phone import bot_api, words
from bot.phone.exchange import Exchange
from bot.phone.gate import Gate
from bot.phone.line import Line
from bot.phone.page import Page
from bot.phone.server_line import TearableProtocol

HOST, FIRST_PORT, PORTS_TRIED = "127.0.0.1", 8080, 100


def create_phone(
    line: Line,
    *,
    zone: str = "Europe/Paris",
    templates: Path = words.TEMPLATES,
    others: list[BaseRoute] | None = None,
) -> Starlette:
    """The Bot API and the chat page of one exchange; `others`: further routes to serve."""
    page = Page(line.exchange, words.load(templates), zone)
    return Starlette(
        routes=[*(others or ()), *bot_api.routes(line), *page.routes()],
        middleware=[Middleware(Gate)],
    )


def free_socket(first: int = FIRST_PORT) -> socket.socket:
    """A socket on the first port not taken; port 0 takes any."""
    last = min(first + PORTS_TRIED - 1, 65_535)
    for port in range(first, last + 1):
        plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            plug.bind((HOST, port))
            plug.listen(128)
        except OSError:
            plug.close()
        else:
            return plug
    raise NoFreePort(first, last)


class NoFreePort(OSError):
    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"no port is free between {first} and {last} on {HOST}")


@asynccontextmanager
async def serve(
    app: Starlette, exchange: Exchange, plug: socket.socket | None = None
) -> AsyncIterator[str]:
    """Serve the phone while the block runs; gives its address.

    The caller keeps the signals: nothing here listens to Ctrl-C.
    """
    with closing(plug or free_socket()) as listening:
        server = _Server(_config(app))
        async with server.running(listening):
            try:
                yield f"http://{HOST}:{listening.getsockname()[1]}"
            finally:
                exchange.hang_up()


class _Server(uvicorn.Server):
    """uvicorn without its hands on the signals, telling when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready, self.leaving = asyncio.Event(), asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Sleeps until it is time to go, where uvicorn wakes ten times a second."""
        await self.leaving.wait()

    @asynccontextmanager
    async def running(self, plug: socket.socket) -> AsyncIterator[None]:
        serving = asyncio.create_task(self.serve([plug]))
        await self.ready.wait()
        try:
            yield
        finally:
            self.should_exit = True
            self.leaving.set()
            await serving


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=TearableProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",  # that it started is said by whoever starts it
        timeout_graceful_shutdown=2,
    )
