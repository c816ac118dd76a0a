"""The overall picture: the three duties that make the policy pay, what is wrong first.

Query the buyers (limits), watch the due dates (overdue), file in time (deadlines).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from bot.services import deadlines
from bot.services.overdue import late_invoices
from domain.claims import indemnity_left
from domain.cover import insured_sum
from domain.deadlines import Deadline
from domain.errors import DomainError, NoTermInForce
from domain.limits import LimitState, limit_on
from domain.losses import filed_claims
from domain.money import Money
from domain.premium import maximum_liability
from domain.receivables import NOTHING, ledger, overdue, owed
from domain.record import Situation
from domain.steps import Answer

MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A buyer whose limit asks for attention."""

    buyer: str
    decision: str  # the insurer's latest word, or "unnamed" or "none"
    limit: Money
    over: Money  # owed and not insured


@dataclass(frozen=True, slots=True)
class OverdueLine:
    buyer: str
    amount: Money  # with VAT
    days: int  # since the oldest due date


@dataclass(frozen=True, slots=True)
class Summary:
    limits: tuple[LimitLine, ...]
    overdue: tuple[OverdueLine, ...]
    deadlines: tuple[Deadline, ...]
    left: Answer[Money] | None  # None: the policy does not say its envelope
    maximum: Answer[Money] | None


def summary(situation: Situation) -> Summary:
    lines = [lines_of(situation, name) for name in situation.record.names]
    limits = [limit for limit, _ in lines if limit]
    late = [overdue for _, overdue in lines if overdue]
    empty = Summary((), (), deadlines.soonest(situation)[:MOST_LINES], None, None)
    told = replace(
        empty,
        limits=tuple(sorted(limits, key=lambda line: -line.over.amount)[:MOST_LINES]),
        overdue=tuple(sorted(late, key=lambda line: -line.days)[:MOST_LINES]),
    )
    try:
        return replace(
            told, left=indemnity_left(situation), maximum=maximum_liability(situation)
        )
    except NoTermInForce:
        return told


def work_out(situation: Situation, buyer: str) -> None:
    """What questions will ask of a buyer, so that they find it worked out. What
    cannot be reckoned they will say themselves.
    """
    if buyer:
        with suppress(DomainError):
            lines_of(situation, buyer)
            deadlines.of_one(situation, buyer)
            late_invoices(situation, buyer)


def lines_of(
    situation: Situation, buyer: str
) -> tuple[LimitLine | None, OverdueLine | None]:
    """What one buyer brings to the summary; reckoned once until something touches him."""
    return situation.account(buyer).once(
        "summary", lambda: (_limit_line(situation, buyer), _overdue_line(situation, buyer))
    )


def _limit_line(situation: Situation, buyer: str) -> LimitLine | None:
    """None for a buyer whose whole outstanding is insured under a limit in force."""
    limit = limit_on(situation, buyer, situation.today)
    debt = owed(situation, buyer)
    over = (debt - insured_sum(situation, buyer)).at_least(debt.zero())
    latest = limit.decision.decision.value if limit.decision else _without(limit.state)
    troubled = latest in {"reduced", "refused", "suspended", "cancelled"}
    if not over and not (troubled and debt):
        return None
    return LimitLine(buyer, latest, limit.amount, over)


def _without(state: LimitState) -> str:
    return "unnamed" if state is LimitState.UNNAMED else "none"


def _overdue_line(situation: Situation, buyer: str) -> OverdueLine | None:
    """What is in a claim is the claim's business."""
    claimed = {
        number for claim in filed_claims(situation, buyer) for number in claim.numbers
    }
    late = [one for one in overdue(situation, buyer) if one.number not in claimed]
    if not late:
        return None
    opened = ledger(situation, buyer).open
    amount = sum((opened[one.number] for one in late), NOTHING)
    days = (situation.today - late[0].due_on).days
    return OverdueLine(buyer, Money(amount, situation.policy.currency), days)
