"""Documents: what can be had today, and a file that somebody sends."""

from __future__ import annotations

import re

from bot.chat.handlers import calendars, guidance, letters, reminders
from bot.chat.handlers.exports import EXPORTS
from bot.chat.keyboards import rows
from bot.chat.turn import Reads, Turn
from bot.ports import Attachment
from bot.services import obligations as service
from bot.services.glossary import fold
from bot.understanding import Decision, Intent, Reading
from domain.losses import filed_claims

PREPARE = re.compile(
    r"\b(prepar\w*|constitu\w*|monte\w*|fais|faire|prepare|build|make|put together)\b"
    r".{0,30}\b(dossier|claim file|file)\b"
)
PICTURES = ("envelope", "timeline", "ages", "exposure")
MOST_FILES = 3


def heard(turn: Turn, reading: Reading, reads: Reads) -> bool:
    """« Prépare le dossier Leroc », filed already or not; a letter that a sentence names
    but could mean otherwise too.
    """
    text = fold(turn.incoming.text)
    is_letter = (
        reading.decision is Decision.CHOOSE
        and Intent.DOCUMENTS in reading.choices
        and letters.is_asked(text)
    )
    if not PREPARE.search(text) and not is_letter:
        return False
    meant = reads(turn, turn.incoming.text, only=Intent.DOCUMENTS)
    if meant.slots.buyer is None:
        return False
    turn.remember(misses=0)
    turn.slots, turn.reading = meant.slots, meant
    if is_letter or filed_claims(turn.situation, meant.slots.buyer):
        _about(turn, meant.slots.buyer)
    else:
        reminders.open_claim(turn)
    return True


def documents(turn: Turn) -> None:
    if calendars.is_asked(turn.incoming.text):
        turn.close_question()
        calendars.send(turn)
        return
    if turn.slots.buyer is not None:
        _about(turn, turn.slots.buyer)
        return
    _all(turn)


def _about(turn: Turn, buyer: str) -> None:
    """The claim file and the letters about one buyer."""
    turn.close_question()
    if letters.is_asked(turn.incoming.text):
        letters.show_menu(turn, turn.situation, turn.company.id, buyer)
        return
    keys = turn.keys.file_of(turn.company.id, buyer)
    turn.say("documents_of", (*keys, *turn.keys.about(buyer, "buyer_account")), buyer=buyer)


def _all(turn: Turn) -> None:
    """What there is, each a press away."""
    late = service.to_file(turn.situation, turn.books, None, MOST_FILES)
    files = [
        turn.keys.named(
            f"{turn.words.label('buttons', 'file')} · {row.buyer}",
            "file",
            turn.company.id,
            row.number,
        )
        for row in late
    ]
    pictures = [turn.keys.button(f"picture_{each}", "pic", each) for each in PICTURES]
    turn.close_question()
    calendar = turn.keys.button("calendar", "ics")
    books = [turn.keys.button(f"export_{each}", "export", each) for each in EXPORTS]
    turn.say(
        "documents",
        rows([*files, *pictures, *books, calendar]),
        files=late,
        example=guidance.example_buyer(turn),
    )


def file_came(turn: Turn, file: Attachment) -> None:
    """A file that was not read: it cannot be had, or its sender may only look on."""
    if file.content and not turn.may_write():
        return
    reason = "no_content" if not file.content else "has_contract"
    turn.say(
        "file_refused",
        keyboard=turn.keys.asks("help"),
        reason=reason,
        name=file.name,
        lines=[],
        more=0,
    )
