"""The bot's token and the database's password never come out, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import sys

import httpx
import pytest
import structlog
from telegram.error import InvalidToken

from bot import logs

TOKEN = "123456789:AAF0abcdefghijklmnopqrstuvwxyz01234"  # noqa: S105 - made up
PASSWORD = "s3cr3t"  # noqa: S105 - made up
DATABASE = f"postgresql://anne:{PASSWORD}@db.example/vigie"

pytestmark = pytest.mark.usefixtures("quiet_logs")


def fails_by(error: BaseException) -> None:
    raise error


def fails_with_causes() -> None:
    """As httpx and python-telegram-bot chain them."""
    try:
        try:
            fails_by(httpx.ConnectError(f"https://api.telegram.org/bot{TOKEN}/getMe"))
        except httpx.ConnectError as error:
            raise InvalidToken(f"The token `{TOKEN}` was rejected") from error
    except InvalidToken as error:
        raise RuntimeError(DATABASE) from error


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_does_not_hold_them(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(form)

    structlog.get_logger("bot").warning("asked", url=f"…/bot{TOKEN}/x", at=DATABASE)
    logging.getLogger("httpx").warning("POST https://host/bot%s/getMe", TOKEN)

    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("…token…") == 2
    assert TOKEN not in shown.err
    assert PASSWORD not in shown.err


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_does_not_hold_them(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up(form)

    try:
        fails_with_causes()
    except RuntimeError:
        structlog.get_logger("bot").exception("failed")
        logging.getLogger("asyncio").exception("failed")

    err = capsys.readouterr().err
    assert "ConnectError" in err
    assert "InvalidToken" in err
    assert TOKEN not in err
    assert PASSWORD not in err


def test_json_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")

    structlog.get_logger("bot").warning("asked", url=f"https://host/bot{TOKEN}/x")

    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "asked"
    assert line["url"] == "https://host/bot…token…/x"
    assert line["level"] == "warning"


def test_what_nobody_caught_does_not_hold_them(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()

    try:
        fails_with_causes()
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    err = capsys.readouterr().err
    assert "RuntimeError" in err
    assert TOKEN not in err
    assert PASSWORD not in err


def test_requests_are_not_logged_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()

    logging.getLogger("httpx").info("HTTP Request: POST https://host/bot%s/getMe", TOKEN)
    logging.getLogger("telegram.ext").info("polling")

    assert capsys.readouterr().err == ""
