"""Duties as the reminders keep them, and the fact that each of them is done by."""

from __future__ import annotations

from datetime import date

from bot.ports import Books, DeadlineRow
from domain.deadlines import INTERVENTION_REQUEST, Deadline, Origin
from domain.duties import deadlines, of_policy
from domain.facts import DutyDone, Fact, InterventionRequest
from domain.receivables import overdue
from domain.record import Situation

NO_DECLARATION = frozenset({"premium_payment", "notice_to_end", "mediator_answer"})


def is_declaration(deadline: Deadline) -> bool:
    """To the insurer, by the policy: a late one may forfeit the cover."""
    return deadline.origin is Origin.POLICY and deadline.duty not in NO_DECLARATION


def standing(situation: Situation, obligation: str, buyer: str) -> Deadline | None:
    """The duty of this key, as it stands today; None when it is done or gone."""
    found = deadlines(situation, buyer) if buyer else of_policy(situation)
    return next((each for each in found if each.key == obligation), None)


def to_file(situation: Situation, books: Books, buyer: str | None) -> list[DeadlineRow]:
    """Late debts to hand over to the insurer, the soonest first; one line per buyer."""
    soonest: dict[str, DeadlineRow] = {}
    for row in sorted(books.deadlines.all(), key=lambda each: each.file_by):
        is_meant = row.duty == INTERVENTION_REQUEST and buyer in {None, row.buyer}
        if is_meant and row.buyer:
            soonest.setdefault(row.buyer, row)
    return [row for name, row in soonest.items() if overdue(situation, name)]


def act(deadline: Deadline, received_on: date) -> Fact:
    """The fact that discharges a duty: received by its addressee on that day."""
    if deadline.duty == INTERVENTION_REQUEST:
        named = (deadline.invoice,) if deadline.invoice else ()
        return InterventionRequest(on=received_on, buyer=deadline.buyer, invoices=named)
    return DutyDone(
        on=received_on,
        duty=deadline.duty,
        buyer=deadline.buyer,
        invoice=deadline.invoice,
        period=deadline.period,
    )
