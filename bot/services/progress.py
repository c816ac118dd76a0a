"""Where a claim stands, what it brought, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.services.claims import next_duty
from bot.services.stakes import at_stake
from domain.claims import Reckoning, buyer_reckonings, insurer_share
from domain.deadlines import Deadline
from domain.facts import (
    ClaimRefused,
    Collection,
    CollectionState,
    IndemnityAgreed,
    IndemnityPaid,
    Recovery,
)
from domain.help_routes import loss_payee
from domain.losses import (
    ClaimStatus,
    FiledClaim,
    claim_status,
    filed_claims,
    indemnity_expected_on,
)
from domain.money import Money, total
from domain.receivables import outstanding, overdue
from domain.record import Situation
from domain.steps import Answer


@dataclass(frozen=True, slots=True)
class Told:
    """A day and, where one was said, an amount or a ground."""

    on: date
    amount: Money | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Recovered:
    """Money after the indemnity, after its costs, and how it is shared."""

    total: Money
    insurers: Answer[Money]

    @property
    def ours(self) -> Money:
        return self.total - self.insurers.value


@dataclass(frozen=True, slots=True)
class ClaimView:
    buyer: str
    status: ClaimStatus
    reckoning: Reckoning
    expected_on: date
    agreed: tuple[Told, ...]
    paid: tuple[Told, ...]
    refused: Told | None
    recovered: Recovered | None
    collection: CollectionState | None
    payee: Answer[str]
    earlier: int  # claims of this buyer before the latest

    @property
    def claim(self) -> FiledClaim:
        return self.reckoning.claim


@dataclass(frozen=True, slots=True)
class NoClaim:
    """Nothing was handed over for this buyer: what is open, and until when it can be."""

    buyer: str
    outstanding: Answer[Money]
    is_late: bool
    deadline: Deadline | None
    at_stake: Money | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    buyer: str
    status: ClaimStatus
    requested_on: date
    amount: Money  # settled, else expected


def claim_view(situation: Situation, buyer: str) -> ClaimView | NoClaim:
    """Of the buyer's latest claim. Raises `UnknownBuyer`."""
    status = claim_status(situation, buyer).value
    if status is ClaimStatus.NONE:
        return _no_claim(situation, buyer)
    found, account = buyer_reckonings(situation, buyer), situation.account(buyer)
    latest = max(found, key=lambda each: each.claim.requested_on)
    since = latest.claim.requested_on
    collection = account.all(Collection)
    return ClaimView(
        buyer,
        status,
        latest,
        indemnity_expected_on(situation, buyer).value,
        tuple(Told(f.on, f.amount) for f in account.all(IndemnityAgreed) if f.on >= since),
        tuple(Told(f.on, f.amount) for f in account.all(IndemnityPaid) if f.on >= since),
        _refused(account.all(ClaimRefused), since),
        _recovered(situation, buyer),
        collection[-1].state if collection else None,
        loss_payee(situation, buyer),
        len(found) - 1,
    )


def claim_lines(situation: Situation) -> list[ClaimLine]:
    """Every buyer with a claim; those still to be paid first, then the latest."""
    lines = list(_lines(situation))
    done = {ClaimStatus.PAID, ClaimStatus.REFUSED}
    lines.sort(key=lambda line: line.requested_on, reverse=True)
    return sorted(lines, key=lambda line: line.status in done)


def _lines(situation: Situation) -> Iterator[ClaimLine]:
    for buyer in sorted(situation.record.claimants):
        if not filed_claims(situation, buyer):
            continue
        found = buyer_reckonings(situation, buyer)
        latest = max(found, key=lambda each: each.claim.requested_on)
        status = claim_status(situation, buyer).value
        yield ClaimLine(buyer, status, latest.claim.requested_on, latest.wears)


def _no_claim(situation: Situation, buyer: str) -> NoClaim:
    deadline = next_duty(situation, buyer)
    return NoClaim(
        buyer,
        outstanding(situation, buyer),
        bool(overdue(situation, buyer)),
        deadline,
        at_stake(situation, deadline) if deadline else None,
    )


def _refused(found: list[ClaimRefused], since: date) -> Told | None:
    told = [Told(fact.on, ground=fact.ground) for fact in found if fact.on >= since]
    return told[-1] if told else None


def _recovered(situation: Situation, buyer: str) -> Recovered | None:
    """What the buyer paid on claimed invoices after the loss counts too."""
    shares = insurer_share(situation, buyer)
    net = tuple(
        step.inputs[0]
        for step in shares.steps
        if step.label == "insurer_share" and isinstance(step.inputs[0], Money)
    )
    if not net and not situation.account(buyer).all(Recovery):
        return None
    return Recovered(total(net, situation.policy.currency), shares)
