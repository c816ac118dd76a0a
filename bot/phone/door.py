"""The door for real phones on the local network: a one-time code, then a cookie.

Whoever stands before it sees one small page asking for the code. Looking at the page
spends nothing (a camera that previews the QR picture's address only looks); giving the
code does, and a new one takes its place at once. A code lives ten minutes, and only ten
tries a minute are heard, from all phones together: eight digits are not guessed so.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from string import Template
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.phone.page import STATIC
from bot.phone.words import Words, language

COOKIE, COOKIE_LIFE = "vigie_door", 30 * 24 * 3600
DIGITS, CODE_LIFE = 8, 600.0  # seconds
TRIES, A_MINUTE = 10, 60.0
OPEN_TO_ALL = ("/static/door.css", "/static/vigie.svg", "/static/theme.js")
_LONGEST_FORM = 200  # bytes
# The page is a plain form, sent here only; a browser says where it comes from.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass
class Door:
    """`tell` shows a new code to whoever sits at the machine."""

    addresses: Collection[str]  # of this machine, on the local network
    tell: Callable[[str], None]
    seconds: Callable[[], float] = time.monotonic
    _code: str = ""
    _made: float = 0.0
    _tries: deque[float] = field(default_factory=lambda: deque(maxlen=TRIES))
    _guests: set[str] = field(default_factory=set)  # hashes of their keys

    def renew(self) -> None:
        """A new code; the old one opens no more."""
        self._code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        self._made = self.seconds()
        self.tell(self._code)

    def knows(self, request: Request) -> bool:
        return _hash(request.cookies.get(COOKIE, "")) in self._guests

    async def answer(self, request: Request, words: dict[str, Words]) -> Response:
        """What one without a cookie sees."""
        path, method = request.url.path, request.method
        if path == "/" and method in ("GET", "HEAD"):
            return self._ask(request, words)
        if path == "/" and method == "POST":
            return await self._hear(request, words)
        return PlainTextResponse("The code first: open the first page.\n", 401)

    def _ask(self, request: Request, words: dict[str, Words]) -> Response:
        if self._is_old():
            self.renew()
        code = _digits(request.query_params.get("code", ""))
        return _page(request, words, code=code)

    async def _hear(self, request: Request, words: dict[str, Words]) -> Response:
        if self._hears_too_much():
            return _page(request, words, HTTPStatus.TOO_MANY_REQUESTS)
        said = await _said(request)
        if not self._is_old() and secrets.compare_digest(said, self._code):
            return self._let_in()
        if self._is_old():
            self.renew()
        return _page(request, words, HTTPStatus.FORBIDDEN)

    def _let_in(self) -> Response:
        key = secrets.token_urlsafe(32)
        self._guests.add(_hash(key))
        self.renew()
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER, headers=_HEADERS)
        # Lax: a link in a message opens the page; acts must come from the page itself.
        answer.set_cookie(COOKIE, key, max_age=COOKIE_LIFE, httponly=True, samesite="lax")
        return answer

    def _is_old(self) -> bool:
        return self.seconds() - self._made >= CODE_LIFE

    def _hears_too_much(self) -> bool:
        now = self.seconds()
        if len(self._tries) == TRIES and now - self._tries[0] < A_MINUTE:
            return True
        self._tries.append(now)
        return False


async def _said(request: Request) -> str:
    """The code of the form; a longer body is not read to its end."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return ""
    form = parse_qs(body.decode("ascii", "replace"), max_num_fields=4)
    return _digits(form.get("code", [""])[0])


def _page(
    request: Request,
    words: dict[str, Words],
    status: HTTPStatus = HTTPStatus.OK,
    code: str = "",
) -> Response:
    lang = language(request.headers.get("accept-language", ""))
    html = Template((STATIC / "door.html").read_text("utf-8"))
    filled = html.substitute(
        words[lang],
        lang=lang,
        code=code,
        wrong="" if status is HTTPStatus.FORBIDDEN else "hidden",
        often="" if status is HTTPStatus.TOO_MANY_REQUESTS else "hidden",
    )
    return HTMLResponse(filled, status, headers=_HEADERS)


def _digits(said: str) -> str:
    """As one types or reads it aloud: « 4821 7305 »."""
    return "".join(sign for sign in said if sign in "0123456789")[:DIGITS]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
