"""The bot as people see it: name, description and commands, by scope and language."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.phone.refusals import BadRequest, Json
from bot.phone.shelf import Shelf

MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_DESCRIPTION_LIMIT = 256
_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_KIND, _KEY = "profile", 0

# The scopes seen in a private chat, the nearest first.
_NEAREST = ("chat", "all_private_chats", "default")


class Profile:
    def __init__(self, shelf: Shelf, user: Json) -> None:
        self._shelf, self.user = shelf, user
        self._said: dict[str, Any] = shelf.all(_KIND).get(_KEY, {})

    def say(self, what: str, lang: str, text: str) -> None:
        """Set the name or a description for a language; "" takes it back."""
        if len(text) > _LIMITS[what]:
            raise BadRequest(f"BOT_{what.upper()}_TOO_LONG")
        self._put(f"{what}:{lang}", text)

    def said(self, what: str, lang: str) -> str:
        """In this language, else in general; the name is never empty."""
        general = self.user["first_name"] if what == "name" else ""
        return str(
            self._said.get(f"{what}:{lang}") or self._said.get(f"{what}:") or general
        )

    def set_commands(self, scope: Any, lang: str, commands: Any) -> None:
        if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
            raise BadRequest("expected an Array of BotCommand")
        kept = [_command(command) for command in commands]
        self._put(_place(scope, lang), kept)

    def delete_commands(self, scope: Any, lang: str) -> None:
        self._put(_place(scope, lang), [])

    def commands(self, scope: Any, lang: str) -> list[Json]:
        """Exactly those set for this scope and language."""
        return list(self._said.get(_place(scope, lang), []))

    def commands_seen(self, chat: int, lang: str) -> list[Json]:
        """Those a person sees in a private chat: the nearest scope that has any."""
        for kind in _NEAREST:
            scope = {"type": kind, **({"chat_id": chat} if kind == "chat" else {})}
            for language in (lang, ""):
                if found := self.commands(scope, language):
                    return found
        return []

    def _put(self, place: str, value: Any) -> None:
        self._said.pop(place, None)
        if value:
            self._said[place] = value
        self._shelf.keep(_KIND, _KEY, self._said)


def _place(scope: Any, lang: str) -> str:
    return "commands:" + json.dumps(scope or {"type": "default"}, sort_keys=True) + lang


def _command(command: Any) -> Json:
    name = str(command.get("command", "")).removeprefix("/") if command else ""
    if not _COMMAND.fullmatch(name):
        raise BadRequest("BOT_COMMAND_INVALID")
    description = str(command.get("description", ""))
    if not 0 < len(description) <= _DESCRIPTION_LIMIT:
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
