"""What goes out: a message as a person will see it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.ports.names import ChatId


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: exactly one of `tap`, `url`, `copy` is set."""

    label: str
    tap: str = ""  # callback data, 1 to 64 bytes: a verb and ids
    url: str = ""
    copy: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    media_type: str
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a person will see it: Telegram HTML, already escaped and split."""

    text: str
    keyboard: Keyboard = ()
    edits: int | None = None  # the message this one replaces; None: a new message
    attachment: Attachment | None = None
    pin: bool = False


class Outcome(StrEnum):
    """What became of a send: the notes' table of results, in six words."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # certainly not delivered, passing: try again, untagged
    UNREADABLE = "unreadable"  # refused for its markup or size: once as plain text
    CLOSED = "closed"  # blocked, deactivated, chat not found: another channel
    FORBIDDEN = "forbidden"  # the token is refused: stop sending, keep the rows
    UNKNOWN = "unknown"  # may have arrived: send again, tagged


@dataclass(frozen=True, slots=True)
class Delivery:
    outcome: Outcome
    message_id: int | None = None
    retry_after: float | None = None  # seconds; Telegram's own wish (429)
    moved_to: ChatId | None = None  # the group became a supergroup
    reason: str = ""  # for people; never holds the token


class Messenger(Protocol):
    """Sends one message and says what became of it; never raises for the network."""

    async def send(
        self, chat: ChatId, message: Message, *, repeat: bool = False
    ) -> Delivery:
        """`repeat`: it may have arrived before; the text says so."""
        ...


class Mailer(Protocol):
    """Writes one message to an e-mail address; never raises for the network."""

    async def write(
        self, address: str, message: Message, *, reference: str, repeat: bool = False
    ) -> Delivery:
        """`reference`: the same for every attempt; `repeat`: it may have arrived before."""
        ...
