"""What is insured of what buyers owe, and every reason why the rest is not (CONTRACT §5).

The buyer's open, not refused invoices are taken by (delivery, number); for each, room =
the limit in force on its delivery day − the insured parts given to earlier ones. What a
primary limit leaves uncovered may lie within a complement, on a track of its own.
Payments free room for later invoices. A refusal is a value; all are given at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.deadlines import failed_duties
from domain.facts import BadNews, Cover, InterventionRequest
from domain.grounds import Ground as Ground  # noqa: PLC0414 - asked for here
from domain.grounds import Refusal as Refusal  # noqa: PLC0414
from domain.grounds import (
    Rule,
    has_limit,
    insurable,
    invoiced_in_time,
    term_allowed,
    within_cover,
)
from domain.limits import DOWNWARD, Limit, clause_of, decisions, limit_on, percentage_of
from domain.losses import judgment_on
from domain.money import Money, Percentage
from domain.policy import Consequence, StopEvent
from domain.receivables import (
    NOTHING,
    Receivable,
    extended_too_far,
    ledger,
    receivable,
    receivables,
    stopped_by,
)
from domain.record import Account, Situation
from domain.steps import Answer, Operation, Step


@dataclass(frozen=True, slots=True)
class Part:
    """The insured part of one invoice. Percentages are of the delivery day."""

    receivable: Receivable
    open: Decimal
    limit: Limit
    primary: Decimal
    complement: Decimal
    given_before: Decimal  # of the primary limit, to earlier invoices

    @property
    def insured(self) -> Decimal:
        return self.primary + self.complement


@dataclass(frozen=True, slots=True)
class OrderCover:
    """What a delivery made today would have insured, and why not the rest."""

    insured: Answer[Money]
    amount: Money
    limit: Limit
    refusals: tuple[Refusal, ...]

    @property
    def rest(self) -> Money:
        return self.amount - self.insured.value


def refusals(situation: Situation, number: str) -> tuple[Refusal, ...]:
    """Every reason to refuse, not just the first: people mend them in one go."""
    return refusals_of(situation, receivable(situation, number))


def refusals_of(situation: Situation, one: Receivable) -> tuple[Refusal, ...]:
    account = situation.account(one.buyer)
    known: dict[str, tuple[Refusal, ...]] = account.once("refusals", dict)
    found = known.get(one.number)
    if found is None:
        grounds = tuple(refusal for rule in RULES for refusal in rule(situation, one))
        found = known[one.number] = grounds
    return found


def parts(situation: Situation, buyer: str, day: date | None = None) -> dict[str, Part]:
    """The insured part of each of a buyer's open invoices, by number, after the receipts
    up to `day`; those refused have none.
    """
    account = situation.account(buyer)
    until = min(day or situation.today, situation.today)
    return account.once(("parts", until), lambda: _parts(situation, account, until))


def insured_part(situation: Situation, number: str) -> Answer[Money]:
    one = receivable(situation, number)
    part = parts(situation, one.buyer).get(number)
    if part is None:
        nothing = situation.policy.zero
        step = Step("not_insured", Operation.GIVEN, (nothing,), nothing)
        return Answer(nothing, situation.today, (step,), _first_clause(situation, one))
    return _worked(situation, part)


def insured_sum(situation: Situation, buyer: str) -> Money:
    """Of all that a buyer owes today."""

    def insured() -> Money:
        found = sum((p.insured for p in parts(situation, buyer).values()), NOTHING)
        return Money(found, situation.policy.currency)

    return situation.account(buyer).once("insured sum", insured)


def order_cover(situation: Situation, buyer: str, amount: Money) -> OrderCover:
    """`amount` in the basis of the claims (net, unless the policy covers VAT)."""
    situation.buyer_named(buyer)
    today = situation.today
    one = Receivable("", buyer, today, today, today, amount.amount, amount.amount, None)
    grounds = tuple(r for rule in AT_DELIVERY for r in rule(situation, one))
    limit = limit_on(situation, buyer, today)
    if any(refusal.takes_cover for refusal in grounds):
        zero = situation.policy.zero
        step = Step("not_insured", Operation.GIVEN, (zero,), zero, grounds[0].clause)
        answer = Answer(zero, today, (step,), grounds[0].clause)
        return OrderCover(answer, amount, limit, grounds)
    given = parts(situation, buyer).values()
    primary = sum((part.primary for part in given), NOTHING)
    complement = sum((part.complement for part in given), NOTHING)
    part = _part(one, amount.amount, limit, primary, complement)
    return OrderCover(_worked(situation, part), amount, limit, grounds)


def cover_for_order(situation: Situation, buyer: str, amount: Money) -> Answer[Money]:
    return order_cover(situation, buyer, amount).insured


def percentages_of(situation: Situation, part: Part) -> tuple[Percentage, Percentage]:
    return percentage_of(situation, part.limit, part.receivable.delivered_on)


def _parts(situation: Situation, account: Account, until: date) -> dict[str, Part]:
    buyer = account.buyer.name
    known, opened = receivables(situation, buyer), ledger(situation, buyer, until).open
    unpaid = [known[number] for number, gross in opened.items() if gross]
    unpaid.sort(key=lambda one: (one.delivered_on, one.number))
    primary = complement = NOTHING
    found: dict[str, Part] = {}
    for one in unpaid:
        if any(refusal.takes_cover for refusal in refusals_of(situation, one)):
            continue
        limit = limit_on(situation, buyer, one.delivered_on)
        open_part = one.counted_of(opened[one.number])
        part = _part(one, open_part, limit, primary, complement)
        primary += part.primary
        complement += part.complement
        found[one.number] = part
    return found


def _part(
    one: Receivable, amount: Decimal, limit: Limit, primary: Decimal, complement: Decimal
) -> Part:
    within = min(amount, max(NOTHING, limit.amount.amount - primary))
    second = limit.complement.amount if limit.complement else NOTHING
    beyond = min(amount - within, max(NOTHING, second - complement))
    return Part(one, amount, limit, within, beyond, primary)


def _worked(situation: Situation, part: Part) -> Answer[Money]:
    def money(amount: Decimal) -> Money:
        return Money(amount, situation.policy.currency)

    clause = clause_of(situation, part.limit, part.receivable.delivered_on)
    opened, limit, given = money(part.open), part.limit.amount, money(part.given_before)
    room = (limit - given).at_least(limit.zero())
    primary = money(part.primary)
    steps = [
        Step("open_amount", Operation.GIVEN, (opened,), opened),
        Step("limit_less_earlier", Operation.MINUS, (limit, given), limit - given, clause),
        Step("room", Operation.AT_LEAST, (limit - given, limit.zero()), room, clause),
        Step("insured_part", Operation.AT_MOST, (opened, room), primary, clause),
    ]
    if part.complement:
        second = money(part.complement)
        whole = primary + second
        steps.append(Step("complement_part", Operation.GIVEN, (second,), second))
        steps.append(Step("insured_part", Operation.PLUS, (primary, second), whole, clause))
    return Answer(money(part.insured), situation.today, tuple(steps), clause)


def _first_clause(situation: Situation, one: Receivable) -> str:
    grounds = refusals_of(situation, one)
    return grounds[0].clause if grounds else ""


def _not_stopped(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    policy, day = situation.policy, one.delivered_on
    oldest = _stopping(situation, one)
    if oldest:
        stop = policy.stop_of_deliveries.on(day)
        yield Refusal(Ground.AFTER_STOP, stop.clause, because_of=oldest)
        return
    also = policy.stop_also.on(day)
    for event in also.value:
        since = _stop_event(situation, one.buyer, event, day)
        if since:
            yield Refusal(Ground.AFTER_STOP, also.clause, day=since)
            return


def _stopping(situation: Situation, one: Receivable) -> str:
    """The invoice that had stopped cover on the delivery day, or nothing. An order is
    not in the ledger: it would be delivered today.
    """
    found = ledger(situation, one.buyer)
    if one.number:
        return found.stopped.get(one.number, "")
    known = receivables(situation, one.buyer)
    return stopped_by(situation.policy, known, found, situation.today)


def _stop_event(
    situation: Situation, buyer: str, event: StopEvent, day: date
) -> date | None:
    """When it had happened on or before `day`."""
    account = situation.account(buyer)
    match event:
        case StopEvent.JUDGMENT:
            found = judgment_on(situation, buyer)
        case StopEvent.INTERVENTION_REQUEST:
            found = min((f.on for f in account.all(InterventionRequest)), default=None)
        case StopEvent.BAD_NEWS:
            found = min((f.on for f in account.all(BadNews)), default=None)
        case _:  # the limit's notice
            found = _standing_notice(account, day)
    return found if found and found <= day else None


def _standing_notice(account: Account, day: date) -> date | None:
    """A later decision that gives a limit again lifts the stop."""
    told = sorted(
        (each for each in decisions(account, Cover.PRIMARY) if each.on <= day),
        key=lambda each: (each.on, each.takes_effect_on),
    )
    return told[-1].on if told and told[-1].decision in DOWNWARD else None


def _solvent(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    judged = judgment_on(situation, one.buyer)
    if judged and one.delivered_on >= judged:
        clause = situation.policy.insolvency_kinds.on(one.delivered_on).clause
        yield Refusal(Ground.INSOLVENT, clause, day=judged)


def _extension_allowed(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    too_far = extended_too_far(situation, one) if one.extensions else None
    if too_far:
        clause = situation.policy.maximum_extension_period.on(too_far.on).clause
        yield Refusal(Ground.EXTENDED_TOO_FAR, clause, day=too_far.due_on)


def _undisputed(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    if one.disputes and one.disputed_on(situation.today):
        yield Refusal(Ground.DISPUTED, day=one.disputes[-1].on)


def _duties_done(situation: Situation, one: Receivable) -> Iterator[Refusal]:
    for missed in failed_duties(situation, one):
        lost = missed.consequence is Consequence.COVER_LOST
        yield Refusal(
            Ground.DUTY_MISSED,
            missed.clause,
            takes_cover=lost,
            day=missed.last_day,
            duty=missed.duty,
        )


AT_DELIVERY: tuple[Rule, ...] = (
    within_cover,
    has_limit,
    _not_stopped,
    _solvent,
    insurable,
)
RULES: tuple[Rule, ...] = (
    *AT_DELIVERY,
    term_allowed,
    invoiced_in_time,
    _extension_allowed,
    _undisputed,
    _duties_done,
)
