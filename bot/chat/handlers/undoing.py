"""« Annuler la saisie », « annule » : an entry is taken back by its author, for a day.

An act told to the insurer and never received is taken back by whoever may write, however
long ago: its duty comes back, and would be silent for ever otherwise.
"""

from __future__ import annotations

from bot.chat.handlers import invoices, papers
from bot.chat.turn import Turn
from bot.ports import Books, Button, CompanyId, Keyboard, Written
from bot.reminders.refreshing import refresh, refresh_terms
from bot.services import invoices as service
from bot.services.entries import KINDS, buyer_concerned
from domain.facts import Acknowledgement, DutyDone, Endorsement, InterventionRequest

ACTS = (InterventionRequest, DutyDone, Acknowledgement)
Act = InterventionRequest | DutyDone
MOST_ACTS = 6  # the latest, in buttons

# What was taken back may be recorded anew, about the same buyer.
AGAIN = {
    "invoice": "invoice_add",
    "payment": "payment_add",
    "credit_note": "credit_note_add",
    "extension": "invoice_extend",
    "dispute": "invoice_dispute",
    "limit_decision": "limit_decision",
    "insolvency": "insolvency_report",
    "indemnity_paid": "indemnity_received",
    "recovery": "recovery_received",
}


def undo_press(turn: Turn, arguments: list[str]) -> None:
    """In the books in which it was written, whichever company is spoken of now."""
    fact_id, number = arguments[0], CompanyId(int(arguments[1]))
    allowed = turn.uow.people.memberships(turn.incoming.person)
    if any(one.company == number and one.role.may_write for one in allowed):
        _undo(turn, turn.uow.books(number), fact_id)
    else:
        turn.say("undo_nothing")


def undo_last(turn: Turn) -> None:
    """« Annule » : a draft on its way, else this person's last entry of the day."""
    if turn.dialogue.topic == papers.TOPIC:
        papers.give_up(turn)
        return
    if turn.dialogue.topic in {invoices.TOPIC, *KINDS}:
        turn.close_topic()
        turn.say("cancelled")
        return
    last = turn.books.last_written(turn.author, turn.now - service.UNDO_WITHIN)
    if last is None:
        turn.say("undo_nothing", acts_to_take_back(turn, turn.slots.buyer or ""))
    elif turn.may_write():
        _undo(turn, turn.books, last)


def _undo(turn: Turn, books: Books, fact_id: str) -> None:
    if papers.undo_batch(turn, books, fact_id):
        return
    entry = books.written(fact_id)
    if entry is None or entry.is_void or not _may_still(turn, entry):
        turn.say("undo_nothing")
        return
    before = books.record().on(turn.today)
    service.undo(books, entry.fact, turn.author, turn.today, turn.now)
    turn.forget_situation()
    company = books.company().id
    if isinstance(entry.fact, Endorsement):
        refresh_terms(turn.uow, company, before, turn.now)
    else:
        buyer = buyer_concerned(before, entry.fact)
        refresh(turn.uow, company, buyer, turn.now)
    intent, buyer = AGAIN.get(entry.fact.kind_of_fact, ""), getattr(entry.fact, "buyer", "")
    again = turn.keys.about(buyer, intent) if intent and buyer in turn.record.buyers else ()
    turn.say("undone", again, fact=entry.fact, buyer=buyer)


def _may_still(turn: Turn, entry: Written) -> bool:
    return isinstance(entry.fact, ACTS) or turn.now - entry.at <= service.UNDO_WITHIN


def acts_to_take_back(turn: Turn, buyer: str) -> Keyboard:
    """What was told as received by its addressee about this buyer, the latest first."""
    if not buyer or not turn.member.role.may_write:
        return ()
    account = turn.situation.account(buyer)
    acts: list[Act] = [*account.all(InterventionRequest), *account.all(DutyDone)]
    latest = sorted(acts, key=lambda act: act.on, reverse=True)[:MOST_ACTS]
    company = turn.company.id
    return tuple((_taken_back(turn, act, company),) for act in latest)


def _taken_back(turn: Turn, act: Act, company: CompanyId) -> Button:
    words = turn.words
    said = words.label("buttons", "never_received")
    day = words.quantity(act.on)
    return turn.keys.named(said.format(day=day), "undo", act.id, company)
