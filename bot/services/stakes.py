"""What hangs on a deadline, where it can be told."""

from __future__ import annotations

from domain import stakes
from domain.deadlines import Deadline, Origin
from domain.errors import NoTermInForce
from domain.money import Money, total
from domain.receivables import ledger, open_amount
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
    if deadline.invoice:
        return open_amount(situation, deadline.invoice) or None
    if not deadline.buyer:
        return None
    opened = ledger(situation, deadline.buyer).open.values()
    currency = situation.policy.currency
    return total((Money(amount, currency) for amount in opened), currency) or None
