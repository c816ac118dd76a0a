"""GET /calendar/{token}.ics: a person's deadlines, for a calendar that subscribes.

The token is the only key: an unknown one, a revoked one and one of somebody who left are
answered alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import blake2s

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.ports import StoreUnavailable

Feed = Callable[[str], Awaitable[bytes | None]]
LONGEST_TOKEN = 64
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


def calendar(feed: Feed) -> Route:
    async def get(request: Request) -> Response:
        token = request.path_params["token"]
        if not token.isascii() or not token.isalnum() or len(token) > LONGEST_TOKEN:
            return Response(status_code=404)
        try:
            content = await feed(token)
        except StoreUnavailable:
            return Response(status_code=503, headers={"Retry-After": "60"})
        if content is None:
            return Response(status_code=404)
        headers = {**PRIVATE, "ETag": _tag(content)}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="text/calendar", headers=headers)

    return Route("/calendar/{token}.ics", get)


def _tag(content: bytes) -> str:
    """The same as long as the events are: the instant of writing counts for nothing."""
    said = (line for line in content.splitlines() if not line.startswith(b"DTSTAMP"))
    return f'"{blake2s(b"|".join(said), digest_size=16).hexdigest()}"'
