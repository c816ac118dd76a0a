"""What was paid on a claim, and what came back after it.

An indemnity or a recovery belongs to the claim it names by the day of its request, else
to the latest one lost by then. A payment of the buyer after the date of loss, on claimed
invoices, is a recovery too; it is gross and brought to the basis of the claims.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from domain.receivables import NOTHING, imputations, receivables
from domain.record import Situation


def settled_for(situation: Situation, claim: FiledClaim) -> Money | None:
    """What was agreed or paid for a claim, the larger of the two, once."""
    told = _told_for(situation, claim)
    if any(told):
        return max(total(amounts, situation.policy.currency) for amounts in told)
    return situation.policy.zero if is_refused(situation, claim) else None


def is_refused(situation: Situation, claim: FiledClaim) -> bool:
    """Refused, and nothing was agreed or paid for it."""
    refused = situation.account(claim.buyer).all(ClaimRefused)
    return (
        claim.is_filed
        and any(fact.on >= claim.requested_on for fact in refused)
        and not any(_told_for(situation, claim))
    )


def _told_for(situation: Situation, claim: FiledClaim) -> list[list[Money]]:
    if not claim.is_filed:
        return []
    account = situation.account(claim.buyer)
    return [
        [f.amount for f in account.all(IndemnityAgreed) if claim_of(situation, f) == claim],
        [f.amount for f in account.all(IndemnityPaid) if claim_of(situation, f) == claim],
    ]


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
    """By day, what payments left less of the claimed invoices; credit notes are none."""
    account, known = situation.account(claim.buyer), receivables(situation, claim.buyer)
    claimed = set(claim.numbers)
    paid = dict.fromkeys(
        sorted({f.on for f in account.all(Payment) if f.on > claim.date_of_loss}), NOTHING
    )
    for day, number, gross in imputations(situation, claim.buyer):
        if day in paid and number in claimed:
            paid[day] += known[number].counted_of(gross)
    for note in account.all(CreditNote):
        if note.on in paid and note.invoice in claimed:
            credited = note.net.amount + note.vat.amount
            paid[note.on] -= known[note.invoice].counted_of(credited)
    for amount in paid.values():
        if amount > 0:
            yield Money(amount, situation.policy.currency)
