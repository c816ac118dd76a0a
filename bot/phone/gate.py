"""Who may come in: this machine's own programs and pages, no one else.

The phone listens on 127.0.0.1, but any web page in the same browser can send requests
there, under a name of its own (DNS rebinding) or across sites. So the name asked for must
be this machine's, and a page that says where it comes from must come from here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_OWN_NAMES = ("127.0.0.1", "localhost", "::1")
_OWN_SITES = ("", "same-origin", "none")
_POLICY = (
    "default-src 'self'; img-src 'self' blob:; style-src 'self'; script-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_CAREFUL = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

_FRESH = ((b"cache-control", b"no-cache"),)  # a new Vigie is a new page at once


class Gate:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif comes_from_here(Headers(scope=scope), scope["method"]):
            await self._app(scope, receive, _with_care(send))
        else:
            refusal = PlainTextResponse("This telephone is for this machine only.\n", 403)
            await refusal(scope, receive, send)


def comes_from_here(headers: Headers, method: str) -> bool:
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in _OWN_NAMES:
        return False
    origin = headers.get("origin", "")
    if origin and origin != f"http://{host}":
        return False
    # A link on another page may open the phone; only its reading is allowed.
    reads = method in ("GET", "HEAD")
    site = headers.get("sec-fetch-site", "")
    opens = reads and headers.get("sec-fetch-mode", "") == "navigate"
    return site in _OWN_SITES or opens


def _with_care(send: Send) -> Send:
    async def send_with_care(message: dict) -> None:  # type: ignore[type-arg]
        if message["type"] == "http.response.start":
            said = list(message.get("headers", []))
            fresh = () if any(name == b"cache-control" for name, _ in said) else _FRESH
            message["headers"] = [*said, *_CAREFUL, *fresh]
        await send(message)

    return send_with_care  # type: ignore[return-value]
