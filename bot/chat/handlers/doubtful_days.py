"""« Leroc 12 000 HT, fin janvier » : the day of the invoice, or the one it falls due on?

Asked with two buttons. The two days stay with the draft until one of them, or another
day or terms, is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.chat.turn import Turn
from bot.ports import Keyboard
from bot.rendering import day as written
from bot.services.invoices import InvoiceDraft
from bot.understanding import doubtful_day

KEPT_AS = "day"
ISSUED, DUE = "issued_on", "due_on"
MOST_WORDS = 6


def heard(turn: Turn, before: str) -> str:
    """The doubt of this sentence, as text to keep; else the one kept `before`."""
    days = doubtful_day(turn.reading.doubts) if turn.reading else None
    return ":".join(map(date.isoformat, days)) if days else before


def settled(draft: InvoiceDraft, kept: str) -> str:
    """Nothing is doubtful any more once the days were said otherwise."""
    is_due_said = draft.due_on is not None
    return "" if draft.issued_on is not None or is_due_said else kept


def ask(turn: Turn, kept: str) -> None:
    number, lang = turn.dialogue.number, turn.words.lang
    days = dict(zip((ISSUED, DUE), map(date.fromisoformat, kept.split(":")), strict=True))
    keyboard: Keyboard = tuple(
        (
            turn.keys.named(
                f"{turn.words.label('which_day', slot)} {written(days[slot], lang)}",
                "which",
                number,
                slot,
            ),
        )
        for slot in (DUE, ISSUED)
    )
    turn.say("ask_which_day", keyboard)


def told(turn: Turn) -> str:
    """Which of the two a few words name; "" when none or both."""
    text = turn.incoming.text.casefold()
    if len(text.split()) > MOST_WORDS or any(letter.isdigit() for letter in text):
        return ""
    named = [
        slot
        for slot in (DUE, ISSUED)
        if any(word in text for word in turn.words.label("which_day_said", slot).split("|"))
    ]
    return named[0] if len(named) == 1 else ""


def chosen(draft: InvoiceDraft, kept: str, slot: str) -> InvoiceDraft:
    """The draft with the day put where the person says it belongs."""
    issued, due = map(date.fromisoformat, kept.split(":"))
    if slot == DUE:
        return replace(draft, due_on=due, terms=None)
    return replace(draft, issued_on=issued)
