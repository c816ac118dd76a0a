"""A file sent in the chat: for now a case file, which becomes the company's contract.

Nothing is written before it was shown and confirmed. The file is kept with the question
(as text, in the dialogue) until it is answered.
"""

from __future__ import annotations

from bot.chat.turn import Turn
from bot.ports import Attachment

SHOWN_ERRORS = 8


def file_came(turn: Turn, file: Attachment) -> None:
    """A member sends a file: this company has its contract already."""
    reason = "no_content" if not file.content else "has_contract"
    turn.say(
        "file_refused",
        keyboard=turn.keys.asks("help"),
        reason=reason,
        name=file.name,
        lines=[],
        more=0,
    )
