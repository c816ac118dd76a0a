"""Everything that has a last day: by contract, by law, or following from the facts.

Statutory duties are always on for French buyers in insolvency: declare the debt within 2
months of the BODACC publication (4 when the creditor is outside metropolitan France, or
the procedure overseas and the creditor in the mainland), claim retained title within 3,
ask relief from forclusion within 6. A statutory limit that ends on a day off runs to the
next working day (CPC 642): `last_day` stands unextended, with `legal_extension_to`.
Others follow: turnover declarations, notice before the year ends, the end of a temporary
limit, the mediator's answer, the waiting period, the indemnity expected, prescription.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from domain.deadlines import (
    Deadline,
    DutyState,
    Origin,
    acts,
    buyer_deadlines,
    done_on,
    invoice_deadlines,
    own_deadlines,
    state_on,
)
from domain.errors import NoSuchDuty, NoTermInForce
from domain.facts import (
    ClaimRefused,
    Cover,
    IndemnityPaid,
    Insolvency,
    MediationRequested,
    PolicyEnded,
    PremiumPaid,
    TurnoverDeclared,
)
from domain.limits import decisions
from domain.losses import FiledClaim, LossCause, filed_claims
from domain.policy import DutyRule, Event, Scope
from domain.premium import insurance_year, last_day_covered
from domain.receivables import Receivable, ledger, receivable, receivables
from domain.record import COMPANY, Situation
from domain.spans import ONE_DAY, InsuranceYear, Span, months_after

MEDIATOR_WORKING_DAYS = 5
OVERSEAS = ("97", "98")  # how the departments outside the mainland begin
FRENCH_OVERSEAS = frozenset(
    {"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF"}
)


@dataclass(frozen=True, slots=True)
class Statute:
    """A statutory duty on the publication of an opening judgment."""

    duty: str
    months: int
    clause: str
    from_far: int  # months, when creditor and procedure are on two sides of the sea


STATUTES = (
    Statute("declare_debt", 2, "art. L622-24, R622-24 C. com.", 4),
    Statute("claim_title", 3, "art. L624-9 C. com.", 3),
    Statute("relief", 6, "art. L622-26 C. com.", 6),
)
PRESCRIPTION = Span(months=60)  # art. L110-4 C. com.
PRESCRIPTION_OF_CARRIAGE = Span(months=12)  # art. L133-6 C. com.


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
    return [*invoice_deadlines(situation, one), *_prescription(situation, one)]


def of_policy(situation: Situation) -> list[Deadline]:
    """Every duty about the policy itself."""
    return [
        *_declarations(situation),
        *_policy_rules(situation),
        *_notice(situation),
        *_mediator(situation, ""),
    ]


def statutory(situation: Situation, buyer: str) -> list[Deadline]:
    """Of every published proceeding of a French buyer, whatever the policy counts."""
    account = situation.account(buyer)
    if account.buyer.country not in {"FR", *FRENCH_OVERSEAS}:
        return []
    first = min(
        (each.published_on for each in account.all(Insolvency) if each.published_on),
        default=None,
    )
    if first is None:
        return []
    return _published(situation, buyer, first)


def declare_by(situation: Situation) -> date:
    """The last day to declare the first period of turnover not yet declared."""
    found = [d for d in _declarations(situation) if d.state is not DutyState.DISCHARGED]
    if not found:
        raise NoTermInForce("premium.declaration", situation.today)
    return min(found, key=_soonest).last_day


def notice_by(situation: Situation) -> date:
    """The last day for notice before the insurance year ends."""
    found = list(_notice(situation))
    if not found:
        raise NoTermInForce("notice_to_end", situation.today)
    return found[0].last_day


def _soonest(each: Deadline) -> tuple[date, str, str, str, str]:
    return each.last_day, each.duty, each.buyer, each.invoice, each.key


def _of_buyer(situation: Situation, buyer: str) -> Iterator[Deadline]:
    for number, one in receivables(situation, buyer).items():
        if ledger(situation, buyer).open.get(number, one.gross):
            yield from own_deadlines(situation, one)
            yield from _prescription(situation, one)
    yield from buyer_deadlines(situation, buyer)
    yield from statutory(situation, buyer)
    yield from _limit_ends(situation, buyer)
    yield from _waits(situation, buyer)
    yield from _mediator(situation, buyer)


def _published(situation: Situation, buyer: str, published_on: date) -> list[Deadline]:
    debt = _statute(situation, STATUTES[0], buyer, published_on)
    title = _statute(situation, STATUTES[1], buyer, published_on)
    relief = _statute(situation, STATUTES[2], buyer, published_on)
    opens_on = debt.last_day + ONE_DAY
    relief = replace(relief, opens_on=opens_on)
    if debt.state is DutyState.DISCHARGED and not debt.late:
        relief = replace(relief, state=DutyState.DISCHARGED)
    elif relief.state is DutyState.OPEN and situation.today < opens_on:
        relief = replace(relief, state=DutyState.UPCOMING)
    return [debt, title, relief]


def _statute(
    situation: Situation, statute: Statute, buyer: str, published_on: date
) -> Deadline:
    months = statute.from_far if _across_the_sea(situation, buyer) else statute.months
    found = _plain(
        situation,
        duty=statute.duty,
        buyer=buyer,
        event=(Event.PUBLICATION.value, published_on),
        last_day=months_after(published_on, months),
        clause=statute.clause,
        origin=Origin.STATUTE,
    )
    working = situation.calendar.working_day_on_or_after(found.last_day)
    extended = working if working != found.last_day else None
    done = done_on(acts(situation.account(buyer), statute.duty), "", published_on)
    return _discharged(replace(found, legal_extension_to=extended), done, situation, buyer)


def _discharged(
    found: Deadline, done: date | None, situation: Situation, buyer: str
) -> Deadline:
    """By the act (in time until the legal extension), or because nothing is owed."""
    if done is not None:
        late = done > (found.legal_extension_to or found.last_day)
        return replace(found, state=DutyState.DISCHARGED, done_on=done, late=late)
    invoiced = bool(receivables(situation, buyer))
    if invoiced and not any(ledger(situation, buyer).open.values()):
        return replace(found, state=DutyState.DISCHARGED)
    return found


def _across_the_sea(situation: Situation, buyer: str) -> bool:
    """The creditor is outside metropolitan France, or only the procedure is."""
    policy = situation.policy
    creditor_away = policy.country != "FR" or _is_overseas(policy.department, policy.region)
    there = situation.account(buyer).buyer
    return creditor_away or there.country != "FR" or _is_overseas(there.department, "")


def _is_overseas(department: str, region: str) -> bool:
    return (
        department.startswith(OVERSEAS)
        or region.startswith(OVERSEAS)
        or (region in FRENCH_OVERSEAS)
    )


def _prescription(situation: Situation, one: Receivable) -> Iterator[Deadline]:
    """Of the debt itself; a reminder does not interrupt it."""
    if one.invoice is None:
        return
    carriage = one.invoice.transport
    span = PRESCRIPTION_OF_CARRIAGE if carriage else PRESCRIPTION
    found = _plain(
        situation,
        duty="prescription",
        buyer=one.buyer,
        invoice=one.number,
        event=(Event.DUE_DATE.value, one.due_on),
        last_day=span.after(one.due_on),
        clause="art. L133-6 C. com." if carriage else "art. L110-4 C. com.",
        origin=Origin.STATUTE,
    )
    if ledger(situation, one.buyer).open.get(one.number, one.gross):
        yield found
    else:
        yield replace(found, state=DutyState.DISCHARGED)


def _limit_ends(situation: Situation, buyer: str) -> Iterator[Deadline]:
    account = situation.account(buyer)
    for cover in Cover:
        for each in decisions(account, cover):
            if each.ends_on and each.ends_on >= situation.today:
                yield _plain(
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
    found = _plain(
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
    found = _plain(
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


def _periods(situation: Situation, months: int) -> Iterator[tuple[date, date]]:
    """The periods begun by today, from the first day of the policy."""
    starts_on, number = situation.policy.starts_on, 0
    last = last_day_covered(situation)
    until = min(situation.today, last) if last else situation.today
    while (first := months_after(starts_on, months * number)) <= until:
        number += 1
        yield first, months_after(starts_on, months * number) - ONE_DAY


def _declarations(situation: Situation) -> Iterator[Deadline]:
    policy = situation.policy
    if not policy.premium.is_said:
        return
    declared = situation.all(TurnoverDeclared)
    found = acts(situation.account(COMPANY), "turnover_declaration")
    every = policy.premium.on(insurance_year(situation).first_day)
    if every.value.declaration is None:
        return
    for first, last in _periods(situation, every.value.declaration.every.months):
        term = policy.premium.on(policy.year_of(first).first_day)
        declaration = term.value.declaration or every.value.declaration
        days = [f.on for f in declared if f.first_day <= first and f.last_day >= last]
        days += [act.on for act in found if act.period == first]
        yield _of_period(
            situation,
            "turnover_declaration",
            (first, last),
            declaration.due,
            term.clause,
            days,
        )


def _policy_rules(situation: Situation) -> Iterator[Deadline]:
    """Rules of policy scope, from the end of a period or of the insurance year."""
    policy = situation.policy
    for term in policy.duties.values:
        for rule in term.value:
            if rule.scope is not Scope.POLICY:
                continue
            periods = _periods(situation, _months_of(situation, rule))
            for place, (first, last) in enumerate(periods):
                if rule in policy.duties.on(last).value:
                    yield _by_rule(situation, rule, term.clause, (first, last), place)


def _months_of(situation: Situation, rule: DutyRule) -> int:
    if rule.event is not Event.PERIOD_END or not situation.policy.premium.is_said:
        return 12
    declaration = situation.policy.premium.values[-1].value.declaration
    return declaration.every.months if declaration else 12


def _by_rule(
    situation: Situation,
    rule: DutyRule,
    clause: str,
    period: tuple[date, date],
    place: int,
) -> Deadline:
    """Each payment of premium settles one period, in their order."""
    first, last = period
    account = situation.account(COMPANY)
    days = [act.on for act in acts(account, rule.duty) if act.on >= first]
    if rule.duty == "turnover_declaration":
        told = situation.all(TurnoverDeclared)
        days = [f.on for f in told if f.first_day <= first and f.last_day >= last]
    if rule.duty == "premium_payment":
        days += sorted(f.on for f in situation.all(PremiumPaid))[place : place + 1]
    found = _of_period(
        situation, rule.duty, period, rule.closes, rule.clause or clause, days
    )
    opens_on = rule.opens.after(last) if rule.opens else last
    return replace(found, opens_on=opens_on, consequence=rule.consequence)


def _of_period(
    situation: Situation,
    duty: str,
    period: tuple[date, date],
    closes: Span,
    clause: str,
    days: Iterable[date],
) -> Deadline:
    first, last = period
    last_day = closes.after(last)
    found = _plain(
        situation,
        duty=duty,
        event=(Event.PERIOD_END.value, last),
        last_day=last_day,
        clause=clause,
        origin=Origin.POLICY,
    )
    found = replace(found, period=first)
    done = min(days, default=None)
    if done is None:
        return found
    return replace(found, state=DutyState.DISCHARGED, done_on=done, late=done > last_day)


def _notice(situation: Situation) -> Iterator[Deadline]:
    """Notice for the current year; once its last day has passed, for the next."""
    policy, today = situation.policy, situation.today
    if situation.all(PolicyEnded) or today < policy.starts_on:
        return
    year = insurance_year(situation)
    term = policy.notice_to_end.on(year.first_day)
    if term.value is None:
        return
    if term.value.before(year.last_day) < today:
        year = InsuranceYear.numbered(policy.starts_on, year.number + 1)
    found = _plain(
        situation,
        duty="notice_to_end",
        event=(Event.YEAR_END.value, year.last_day),
        last_day=term.value.before(year.last_day),
        clause=term.clause,
        origin=Origin.POLICY,
    )
    days = [act.on for act in acts(situation.account(COMPANY), "notice_to_end")]
    done = next((day for day in days if day in year), None)
    found = replace(found, opens_on=year.first_day, period=year.first_day)
    yield replace(found, state=DutyState.DISCHARGED, done_on=done) if done else found


def _mediator(situation: Situation, buyer: str) -> Iterator[Deadline]:
    """Of the request about this buyer; of the one about none in particular."""
    for fact in situation.all(MediationRequested):
        if fact.buyer != buyer:
            continue
        last_day = situation.calendar.working_days_after(fact.on, MEDIATOR_WORKING_DAYS)
        found = _plain(
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


def _plain(
    situation: Situation,
    *,
    duty: str,
    event: tuple[str, date],
    last_day: date,
    clause: str,
    origin: Origin,
    buyer: str = "",
    invoice: str = "",
) -> Deadline:
    opens_on = event[1]
    file_by = situation.calendar.working_day_on_or_before(last_day)
    return Deadline(
        duty=duty,
        buyer=buyer,
        invoice=invoice,
        event=event[0],
        event_on=event[1],
        opens_on=opens_on,
        last_day=last_day,
        file_by=file_by,
        state=state_on(situation.today, opens_on, file_by, last_day),
        clause=clause,
        origin=origin,
    )
