"""Showing the way: help, the missing question, the choice, the honest "I don't know".

At most two questions in a row; after three misunderstandings, the menu and a person to
call (notes on understanding, §8).
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.keyboards import key_of, rows
from bot.chat.turn import Reads, Turn
from bot.ports import Keyboard
from bot.understanding import Intent, Reading

MENU = ("indemnity_left", "premium", "buyer_cover", "invoice_add", "deadlines", "summary")
MOST_BUYERS = 8


def guide(turn: Turn) -> None:
    turn.say("help", turn.keys.asks(*MENU), example_buyer=example_buyer(turn), contact="")


def not_understood(turn: Turn) -> None:
    misses = turn.dialogue.misses + 1
    turn.remember(misses=misses)
    turn.say("abstain", turn.keys.asks(*MENU), misses=misses, contact=contact_line(turn))


def choose(turn: Turn, reading: Reading) -> None:
    """Two or three readings of a sentence; the sentence is kept for the one chosen."""
    turn.open_topic("choose", {"text": turn.incoming.text})
    choices = [
        *reading.choices,
        *([Intent.HELP] if Intent.HELP not in reading.choices else []),
    ]
    turn.say("choose", turn.keys.asks(*choices))


def not_yet(turn: Turn, intent: Intent) -> None:
    turn.say("not_yet", turn.keys.asks(*MENU), intent=intent)


def ask(turn: Turn, slot: str) -> None:
    """Ask for what is missing; the sentence so far is kept."""
    is_about_it = turn.dialogue.topic == turn.reading.intent
    earlier = turn.dialogue.draft.get("text") if is_about_it else ""
    text = earlier or turn.incoming.text
    turn.open_topic(turn.reading.intent, {"text": text}, slot)
    if slot == "buyer":
        ask_buyer(turn)
    else:
        turn.say("ask_slot", slot=slot)


def ask_buyer(turn: Turn, *, new: bool = False) -> None:
    """Which buyer: those that sound alike first, else some of the book's."""
    candidates = turn.reading.buyer_candidates
    unknown = turn.reading.unknown_buyer or ""
    turn.say(
        "ask_buyer",
        buyer_keys(turn, candidates or tuple(turn.record.buyers), new=new),
        candidates=candidates,
        unknown=unknown,
    )


def buyer_keys(turn: Turn, names: tuple[str, ...], *, new: bool = False) -> Keyboard:
    number = turn.dialogue.number
    buttons = [
        turn.keys.named(name, "buyer", number, key_of(name)) for name in names[:MOST_BUYERS]
    ]
    if new:
        buttons.append(turn.keys.button("new_buyer", "new", number))
    return rows(buttons)


def buyer_by_key(turn: Turn, key: str) -> str | None:
    return next((name for name in turn.record.buyers if key_of(name) == key), None)


def with_earlier(turn: Turn, reading: Reading, reads: Reads) -> Reading:
    """The answer to an open question, together with the sentence it was asked about."""
    dialogue = turn.dialogue
    text = dialogue.draft.get("text", "")
    if not dialogue.asked or not text or reading.intent != dialogue.topic:
        return reading
    earlier = reads(turn, text, only=reading.intent).slots
    said = {name: getattr(reading.slots, name) for name in reading.slots.names()}
    return replace(reading, slots=replace(earlier, **said))


def take_up(turn: Turn, buyer: str, reads: Reads) -> None:
    """The buyer pressed answers the question; the sentence gives the rest."""
    intent = Intent(turn.dialogue.topic)
    reading = reads(turn, turn.dialogue.draft.get("text", ""), only=intent)
    turn.reading = replace(reading, slots=replace(reading.slots, buyer=buyer))
    turn.slots = turn.reading.slots


def example_buyer(turn: Turn) -> str:
    return next(iter(turn.record.buyers), "Dupont")


def contact_line(turn: Turn) -> str:
    """The insurer's or broker's telephone, as the policy gives it."""
    lines = [
        f"{contact.name or role} {contact.phone}".strip()
        for role, contact in turn.record.policy.contacts
        if contact.phone
    ]
    return " · ".join(lines)
