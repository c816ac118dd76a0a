"""The calendar feed: who has the link reads it, and nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.applications import Starlette

from bot.ports import StoreUnavailable
from bot.web.calendar import calendar

TOKEN = "a1" * 20


async def feed(token: str) -> bytes | None:
    return b"BEGIN:VCALENDAR" if token == TOKEN else None


async def away(_token: str) -> bytes | None:
    raise StoreUnavailable


async def got(
    path: str, its: Callable[[str], Awaitable[bytes | None]], **headers: str
) -> httpx.Response:
    app = Starlette(routes=[calendar(its)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://vigie"
    ) as client:
        return await client.get(path, headers=headers)


async def test_the_link_s_calendar() -> None:
    answer = await got(f"/calendar/{TOKEN}.ics", feed)

    assert (answer.status_code, answer.content) == (200, b"BEGIN:VCALENDAR")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["cache-control"]


async def test_unchanged_it_is_not_sent_again() -> None:
    async def noon(_token: str) -> bytes:
        return b"BEGIN:VCALENDAR\r\nDTSTAMP:20261126T120000Z\r\nSUMMARY:a"

    async def later(_token: str) -> bytes:
        return b"BEGIN:VCALENDAR\r\nDTSTAMP:20261126T180000Z\r\nSUMMARY:a"

    async def changed(_token: str) -> bytes:
        return b"BEGIN:VCALENDAR\r\nDTSTAMP:20261126T180000Z\r\nSUMMARY:b"

    path = f"/calendar/{TOKEN}.ics"
    known = {"if-none-match": (await got(path, noon)).headers["etag"]}

    assert (await got(path, later, **known)).status_code == 304
    assert (await got(path, changed, **known)).status_code == 200


@pytest.mark.parametrize("token", ["b2" * 20, "a" * 65, "..%2Fetc", "%C3%A9", "a-b"])
async def test_no_link_of_ours(token: str) -> None:
    answer = await got(f"/calendar/{token}.ics", feed)

    assert answer.status_code == 404


async def test_the_database_is_away() -> None:
    answer = await got(f"/calendar/{TOKEN}.ics", away)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
