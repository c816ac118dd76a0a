"""GET /calendar/{token}.ics: a person's deadlines, for a calendar that subscribes.

The token is the only key: an unknown one, a revoked one and one of somebody who left are
answered alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

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
        return Response(content, media_type="text/calendar", headers=PRIVATE)

    return Route("/calendar/{token}.ics", get)
