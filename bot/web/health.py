"""Signs of life. `/healthz`: the loop turns. `/readyz`: the work is being done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.ports import StoreUnavailable

Checks = Callable[[], Awaitable[Mapping[str, bool]]]


def health(checks: Checks) -> list[Route]:
    async def alive(request: Request) -> JSONResponse:
        del request
        return JSONResponse({"alive": True})

    async def ready(request: Request) -> JSONResponse:
        del request
        try:
            found = await checks()
        except StoreUnavailable:
            found = {"store": False}
        ok = all(found.values())
        return JSONResponse({"ready": ok, **found}, status_code=200 if ok else 503)

    return [Route("/healthz", alive), Route("/readyz", ready)]
