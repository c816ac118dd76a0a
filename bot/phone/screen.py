"""What a person sees: a chat rebuilt from the events, as the page does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.phone.refusals import Json


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands on the screen."""

    id: int
    text: str  # or the words under a file
    rows: tuple[tuple[str, ...], ...]  # the labels of the buttons under it
    mine: bool
    edited: bool
    file: str  # name of the document; "photo" for a picture; "" for neither
    body: Json  # Telegram's Message

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(label for row in self.rows for label in row)

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Toast:
    """The bot's answer to a press: shown briefly, or as an alert; often empty."""

    query: str
    text: str
    alert: bool
    url: str = ""


@dataclass(slots=True)
class Screen:
    messages: dict[int, Json] = field(default_factory=dict)
    keyboard: Json = field(default_factory=dict)
    pinned_ids: list[int] = field(default_factory=list)
    toasts: list[Toast] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)
    clock: Json = field(default_factory=dict)
    typing: bool = False  # the bot said that it writes, and has not yet written
    fresh: list[int] = field(default_factory=list)  # said by the bot and not yet read

    def show(self, event: Json) -> None:
        match event["event"]:
            case "view":
                self._look(event)
            case "message" | "edited":
                self._put(event["message"])
            case "deleted":
                self.messages.pop(event["message_id"], None)
            case "aside":
                self._put_aside(event)
            case "answered":
                self._answer(event)
            case "action":
                self.typing = True
            case "bot":
                self.commands = event["commands"]
            case "clock":
                self.clock = event

    def _look(self, view: Json) -> None:
        """From the beginning; what the bot said meanwhile has not been read."""
        known, self.messages = self.messages, {}
        for message in view["messages"]:
            if message["message_id"] in known:
                self.messages[message["message_id"]] = message
            else:
                self._put(message)
        self._put_aside(view)
        self.commands, self.clock = view["commands"], view["clock"]

    def _put(self, message: Json) -> None:
        number = message["message_id"]
        self.messages[number] = message
        if message["from"]["is_bot"]:
            self.typing = False
            self.has_read(number)
            self.fresh.append(number)

    def has_read(self, number: int) -> None:
        self.fresh = [fresh for fresh in self.fresh if fresh != number]

    def _put_aside(self, event: Json) -> None:
        self.keyboard, self.pinned_ids = event["keyboard"], list(event["pinned"])

    def _answer(self, event: Json) -> None:
        toast = Toast(event["query"], event["text"], event["alert"], event["url"])
        self.toasts.append(toast)

    def seen(self) -> list[Seen]:
        return [seen_as(message) for message in self.messages.values()]

    def pinned(self) -> Seen | None:
        last = self.pinned_ids[-1] if self.pinned_ids else 0
        return seen_as(self.messages[last]) if last in self.messages else None

    def take_fresh(self) -> list[Seen]:
        """What the bot said or changed since the last time, as it stands now."""
        fresh, self.fresh = self.fresh, []
        return [seen_as(self.messages[n]) for n in fresh if n in self.messages]

    def reply_keys(self) -> list[list[str]]:
        """The labels of the reply keyboard."""
        return [[key["text"] for key in row] for row in self.keyboard.get("keyboard", [])]

    def buttons(self, label: str) -> Iterator[tuple[Json, Json]]:
        """Messages with a button of this label, the newest first; with the button."""
        for message in reversed(self.messages.values()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        yield message, button


def seen_as(message: Json) -> Seen:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return Seen(
        id=message["message_id"],
        text=str(message.get("text", message.get("caption", ""))),
        rows=tuple(tuple(button["text"] for button in row) for row in rows),
        mine=not message["from"]["is_bot"],
        edited="edit_date" in message,
        file="photo"
        if "photo" in message
        else message.get("document", {}).get("file_name", ""),
        body=message,
    )
