"""Recording by conversation: what is missing is asked, a card repeats it, then it stands.

One way for every kind of entry (bot/services/entries). At most two questions come in a
row; whatever is missing after them is named on the card. Nothing is written before
« Valider », and each card carries the number of its draft: older ones are dead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.chat.handlers import (
    accounts,
    claims,
    entry_cards,
    entry_hearing,
    entry_results,
    failures,
    guidance,
    reminders,
)
from bot.chat.handlers.entry_hearing import Said
from bot.chat.keyboards import key_of, rows
from bot.chat.turn import Turn
from bot.reminders.refreshing import refresh, refresh_terms
from bot.services.entries import (
    KINDS,
    OF_NO_SENTENCE,
    Draft,
    Field,
    Form,
    Kind,
    UnfitEntryError,
    buyer_concerned,
    claimable,
)
from bot.understanding import Intent, Reading
from domain.errors import DomainError
from domain.facts import Buyer, Endorsement, Fact
from domain.losses import filed_claims
from domain.record import Situation

CLAIM, PAYEE = "claim_open", "loss_payee"
MOST_QUESTIONS = 2


def add(turn: Turn) -> None:
    """A new entry, or the answer to a question about the one on its way."""
    if turn.may_write():
        kind = KINDS[_kind_of(turn)]
        go_on(turn, kind, entry_hearing.heard(turn, kind))


def read_as(topic: str) -> Intent:
    """The intent as which an answer about this topic is read: steps of a claim have no
    sentences of their own, and their answers look like those about an indemnity.
    """
    return Intent.INDEMNITY_RECEIVED if topic in OF_NO_SENTENCE else Intent(topic)


def _kind_of(turn: Turn) -> str:
    """A whole sentence is about what it says; an answer, about what was asked."""
    topic, intent = turn.dialogue.topic, turn.reading.intent
    is_about_it = topic in OF_NO_SENTENCE and intent == read_as(topic)
    is_whole = turn.slots.buyer is not None
    return topic if is_about_it and turn.dialogue.asked and not is_whole else intent


def claim(turn: Turn) -> None:
    """« Leroc ne paie plus » : the file first; its button records the request."""
    buyer = turn.slots.buyer
    if entry_hearing.is_answer(turn, CLAIM):
        add(turn)
    elif buyer and _is_wholly_claimed(turn.situation, buyer):
        claims.status(turn)
    else:
        reminders.open_claim(turn)


def _is_wholly_claimed(situation: Situation, buyer: str) -> bool:
    """All of it is in the insurer's hands already."""
    return bool(filed_claims(situation, buyer)) and not claimable(situation, buyer)


def payee(turn: Turn) -> None:
    """A question as long as nobody is named; whoever is named is to be recorded."""
    named = entry_hearing.without_day(turn, turn.slots.value or "")
    if named or entry_hearing.is_answer(turn, PAYEE):
        turn.slots = replace(turn.slots, value=named or None)
        add(turn)
    else:
        accounts.payee(turn)


# --- On the way --------------------------------------------------------------------


def go_on(turn: Turn, kind: Kind, said: Said) -> None:
    """Ask for what is missing, or show the card; what cannot be is asked for anew."""
    try:
        draft = kind.completed(Draft(said), turn.situation)
        other = kind.turns_into(draft)
        if other:
            _turn_into(turn, KINDS[other], said)
            return
        missing = kind.missing(draft, turn.situation)
        if missing and int(said.get("questions", "0")) < MOST_QUESTIONS:
            ask(turn, kind, said, missing)
            return
        turn.open_topic(kind.intent, {**said, "questions": "0"})
        entry_cards.show(turn, kind, draft)
    except UnfitEntryError as error:
        _ask_anew(turn, kind, said, error)


def _turn_into(turn: Turn, kind: Kind, said: Said) -> None:
    """It was something else after all: what it has in common with that is kept."""
    names = {field.name for field in kind.fields}
    go_on(turn, kind, {name: text for name, text in said.items() if name in names})


def _ask_anew(turn: Turn, kind: Kind, said: Said, error: UnfitEntryError) -> None:
    turn.failed = True
    turn.say("entry_unfit", error=error.key, **error.values)
    rest = {name: text for name, text in said.items() if name != error.field}
    ask(turn, kind, rest, error.field)


def ask(turn: Turn, kind: Kind, said: Said, name: str) -> None:
    """One field; the others stay."""
    field = kind.field(name)
    count = int(said.get("questions", "0")) + 1
    draft = {**said, "asking": name, "questions": str(count)}
    turn.open_topic(kind.intent, draft, entry_hearing.slot_of(field))
    if field.form is Form.BUYER:
        _ask_buyer(turn, kind, field)
        return
    options = entry_cards.option_buttons(turn, kind, Draft(said), field)
    turn.say("entry_ask", rows(options), intent=kind.intent, field=name)


def _ask_buyer(turn: Turn, kind: Kind, field: Field) -> None:
    unknown = turn.dialogue.draft.get("unknown", "")
    candidates = turn.reading.buyer_candidates
    keyboard = guidance.buyer_keys(
        turn,
        candidates or tuple(turn.record.buyers),
        new=bool(unknown) and kind.takes_new_buyer,
    )
    nobody = entry_cards.option_buttons(turn, kind, Draft(), field)
    turn.say(
        "ask_buyer", (*keyboard, *rows(nobody)), candidates=candidates, unknown=unknown
    )


def answered(turn: Turn, reading: Reading) -> bool:
    """Whether the sentence is the free answer to our open question: a name, a code, the
    words of a button. A command, a question or a retreat is none.
    """
    asking = turn.dialogue.draft.get("asking", "") if entry_hearing.is_open(turn) else ""
    text = turn.incoming.text.strip()
    if not asking or not text or text.startswith("/") or text.endswith("?"):
        return False
    kind = KINDS[turn.dialogue.topic]
    value = entry_hearing.free_answer(turn, kind, kind.field(asking), text)
    if not value or entry_hearing.says_otherwise(turn, reading) or not turn.may_write():
        return False
    turn.remember(misses=0)
    go_on(turn, kind, _with(turn, asking, value))
    return True


def _with(turn: Turn, name: str, value: str) -> Said:
    kept = {k: v for k, v in turn.dialogue.draft.items() if k not in ("asking", "unknown")}
    return {**kept, name: value}


# --- Buttons -----------------------------------------------------------------------


def _current(turn: Turn, arguments: list[str]) -> Kind | None:
    """The kind of this card's draft; None (and a word) when the card is an old one."""
    is_current = arguments[:1] == [str(turn.dialogue.number)]
    if not entry_hearing.is_open(turn) or not is_current:
        failures.stale(turn)
        return None
    return KINDS[turn.dialogue.topic] if turn.may_write() else None


def begin(turn: Turn, arguments: list[str]) -> None:
    """A next step offered under a result, about the same buyer."""
    intent, key = (*arguments, "", "")[:2]
    buyer = guidance.buyer_by_key(turn, key) if key else ""
    if intent not in KINDS or buyer is None:
        failures.stale(turn)
    elif turn.may_write():
        go_on(turn, KINDS[intent], {"buyer": buyer} if buyer else {})


def first(turn: Turn, arguments: list[str]) -> None:
    """A next step about a firm that is not in the book yet; the entry brings it in."""
    number, intent = arguments
    is_current = number == str(turn.dialogue.number)
    if turn.dialogue.topic != accounts.NEWCOMER or not is_current or intent not in KINDS:
        failures.stale(turn)
    elif turn.may_write():
        kind, told = KINDS[intent], turn.dialogue.draft
        names = {"buyer", "amount"} if intent == "limit_request" else {"buyer"}
        go_on(turn, kind, {name: text for name, text in told.items() if name in names})


def pick(turn: Turn, arguments: list[str]) -> None:
    """One of the answers offered."""
    kind = _current(turn, arguments)
    if kind is None:
        return
    name, key = arguments[1:]
    value = next((v for v in _choices(turn, kind, name) if key_of(v) == key), None)
    if value is None:
        failures.stale(turn)
    else:
        go_on(turn, kind, _with(turn, name, value))


def _choices(turn: Turn, kind: Kind, name: str) -> tuple[str, ...]:
    """What a button may have offered; nothing for a field that is none of this kind's."""
    if name not in {field.name for field in kind.fields}:
        return ()
    options = kind.options(name, Draft(turn.dialogue.draft), turn.situation)
    return (*options, *kind.field(name).choices)


def choose_buyer(turn: Turn, buyer: str) -> None:
    kind = _current(turn, [str(turn.dialogue.number)])
    if kind is not None:
        go_on(turn, kind, _with(turn, "buyer", buyer))


def accept_new_buyer(turn: Turn, arguments: list[str]) -> None:
    unknown = turn.dialogue.draft.get("unknown", "")
    kind = _current(turn, arguments)
    if kind is not None and unknown and kind.takes_new_buyer:
        go_on(turn, kind, _with(turn, "buyer", unknown))


def correct(turn: Turn, arguments: list[str]) -> None:
    kind = _current(turn, arguments)
    if kind is None:
        return
    hidden = kind.hides(Draft(turn.dialogue.draft))
    buttons = (
        turn.keys.named(
            entry_cards.label_of(turn, kind, field),
            "field",
            turn.dialogue.number,
            field.name,
        )
        for field in kind.fields
        if field.name not in hidden
    )
    turn.say("correct_which", rows(buttons))


def ask_field(turn: Turn, arguments: list[str]) -> None:
    kind = _current(turn, arguments)
    if kind is None or arguments[1] not in {field.name for field in kind.fields}:
        return
    said = {k: v for k, v in turn.dialogue.draft.items() if k not in ("asking", "unknown")}
    ask(turn, kind, {**said, "questions": "0"}, arguments[1])


def cancel(turn: Turn, arguments: list[str]) -> None:
    if _current(turn, arguments) is not None:
        turn.close_topic()
        turn.say("cancelled", edits=turn.incoming.message_id)


# --- Writing -----------------------------------------------------------------------


def confirm(turn: Turn, arguments: list[str]) -> None:
    kind = _current(turn, arguments)
    if kind is None:
        return
    said = dict(turn.dialogue.draft)
    try:
        draft = kind.completed(Draft(said), turn.situation)
        if kind.missing(draft, turn.situation):
            go_on(turn, kind, said)
            return
        fact = kind.fact(draft, turn.situation)
    except UnfitEntryError as error:
        _ask_anew(turn, kind, said, error)
        return
    write(turn, kind, fact)


def write(turn: Turn, kind: Kind, fact: Fact) -> None:
    before = turn.situation
    buyer = buyer_concerned(before, fact)
    if buyer and buyer not in turn.record.buyers:
        turn.books.add_buyer(Buyer(buyer), turn.author, turn.now)
    fact_id = turn.record_facts(turn.books, [fact])[0]
    if isinstance(fact, Endorsement):
        refresh_terms(turn.uow, turn.company.id, before, turn.now)
    else:
        refresh(turn.uow, turn.company.id, buyer, turn.now)
    turn.close_topic()
    entry_results.tell(turn, kind, fact_id, fact, _view(turn, kind, before, fact))


def _view(turn: Turn, kind: Kind, before: Situation, fact: Fact) -> Any:
    """None where the policy does not say what is needed: the fact stands all the same."""
    try:
        return kind.view(before, turn.situation, fact)
    except DomainError:
        return None
