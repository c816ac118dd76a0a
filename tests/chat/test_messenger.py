"""What becomes of a send: every error of python-telegram-bot in its right outcome."""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import error as telegram_errors
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.application import tag_repeat
from bot.chat.messenger import TelegramMessenger
from bot.ports import ChatId, Delivery, Message, Outcome

ANNE = ChatId(7)


class Sent:
    message_id = 12


class FailingBot:
    """Stands in for telegram.Bot: each method fails as it was told, or succeeds."""

    def __init__(self, **failures: BaseException) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._failures = failures

    def __getattr__(self, method: str) -> Any:
        async def call(*arguments: Any, **said: Any) -> Sent:
            self.calls.append((method, {**said, "arguments": arguments}))
            if method in self._failures:
                raise self._failures[method]
            return Sent()

        return call


async def delivery(message: Message, **failures: BaseException) -> Delivery:
    messenger = TelegramMessenger(FailingBot(**failures), tag_repeat)  # type: ignore[arg-type]
    return await messenger.send(ANNE, message)


def because(error: TelegramError, cause: Exception) -> TelegramError:
    """As python-telegram-bot raises it from httpx."""
    error.__cause__ = cause
    return error


def too_many(seconds: int) -> RetryAfter:
    """Without the library's warning about its own next version."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return RetryAfter(timedelta(seconds=seconds))


GONE = (
    *("Chat not found", "Forbidden: user is deactivated", "PEER_ID_INVALID"),
    *("bot was kicked from the group chat", "chat not found"),
)
OUTCOMES: list[tuple[TelegramError, Outcome]] = [
    *((BadRequest(words), Outcome.CLOSED) for words in GONE),
    (BadRequest("Can't parse entities: unsupported start tag"), Outcome.UNREADABLE),
    (BadRequest("Message is too long"), Outcome.UNREADABLE),
    (BadRequest("Button_data_invalid"), Outcome.UNREADABLE),
    (Forbidden("bot was blocked by the user"), Outcome.CLOSED),
    (InvalidToken("Unauthorized"), Outcome.FORBIDDEN),
    (TimedOut(), Outcome.UNKNOWN),
    (because(TimedOut(), httpx.ReadTimeout("")), Outcome.UNKNOWN),
    (because(TimedOut(), httpx.WriteTimeout("")), Outcome.UNKNOWN),
    (because(TimedOut(), httpx.ConnectTimeout("")), Outcome.NOT_SENT),
    (because(TimedOut(), httpx.PoolTimeout("")), Outcome.NOT_SENT),
    (because(NetworkError(""), httpx.ConnectError("")), Outcome.NOT_SENT),
    (because(NetworkError(""), httpx.ReadError("")), Outcome.UNKNOWN),
    (because(NetworkError(""), httpx.RemoteProtocolError("")), Outcome.UNKNOWN),
    (NetworkError("Bad Gateway"), Outcome.UNKNOWN),
    (TelegramError("Internal Server Error"), Outcome.UNKNOWN),
    (Conflict("terminated by other getUpdates request"), Outcome.UNKNOWN),
    (too_many(7), Outcome.NOT_SENT),
    (ChatMigrated(-1001), Outcome.NOT_SENT),
]


@pytest.mark.parametrize(("error", "outcome"), OUTCOMES, ids=lambda value: repr(value)[:60])
async def test_each_error_has_its_outcome(error: TelegramError, outcome: Outcome) -> None:
    found = await delivery(Message("Bonjour"), send_message=error)

    assert found.outcome is outcome
    assert found.message_id is None


def test_no_error_of_the_library_is_forgotten() -> None:
    known = {type(error) for error, _ in OUTCOMES}
    all_of_them = {
        kind
        for kind in vars(telegram_errors).values()
        if isinstance(kind, type) and issubclass(kind, TelegramError)
    }

    never_from_a_send = {telegram_errors.PassportDecryptionError, EndPointNotFound}
    assert all_of_them - known <= never_from_a_send


async def test_a_wish_to_wait_and_a_new_chat_are_passed_on() -> None:
    waits = await delivery(Message("…"), send_message=too_many(7))
    moved = await delivery(Message("…"), send_message=ChatMigrated(-1001))

    assert waits.retry_after == pytest.approx(7.0)
    assert moved.moved_to == -1001


async def test_a_refused_token_is_not_in_the_reason() -> None:
    token = "123456789:AAF0abcdefghijklmnopqrstuvwxyz01234"  # noqa: S105 - made up
    found = await delivery(Message("…"), send_message=InvalidToken(f"`{token}` refused"))

    assert token not in found.reason


async def test_an_edit_that_changes_nothing_is_done() -> None:
    refusal = BadRequest("Message is not modified: specified new message content")
    found = await delivery(Message("…", edits=5), edit_message_text=refusal)

    assert found == Delivery(Outcome.SENT, message_id=5)


@pytest.mark.parametrize("words", ["Message to edit not found", "Message can't be edited"])
async def test_an_edit_that_cannot_be_made_is_sent_anew(words: str) -> None:
    found = await delivery(Message("…", edits=5), edit_message_text=BadRequest(words))

    assert found == Delivery(Outcome.SENT, message_id=12)


async def test_an_edit_refused_for_its_markup_is_not_sent_anew() -> None:
    refusal = BadRequest("Can't parse entities")
    found = await delivery(Message("<b", edits=5), edit_message_text=refusal)

    assert found.outcome is Outcome.UNREADABLE


async def test_a_pin_that_fails_does_not_unsend() -> None:
    found = await delivery(
        Message("…", pin=True), pin_chat_message=BadRequest("not enough rights")
    )

    assert found == Delivery(Outcome.SENT, message_id=12)


async def test_a_repeat_says_so() -> None:
    bot = FailingBot()
    messenger = TelegramMessenger(bot, tag_repeat)  # type: ignore[arg-type]

    await messenger.send(ANNE, Message("Bonjour"), repeat=True)

    [(_, said)] = bot.calls
    assert said["arguments"][1].endswith("\nBonjour")
    assert "Peut-être déjà reçu" in said["arguments"][1]
