"""From a reading or a press to the handler that answers it."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.handlers import (
    accounts,
    calendars,
    claim_files,
    claims,
    contact,
    cover,
    deadlines,
    documents,
    duty_done,
    entries,
    entry_hearing,
    envelope,
    estimate,
    experience,
    exports,
    failures,
    glossary,
    guidance,
    history,
    holding,
    invoices,
    letters,
    notices,
    overdue,
    paper_columns,
    papers,
    pictures,
    pieces,
    preferences,
    premium,
    quiet_days,
    reasons,
    recourse,
    reminders,
    sirens,
    summary,
    undoing,
    whys,
)
from bot.chat.keyboards import key_of
from bot.chat.turn import Reads, Turn
from bot.services.entries import KINDS, OF_NO_SENTENCE
from bot.understanding import Decision, Intent, Reading, Slots

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
    Intent.UNDO: undoing.undo_last,
    Intent.HELP: guidance.guide,
    Intent.DUTY_DONE: duty_done.told_done,
    Intent.BUYER_ACCOUNT: accounts.account,
    Intent.OVERDUE_LIST: overdue.late,
    Intent.CLAIM_STATUS: claims.status,
    Intent.CLAIMS_EXPERIENCE: experience.experience,
    **dict.fromkeys(map(Intent, KINDS.keys() - OF_NO_SENTENCE), entries.add),
    Intent.CLAIM_OPEN: entries.claim,
    Intent.GLOSSARY: glossary.meaning,
    Intent.DOCUMENTS: documents.documents,
    Intent.SETTINGS: preferences.settings,
    Intent.LOSS_PAYEE: entries.payee,
}

# What was seen in the sentence and cannot be worked with: said, never guessed around.
UNFIT = frozenset({"impossible_date", "negative", "absurd_amount", "foreign_currency"})


def _of_draft(entry: Press, invoice: Press) -> Press:
    """The buttons that every card has, for the draft that is open."""

    def press(turn: Turn, arguments: list[str]) -> None:
        (entry if entry_hearing.is_open(turn) else invoice)(turn, arguments)

    return press


PRESSES: dict[str, Press] = {
    "ok": _of_draft(entries.confirm, invoices.confirm),
    "fix": _of_draft(entries.correct, invoices.correct),
    "field": _of_draft(entries.ask_field, invoices.ask_field),
    "no": _of_draft(entries.cancel, invoices.cancel),
    "new": _of_draft(entries.accept_new_buyer, invoices.accept_new_buyer),
    "pick": entries.pick,
    "begin": entries.begin,
    "first": entries.first,
    "sim": pictures.simulation,
    "basis": invoices.switch_basis,
    "terms": invoices.choose_terms,
    "which": invoices.choose_day,
    "undo": undoing.undo_press,
    "paper": papers.act,
    "next": papers.show_first,
    "reply": papers.answered,
    "mend": papers.ask_field,
    "lines": papers.lines,
    "columns": paper_columns.which,
    "column": paper_columns.called,
    "meant": paper_columns.meant,
    "columned": paper_columns.keep,
    "pic": pictures.show,
    "done": duty_done.ask_way,
    "by": duty_done.ask_day,
    "came": duty_done.received,
    "other": duty_done.ask_other_day,
    "waits": duty_done.not_received,
    "ack": duty_done.acknowledged,
    "seen": reminders.seen,
    "noted": notices.noted,
    "siren": sirens.ask,
    "register": sirens.choices,
    "entity": sirens.chosen,
    "judged": notices.judged,
    "saw": reminders.all_seen,
    "duty": reminders.show,
    "history": history.history,
    "ics": calendars.send,
    "feed": calendars.link,
    "unfeed": calendars.revoke,
    "email": contact.ask,
    "told": contact.choose_rhythm,
    "release": holding.let_go,
    "snooze": reminders.snooze,
    "file": reminders.claim_file,
    "give": claim_files.give,
    "letters": letters.menu,
    "piece": pieces.ask_kind,
    "join": pieces.await_file,
    "drop": pieces.drop,
    "mail": letters.write,
    "blank": letters.leave_blank,
    "posted": letters.posted,
    "export": exports.export,
    "facts": accounts.facts,
    "why": accounts.why,
    "late": overdue.more,
    "claims": claims.more,
    "word": glossary.word,
    "letter": glossary.letter,
    "speak": preferences.speak,
    "theme": preferences.show_in,
    "hours": preferences.hours,
    "at": preferences.choose_hour,
    "hour": preferences.answer_card,
    "policy": preferences.policy_terms,
    "quiet": quiet_days.screen,
    "rest": quiet_days.rest,
}


def follow(turn: Turn, reading: Reading) -> None:
    """Answer what was understood; what was not is said to be so."""
    if entries.answered(turn, reading) or invoices.day_answered(turn):
        return
    if reasons.is_asked(turn.incoming.text):
        glossary.reason(turn)
        return
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
        whys.keep(turn, intent)


def explain(turn: Turn, reads: Reads) -> bool:
    """« Pourquoi ? » : the figure or the refusal told last, step by step. Whether that
    was what the sentence asked.
    """
    if not whys.is_asked(turn.incoming.text):
        return False
    turn.remember(misses=0)
    told = whys.told_last(turn, reads)
    if told is None:
        whys.of_what(turn)
        return True
    turn.slots, turn.reading = told.slots, told
    if told.slots.buyer and whys.has_grounds(turn, told.slots.buyer):
        accounts.why(turn, [key_of(told.slots.buyer)])
        return True
    ANSWERS[told.intent](turn)
    whys.step_by_step(turn)
    return True


def press(turn: Turn, reads: Reads) -> None:
    """A pressed button: its verb, and the arguments it carries."""
    verb, *arguments = turn.incoming.tap.split(":")
    match verb:
        case "ask" if arguments and arguments[0] in set(Intent):
            _chosen(turn, Intent(arguments[0]), reads)
        case "of" if len(arguments) == len(("intent", "buyer")) and arguments[0] in set(
            Intent
        ):
            _about(turn, Intent(arguments[0]), arguments[1])
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


def _about(turn: Turn, intent: Intent, key: str) -> None:
    """A next step about a buyer that is named by the button."""
    buyer = guidance.buyer_by_key(turn, key)
    if buyer is None:
        failures.stale(turn)
        return
    turn.close_topic()
    turn.slots = Slots(buyer=buyer)
    turn.reading = Reading(intent, Decision.ACT, turn.slots)
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
    if entry_hearing.is_open(turn):
        entries.choose_buyer(turn, buyer)
        return
    guidance.take_up(turn, buyer, reads)
    answer(turn, turn.reading.intent)
