"""The chat page and what it calls: events out, the person's acts in.

A person is known by a cookie; its value is kept only as a hash. Events are server-sent:
the first is the whole view, so that a page that lost its connection is right again as
soon as it is back.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.phone import acts
from bot.phone.bot_api import received
from bot.phone.exchange import Exchange
from bot.phone.people import Person
from bot.phone.refusals import BadRequest, Json, NotFound, Refused
from bot.phone.words import Words, language

STATIC = Path(__file__).parent / "static"
COOKIE, COOKIE_LIFE = "vigie_phone", 365 * 24 * 3600
_HEARTBEAT = 20.0  # seconds
_BACK_AFTER = 1000  # milliseconds until a page that lost us tries again
_INLINE = ("application/pdf", "text/plain", "image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class Page:
    exchange: Exchange
    words: dict[str, Words]
    zone: str  # in which the page tells days and hours

    def routes(self) -> list[Route | Mount]:
        return [
            Route("/", self.show),
            Route("/phone/words", self.tell_words),
            Route("/phone/events", self.events),
            Route("/phone/file/{file_id}", self.file),
            Route("/phone/{act}", self.act, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def show(self, request: Request) -> Response:
        """The page, in the language of who opens it."""
        person = self._known(request)
        wanted = person.lang if person else request.headers.get("accept-language", "")
        lang = language(wanted)
        html = Template((STATIC / "index.html").read_text("utf-8"))
        page = HTMLResponse(html.substitute(self.words[lang], lang=lang))
        page.headers["cache-control"] = "no-store"
        return page

    async def tell_words(self, request: Request) -> Response:
        """The page's first question. A newcomer gets a cookie, and with it soon a chat.

        Not with the page itself: one who follows a link from elsewhere comes without a
        strict cookie and would lose the one they have.
        """
        told = JSONResponse({"words": self.words, "zone": self.zone})
        if COOKIE not in request.cookies:
            key = secrets.token_urlsafe(24)
            told.set_cookie(
                COOKIE, key, max_age=COOKIE_LIFE, httponly=True, samesite="strict"
            )
        return told

    async def events(self, request: Request) -> Response:
        person = self._person(request)
        if person is None:
            return Response(status_code=401)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        stream = self._stream(person)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(self, person: Person) -> AsyncIterator[str]:
        heard: asyncio.Queue[Json] = asyncio.Queue()
        stop = self.exchange.listen(person.id, heard.put_nowait)
        try:
            yield f"retry: {_BACK_AFTER}\n{_event(self.exchange.view(person))}"
            while (event := await _next(heard))["event"] != "closed":
                yield _event(event)
        finally:
            stop()

    async def file(self, request: Request) -> Response:
        """A file of the person's own chat, to be seen or saved."""
        person, file_id = self._person(request), request.path_params["file_id"]
        if person is None or not self._has(person, file_id):
            return Response(status_code=404)
        record = self.exchange.files.of(file_id)
        content = self.exchange.files.content(file_id)
        seen = record["mime_type"] in _INLINE
        answer = Response(
            content, media_type=record["mime_type"] if seen else "application/octet-stream"
        )
        answer.headers["cache-control"] = "private, max-age=86400, immutable"
        return answer

    def _has(self, person: Person, file_id: str) -> bool:
        messages = self.exchange.chats[person.id].messages.values()
        return any(file_id in _files_of(message) for message in messages)

    async def act(self, request: Request) -> Response:
        """What the person does: each act is a method of `Acts`."""
        person = self._person(request)
        if person is None:
            return Response(status_code=401)
        try:
            done = await self._do(request.path_params["act"], person, request)
        except Refused as refused:
            return JSONResponse({"refused": refused.description}, refused.code)
        return JSONResponse(done)

    async def _do(self, act: str, person: Person, request: Request) -> Json:
        if act == "file":
            return await self._send_file(person, request)
        said = await _json_of(request)
        match act:
            case "say":
                return acts.types(self.exchange, person, str(said.get("text", "")))
            case "press":
                number, data = _number(said.get("message_id")), str(said.get("data", ""))
                return {"query": acts.presses(self.exchange, person, number, data)}
            case "lang":
                self.exchange.speaks(person, language(str(said.get("lang", ""))))
                return {}
            case "day" | "reminder" | "anew":
                return await self._move_clock(act)
        raise NotFound

    async def _move_clock(self, how: str) -> Json:
        clock, moved = self.exchange.clock, True
        match how:
            case "day":
                await clock.advance_a_day()
            case "reminder":
                moved = await clock.advance_to_next_reminder()
            case "anew":
                await clock.start_anew()
                self.exchange.empty_chats()
        self.exchange.clock_moved()
        return {"moved": moved, "clock": self.exchange.clock_event()}

    async def _send_file(self, person: Person, request: Request) -> Json:
        async with request.form(max_files=1) as form:
            part, caption = form.get("file"), str(form.get("caption", ""))
            as_photo = form.get("as") == "photo"
            if not isinstance(part, UploadFile):
                raise BadRequest("there is no file in the request")
            upload = await received(part)
        return acts.sends(self.exchange, person, upload, as_photo=as_photo, caption=caption)

    def _known(self, request: Request) -> Person | None:
        key = request.cookies.get(COOKIE, "")
        return self.exchange.person_with(_hash(key)) if key else None

    def _person(self, request: Request) -> Person | None:
        """Who bears the cookie: met now, if never before; None without a cookie."""
        key = request.cookies.get(COOKIE, "")
        return (self._known(request) or self._meet(request, key)) if key else None

    def _meet(self, request: Request, key: str) -> Person:
        lang = language(request.headers.get("accept-language", ""))
        number = len(self.exchange.people) + 1
        name = self.words[lang]["visitor"].replace("{n}", str(number))
        return self.exchange.meet(name, lang, _hash(key))


async def _next(heard: asyncio.Queue[Json]) -> Json:
    """The next event; now and then a beat, so that the server finds out who has left."""
    try:
        async with asyncio.timeout(_HEARTBEAT):
            return await heard.get()
    except TimeoutError:
        return {"event": "beat"}


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _event(event: Json) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def _files_of(message: Json) -> list[str]:
    sizes = [*message.get("photo", []), message.get("document", {})]
    return [size["file_id"] for size in sizes if size]


def _number(said: Any) -> int:
    """An id; 0, which no message bears, for anything else."""
    return said if isinstance(said, int) else 0


async def _json_of(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(await request.body() or b"{}")
    except ValueError:
        raise BadRequest("can't parse request body as JSON") from None
    return said if isinstance(said, dict) else {}
