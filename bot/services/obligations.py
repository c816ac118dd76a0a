"""Duties as the reminders keep them, and the fact that each of them is done by."""

from __future__ import annotations

from datetime import date
from itertools import islice

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


def to_file(
    situation: Situation, books: Books, buyer: str | None, most: int
) -> list[DeadlineRow]:
    """Late debts to hand over to the insurer, the soonest first; one line per buyer."""
    names = [buyer] if buyer else situation.record.names
    found = [each for name in names if (each := _to_hand_over(situation, name))]
    rows = (books.deadlines.of(each.key) for each in sorted(found, key=_soonest))
    return list(islice((row for row in rows if row), most))


def _to_hand_over(situation: Situation, buyer: str) -> Deadline | None:
    """The first to end of a late buyer's; reckoned once until something touches him."""
    return situation.account(buyer).once(
        "to hand over", lambda: _first_to_hand_over(situation, buyer)
    )


def _first_to_hand_over(situation: Situation, buyer: str) -> Deadline | None:
    if not overdue(situation, buyer):
        return None
    still = (
        each
        for each in deadlines(situation, buyer)
        if each.duty == INTERVENTION_REQUEST and each.origin is Origin.POLICY
    )
    return min(still, key=_soonest, default=None)


def _soonest(each: Deadline) -> tuple[date, str]:
    return each.file_by, each.key


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
