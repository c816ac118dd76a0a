"""A message as the outbox keeps it: JSON, and apart from it the attachment's bytes."""

from __future__ import annotations

from typing import Any

from bot.ports import Attachment, Button, Message
from bot.storage.words import from_words, to_words


def message_to_text(message: Message) -> str:
    said: dict[str, Any] = {"text": message.text}
    if message.keyboard:
        said["keyboard"] = [
            [[button.label, button.tap, button.url, button.copy] for button in row]
            for row in message.keyboard
        ]
    if message.edits is not None:
        said["edits"] = message.edits
    if message.pin:
        said["pin"] = True
    if message.attachment is not None:
        attached = message.attachment
        said["attachment"] = [attached.name, attached.media_type, attached.is_photo]
    return to_words(said)


def message_from_text(body: str, content: bytes | None) -> Message:
    said = from_words(body)
    return Message(
        text=said["text"],
        keyboard=tuple(
            tuple(Button(*button) for button in row) for row in said.get("keyboard", ())
        ),
        edits=said.get("edits"),
        attachment=_attachment(said.get("attachment"), content),
        pin=said.get("pin", False),
    )


def _attachment(said: list[Any] | None, content: bytes | None) -> Attachment | None:
    if said is None:
        return None
    name, media_type, is_photo = said
    return Attachment(name, content or b"", media_type, is_photo=is_photo)
