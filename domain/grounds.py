"""Why an invoice is not insured, as its own terms say: whatever was done about it since.

A refusal is a value, with its clause; the rules that need the buyer's later history stand
in `cover` (CONTRACT §5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.limits import LimitState, clause_of, limit_on
from domain.policy import BuyerKind, Excluded
from domain.premium import last_day_covered
from domain.receivables import Receivable
from domain.record import Situation


class Ground(StrEnum):
    BEFORE_COVER = "BEFORE_COVER"
    AFTER_COVER = "AFTER_COVER"
    NO_LIMIT = "NO_LIMIT"
    LIMIT_REFUSED = "LIMIT_REFUSED"
    LIMIT_SUSPENDED = "LIMIT_SUSPENDED"
    LIMIT_CANCELLED = "LIMIT_CANCELLED"
    TERM_TOO_LONG = "TERM_TOO_LONG"
    INVOICED_LATE = "INVOICED_LATE"
    AFTER_STOP = "AFTER_STOP"
    INSOLVENT = "INSOLVENT"
    EXTENDED_TOO_FAR = "EXTENDED_TOO_FAR"
    DISPUTED = "DISPUTED"
    EXCLUDED_BUYER = "EXCLUDED_BUYER"
    DUTY_MISSED = "DUTY_MISSED"


GROUND_OF = {
    LimitState.NONE: Ground.NO_LIMIT,
    LimitState.REFUSED: Ground.LIMIT_REFUSED,
    LimitState.SUSPENDED: Ground.LIMIT_SUSPENDED,
    LimitState.CANCELLED: Ground.LIMIT_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """`takes_cover` False: the claim is at risk, but the insured part stands.

    A forfeiture, as DUTY_MISSED with `cover_lost` is, holds only if the contract's clause
    is in very apparent type (art. L112-4): `is_forfeiture` has the answer say so.
    """

    ground: Ground
    clause: str = ""
    takes_cover: bool = True
    day: date | None = None  # the day that decides: last day covered, stop, judgment…
    duty: str = ""
    because_of: str = ""  # the invoice that started a stop

    @property
    def is_forfeiture(self) -> bool:
        return self.ground is Ground.DUTY_MISSED


def within_cover(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    policy = situation.policy
    if one.delivered_on < policy.starts_on:
        yield Refusal(Ground.BEFORE_COVER, day=policy.starts_on)
    last = situation.once("last day covered", lambda: last_day_covered(situation))
    if last and one.delivered_on > last:
        yield Refusal(Ground.AFTER_COVER, policy.ends_on.values[-1].clause, day=last)


def has_limit(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    limit = limit_on(situation, one.buyer, one.delivered_on)
    ground = GROUND_OF.get(limit.state)
    if ground and not limit.lifted:
        clause = clause_of(situation, limit, one.delivered_on)
        day = limit.decision.takes_effect_on if limit.decision else None
        yield Refusal(ground, clause, day=day)


def term_allowed(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    term = situation.policy.maximum_payment_term.on(one.delivered_on)
    if term.value and one.invoice and one.due_on > term.value.after(one.issued_on):
        day = term.value.after(one.issued_on)
        yield Refusal(Ground.TERM_TOO_LONG, term.clause, day=day)


def invoiced_in_time(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    term = situation.policy.maximum_invoicing_period.on(one.delivered_on)
    if term.value is None:
        return
    last = term.value.after(one.delivered_on)
    invoiced_on = one.issued_on if one.invoice else situation.today
    if invoiced_on > last:
        yield Refusal(Ground.INVOICED_LATE, term.clause, day=last)


def insurable(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    excluded = situation.policy.excluded.on(one.delivered_on)
    buyer = situation.account(one.buyer).buyer
    prepaid = one.invoice is not None and one.invoice.prepaid
    is_company = buyer.kind is BuyerKind.COMPANY
    if (not is_company and Excluded(buyer.kind.value) in excluded.value) or (
        prepaid and Excluded.PREPAID in excluded.value
    ):
        yield Refusal(Ground.EXCLUDED_BUYER, excluded.clause)


Rule = Callable[[Situation, Receivable], Iterator[Refusal]]
OF_ITSELF: tuple[Rule, ...] = (
    within_cover,
    has_limit,
    insurable,
    term_allowed,
    invoiced_in_time,
)


def is_insurable(situation: Situation, one: Receivable) -> bool:
    """Nothing in its own terms keeps it out of a claim."""
    return not any(True for rule in OF_ITSELF for _ in rule(situation, one))
