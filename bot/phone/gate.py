"""Who may come in: this machine's own programs and pages, and guests who gave the code.

The phone listens on 127.0.0.1, but any web page in the same browser can send requests
there, under a name of its own (DNS rebinding) or across sites. So the name asked for must
be this machine's, and a page that says where it comes from must come from here.

With `--lan` the phone listens on the local network too. What arrives there is told by the
address it arrived at, never by the name it gives; it passes the door first, and never
reaches the Bot API.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.phone.door import OPEN_TO_ALL, Door
from bot.phone.words import Words

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

_BOTS_OWN = ("/bot", "/file/bot")
_CLOSED = PlainTextResponse("This telephone is for this machine only.\n", 403)
_FRESH = ((b"cache-control", b"no-cache"),)  # a new Vigie is a new page at once


class Gate:
    def __init__(self, app: ASGIApp, door: Door | None, words: dict[str, Words]) -> None:
        self._app, self._door, self._words = app, door, words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        careful, request = _with_care(send), Request(scope, receive)
        if self._door and (arrived_at(scope) in self._door.addresses):
            answer = await self._guest(request, self._door)
        else:
            answer = None if comes_from_here(request.headers, request.method) else _CLOSED
        await (answer or self._app)(scope, receive, careful)

    async def _guest(self, request: Request, door: Door) -> Response | None:
        """What one of the local network is told instead; None for a guest let in."""
        name, path = arrived_at(request.scope), request.url.path
        if not comes_from_here(request.headers, request.method, (name,)):
            return _CLOSED
        if path in OPEN_TO_ALL:
            return None
        if not door.knows(request):
            return await door.answer(request, self._words)
        return _CLOSED if path.startswith(_BOTS_OWN) else None


def arrived_at(scope: Scope) -> str:
    """The address of this machine at which the request arrived."""
    server = scope.get("server") or ("", 0)
    return str(server[0])


def comes_from_here(
    headers: Headers, method: str, names: tuple[str, ...] = _OWN_NAMES
) -> bool:
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in names:
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
            names = {name for name, _ in said}
            ours = [one for one in (*_CAREFUL, *_FRESH) if one[0] not in names]
            message["headers"] = [*said, *ours]
        await send(message)

    return send_with_care  # type: ignore[return-value]
