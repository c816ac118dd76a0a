"""What duties run from: the days of each event, for an invoice or a buyer.

The event's day says which version of the policy's rules governs. A longer due date that
counts has its own rules, where the policy gives any for that duty (CONTRACT §5).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.facts import BadNews, Cover, Insolvency
from domain.limits import DOWNWARD, decisions
from domain.losses import filed_claims, insolvencies
from domain.policy import DutyRule, Event, Scope
from domain.receivables import (
    Receivable,
    extended_due_on,
    last_paid,
    oldest_stopping,
    oldest_unpaid,
    unpaid_invoices,
)
from domain.record import Account, Situation

OF_AN_INVOICE = frozenset(
    {
        Event.DELIVERY,
        Event.INVOICE_DATE,
        Event.DUE_DATE,
        Event.OLDEST_DUE,
        Event.EXTENDED_DUE_DATE,
        Event.STOP_OF_DELIVERIES,
    }
)


def rules_of(situation: Situation, scope: Scope) -> tuple[tuple[DutyRule, str], ...]:
    """Of every version of the policy: the event's day will say which one governs."""

    def found() -> tuple[tuple[DutyRule, str], ...]:
        said = {
            (rule, rule.clause or term.clause): None
            for term in situation.policy.duties.values
            for rule in term.value
            if rule.scope is scope
        }
        return tuple(said)

    return situation.once(("rules", scope), found)


def governs(situation: Situation, rule: DutyRule, day: date) -> bool:
    return rule in situation.policy.duties.on(day).value


def invoice_event(situation: Situation, one: Receivable, rule: DutyRule) -> Iterable[date]:
    match rule.event:
        case Event.DELIVERY:
            return (one.delivered_on,)
        case Event.INVOICE_DATE:
            return (one.issued_on,)
        case Event.DUE_DATE:
            return () if _replaced(situation, one, rule.duty) else (one.due_on,)
        case Event.EXTENDED_DUE_DATE:
            extended = extended_due_on(situation, one)
            return () if extended is None else (extended,)
        case _:
            return (
                day
                for day in buyer_event(situation, one.buyer, rule)
                if one.delivered_on <= day
            )


def _replaced(situation: Situation, one: Receivable, duty: str) -> bool:
    """The longer due date has a rule of its own for this duty, in force on that day."""
    extended = extended_due_on(situation, one) if one.extensions else None
    return extended is not None and any(
        rule.event is Event.EXTENDED_DUE_DATE and rule.duty == duty
        for rule in situation.policy.duties.on(extended).value
    )


def buyer_event(situation: Situation, buyer: str, rule: DutyRule) -> Iterable[date]:
    account = situation.account(buyer)
    duty = rule.duty if rule.event is Event.DUE_DATE else ""
    return account.once(
        ("event", rule.event, duty), lambda: _days_of(situation, account, rule)
    )


def _days_of(situation: Situation, account: Account, rule: DutyRule) -> tuple[date, ...]:
    buyer = account.buyer.name
    days: Iterable[date | None] = ()
    match rule.event:
        case Event.LIMIT_NOTICE:
            told = decisions(account, Cover.PRIMARY)
            days = (each.on for each in told if each.decision in DOWNWARD)
        case Event.JUDGMENT:
            days = (each.judgment_on for each in insolvencies(situation, buyer))
        case Event.PUBLICATION:
            days = (each.published_on for each in account.all(Insolvency))
        case Event.BAD_NEWS:
            days = (each.on for each in account.all(BadNews))
        case Event.INTERVENTION_REQUEST:
            days = (claim.requested_on for claim in filed_claims(situation, buyer))
        case Event.DATE_OF_LOSS:
            days = (claim.date_of_loss for claim in filed_claims(situation, buyer))
        case _:
            days = (_day_of_invoices(situation, buyer, rule),)
    return tuple(day for day in days if day is not None)


def _day_of_invoices(situation: Situation, buyer: str, rule: DutyRule) -> date | None:
    """Told by what the buyer owes as a whole."""
    match rule.event:
        case Event.OLDEST_DUE:
            return _oldest_due(situation, buyer)
        case Event.DUE_DATE:
            return _due_by_rule(situation, buyer, rule.duty)
        case Event.STOP_OF_DELIVERIES:
            return _stop(situation, buyer)
        case Event.EXTENDED_DUE_DATE:
            return _oldest_extended(situation, buyer)
        case _:
            return None


def _oldest_due(situation: Situation, buyer: str) -> date | None:
    """Of the oldest unpaid invoice; when all is paid, of the one that was paid last."""
    one = oldest_unpaid(situation, buyer) or last_paid(situation, buyer)
    return one.due_on if one else None


def _due_by_rule(situation: Situation, buyer: str, duty: str) -> date | None:
    """The oldest due date that no longer one replaces; when all is paid, the last paid."""
    unpaid = unpaid_invoices(situation, buyer)
    if not unpaid:
        return _oldest_due(situation, buyer)
    counting = (one.due_on for one in unpaid if not _replaced(situation, one, duty))
    return min(counting, default=None)


def _stop(situation: Situation, buyer: str) -> date | None:
    """The last day covered after the invoice that stops deliveries, or will."""
    one = oldest_stopping(situation, buyer)
    stop = situation.policy.stop_of_deliveries.on(one.due_on).value if one else None
    return stop.after(one.due_on) if one and stop else None


def _oldest_extended(situation: Situation, buyer: str) -> date | None:
    unpaid = unpaid_invoices(situation, buyer)
    extended = (extended_due_on(situation, one) for one in unpaid)
    return min((day for day in extended if day), default=None)
