"""Everything that has a last day: by contract, by law, or following from the facts.

What follows from the facts binds nobody, but is waited for: the end of a temporary limit,
the mediator's answer, the end of the waiting period, the indemnity expected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.acts import acts, done_on
from domain.deadlines import (
    Deadline,
    DutyState,
    Origin,
    buyer_deadlines,
    dated_on,
    invoice_deadlines,
    own_deadlines,
)
from domain.errors import NoSuchDuty, NoTermInForce
from domain.facts import ClaimRefused, Cover, IndemnityPaid, MediationRequested
from domain.limits import decisions
from domain.losses import FiledClaim, LossCause, filed_claims
from domain.periods import declarations, notice, of_period_and_year
from domain.policy import Event
from domain.receivables import Receivable, ledger, receivable, receivables
from domain.record import Situation
from domain.statutes import prescription, statutory

MEDIATOR_WORKING_DAYS = 5


def deadline(
    situation: Situation, duty: str, *, buyer: str = "", invoice: str = ""
) -> Deadline:
    """One duty's deadline; the earliest to come, where it comes back every period."""
    if invoice:
        one = receivable(situation, invoice)
        found = [d for d in of_invoice(situation, one) if d.duty == duty]
        found += [d for d in statutory(situation, one.buyer) if d.duty == duty]
    elif buyer:
        situation.buyer_named(buyer)
        found = [d for d in of_buyer(situation, buyer) if d.duty == duty]
        found = found or [d for d in _of_paid(situation, buyer) if d.duty == duty]
    else:
        found = [d for d in of_policy(situation) if d.duty == duty]
    if found:
        return min(found, key=lambda d: (d.state is DutyState.DISCHARGED, *_soonest(d)))
    if not situation.policy.duties.is_said:
        raise NoTermInForce("duties", situation.today)
    raise NoSuchDuty(duty, invoice or buyer, situation.today)


def deadlines(
    situation: Situation, buyer: str = "", *, until: date | None = None
) -> list[Deadline]:
    """What is still to be done, or was missed, soonest first; of one buyer or of all."""
    if buyer:
        found = of_buyer(situation, buyer)
    else:
        found = [d for name in situation.record.names for d in of_buyer(situation, name)]
        found += of_policy(situation)
    still = [d for d in found if d.state is not DutyState.DISCHARGED]
    return sorted((d for d in still if until is None or d.last_day <= until), key=_soonest)


def of_buyer(situation: Situation, buyer: str) -> list[Deadline]:
    """Every duty about a buyer and his invoices, those discharged too."""
    account = situation.account(buyer)
    return account.once("deadlines", lambda: list(_of_buyer(situation, buyer)))


def of_invoice(situation: Situation, one: Receivable) -> list[Deadline]:
    """Every duty about one invoice, rules about its buyer included."""
    return [*invoice_deadlines(situation, one), *prescription(situation, one)]


def of_policy(situation: Situation) -> list[Deadline]:
    """Every duty about the policy itself."""
    return [*of_period_and_year(situation), *_mediator(situation, "")]


def declare_by(situation: Situation) -> date:
    """The last day to declare the first period of turnover not yet declared."""
    found = [d for d in declarations(situation) if d.state is not DutyState.DISCHARGED]
    if not found:
        raise NoTermInForce("premium.declaration", situation.today)
    return min(found, key=_soonest).last_day


def notice_by(situation: Situation) -> date:
    """The last day for notice before the insurance year ends."""
    found = list(notice(situation))
    if not found:
        raise NoTermInForce("notice_to_end", situation.today)
    return found[0].last_day


def _soonest(each: Deadline) -> tuple[date, str, str, str, str]:
    return each.last_day, each.duty, each.buyer, each.invoice, each.key


def _of_paid(situation: Situation, buyer: str) -> Iterator[Deadline]:
    """What was to be done about invoices since paid."""
    for one in receivables(situation, buyer).values():
        yield from own_deadlines(situation, one)


def _of_buyer(situation: Situation, buyer: str) -> Iterator[Deadline]:
    for number, one in receivables(situation, buyer).items():
        if ledger(situation, buyer).open.get(number, one.gross):
            yield from own_deadlines(situation, one)
            yield from prescription(situation, one)
    yield from buyer_deadlines(situation, buyer)
    yield from statutory(situation, buyer)
    yield from _limit_ends(situation, buyer)
    yield from _waits(situation, buyer)
    yield from _mediator(situation, buyer)


def _limit_ends(situation: Situation, buyer: str) -> Iterator[Deadline]:
    account = situation.account(buyer)
    for cover in Cover:
        for each in decisions(account, cover):
            if each.ends_on and each.ends_on >= situation.today:
                yield dated_on(
                    situation,
                    duty="limit_end",
                    buyer=buyer,
                    event=("limit_decision", each.takes_effect_on),
                    last_day=each.ends_on,
                    clause=each.reference,
                    origin=Origin.DERIVED,
                )


def _waits(situation: Situation, buyer: str) -> Iterator[Deadline]:
    """What the policyholder waits for: the date of loss, then the indemnity."""
    for claim in filed_claims(situation, buyer):
        if claim.cause is LossCause.PROTRACTED_DEFAULT:
            yield _loss_to_come(situation, claim)
        if claim.cause is not LossCause.TOLD:
            yield _indemnity_to_come(situation, claim)


def _loss_to_come(situation: Situation, claim: FiledClaim) -> Deadline:
    found = dated_on(
        situation,
        duty="waiting_period_end",
        buyer=claim.buyer,
        event=(Event.INTERVENTION_REQUEST.value, claim.requested_on),
        last_day=claim.date_of_loss,
        clause=situation.policy.claims_waiting_period.on(claim.requested_on).clause,
        origin=Origin.DERIVED,
    )
    is_over = claim.date_of_loss < situation.today
    return replace(found, state=DutyState.DISCHARGED) if is_over else found


def _indemnity_to_come(situation: Situation, claim: FiledClaim) -> Deadline:
    start = max(claim.date_of_loss, claim.requested_on)
    period = situation.policy.indemnity_payment_period.on(start)
    found = dated_on(
        situation,
        duty="indemnity_expected",
        buyer=claim.buyer,
        event=(Event.DATE_OF_LOSS.value, claim.date_of_loss),
        last_day=period.value.after(start),
        clause=period.clause,
        origin=Origin.DERIVED,
    )
    account = situation.account(claim.buyer)
    told = (*account.all(IndemnityPaid), *account.all(ClaimRefused))
    done = min((f.on for f in told if f.on >= claim.requested_on), default=None)
    if done is None:
        return found
    return replace(found, state=DutyState.DISCHARGED, done_on=done)


def _mediator(situation: Situation, buyer: str) -> Iterator[Deadline]:
    """Of the request about this buyer; of the one about none in particular."""
    for fact in situation.all(MediationRequested):
        if fact.buyer != buyer:
            continue
        last_day = situation.calendar.working_days_after(fact.on, MEDIATOR_WORKING_DAYS)
        found = dated_on(
            situation,
            duty="mediator_answer",
            buyer=fact.buyer,
            event=("mediation_requested", fact.on),
            last_day=last_day,
            clause="",
            origin=Origin.DERIVED,
        )
        account = situation.account(fact.buyer)
        done = done_on(acts(account, "mediator_answer"), "", fact.on)
        yield (replace(found, state=DutyState.DISCHARGED, done_on=done) if done else found)
