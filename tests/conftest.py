"""What every test stands on: no network but this machine's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bot.storage import SqlStore
from tests.databases import Postgresql, server_of_the_run
from tests.fakes import store_in_memory

HERE = {"127.0.0.1", "::1", "localhost"}


class NetworkTouched(AssertionError):
    """A test reached for the world outside."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that leaves this machine fails."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def only_here(plug: socket.socket, address: object) -> None:
        is_local = plug.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in HERE
        )
        if not is_local:
            raise NetworkTouched(repr(address))
        connect(plug, address)  # type: ignore[arg-type]

    def known_here(host: str | None, *rest: Any, **options: Any) -> Any:
        if host is not None and host not in HERE:
            raise NetworkTouched(host)
        return look_up(host, *rest, **options)

    monkeypatch.setattr(socket.socket, "connect", only_here)
    monkeypatch.setattr(socket, "getaddrinfo", known_here)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """One server per run, whatever the number of its processes."""
    with server_of_the_run() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An empty one, on each database in turn."""
    if request.param == "postgresql":
        with request.getfixturevalue("postgresql").store() as opened:
            yield opened
        return
    opened = store_in_memory()
    yield opened
    opened.close()
