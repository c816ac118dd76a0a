"""What the buttons under a reminder do: seen, tomorrow, the claim's file.

Whoever presses one has seen the duty: it goes no further up. Postponing never goes past
the last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat.handlers import guidance, recipients
from bot.chat.keyboards import key_of
from bot.chat.reminding import duty_keyboard
from bot.chat.turn import Turn
from bot.ports import Books, Company, CompanyId, DeadlineRow, Keyboard
from bot.reminders.quiet import Rest, first_heard
from bot.services import claims, obligations, stakes
from bot.services.entries import claimable
from domain.deadlines import Deadline, Origin
from domain.record import Situation

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


def its_books(turn: Turn, company: CompanyId) -> Books | None:
    """None, and a word, when the company is none of this person's business."""
    allowed = turn.uow.people.memberships(turn.incoming.person)
    if company not in {member.company for member in allowed}:
        turn.say("duty_gone")
        return None
    return turn.uow.books(company)


def duty_of(turn: Turn, arguments: list[str], what: str = "seen") -> Duty | None:
    """None, and a word, when the duty is no more or is none of this person's business.
    That it was seen, and `what` was done about it, is kept.
    """
    company, number = CompanyId(int(arguments[0])), int(arguments[1])
    books = its_books(turn, company)
    if books is None:
        return None
    row = books.deadlines.numbered(number)
    situation = books.record().on(turn.today)
    deadline = None
    if row is not None:
        deadline = obligations.standing(situation, row.obligation, row.buyer)
    if row is None or deadline is None:
        turn.say("duty_gone")
        return None
    see(turn, books.company(), row.obligation, what)
    return Duty(books, situation, row, deadline)


def see(turn: Turn, company: Company, obligation: str, what: str = "seen") -> None:
    """Somebody has seen it: kept as evidence, and nobody else is called."""
    outbox, person = turn.uow.outbox, turn.incoming.person
    turn.uow.books(company.id).deadlines.seen(obligation, turn.today)
    outbox.seen(company.id, obligation, turn.incoming.chat, turn.now)
    outbox.stand_down(company.id, obligation, turn.now)
    if what:
        outbox.reacted(company.id, obligation, person, what, turn.now)


# --- « Vu » ------------------------------------------------------------------------


def seen(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments)
    if duty is not None:
        turn.say("seen", deadlines=[duty.deadline])


def all_seen(turn: Turn, arguments: list[str]) -> None:
    """« Vu » under a digest: all that it says."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None:
        return
    company, day = books.company(), date.fromisoformat(arguments[1])
    said = turn.uow.outbox.mentioned_on(company.id, turn.incoming.chat, day)
    standing = {row.obligation: row for row in books.deadlines.all()}
    situation = books.record().on(turn.today)
    deadlines = []
    for obligation in dict.fromkeys(reminder.obligation for reminder in said):
        row = standing.get(obligation)
        if row is None:
            continue
        see(turn, company, obligation)
        if deadline := obligations.standing(situation, obligation, row.buyer):
            deadlines.append(deadline)
    if deadlines:
        turn.say("seen", deadlines=deadlines)
    else:
        turn.say("duty_gone")


def show(turn: Turn, arguments: list[str]) -> None:
    """One duty of a digest, with its own buttons."""
    duty = duty_of(turn, arguments, "")
    if duty is None:
        return
    company, deadline = duty.books.company(), duty.deadline
    keyboard = duty_keyboard(turn.words, company, duty.row, deadline, turn.today)
    is_missed = turn.today > deadline.last_day
    turn.say(
        "reminder",
        keyboard,
        deadline=deadline,
        rule="missed" if is_missed else "",
        late_since=None,
        at_stake=stakes.at_stake(duty.situation, deadline),
        open_amount=stakes.unpaid(duty.situation, deadline),
        contacts=recipients.contacts(turn.words, duty.situation.policy),
        is_declaration=obligations.is_declaration(deadline),
        is_waited_for=deadline.origin is Origin.DERIVED,
        by_mail=False,
    )


# --- « Demain 9 h », « Préparer le dossier » ---------------------------------------


def snooze(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments, "")
    if duty is None:
        return
    company, obligation = duty.name[0], duty.row.obligation
    rest = Rest(turn.member.person.quiet, duty.situation.calendar)
    until = first_heard(rest, duty.row, turn.today + ONE_DAY)
    if until > duty.deadline.last_day:
        _reacted(turn, company, obligation, "seen")
        turn.say("snooze_too_late", deadline=duty.deadline)
        return
    _reacted(turn, company, obligation, "put_off")
    duty.books.deadlines.snooze(obligation, until)
    turn.say("snoozed", until=until, at=duty.books.company().remind_at)


def _reacted(turn: Turn, company: CompanyId, obligation: str, what: str) -> None:
    person = turn.incoming.person
    turn.uow.outbox.reacted(company, obligation, person, what, turn.now)


def claim_file(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments, "file")
    if duty is not None and duty.deadline.buyer:
        done = ((turn.keys.button("done", "done", *duty.name),),)
        _show_file(turn, duty.situation, duty.deadline.buyer, done, duty.name[0])


def open_claim(turn: Turn) -> None:
    """« Leroc ne paie plus » : what to file, by when, and what to join."""
    buyer = turn.slots.buyer
    if buyer is None:
        guidance.ask(turn, "buyer")
        return
    turn.close_question()
    first = _request_keys(turn, buyer)
    _show_file(turn, turn.situation, buyer, first, turn.company.id)


def _request_keys(turn: Turn, buyer: str) -> Keyboard:
    """To record the request once it is sent; nothing where nothing is to be claimed."""
    if not claimable(turn.situation, buyer):
        return ()
    return ((turn.keys.button("record_request", "begin", "claim_open", key_of(buyer)),),)


def _show_file(
    turn: Turn, situation: Situation, buyer: str, first: Keyboard, company: CompanyId
) -> None:
    view = claims.estimate(situation, buyer)
    turn.answer(
        "claim_file",
        (*turn.keys.file_of(company, buyer), *first, *turn.keys.asks("deadlines")),
        figures={"indemnity": view.indemnity},
        buyer=buyer,
        lines=view.lines,
        deadline=view.deadline,
        policy=situation.policy,
        contacts=recipients.contacts(turn.words, situation.policy),
    )
