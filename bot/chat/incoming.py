"""What a person did, in plain values: the only reading of Telegram's updates.

A text, a press of a button, a file, or nothing that concerns us. Identity is the numeric
id. What was forwarded or sent by a bot or a channel is never a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update, User

from bot.ports import Attachment, ChatId, PersonId, StoredUpdate

LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that was sent and can be fetched."""

    file_id: str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Incoming:
    update_id: int
    chat: ChatId
    person: PersonId
    name: str
    lang: str  # the language of the person's Telegram
    is_private: bool
    text: str = ""
    tap: str = ""  # callback data of a pressed button
    tap_id: str = ""  # to answer the press with
    message_id: int | None = None  # of the pressed button's message
    offer: FileOffer | None = None
    file: Attachment | None = None  # the offer, once fetched
    is_forwarded: bool = False
    has_left: bool = False  # blocked the bot


def stored(body: Mapping[str, Any]) -> StoredUpdate:
    """A raw update as the inbox keeps it: in the queue of its chat."""
    return StoredUpdate(int(body["update_id"]), _chat_of(body), body)


def _chat_of(body: Mapping[str, Any]) -> ChatId | None:
    for kind, content in body.items():
        if kind == "update_id" or not isinstance(content, Mapping):
            continue
        chat = content.get("chat") or (content.get("message") or {}).get("chat")
        if isinstance(chat, Mapping) and "id" in chat:
            return ChatId(int(chat["id"]))
    return None


def read(body: Mapping[str, Any]) -> Incoming | None:
    """What the update says; None when it does not concern us."""
    update = Update.de_json(dict(body), None)
    query, message = update.callback_query, update.message
    if query is not None and isinstance(query.message, Message):
        return _press(update)
    if message is not None and message.from_user is not None and not _is_machine(message):
        return _message(update.update_id, message, message.from_user)
    if update.my_chat_member is not None:
        return _membership(update)
    return None


def _is_machine(message: Message) -> bool:
    author = message.from_user
    return message.sender_chat is not None or author is None or author.is_bot


def _press(update: Update) -> Incoming:
    query = update.callback_query
    assert query is not None  # noqa: S101 - read() has looked
    assert isinstance(query.message, Message)  # noqa: S101 - read() has looked
    return Incoming(
        update_id=update.update_id,
        chat=ChatId(query.message.chat.id),
        is_private=query.message.chat.type == "private",
        tap=query.data or "",
        tap_id=query.id,
        message_id=query.message.message_id,
        **_who(query.from_user),
    )


def _message(update_id: int, message: Message, author: User) -> Incoming:
    return Incoming(
        update_id=update_id,
        chat=ChatId(message.chat.id),
        is_private=message.chat.type == "private",
        text=(message.text or message.caption or "")[:LONGEST_TEXT],
        offer=_offer(message),
        is_forwarded=message.forward_origin is not None,
        **_who(author),
    )


def _membership(update: Update) -> Incoming | None:
    change = update.my_chat_member
    assert change is not None  # noqa: S101 - read() has looked
    if change.new_chat_member.status not in {"kicked", "left"}:
        return None
    return Incoming(
        update_id=update.update_id,
        chat=ChatId(change.chat.id),
        is_private=change.chat.type == "private",
        has_left=True,
        **_who(change.from_user),
    )


def _who(user: User) -> dict[str, Any]:
    lang = "en" if (user.language_code or "fr").startswith("en") else "fr"
    return {"person": PersonId(user.id), "name": user.full_name, "lang": lang}


def _offer(message: Message) -> FileOffer | None:
    if (document := message.document) is not None:
        return FileOffer(
            document.file_id,
            document.file_name or "",
            document.file_size or 0,
            document.mime_type or "",
        )
    if message.photo:
        largest = message.photo[-1]
        return FileOffer(largest.file_id, "photo.jpg", largest.file_size or 0, "image/jpeg")
    return None
