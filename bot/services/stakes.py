"""What hangs on a deadline, where it can be told."""

from __future__ import annotations

from domain import stakes
from domain.deadlines import Deadline, Origin
from domain.errors import NoTermInForce
from domain.money import Money, total
from domain.receivables import ledger
from domain.record import Situation


def at_stake(situation: Situation, deadline: Deadline) -> Money | None:
    """The indemnity that a duty of the policy protects; None where no amount hangs on it
    alone, or where the policy does not say what is needed to reckon it.
    """
    if not deadline.buyer or deadline.origin is not Origin.POLICY:
        return None
    try:
        return stakes.at_stake(situation, deadline) or None
    except NoTermInForce:
        return None


def unpaid(situation: Situation, deadline: Deadline) -> Money | None:
    """What is unpaid, with VAT, on the invoice or by the buyer as a whole."""
    if not deadline.buyer:
        return None
    opened = ledger(situation, deadline.buyer).open
    numbers = [deadline.invoice] if deadline.invoice else list(opened)
    currency = situation.policy.currency
    amounts = (Money(opened[number], currency) for number in numbers if number in opened)
    return total(amounts, currency) or None
