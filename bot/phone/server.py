"""The phone as a web application, and the server that carries it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.phone import bot_api, words
from bot.phone.door import Door
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
    door: Door | None = None,
) -> Starlette:
    """The Bot API and the chat page of one exchange; `others`: further routes to serve;
    `door`: by which phones of the local network come in.
    """
    told = words.load(templates)
    page = Page(line.exchange, told, zone)
    return Starlette(
        routes=[*(others or ()), *bot_api.routes(line), *page.routes()],
        middleware=[Middleware(Gate, door=door, words=told)],
    )


def free_socket(first: int = FIRST_PORT) -> socket.socket:
    """A socket on the first port not taken; port 0 takes any."""
    [plug] = free_sockets(first, (HOST,))
    return plug


def free_sockets(first: int, hosts: Sequence[str]) -> list[socket.socket]:
    """Sockets on the first port that is free on all these addresses of the machine."""
    last = min(first + PORTS_TRIED - 1, 65_535)
    for port in range(first, last + 1):
        with ExitStack() as opened, suppress(OSError):
            plugs: list[socket.socket] = []
            for host in hosts:
                # A port taken at will on the first is the port of all.
                wanted = port or (plugs[0].getsockname()[1] if plugs else 0)
                plugs.append(opened.enter_context(closing(_listening(host, wanted))))
            opened.pop_all()
            return plugs
    raise NoFreePort(first, last)


def _listening(host: str, port: int) -> socket.socket:
    plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        plug.bind((host, port))
        plug.listen(128)
    except OSError:
        plug.close()
        raise
    return plug


class NoFreePort(OSError):
    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"no port is free between {first} and {last} on {HOST}")


@asynccontextmanager
async def serve(
    app: Starlette, exchange: Exchange, *plugs: socket.socket
) -> AsyncIterator[str]:
    """Serve the phone while the block runs; gives its address, that of the first socket.

    The caller keeps the signals: nothing here listens to Ctrl-C.
    """
    with ExitStack() as stack:
        listening = [stack.enter_context(closing(p)) for p in plugs or (free_socket(),)]
        server = _Server(_config(app))
        async with server.running(listening):
            try:
                yield address_of(listening[0])
            finally:
                exchange.hang_up()


def address_of(plug: socket.socket) -> str:
    host, port = plug.getsockname()
    return f"http://{host}:{port}"


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
    async def running(self, plugs: list[socket.socket]) -> AsyncIterator[None]:
        serving = asyncio.create_task(self.serve(plugs))
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
        proxy_headers=False,  # who comes is told by the connection alone
        log_config=None,
        log_level="warning",  # that it started is said by whoever starts it
        timeout_graceful_shutdown=2,
    )
