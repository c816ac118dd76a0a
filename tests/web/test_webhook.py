"""Telegram's webhook and the signs of life, over ASGI; nothing leaves the process."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.ports import StoreUnavailable
from bot.web.health import health
from bot.web.webhook import LARGEST_BODY, webhook

SECRET = "a-secret-of-many-letters"  # noqa: S105 - made up
UPDATE = {"update_id": 7, "message": {"message_id": 1}}


class Kept:
    """What was stored, in place of the intake."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.updates: list[Mapping[str, Any]] = []
        self._failure = failure

    async def receive(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        if self._failure:
            raise self._failure
        self.updates += bodies


async def posts(
    kept: Kept, body: bytes, *, secret: str | None = SECRET, method: str = "POST"
) -> httpx.Response:
    app = Starlette(routes=[webhook(SECRET, kept.receive)])
    name = b"X-Telegram-Bot-Api-Secret-Token"
    headers = [] if secret is None else [(name, secret.encode())]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://vigie") as client:
        return await client.request(method, "/telegram", content=body, headers=headers)


async def test_an_update_is_stored_before_it_is_acknowledged() -> None:
    kept = Kept()

    answer = await posts(kept, json.dumps(UPDATE).encode())

    assert answer.status_code == 200
    assert kept.updates == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "é" * 20])
async def test_a_wrong_secret_is_refused(secret: str | None) -> None:
    kept = Kept()

    answer = await posts(kept, json.dumps(UPDATE).encode(), secret=secret)

    assert answer.status_code == 403
    assert kept.updates == []


async def test_the_secret_is_checked_before_the_body_is_read() -> None:
    """A stranger's body is never asked for."""
    app = Starlette(routes=[webhook(SECRET, Kept().receive)])
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(
        {
            "type": "http",
            "method": "POST",
            "path": "/telegram",
            "raw_path": b"/telegram",
            "root_path": "",
            "query_string": b"",
            "http_version": "1.1",
            "scheme": "http",
            "server": ("vigie", 80),
            "headers": [(b"x-telegram-bot-api-secret-token", b"wrong")],
        },
        receive,
        send,
    )

    assert sent[0]["status"] == 403


async def test_what_is_too_large_is_refused() -> None:
    kept = Kept()

    answer = await posts(kept, b"x" * (LARGEST_BODY + 1))

    assert answer.status_code == 413
    assert kept.updates == []


async def test_the_largest_body_is_still_read() -> None:
    whole = json.dumps(UPDATE).encode()

    answer = await posts(Kept(), whole + b" " * (LARGEST_BODY - len(whole)))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"null",
        b"\xff\xfe",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"message": {}}',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    kept = Kept()

    answer = await posts(kept, body)

    assert answer.status_code == 400
    assert kept.updates == []


async def test_telegram_tries_again_when_it_cannot_be_stored() -> None:
    answer = await posts(Kept(StoreUnavailable("full")), json.dumps(UPDATE).encode())

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


async def test_nothing_but_post() -> None:
    assert (await posts(Kept(), b"", method="GET")).status_code == 405


# --- Signs of life -------------------------------------------------------------------


async def looks(path: str, checks: Callable[[], Awaitable[Mapping[str, bool]]]) -> Any:
    transport = httpx.ASGITransport(Starlette(routes=health(checks)))
    async with httpx.AsyncClient(transport=transport, base_url="http://vigie") as client:
        return await client.get(path)


async def well() -> Mapping[str, bool]:
    return {"last_scan": True, "sender": True}


async def ill() -> Mapping[str, bool]:
    return {"last_scan": True, "sender": False}


async def broken() -> Mapping[str, bool]:
    raise StoreUnavailable("closed")


async def test_healthz_says_that_the_loop_turns() -> None:
    answer = await looks("/healthz", broken)

    assert answer.status_code == 200
    assert answer.json() == {"alive": True}


async def test_readyz_says_what_is_done() -> None:
    ready, not_ready = await looks("/readyz", well), await looks("/readyz", ill)

    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "last_scan": True, "sender": True}
    assert not_ready.status_code == 503
    assert not_ready.json() == {"ready": False, "last_scan": True, "sender": False}


async def test_readyz_is_no_when_the_database_is_away() -> None:
    answer = await looks("/readyz", broken)

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "store": False}
