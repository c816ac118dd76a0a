"""Claims as they were filed, and the day of each loss (CONTRACT §7).

Date of loss: the earlier of the judgment and the end of the waiting period; with no
waiting period, the day of the request. A request made up to the date of loss of an
earlier one joins it; a later one opens a claim of its own. An indemnity on a buyer of
whom no request is known counts as a claim lost on the day it was agreed or paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.errors import NotKnown
from domain.facts import (
    ClaimRefused,
    Collection,
    CollectionState,
    IndemnityAgreed,
    IndemnityPaid,
    Insolvency,
    InterventionRequest,
)
from domain.grounds import is_insurable
from domain.receivables import Receivable, ledger, opened_on, receivables
from domain.record import Account, Situation
from domain.steps import Answer, Operation, Step


class LossCause(StrEnum):
    DE_JURE_INSOLVENCY = "de_jure_insolvency"
    PROTRACTED_DEFAULT = "protracted_default"
    INTERVENTION_REQUEST = "intervention_request"  # the policy has no waiting period
    TOLD = "told"  # only the indemnity is known


class ClaimStatus(StrEnum):
    NONE = "none"
    WAITING = "waiting"  # requested, the date of loss is still to come
    PAYABLE = "payable"  # lost; the insurer's time to pay runs
    OVERDUE = "overdue"  # that time is over and nothing came
    AGREED = "agreed"
    PAID = "paid"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FiledClaim:
    buyer: str
    requested_on: date
    date_of_loss: date
    cause: LossCause
    numbers: tuple[str, ...]  # of the invoices in the claim
    is_filed: bool = True  # else: what it would be, were it filed today

    @property
    def rank(self) -> tuple[date, date, str]:
        """Claims of one year come after each other in this order."""
        return self.date_of_loss, self.requested_on, self.buyer


def insolvencies(situation: Situation, buyer: str) -> list[Insolvency]:
    """The proceedings that the policy counts as insolvency, the earliest first."""
    kinds = situation.policy.insolvency_kinds
    counted = [
        each
        for each in situation.account(buyer).all(Insolvency)
        if each.kind in kinds.on(max(each.judgment_on, situation.policy.starts_on)).value
        and each.judgment_on <= situation.today
    ]
    return sorted(counted, key=lambda each: each.judgment_on)


def judgment_on(situation: Situation, buyer: str) -> date | None:
    def first() -> date | None:
        found = insolvencies(situation, buyer)
        return found[0].judgment_on if found else None

    return situation.account(buyer).once("judgment", first)


def filed_claims(situation: Situation, buyer: str) -> tuple[FiledClaim, ...]:
    account = situation.account(buyer)
    return account.once("claims", lambda: _filed(situation, account))


def claim_if_filed(situation: Situation, buyer: str) -> FiledClaim:
    """What would be claimed if the request were made today, on all that is unpaid."""
    unpaid = _unpaid(situation, buyer, situation.today)
    return _claim(situation, buyer, situation.today, unpaid, is_filed=False)


def latest_claim(situation: Situation, buyer: str) -> FiledClaim | None:
    found = filed_claims(situation, buyer)
    return found[-1] if found else None


def date_of_loss(situation: Situation, buyer: str) -> Answer[date]:
    """Of the latest claim; of no claim, the judgment's day."""
    situation.buyer_named(buyer)
    claim = latest_claim(situation, buyer)
    day = claim.date_of_loss if claim else judgment_on(situation, buyer)
    if day is None:
        raise NotKnown("date_of_loss", situation.today)
    label = claim.cause.value if claim else LossCause.DE_JURE_INSOLVENCY.value
    step = Step(label, Operation.GIVEN, (day,), day)
    return Answer(day, situation.today, (step,), _waiting_clause(situation, claim))


def indemnity_expected_on(situation: Situation, buyer: str) -> Answer[date]:
    """The later of date of loss and request, and the insurer's time to pay after it."""
    situation.buyer_named(buyer)
    claim = latest_claim(situation, buyer) or claim_if_filed(situation, buyer)
    start = max(claim.date_of_loss, claim.requested_on)
    period = situation.policy.indemnity_payment_period.on(start)
    day = period.value.after(start)
    step = Step("indemnity_expected_on", Operation.GIVEN, (day,), day, period.clause)
    return Answer(day, situation.today, (step,), period.clause)


def claim_status(situation: Situation, buyer: str) -> Answer[ClaimStatus]:
    situation.buyer_named(buyer)
    return Answer(_status(situation, buyer), situation.today)


def collection_state(situation: Situation, buyer: str) -> CollectionState | None:
    """How the insurer recovers a claim: amicably, before a judge, no more; None: untold."""
    situation.buyer_named(buyer)
    told = situation.account(buyer).all(Collection)
    return told[-1].state if told else None


def _status(situation: Situation, buyer: str) -> ClaimStatus:
    claim, account = latest_claim(situation, buyer), situation.account(buyer)
    if claim is None:
        return ClaimStatus.NONE
    told: tuple[
        tuple[type[IndemnityPaid | ClaimRefused | IndemnityAgreed], ClaimStatus], ...
    ]
    told = (
        (IndemnityPaid, ClaimStatus.PAID),
        (IndemnityAgreed, ClaimStatus.AGREED),
        (ClaimRefused, ClaimStatus.REFUSED),
    )
    for kind, status in told:
        if any(fact.on >= claim.requested_on for fact in account.all(kind)):
            return status
    if situation.today < claim.date_of_loss:
        return ClaimStatus.WAITING
    expected = indemnity_expected_on(situation, buyer).value
    return ClaimStatus.OVERDUE if situation.today > expected else ClaimStatus.PAYABLE


def _filed(situation: Situation, account: Account) -> tuple[FiledClaim, ...]:
    buyer, requests = account.buyer.name, account.all(InterventionRequest)
    found, numbers, taken = list[FiledClaim](), list[list[str]](), set[str]()
    known = receivables(situation, buyer)
    evenings = opened_on(situation, buyer, (request.on for request in requests))
    for request, opened in zip(requests, evenings, strict=True):
        named = dict.fromkeys(request.invoices or opened)
        free = (number for number in named if opened.get(number) and number not in taken)
        asked = [known[number] for number in free if known[number].invoice]
        new = _claim(situation, buyer, request.on, asked, is_filed=True)
        taken.update(new.numbers)
        if found and _joins(new, found[-1]):
            numbers[-1] += new.numbers
        else:
            found.append(new)
            numbers.append([*new.numbers])
    claims = zip(found, numbers, strict=True)
    return tuple(replace(one, numbers=tuple(its)) for one, its in claims) or _told(account)


def _joins(new: FiledClaim, earlier: FiledClaim) -> bool:
    same_loss = new.date_of_loss == earlier.date_of_loss
    return same_loss or new.requested_on <= earlier.date_of_loss


def _claim(
    situation: Situation,
    buyer: str,
    requested_on: date,
    invoices: Iterable[Receivable],
    *,
    is_filed: bool,
) -> FiledClaim:
    claimed = sorted(invoices, key=lambda one: one.place)
    day, cause = _waited(situation, requested_on, claimed)
    judged = judgment_on(situation, buyer)
    if judged is not None and judged <= day:
        day, cause = judged, LossCause.DE_JURE_INSOLVENCY
    numbers = tuple(one.number for one in claimed)
    return FiledClaim(buyer, requested_on, day, cause, numbers, is_filed)


def _waited(
    situation: Situation, requested_on: date, claimed: list[Receivable]
) -> tuple[date, LossCause]:
    waiting = situation.policy.claims_waiting_period.on(requested_on).value
    if waiting is None:
        return requested_on, LossCause.INTERVENTION_REQUEST
    start = requested_on
    if waiting.from_due_date and claimed:
        eligible = (one for one in claimed if is_insurable(situation, one))
        start = next(eligible, claimed[0]).due_on
    return waiting.span.after(start), LossCause.PROTRACTED_DEFAULT


def _unpaid(situation: Situation, buyer: str, day: date) -> list[Receivable]:
    """Invoiced, delivered by then and still open that evening."""
    known, opened = receivables(situation, buyer), ledger(situation, buyer, day).open
    return [known[n] for n, gross in opened.items() if gross and known[n].invoice]


def _told(account: Account) -> tuple[FiledClaim, ...]:
    days = [f.on for kind in (IndemnityAgreed, IndemnityPaid) for f in account.all(kind)]
    if not days:
        return ()
    first = min(days)
    return (FiledClaim(account.buyer.name, first, first, LossCause.TOLD, ()),)


def _waiting_clause(situation: Situation, claim: FiledClaim | None) -> str:
    if claim is None or claim.cause is not LossCause.PROTRACTED_DEFAULT:
        return ""
    return situation.policy.claims_waiting_period.on(claim.requested_on).clause
