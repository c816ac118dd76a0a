"""Documents wait as data and are printed when sent; what cannot be is said in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.application import tag_repeat, tag_unprinted
from bot.chat import messenger
from bot.chat.messenger import TelegramMessenger
from bot.documents.writing import press
from bot.ports import Attachment, ChatId, Message, Outcome, UnitOfWork
from bot.rendering import words
from bot.storage import open_store

ANNE = ChatId(7)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Sent:
    message_id = 12


class Bot:
    """Stands in for telegram.Bot: keeps what it is asked to send."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, method: str) -> Any:
        async def call(*arguments: Any, **said: Any) -> Sent:
            self.calls.append((method, arguments, said))
            return Sent()

        return call


def waiting(content: bytes) -> Message:
    return Message("caption", attachment=Attachment("c.xlsx", content, press.XLSX))


async def sent(message: Message) -> tuple[str, tuple[Any, ...]]:
    bot = Bot()
    telegram = TelegramMessenger(bot, tag_repeat, tag_unprinted)  # type: ignore[arg-type]
    delivery = await telegram.send(ANNE, message)
    assert delivery.outcome is Outcome.SENT
    method, arguments, _ = bot.calls[0]
    return method, arguments


async def test_a_workbook_is_printed_on_its_way_out() -> None:
    said = '[{"title": "T", "head": ["A"], "rows": [["=1+1"]]}]'
    method, arguments = await sent(waiting(press.packed(said)))

    assert method == "send_document"
    assert arguments[1].filename == "c.xlsx"
    assert arguments[1].input_file_content.startswith(b"PK")


async def test_what_cannot_be_printed_is_said_and_not_tried_for_ever() -> None:
    method, arguments = await sent(waiting(press.packed("no JSON")))

    assert method == "send_message"
    assert "caption" in arguments[1]
    assert words("fr").label("unprinted") in arguments[1]
    assert words("en").label("unprinted") in arguments[1]


async def test_what_takes_too_long_to_print_is_said_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(messenger, "PRINT_LIMIT", 0.0)
    said = '[{"title": "T", "head": ["A"], "rows": []}]'
    method, arguments = await sent(waiting(press.packed(said)))

    assert method == "send_message"
    assert words("fr").label("unprinted") in arguments[1]


@pytest.mark.parametrize("kind", [press.PDF, press.DOCX, press.XLSX, press.ARCHIVE])
def test_a_restart_between_asking_and_sending_loses_nothing(
    tmp_path: Path, kind: str
) -> None:
    address = f"sqlite:///{tmp_path / 'v.sqlite3'}"
    content = press.packed('{"what": "stands here"}')
    message = Message("t", attachment=Attachment("n", content, kind))
    before = open_store(address)
    before.write_now(lambda uow: uow.outbox.add(message, ANNE, at=NOW))
    before.close()

    def lease(uow: UnitOfWork) -> list[Message]:
        found = uow.outbox.lease("me", now=NOW, until=NOW + timedelta(minutes=1), most=9)
        return [one.message for one in found]

    after = open_store(address)
    assert after.write_now(lease) == [message]
    after.close()
