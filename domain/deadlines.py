"""The last day for each duty that the policy's rules put on an invoice or a buyer.

A rule runs from an event; it opens and closes so many days or months after it. What opens
a window only drives reminders: an act before it counts and discharges. If several rules
lead to one duty, the earliest last day wins and the others are kept beside it. `file_by`
is the working day on or before the last day: the contract counts on `last_day`, people
act by `file_by`. The state is derived, never stored (CONTRACT §6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.acts import INTERVENTION_REQUEST as INTERVENTION_REQUEST  # noqa: PLC0414 - asked for here
from domain.acts import acts, acts_about, done_on
from domain.events import OF_AN_INVOICE, buyer_event, governs, invoice_event, rules_of
from domain.policy import Consequence, DutyRule, Scope
from domain.receivables import Receivable, ledger, oldest_unpaid, receivables
from domain.record import Account, Situation

SOON = timedelta(days=7)


class DutyState(StrEnum):
    UPCOMING = "upcoming"
    OPEN = "open"  # its window has begun
    DUE = "due"  # seven days or fewer are left to act
    MISSED = "missed"
    DISCHARGED = "discharged"


class Origin(StrEnum):
    POLICY = "policy"
    STATUTE = "statute"
    DERIVED = "derived"  # follows from terms and facts; nobody is bound by a rule


@dataclass(frozen=True, slots=True)
class Deadline:
    """`invoice` is empty when the duty is about the buyer as a whole, `buyer` too when it
    is about the policy. `done_on` is the day of the act; `late` says it came too late.
    """

    duty: str
    buyer: str
    invoice: str
    event: str
    event_on: date
    opens_on: date
    last_day: date
    file_by: date
    state: DutyState
    clause: str = ""
    consequence: Consequence = Consequence.AT_RISK
    origin: Origin = Origin.POLICY
    done_on: date | None = None
    late: bool = False
    others: tuple[Deadline, ...] = ()
    legal_extension_to: date | None = None
    period: date | None = None  # first day of the period, for duties of the policy

    @property
    def key(self) -> str:
        """What makes it itself: the same tomorrow, whatever its days become."""
        parts = [self.duty, self.buyer, self.invoice]
        return ":".join([*parts, self.period.isoformat()] if self.period else parts)

    @property
    def failed(self) -> bool:
        """Its last day passed undone, or the act came after it."""
        return self.state is DutyState.MISSED or self.late


def invoice_deadlines(situation: Situation, one: Receivable) -> tuple[Deadline, ...]:
    """One for each duty about an invoice, rules about its buyer included."""
    about_buyer = buyer_rules(situation, one.buyer)
    if _is_paid(situation, one):
        about_buyer = tuple(replace(d, state=DutyState.DISCHARGED) for d in about_buyer)
    return _earliest((*_own(situation, one), *about_buyer))


def own_deadlines(situation: Situation, one: Receivable) -> tuple[Deadline, ...]:
    """Those of the rules about the invoice itself."""
    return _earliest(tuple(_own(situation, one)))


def buyer_deadlines(situation: Situation, buyer: str) -> tuple[Deadline, ...]:
    """One for each duty about a buyer as a whole."""
    return _earliest(buyer_rules(situation, buyer))


def buyer_rules(situation: Situation, buyer: str) -> tuple[Deadline, ...]:
    """What every rule of buyer scope leads to, none merged."""
    account = situation.account(buyer)
    return account.once("buyer rules", lambda: tuple(_of_buyer(situation, account)))


@dataclass(frozen=True, slots=True)
class FailedDuty:
    """A rule whose last day passed undone, or whose act came after it."""

    duty: str
    clause: str
    consequence: Consequence
    last_day: date


def failed_duties(situation: Situation, one: Receivable) -> Iterator[FailedDuty]:
    """Of every rule about an invoice, not only the earliest of each duty. What a rule
    about the buyer failed falls on the invoices delivered by the day of the late act.
    """
    yield from _failed(situation, one)
    for each in buyer_rules(situation, one.buyer):
        if each.failed and (each.done_on is None or one.delivered_on <= each.done_on):
            yield FailedDuty(each.duty, each.clause, each.consequence, each.last_day)


def _failed(situation: Situation, one: Receivable) -> Iterator[FailedDuty]:
    for rule, clause, day in _of_invoice(situation, one):
        last_day = rule.closes.after(day)
        done = _done_on(situation, one, rule, day)
        late = situation.today if done is None else done
        if late > last_day and (done is not None or not _is_paid(situation, one)):
            yield FailedDuty(rule.duty, clause, rule.consequence, last_day)


def state_on(today: date, opens_on: date, file_by: date, last_day: date) -> DutyState:
    """Of a duty not done."""
    if today > last_day:
        return DutyState.MISSED
    if today >= file_by - SOON:
        return DutyState.DUE
    return DutyState.OPEN if today >= opens_on else DutyState.UPCOMING


def _of_invoice(
    situation: Situation, one: Receivable
) -> Iterator[tuple[DutyRule, str, date]]:
    """Each rule about an invoice, its clause, and the day of its event."""
    if one.invoice is None:
        return
    for rule, clause in rules_of(situation, Scope.INVOICE):
        for day in invoice_event(situation, one, rule):
            if governs(situation, rule, day):
                yield rule, clause, day


def _of_buyer(situation: Situation, account: Account) -> Iterator[Deadline]:
    buyer = account.buyer.name
    oldest = oldest_unpaid(situation, buyer)
    for rule, clause in rules_of(situation, Scope.BUYER):
        for day in buyer_event(situation, buyer, rule):
            if governs(situation, rule, day):
                yield _whole(situation, rule, clause, account, oldest, day)


def _own(situation: Situation, one: Receivable) -> Iterator[Deadline]:
    is_paid = _is_paid(situation, one)
    for rule, clause, day in _of_invoice(situation, one):
        done = _done_on(situation, one, rule, day)
        about = (one.buyer, one.number)
        yield _dated(situation, rule, clause, about, day, done, is_paid=is_paid)


def _done_on(
    situation: Situation, one: Receivable, rule: DutyRule, day: date
) -> date | None:
    found = acts_about(situation.account(one.buyer), rule.duty, one.number)
    if not found:
        return None
    of_invoice = rule.event in OF_AN_INVOICE or rule.duty == INTERVENTION_REQUEST
    return done_on(found, one.number, one.delivered_on if of_invoice else day)


def _is_paid(situation: Situation, one: Receivable) -> bool:
    return not ledger(situation, one.buyer).open.get(one.number, one.gross)


def _whole(
    situation: Situation,
    rule: DutyRule,
    clause: str,
    account: Account,
    oldest: Receivable | None,
    day: date,
) -> Deadline:
    of_invoice = rule.event in OF_AN_INVOICE or rule.duty == INTERVENTION_REQUEST
    since = oldest.delivered_on if oldest and of_invoice else day
    done = done_on(acts(account, rule.duty), "", since)
    about = (account.buyer.name, "")
    is_paid = oldest is None and bool(receivables(situation, account.buyer.name))
    return _dated(situation, rule, clause, about, day, done, is_paid=is_paid)


def _dated(
    situation: Situation,
    rule: DutyRule,
    clause: str,
    about: tuple[str, str],
    day: date,
    done: date | None,
    *,
    is_paid: bool,
) -> Deadline:
    opens_on = rule.opens.after(day) if rule.opens else day
    last_day = rule.closes.after(day)
    file_by = situation.calendar.working_day_on_or_before(last_day)
    state = DutyState.DISCHARGED
    if done is None and not is_paid:
        state = state_on(situation.today, opens_on, file_by, last_day)
    return Deadline(
        duty=rule.duty,
        buyer=about[0],
        invoice=about[1],
        event=rule.event.value,
        event_on=day,
        opens_on=opens_on,
        last_day=last_day,
        file_by=file_by,
        state=state,
        clause=clause,
        consequence=rule.consequence,
        done_on=done,
        late=done is not None and done > last_day,
    )


def _earliest(found: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """One for each duty: the first to end of those not done, with the others beside it."""
    if len(found) < 2:  # noqa: PLR2004
        return found
    by_duty: defaultdict[str, list[Deadline]] = defaultdict(list)
    for each in found:
        by_duty[each.duty].append(each)
    return tuple(_first(each) for each in by_duty.values())


def _first(found: list[Deadline]) -> Deadline:
    done = DutyState.DISCHARGED
    ranked = sorted(found, key=lambda d: (d.state is done, d.last_day, d.file_by, d.event))
    return replace(ranked[0], others=tuple(ranked[1:])) if ranked[1:] else ranked[0]


def dated_on(
    situation: Situation,
    *,
    duty: str,
    event: tuple[str, date],
    last_day: date,
    clause: str,
    origin: Origin,
    buyer: str = "",
    invoice: str = "",
) -> Deadline:
    opens_on = event[1]
    file_by = situation.calendar.working_day_on_or_before(last_day)
    return Deadline(
        duty=duty,
        buyer=buyer,
        invoice=invoice,
        event=event[0],
        event_on=event[1],
        opens_on=opens_on,
        last_day=last_day,
        file_by=file_by,
        state=state_on(situation.today, opens_on, file_by, last_day),
        clause=clause,
        origin=origin,
    )
