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
    ledger,
    oldest_unpaid,
    receivables,
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
        case event:
            return (
                day
                for day in buyer_event(situation, one.buyer, event)
                if one.delivered_on <= day
            )


def _replaced(situation: Situation, one: Receivable, duty: str) -> bool:
    """A longer due date has rules of its own for this duty."""
    if not one.extensions or extended_due_on(situation, one) is None:
        return False
    rules = rules_of(situation, Scope.INVOICE)
    return any(r.event is Event.EXTENDED_DUE_DATE and r.duty == duty for r, _ in rules)


def buyer_event(situation: Situation, buyer: str, event: Event) -> Iterable[date]:
    account = situation.account(buyer)
    return account.once(("event", event), lambda: _days_of(situation, account, event))


def _days_of(situation: Situation, account: Account, event: Event) -> tuple[date, ...]:
    buyer = account.buyer.name
    days: Iterable[date | None] = ()
    match event:
        case Event.OLDEST_DUE | Event.STOP_OF_DELIVERIES | Event.DUE_DATE:
            days = (_oldest(situation, buyer, event),)
        case Event.EXTENDED_DUE_DATE:
            days = (_oldest_extended(situation, buyer),)
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
            days = ()
    return tuple(day for day in days if day is not None)


def _oldest(situation: Situation, buyer: str, event: Event) -> date | None:
    one = oldest_unpaid(situation, buyer)
    if one is None or event is not Event.STOP_OF_DELIVERIES:
        return one.due_on if one else None
    stop = situation.policy.stop_of_deliveries.on(one.due_on).value
    return stop.after(one.due_on) if stop else None


def _oldest_extended(situation: Situation, buyer: str) -> date | None:
    known = receivables(situation, buyer)
    unpaid = (known[n] for n, gross in ledger(situation, buyer).open.items() if gross)
    extended = (extended_due_on(situation, one) for one in unpaid)
    return min((day for day in extended if day), default=None)
