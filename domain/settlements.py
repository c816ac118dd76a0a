"""What was paid on a claim, and what came back after it.

An indemnity or a recovery belongs to the claim it names by the day of its request, else
to the latest one lost by then. A payment of the buyer after the date of loss, on claimed
invoices, is a recovery too; it is gross and brought to the basis of the claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.facts import (
    ClaimRefused,
    CreditNote,
    IndemnityAgreed,
    IndemnityPaid,
    Payment,
    Recovery,
)
from domain.losses import FiledClaim, filed_claims
from domain.money import Money, total
from domain.receivables import NOTHING, ledger, receivables
from domain.record import Situation
from domain.spans import ONE_DAY


def settled_for(situation: Situation, claim: FiledClaim) -> Money | None:
    """What was agreed or paid for a claim, the larger of the two, once."""
    if not claim.is_filed:
        return None
    account = situation.account(claim.buyer)
    told = [
        [f.amount for f in account.all(IndemnityAgreed) if claim_of(situation, f) == claim],
        [f.amount for f in account.all(IndemnityPaid) if claim_of(situation, f) == claim],
    ]
    if not any(told):
        refused = any(f.on >= claim.requested_on for f in account.all(ClaimRefused))
        return situation.policy.zero if refused else None
    return max(total(amounts, situation.policy.currency) for amounts in told)


def claim_of(
    situation: Situation, fact: IndemnityAgreed | IndemnityPaid | Recovery
) -> FiledClaim:
    """Which of a buyer's claims an indemnity is for: the one it names by the day of its
    request, else the latest that was lost by then.
    """
    claims = filed_claims(situation, fact.buyer)
    named = [claim for claim in claims if claim.requested_on == fact.claim]
    lost = [claim for claim in claims if claim.date_of_loss <= fact.on]
    return (named or lost or list(claims))[-1] if named or lost else claims[0]


def recovered_on(situation: Situation, claim: FiledClaim) -> Iterator[Money]:
    """Each recovery after its costs, in the basis of the claims: those told as such, and
    what the buyer paid on claimed invoices after the date of loss.
    """
    account = situation.account(claim.buyer)
    for fact in account.all(Recovery):
        if claim_of(situation, fact) != claim:
            continue
        net = fact.amount - fact.costs if fact.costs else fact.amount
        yield net.at_least(net.zero())
    yield from _paid_later(situation, claim)


def _paid_later(situation: Situation, claim: FiledClaim) -> Iterator[Money]:
    account = situation.account(claim.buyer)
    days = {f.on for f in account.all(Payment) if f.on > claim.date_of_loss}
    for day in sorted(days):
        before = _claimed_open(situation, claim, day - ONE_DAY)
        paid = (
            before - _claimed_open(situation, claim, day) - _credited(situation, claim, day)
        )
        if paid > 0:
            yield Money(paid, situation.policy.currency)


def _claimed_open(situation: Situation, claim: FiledClaim, day: date) -> Decimal:
    known = receivables(situation, claim.buyer)
    opened = ledger(situation, claim.buyer, day).open
    return sum(
        (known[n].counted_of(opened.get(n, NOTHING)) for n in claim.numbers), NOTHING
    )


def _credited(situation: Situation, claim: FiledClaim, day: date) -> Decimal:
    known = receivables(situation, claim.buyer)
    return sum(
        (
            known[note.invoice].counted_of(note.net.amount + note.vat.amount)
            for note in situation.account(claim.buyer).all(CreditNote)
            if note.on == day and note.invoice in claim.numbers
        ),
        NOTHING,
    )
