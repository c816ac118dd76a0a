"""A person at the phone and the one private chat with the bot."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from bot.phone.refusals import Json

KEPT_MESSAGES = 1000  # of each chat; older ones are forgotten


@dataclass(slots=True)
class Person:
    id: int
    name: str
    lang: str  # as the browser says it: "fr", "en"
    key: str = ""  # hash of the cookie that says it is this person
    blocks: bool = False  # has blocked the bot

    def user(self) -> Json:
        """Telegram's User."""
        user = {"id": self.id, "is_bot": False, "first_name": self.name}
        return {**user, "language_code": self.lang} if self.lang else user

    def chat(self) -> Json:
        """Telegram's Chat."""
        return {"id": self.id, "type": "private", "first_name": self.name}

    def body(self) -> Json:
        return asdict(self)


@dataclass(slots=True)
class Chat:
    """What stands in a chat; messages are Telegram's Message, oldest first."""

    person: Person
    messages: dict[int, Json] = field(default_factory=dict)
    keyboard: Json = field(default_factory=dict)  # the reply keyboard shown
    pinned: list[int] = field(default_factory=list)  # newest last

    def add(self, message: Json) -> int | None:
        """Give the id of a message that had to go for it."""
        self.messages[message["message_id"]] = message
        if len(self.messages) <= KEPT_MESSAGES:
            return None
        oldest = next(iter(self.messages))
        del self.messages[oldest]
        return oldest

    def aside(self) -> Json:
        """What a chat has besides its messages."""
        return {"keyboard": self.keyboard, "pinned": self.pinned}

    def empty(self) -> None:
        self.messages.clear()
        self.pinned.clear()
        self.keyboard = {}
