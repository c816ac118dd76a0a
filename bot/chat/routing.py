"""From a reading or a press to the handler that answers it."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.handlers import (
    cover,
    deadlines,
    envelope,
    estimate,
    failures,
    guidance,
    invoices,
    premium,
    recourse,
    reminders,
    summary,
)
from bot.chat.turn import Reads, Turn
from bot.understanding import Decision, Intent, Reading

Handler = Callable[[Turn], None]
Press = Callable[[Turn, list[str]], None]

ANSWERS: dict[Intent, Handler] = {
    Intent.INDEMNITY_LEFT: envelope.left,
    Intent.PREMIUM: premium.premium,
    Intent.PREMIUM_SIMULATION: premium.simulation,
    Intent.BUYER_COVER: cover.cover,
    Intent.INDEMNITY_ESTIMATE: estimate.estimate,
    Intent.DEADLINES: deadlines.agenda,
    Intent.INVOICE_ADD: invoices.add,
    Intent.RECOURSE: recourse.recourse,
    Intent.SUMMARY: summary.summary,
    Intent.UNDO: invoices.undo_last,
    Intent.HELP: guidance.guide,
    Intent.CLAIM_OPEN: reminders.open_claim,
    Intent.DUTY_DONE: reminders.told_done,
}

# What was seen in the sentence and cannot be worked with: said, never guessed around.
UNFIT = frozenset({"impossible_date", "negative", "absurd_amount", "foreign_currency"})

PRESSES: dict[str, Press] = {
    "ok": invoices.confirm,
    "fix": invoices.correct,
    "field": invoices.ask_field,
    "no": invoices.cancel,
    "new": invoices.accept_new_buyer,
    "basis": invoices.switch_basis,
    "terms": invoices.choose_terms,
    "undo": invoices.undo_press,
    "done": reminders.ask_day,
    "day": reminders.received,
    "other": reminders.ask_other_day,
    "snooze": reminders.snooze,
    "file": reminders.claim_file,
}


def follow(turn: Turn, reading: Reading) -> None:
    """Answer what was understood; what was not is said to be so."""
    match reading.decision:
        case Decision.ABSTAIN:
            guidance.not_understood(turn)
        case Decision.CHOOSE:
            guidance.choose(turn, reading)
        case _:
            turn.slots, turn.reading = reading.slots, reading
            turn.remember(misses=0)
            doubt = next((each for each in reading.doubts if each in UNFIT), None)
            if doubt is None:
                answer(turn, reading.intent)
            else:
                failures.unfit(turn, doubt)


def answer(turn: Turn, intent: Intent) -> None:
    handler = ANSWERS.get(intent)
    if handler is None:
        guidance.not_yet(turn, intent)
    else:
        handler(turn)


def press(turn: Turn, reads: Reads) -> None:
    """A pressed button: its verb, and the arguments it carries."""
    verb, *arguments = turn.incoming.tap.split(":")
    match verb:
        case "ask" if arguments and arguments[0] in set(Intent):
            _chosen(turn, Intent(arguments[0]), reads)
        case "buyer":
            _named(turn, arguments, reads)
        case _ if verb in PRESSES:
            PRESSES[verb](turn, arguments)
        case _:
            failures.stale(turn)


def _chosen(turn: Turn, intent: Intent, reads: Reads) -> None:
    """A suggestion, or one reading among several of the sentence kept in the draft."""
    text = turn.dialogue.draft.get("text", "") if turn.dialogue.topic == "choose" else ""
    reading = reads(turn, text, only=intent)
    turn.close_topic()
    turn.slots, turn.reading = reading.slots, reading
    answer(turn, intent)


def _named(turn: Turn, arguments: list[str], reads: Reads) -> None:
    """One of the buyers offered; the question that was open goes on with it."""
    number, key = arguments
    buyer = guidance.buyer_by_key(turn, key)
    if buyer is None or number != str(turn.dialogue.number):
        failures.stale(turn)
        return
    if turn.dialogue.topic == invoices.TOPIC:
        invoices.choose_buyer(turn, buyer)
        return
    guidance.take_up(turn, buyer, reads)
    answer(turn, turn.reading.intent)
