"""What the buttons under a reminder do: it is done, tomorrow, the claim's file.

Done means received: the day that counts is the addressee's receipt, so it is asked for
and recorded as a fact. Postponing never goes past the last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat.handlers import guidance, recipients
from bot.chat.keyboards import key_of
from bot.chat.turn import Turn
from bot.ports import Books, CompanyId, DeadlineRow, Keyboard
from bot.reminders.refreshing import refresh
from bot.services import claims, obligations
from bot.services.entries import claimable
from domain.deadlines import Deadline
from domain.record import Situation

TOPIC = "duty_done"
ASKED = "effective_on"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """The duty a button speaks of, in the books of the company it belongs to."""

    books: Books
    situation: Situation
    row: DeadlineRow
    deadline: Deadline

    @property
    def name(self) -> tuple[CompanyId, int]:
        return self.books.company().id, self.row.number


def _duty(turn: Turn, arguments: list[str]) -> Duty | None:
    """None, and a word, when the duty is no more or is none of this person's business."""
    company, number = CompanyId(int(arguments[0])), int(arguments[1])
    allowed = turn.uow.people.memberships(turn.incoming.person)
    if company not in {member.company for member in allowed}:
        turn.say("duty_gone")
        return None
    books = turn.uow.books(company)
    row = books.deadlines.numbered(number)
    situation = books.record().on(turn.today)
    deadline = None
    if row is not None:
        deadline = obligations.standing(situation, row.obligation, row.buyer)
    if row is None or deadline is None:
        turn.say("duty_gone")
        return None
    books.deadlines.seen(row.obligation, turn.today)
    turn.uow.outbox.seen(company, row.obligation, turn.incoming.chat, turn.now)
    return Duty(books, situation, row, deadline)


# --- « C'est fait » ----------------------------------------------------------------


def ask_day(turn: Turn, arguments: list[str]) -> None:
    duty = _duty(turn, arguments)
    if duty is not None and turn.may_write():
        _ask_day(turn, duty)


def _ask_day(turn: Turn, duty: Duty) -> None:
    company, number = duty.name
    today, keys = turn.today, turn.keys
    keyboard: Keyboard = (
        (
            keys.button("today", "day", company, number, today.isoformat()),
            keys.button("yesterday", "day", company, number, (today - ONE_DAY).isoformat()),
        ),
        (keys.button("other_day", "other", company, number),),
    )
    turn.say("duty_done_ask", keyboard, deadline=duty.deadline)


def ask_other_day(turn: Turn, arguments: list[str]) -> None:
    if _duty(turn, arguments) is not None:
        draft = {"company": arguments[0], "number": arguments[1]}
        turn.open_topic(TOPIC, draft, ASKED)
        turn.say("ask_slot", slot="received_on")


def received(turn: Turn, arguments: list[str]) -> None:
    duty = _duty(turn, arguments)
    if duty is not None:
        _record(turn, duty, date.fromisoformat(arguments[2]))


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
        _ask_day(turn, duty)


def _answer_day(turn: Turn, day: date | None) -> None:
    """The other day, typed."""
    if day is None:
        turn.say("errors", error="due_day")
        return
    draft = turn.dialogue.draft
    duty = _duty(turn, [draft["company"], draft["number"]])
    if duty is not None:
        _record(turn, duty, day)


def _next_duty(turn: Turn, buyer: str) -> Duty | None:
    deadline = claims.next_duty(turn.situation, buyer)
    rows = turn.books.deadlines.of_buyer(buyer)
    row = next((r for r in rows if deadline and r.obligation == deadline.key), None)
    if row is None or deadline is None:
        return None
    return Duty(turn.books, turn.situation, row, deadline)


def _record(turn: Turn, duty: Duty, day: date) -> None:
    if not turn.may_write():
        return
    if day > turn.today:
        turn.say("duty_future_day")
        return
    fact = obligations.act(duty.deadline, day)
    fact_id = turn.record_facts(duty.books, [fact])[0]
    refresh(turn.uow, duty.books.company().id, duty.deadline.buyer, turn.now)
    turn.close_topic()
    turn.say(
        "duty_done_saved",
        ((turn.keys.button("undo", "undo", fact_id, duty.books.company().id),),),
        edits=turn.incoming.message_id,
        deadline=duty.deadline,
        received_on=day,
        late=day > duty.deadline.last_day,
    )


# --- « Demain 9 h », « Préparer le dossier » ---------------------------------------


def snooze(turn: Turn, arguments: list[str]) -> None:
    duty = _duty(turn, arguments)
    if duty is None:
        return
    until = turn.today + ONE_DAY
    if until > duty.deadline.last_day:
        turn.say("snooze_too_late", deadline=duty.deadline)
        return
    duty.books.deadlines.snooze(duty.row.obligation, until)
    turn.say("snoozed", until=until, at=duty.books.company().remind_at)


def claim_file(turn: Turn, arguments: list[str]) -> None:
    duty = _duty(turn, arguments)
    if duty is not None and duty.deadline.buyer:
        done = ((turn.keys.button("done", "done", *duty.name),),)
        _show_file(turn, duty.situation, duty.deadline.buyer, done)


def open_claim(turn: Turn) -> None:
    """« Leroc ne paie plus » : what to file, by when, and what to join."""
    buyer = turn.slots.buyer
    if buyer is None:
        guidance.ask(turn, "buyer")
        return
    turn.close_question()
    _show_file(turn, turn.situation, buyer, _request_keys(turn, buyer))


def _request_keys(turn: Turn, buyer: str) -> Keyboard:
    """To record the request once it is sent; nothing where nothing is to be claimed."""
    if not claimable(turn.situation, buyer):
        return ()
    return ((turn.keys.button("record_request", "begin", "claim_open", key_of(buyer)),),)


def _show_file(turn: Turn, situation: Situation, buyer: str, first: Keyboard) -> None:
    view = claims.estimate(situation, buyer)
    turn.answer(
        "claim_file",
        (*first, *turn.keys.asks("deadlines")),
        figures={"indemnity": view.indemnity},
        buyer=buyer,
        lines=view.lines,
        deadline=view.deadline,
        policy=situation.policy,
        contacts=recipients.contacts(turn.words, situation.policy),
    )
