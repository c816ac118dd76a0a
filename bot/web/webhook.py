"""Telegram's updates by webhook: 200 only after they are on the disk.

The secret header is checked, in constant time, before the body is read.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.ports import StoreUnavailable

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST_BODY = 1_000_000
Receive = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


def webhook(secret: str, receive: Receive) -> Route:
    async def post(request: Request) -> Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        try:
            await receive([update])
        except StoreUnavailable:
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response(status_code=200)

    return Route("/telegram", post, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The body; None when it is larger than any update."""
    gathered = bytearray()
    async for chunk in request.stream():
        gathered += chunk
        if len(gathered) > LARGEST_BODY:
            return None
    return bytes(gathered)


def _update(body: bytes) -> Mapping[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return update if is_number else None
