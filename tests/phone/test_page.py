"""What the page is given, and who is let in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot

from bot.phone import words
from bot.phone.page import COOKIE, STATIC
from tests.phone.conftest import PLAIN, Served


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has opened the page."""
    headers = {"accept-language": "fr-FR,fr;q=0.9", "origin": served.address}
    async with httpx.AsyncClient(
        base_url=served.address, headers=headers, **PLAIN
    ) as client:
        await client.get("/phone/words")
        await client.post("/phone/lang", json={"lang": "fr"})
        yield client


async def test_a_newcomer_gets_a_chat_and_a_careful_cookie(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.address, **PLAIN) as client:
        client.headers["accept-language"] = "en-GB"
        page = await client.get("/")
        answer = await client.get("/phone/words")
        assert served.phone.exchange.people == {}
        await client.post("/phone/say", json={"text": "hello"})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "set-cookie" not in page.headers
    assert '<html lang="en">' in page.text
    [person] = served.phone.exchange.people.values()
    assert (person.name, person.lang) == ("Visitor 1", "en")
    assert answer.cookies[COOKIE] not in person.body().values()


async def test_the_page_may_load_nothing_from_outside(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/")

    assert "default-src 'self'" in answer.headers["content-security-policy"]
    for path in STATIC.iterdir():
        addresses = re.findall(r"https?://[^\s\"'`)]+", path.read_text("utf-8"))
        assert {a for a in addresses if "w3.org" not in a and "${" not in a} <= {"http://"}


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example:8080"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
    ],
)
@pytest.mark.parametrize("path", ["/phone/say", "/bot1:x/getMe"])
async def test_other_sites_are_kept_out(
    browser: httpx.AsyncClient, headers: dict[str, str], path: str
) -> None:
    answer = await browser.post(path, json={"text": "x"}, headers=headers)

    assert answer.status_code == 403


async def test_a_link_from_elsewhere_may_open_the_page(browser: httpx.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    del browser.headers["origin"]

    assert (await browser.get("/", headers=headers)).status_code == 200
    assert (await browser.post("/phone/say", json={}, headers=headers)).status_code == 403


async def test_without_the_cookie_there_is_no_chat(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.address, **PLAIN) as stranger:
        answers = [
            await stranger.post("/phone/say", json={"text": "x"}),
            await stranger.get("/phone/events"),
            await stranger.get("/phone/file/documents-1-abc"),
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 404]


async def test_a_file_is_shown_to_its_own_chat_only(
    browser: httpx.AsyncClient, served: Served, bot: Bot
) -> None:
    served.phone.visitor("Anne")
    (visitor, anne) = served.phone.exchange.people
    mine = await bot.send_document(visitor, b"<script>", filename="x.html")
    hers = await bot.send_document(anne, b"a", filename="a.txt")
    assert mine.document is not None
    assert hers.document is not None

    shown = await browser.get(f"/phone/file/{mine.document.file_id}")
    assert shown.content == b"<script>"
    assert shown.headers["content-type"] == "application/octet-stream"
    assert (await browser.get(f"/phone/file/{hers.document.file_id}")).status_code == 404


async def test_what_cannot_be_done_is_told(browser: httpx.AsyncClient) -> None:
    empty = await browser.post("/phone/say", json={"text": " "})
    unknown = await browser.post("/phone/fly", json={})
    garbled = await browser.post("/phone/say", content=b"{")
    no_button = await browser.post("/phone/press", json={"message_id": 5, "data": "x"})
    no_number = await browser.post("/phone/press", json={"message_id": "x", "data": "x"})

    answers = (empty, unknown, garbled, no_button, no_number)
    assert [answer.status_code for answer in answers] == [400, 404, 400, 400, 400]


async def test_the_clock_moves_for_all_and_the_sample_starts_anew(
    browser: httpx.AsyncClient, served: Served
) -> None:
    async def moves(how: str) -> Any:
        return (await browser.post(f"/phone/{how}", json={})).json()

    anne = served.phone.visitor("Anne")
    await anne.types("bonjour")

    assert (await moves("day"))["moved"] is True
    assert anne.screen.clock["shift"] == 86_400
    assert (await moves("reminder"))["moved"] is False
    assert (await moves("anew"))["moved"] is True
    assert anne.screen.clock["shift"] == 0
    assert anne.screen.seen() == []
    assert len(served.phone.exchange.updates) == 0
    assert await anne.types("encore") == 1002


def test_both_languages_say_the_same_things() -> None:
    told = words.load()
    blanks = {
        lang: {name: set(re.findall(r"{\w+}", word)) for name, word in said.items()}
        for lang, said in told.items()
    }

    assert blanks["fr"] == blanks["en"]


def test_french_signs_stand_behind_no_break_spaces() -> None:
    for word in words.load()["fr"].values():
        assert not re.search(r" [:;!?»%€]|« |\w[!?;]", word), word


def test_no_word_is_missing_and_none_is_idle() -> None:
    code = "".join(
        path.read_text("utf-8") for path in STATIC.iterdir() if path.suffix != ".css"
    )
    known = set(words.load()["fr"])
    used = set(re.findall(r'(?:say\("|data-word="|data-label="|\$)(\w+)', code))

    assert used - {"lang"} <= known
    assert {name for name in known if not re.search(rf'["$]{name}"?', code)} <= {"visitor"}


def test_browsers_languages() -> None:
    asked = ("fr-CA,en;q=0.5", "de-DE, fr;q=0.3", "de", "")

    assert [words.language(wanted) for wanted in asked] == ["fr", "fr", "en", "en"]


def test_no_outside_font_or_image_hides_in_the_styles() -> None:
    for sheet in Path(STATIC).glob("*.css"):
        assert "url(" not in sheet.read_text("utf-8")
