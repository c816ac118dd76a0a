"""« C'est fait » : how it was sent, and on which day it arrived.

Done means received: the day that counts is the addressee's receipt, so that a letter in the
post is not done yet. What was told is recorded as a fact; the acknowledgement, asked for
after it, as another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.chat.handlers import failures, guidance
from bot.chat.handlers.reminders import Duty, duty_of, its_books
from bot.chat.keyboards import rows
from bot.chat.turn import Turn
from bot.ports import CompanyId, Keyboard
from bot.reminders.refreshing import refresh
from bot.services import claims, obligations
from domain.deadlines import INTERVENTION_REQUEST
from domain.facts import Acknowledgement, DutyDone, InterventionRequest

TOPIC = "duty_done"
ASKED = "effective_on"
ONE_DAY = timedelta(days=1)
WAYS = ("portal", "email", "letter", "broker")
NOT_SAID = "unsaid"  # typed with its day: the way is not asked


def ask_way(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments)
    if duty is not None and turn.may_write():
        _ask_way(turn, duty)


def _ask_way(turn: Turn, duty: Duty) -> None:
    buttons = (turn.keys.button(f"by_{way}", "by", *duty.name, way) for way in WAYS)
    turn.say("duty_done_way", rows(buttons), deadline=duty.deadline)


def ask_day(turn: Turn, arguments: list[str]) -> None:
    way = arguments[2]
    if way not in WAYS:
        failures.stale(turn)
        return
    duty = duty_of(turn, arguments, f"sent:{way}")
    if duty is not None and turn.may_write():
        _ask_day(turn, duty, way)


def _ask_day(turn: Turn, duty: Duty, way: str) -> None:
    company, number = duty.name
    today, keys = turn.today, turn.keys
    its = (company, number)
    keyboard: Keyboard = (
        (
            keys.button("today", "came", *its, today.isoformat(), way),
            keys.button("yesterday", "came", *its, (today - ONE_DAY).isoformat(), way),
        ),
        (
            keys.button("other_day", "other", *its, way),
            keys.button("not_received", "waits", *its),
        ),
    )
    turn.say("duty_done_ask", keyboard, deadline=duty.deadline, way=way)


def ask_other_day(turn: Turn, arguments: list[str]) -> None:
    if duty_of(turn, arguments, "") is not None:
        draft = {"company": arguments[0], "number": arguments[1], "way": arguments[2]}
        turn.open_topic(TOPIC, draft, ASKED)
        turn.say("ask_slot", slot="received_on")


def not_received(turn: Turn, arguments: list[str]) -> None:
    """Sent, and still on its way: the duty stays open."""
    duty = duty_of(turn, arguments, "")
    if duty is not None:
        turn.say("duty_on_its_way", deadline=duty.deadline)


def received(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments, "")
    if duty is not None:
        _record(turn, duty, date.fromisoformat(arguments[2]), arguments[3])


def told_done(turn: Turn) -> None:
    """« C'est déclaré » : typed, with or without its day and its buyer."""
    day = turn.slots.effective_on or turn.slots.paid_on or turn.slots.issued_on
    if turn.dialogue.topic == TOPIC and "number" in turn.dialogue.draft:
        _answer_day(turn, day)
        return
    buyer = turn.slots.buyer
    if buyer is None:
        guidance.ask(turn, "buyer")
        return
    duty = _next_duty(turn, buyer)
    if duty is None:
        turn.say("duty_gone")
    elif turn.may_write():
        turn.close_topic()
        _ask_way(turn, duty)


def _answer_day(turn: Turn, day: date | None) -> None:
    """The other day, typed."""
    if day is None:
        turn.say("errors", error="due_day")
        return
    draft = turn.dialogue.draft
    duty = duty_of(turn, [draft["company"], draft["number"]], "")
    if duty is not None:
        _record(turn, duty, day, draft.get("way", NOT_SAID))


def _next_duty(turn: Turn, buyer: str) -> Duty | None:
    deadline = claims.next_duty(turn.situation, buyer)
    standing = turn.books.deadlines.of_buyer(buyer)
    row = next((r for r in standing if deadline and r.obligation == deadline.key), None)
    if row is None or deadline is None:
        return None
    return Duty(turn.books, turn.situation, row, deadline)


def _record(turn: Turn, duty: Duty, day: date, way: str) -> None:
    if not turn.may_write():
        return
    if day > turn.today:
        turn.say("duty_future_day")
        return
    company = duty.books.company().id
    fact_id = turn.record_facts(duty.books, [obligations.act(duty.deadline, day)])[0]
    turn.uow.outbox.reacted(
        company, duty.deadline.key, turn.incoming.person, f"done:{way}", turn.now
    )
    refresh(turn.uow, company, duty.deadline.buyer, turn.now)
    turn.close_topic()
    keys = turn.keys
    turn.say(
        "duty_done_saved",
        (
            (keys.button("acknowledged", "ack", company, fact_id),),
            (keys.button("undo", "undo", fact_id, company),),
        ),
        edits=turn.incoming.message_id,
        deadline=duty.deadline,
        received_on=day,
        late=day > duty.deadline.last_day,
    )


# --- The acknowledgement -------------------------------------------------------------


def acknowledged(turn: Turn, arguments: list[str]) -> None:
    """The addressee confirmed that he received it: the proof, recorded beside the act."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None or not turn.may_write():
        return
    written = books.written(arguments[1])
    if written is None or written.is_void:
        turn.say("duty_gone")
        return
    fact = _acknowledgement(written.fact, turn.today)
    if fact is None:
        failures.stale(turn)
        return
    if fact in [_without_id(one) for one in books.record().facts]:
        turn.say("acknowledged", fact=fact)
        return
    fact_id = turn.record_facts(books, [fact])[0]
    refresh(turn.uow, books.company().id, fact.buyer, turn.now)
    undo = turn.keys.button("undo", "undo", fact_id, books.company().id)
    turn.say("acknowledged", ((undo,),), fact=fact)


def _without_id(fact: object) -> object:
    return replace(fact, id="") if isinstance(fact, Acknowledgement) else fact


def _acknowledgement(act: object, today: date) -> Acknowledgement | None:
    match act:
        case InterventionRequest(on=day, buyer=buyer, invoices=invoices):
            one = invoices[0] if len(invoices) == 1 else ""
            duty = INTERVENTION_REQUEST
        case DutyDone(on=day, buyer=buyer, invoice=one, duty=duty):
            pass
        case _:
            return None
    return Acknowledgement(on=today, duty=duty, buyer=buyer, invoice=one, received_on=day)
