"""`vigie run` with a token: the owner's link, a refused token, an absent Telegram."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from telegram import Bot, Update
from telegram.error import InvalidToken, NetworkError

from bot import terminal
from bot.commands import inviting, serving
from bot.phone.phone import Phone
from bot.phone.transport import BASE_FILE_URL, BASE_URL, DirectRequest
from bot.rendering import words
from bot.services import invitations
from tests.cli.conftest import Looks, Ran, Run

TOKEN = "123456789:AAF0abcdefghijklmnopqrstuvwxyz01234"  # noqa: S105 - made up
LINK = re.compile(r"https://t\.me/\w+\?start=([A-Za-z0-9_-]{22,64})\b")
Start = Callable[[], Ran]


@pytest.fixture
def phone() -> Phone:
    return Phone(token=TOKEN)


@pytest.fixture
def runs(vigie: Run, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> Start:
    """`vigie run` against the phone, stopped as soon as it listens."""
    stopped = asyncio.Event()

    def bot(token: str) -> Bot:
        assert token == TOKEN
        return Bot(
            token,
            base_url=BASE_URL,
            base_file_url=BASE_FILE_URL,
            request=DirectRequest(phone.line),
            get_updates_request=DirectRequest(phone.line),
        )

    def say_and_stop(text: str) -> None:
        terminal.say(text)
        if "Ctrl-C" in text:
            stopped.set()

    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(serving, "Bot", bot)
    monkeypatch.setattr(serving, "say", say_and_stop)
    monkeypatch.setattr(serving, "_stop_event", lambda: stopped)

    def run() -> Ran:
        stopped.clear()
        return vigie("run")

    return run


def test_with_no_company_yet_it_prints_a_link_for_the_owner(
    runs: Start, in_database: Looks
) -> None:
    shown = runs()

    [token] = LINK.findall(shown.out)
    now = datetime.now(UTC)
    invitation = in_database(lambda uow: invitations.opened(uow, token, now))
    assert shown.code == 0
    assert invitation.company is None
    assert invitation.role == "owner"
    assert TOKEN not in shown.out + shown.err


def test_with_a_company_it_prints_none(lapierre: Run, runs: Start) -> None:
    del lapierre
    shown = runs()

    assert shown.code == 0
    assert "start=" not in shown.out
    assert "Traceback" not in shown.err


class Refused:
    """A bot whose token Telegram refuses, in the words of the library."""

    async def __aenter__(self) -> None:
        raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")

    async def __aexit__(self, *error: object) -> None:
        pass


class Away:
    """Telegram is away; the operator loses patience at the second try."""

    def __init__(self, stopped: asyncio.Event) -> None:
        self.tries, self._stopped = 0, stopped

    async def __aenter__(self) -> None:
        self.tries += 1
        self._stopped.set()
        raise NetworkError(f"https://api.telegram.org/bot{TOKEN}/getMe")

    async def __aexit__(self, *error: object) -> None:
        pass


def test_a_refused_token_is_told_and_not_shown(
    vigie: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(serving, "Bot", lambda _: Refused())

    refused = vigie("run")

    assert refused.code == 2
    assert "TELEGRAM_BOT_TOKEN" in refused.err
    assert TOKEN not in refused.out + refused.err
    assert "Traceback" not in refused.err


def test_a_token_refused_while_it_runs_ends_it_with_a_code_that_is_noticed(
    vigie: Run, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Withdrawn(Bot):
        async def get_updates(self, *_: object, **__: object) -> tuple[Update, ...]:
            raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")

    def bot(token: str) -> Bot:
        line = phone.line
        return Withdrawn(
            token,
            base_url=BASE_URL,
            base_file_url=BASE_FILE_URL,
            request=DirectRequest(line),
            get_updates_request=DirectRequest(line),
        )

    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(serving, "Bot", bot)

    ended = vigie("run")

    assert ended.code == 2
    assert "TELEGRAM_BOT_TOKEN" in ended.err
    assert TOKEN not in ended.out + ended.err


async def test_telegram_away_when_it_is_told_how_to_reach_us_is_told_again() -> None:
    answers: list[Exception | None] = [NetworkError("away"), NetworkError("away"), None]
    waits: list[float] = []

    async def call() -> None:
        if failure := answers.pop(0):
            raise failure

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    await serving._until_heard(call, sleep)  # noqa: SLF001 - of a process that never ends

    assert waits == [1.0, 2.0]


def test_ctrl_c_is_heard_while_telegram_is_away(
    vigie: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = asyncio.Event()
    away = Away(stopped)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(serving, "Bot", lambda _: away)
    monkeypatch.setattr(serving, "_stop_event", lambda: stopped)

    ended = vigie("run")

    assert ended.code == 0
    assert away.tries == 1
    assert TOKEN not in ended.err


def test_an_invitation_s_link_names_the_bot(
    lapierre: Run, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bot(token: str) -> Bot:
        return Bot(token, base_url=BASE_URL, request=DirectRequest(phone.line))

    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(inviting, "Bot", bot)

    made = lapierre("invite", "--role", "reader")
    monkeypatch.setattr(inviting, "Bot", lambda _: Away(asyncio.Event()))
    without = lapierre("invite", "--role", "reader")

    assert LINK.search(made.out)
    assert without.code == 0
    assert "/start " in without.out
    assert words("fr").label("roles", "reader") in without.out
