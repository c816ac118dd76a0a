"""What was said, in order, as one would tell it: for tests that fail and for people."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.phone.refusals import Json

KEPT_LINES = 5000


@dataclass(slots=True)
class Journal:
    lines: list[str] = field(default_factory=list)

    def said(self, message: Json) -> None:
        self.note(f"{_who(message)}: {described(message)}")

    def edited(self, message: Json) -> None:
        who, number = _who(message), message["message_id"]
        self.note(f"{who} (edits {number}): {described(message)}")

    def note(self, line: str) -> None:
        self.lines.append(line)
        del self.lines[:-KEPT_LINES]

    def text(self) -> str:
        return "\n".join(self.lines)


def described(message: Json) -> str:
    """The text with what hangs on it: files in brackets, a line for each row of buttons."""
    parts: list[str] = []
    if "photo" in message:
        parts.append("[photo]")
    if "document" in message:
        parts.append(f"[file {message['document']['file_name']}]")
    parts.append(str(message.get("text", message.get("caption", ""))))
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    keys = ["  " + " ".join(f"[{button['text']}]" for button in row) for row in rows]
    return "\n".join([" ".join(part for part in parts if part), *keys])


def _who(message: Json) -> str:
    return str(message["from"]["first_name"])
