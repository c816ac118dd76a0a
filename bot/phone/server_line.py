"""Connections of the web server that can be torn, so that a bot meets a real reset."""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

_NO_LINGER = struct.pack("ii", 1, 0)  # closing sends RST instead of FIN
_open: dict[tuple[str, int], asyncio.Transport] = {}


class TearableProtocol(H11Protocol):
    """uvicorn's own, remembering its transport under the caller's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client:
            _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.client:
            _open.pop(self.client, None)


def break_connection(request: Request) -> Response:
    """Reset the connection under the caller; the answer given back reaches no one."""
    caller = request.client
    transport = _open.get((caller.host, caller.port)) if caller else None
    if transport is not None:
        plug: socket.socket = transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()
    return Response(status_code=502)
