"""« Annuler la saisie », « annule » : an entry is taken back by its author, for a day."""

from __future__ import annotations

from bot.chat.handlers import invoices, papers
from bot.chat.turn import Turn
from bot.ports import Books, CompanyId
from bot.reminders.refreshing import refresh, refresh_terms
from bot.services import invoices as service
from bot.services.entries import KINDS, buyer_concerned
from domain.facts import Endorsement

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
        turn.say("undo_nothing")
    elif turn.may_write():
        _undo(turn, turn.books, last)


def _undo(turn: Turn, books: Books, fact_id: str) -> None:
    if papers.undo_batch(turn, books, fact_id):
        return
    entry = books.written(fact_id)
    if entry is None or entry.is_void or turn.now - entry.at > service.UNDO_WITHIN:
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
