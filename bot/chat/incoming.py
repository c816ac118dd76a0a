"""What a person did, in plain values: the only reading of Telegram's updates.

A text, a press of a button, a file, or nothing that concerns us. Identity is the numeric
id. What was forwarded or sent by a bot or a channel is never a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.ports import Attachment, ChatId, PersonId, StoredUpdate
from bot.ports.papers import Paper
from bot.ports.world import LegalEntity

LONGEST_TEXT = 4096
LEFT = frozenset({"kicked", "left"})
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that was sent and can be fetched."""

    file_id: str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`failure`: why there is no answer; "" when there is one."""

    query: str
    entities: tuple[LegalEntity, ...] = ()
    failure: str = ""


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
    paper: Paper | None = None  # what the file says, once read
    progress: int | None = None  # the message that told how far the reading had come
    looked_up: LookedUp | None = None  # what the company register answered to a press
    is_forwarded: bool = False
    has_left: bool = False  # blocked the bot


def stored(body: Body) -> StoredUpdate:
    """A raw update as the inbox keeps it: in the queue of its chat."""
    return StoredUpdate(int(body["update_id"]), _chat_of(body), body)


def _chat_of(body: Body) -> ChatId | None:
    for kind, content in body.items():
        if kind == "update_id" or not isinstance(content, Mapping):
            continue
        chat = content.get("chat") or (content.get("message") or {}).get("chat")
        if isinstance(chat, Mapping) and "id" in chat:
            return ChatId(int(chat["id"]))
    return None


def read(body: Body) -> Incoming | None:
    """What the update says; None when it does not concern us."""
    number = body["update_id"]
    match body:
        case {"callback_query": {"message": message} as query}:
            return _press(number, query, message) if message["date"] else None
        case {"message": {"from": author} as message}:
            return None if _is_machine(message) else _message(number, message, author)
        case {"my_chat_member": {"new_chat_member": member} as change}:
            return _has_left(number, change) if member["status"] in LEFT else None
        case _:
            return None


def _is_machine(message: Body) -> bool:
    return "sender_chat" in message or message["from"]["is_bot"]


def _press(number: int, query: Body, message: Body) -> Incoming:
    """Of a button; the message it stood under can still be seen (its date is not 0)."""
    return Incoming(
        update_id=number,
        tap=query.get("data", ""),
        tap_id=query["id"],
        message_id=message["message_id"],
        **_where(message["chat"]),
        **_who(query["from"]),
    )


def _message(number: int, message: Body, author: Body) -> Incoming:
    text = message.get("text") or message.get("caption") or ""
    return Incoming(
        update_id=number,
        text=text[:LONGEST_TEXT],
        offer=_offer(message),
        is_forwarded="forward_origin" in message,
        **_where(message["chat"]),
        **_who(author),
    )


def _has_left(number: int, change: Body) -> Incoming:
    return Incoming(
        update_id=number,
        has_left=True,
        **_where(change["chat"]),
        **_who(change["from"]),
    )


def _where(chat: Body) -> dict[str, Any]:
    return {"chat": ChatId(chat["id"]), "is_private": chat["type"] == "private"}


def _who(user: Body) -> dict[str, Any]:
    names = user["first_name"], user.get("last_name", "")
    lang = "en" if user.get("language_code", "fr").startswith("en") else "fr"
    return {"person": PersonId(user["id"]), "name": " ".join(names).strip(), "lang": lang}


def _offer(message: Body) -> FileOffer | None:
    match message:
        case {"document": {"file_id": file_id} as document}:
            return FileOffer(
                file_id,
                document.get("file_name", ""),
                document.get("file_size", 0),
                document.get("mime_type", ""),
            )
        case {"photo": [*_, {"file_id": file_id} as largest]}:
            return FileOffer(
                file_id, "photo.jpg", largest.get("file_size", 0), "image/jpeg"
            )
        case _:
            return None
