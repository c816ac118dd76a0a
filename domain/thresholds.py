"""What a claims threshold is compared with: the covered loss, or the unpaid debt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.cover import Part
from domain.losses import FiledClaim
from domain.money import Money
from domain.receivables import NOTHING, ledger, receivables
from domain.record import Situation


def loss_without_vat(parts: Iterable[Part]) -> Decimal:
    """The insured parts net of VAT: a threshold compares so unless it says otherwise."""
    net = NOTHING
    for part in parts:
        invoice, whole = part.receivable.invoice, part.receivable.counted
        share = invoice.net.amount / whole if invoice and whole else Decimal(1)
        net += part.insured if share == 1 else part.insured * share
    return net


def debt_of(situation: Situation, claim: FiledClaim, day: date, *, with_vat: bool) -> Money:
    """What was unpaid of the claim's invoices on a day."""
    opened = ledger(situation, claim.buyer, day).open
    known = receivables(situation, claim.buyer)
    debt = NOTHING
    for number in claim.numbers:
        gross, one = opened.get(number, NOTHING), known[number]
        net = one.invoice.net.amount if one.invoice else one.gross
        debt += gross if with_vat or not gross else net * gross / one.gross
    return Money(debt, situation.policy.currency)
