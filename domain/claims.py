"""What claims should pay, and what is left of the year's envelope (CONTRACT §3 and §7).

Claims of a year rank by date of loss, day of request, buyer: each comes after those
before it, settled or not. Only amounts agreed or paid are deducted from the envelope; what
is expected stands beside it. A recovery is shared in the proportion of the indemnity to
the whole unpaid debt at the date of loss, in the basis of the claims.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.losses import claim_if_filed, filed_claims
from domain.money import Money, total
from domain.premium import insurance_year, maximum_liability, premium_is_final
from domain.receivables import ledger, open_amount
from domain.reckoning import Reckoner, Worn, restored_by, worn_by
from domain.reckoning import Reckoning as Reckoning  # noqa: PLC0414 - asked for here
from domain.record import Situation
from domain.settlements import recovered_on
from domain.spans import InsuranceYear
from domain.steps import Answer, Operation, Step


@dataclass(frozen=True, slots=True)
class Envelope:
    """A year's envelope: `expected` are claims filed and not yet settled."""

    year: InsuranceYear
    left: Answer[Money]
    maximum: Money
    used: Money
    restored: Money
    expected: Money
    is_final: bool  # else it moves with the premium


def indemnity(situation: Situation, buyer: str) -> Answer[Money]:
    """What a buyer's claims should pay as known today; before any is filed, what one
    would pay if he never paid.
    """
    found = buyer_reckonings(situation, buyer)
    if len(found) == 1:
        return found[0].indemnity
    values = tuple(each.indemnity.value for each in found)
    value = total(values, situation.policy.currency)
    steps = [step for each in found for step in each.indemnity.steps]
    steps.append(Step("indemnity", Operation.PLUS, values, value))
    return Answer(value, situation.today, tuple(steps), found[0].indemnity.clause)


def uninsured_rest(situation: Situation, buyer: str) -> Answer[Money]:
    """What stays with the policyholder of a buyer's unpaid debt."""
    found = buyer_reckonings(situation, buyer)
    debt = _debt_of_all(situation, found)
    paid = total((each.indemnity.value for each in found), situation.policy.currency)
    steps = [step for each in found for step in each.indemnity.steps]
    steps.append(Step("uninsured_rest", Operation.MINUS, (debt, paid), debt - paid))
    return Answer(debt - paid, situation.today, tuple(steps))


def _debt_of_all(situation: Situation, found: tuple[Reckoning, ...]) -> Money:
    """Each invoice once, as it stood at the date of the first loss that met it unpaid."""
    if len(found) == 1:
        return found[0].debt
    met: dict[str, Money] = {}
    for each in found:
        day = min(each.claim.date_of_loss, situation.today)
        for number, gross in ledger(situation, each.claim.buyer, day).open.items():
            if gross and number not in met:
                met[number] = open_amount(situation, number, day)
    return total(met.values(), situation.policy.currency)


def buyer_reckonings(situation: Situation, buyer: str) -> tuple[Reckoning, ...]:
    """A buyer's claims worked out; of no claim, the one that could be filed today."""
    situation.buyer_named(buyer)
    filed = [each for each in reckonings(situation) if each.claim.buyer == buyer]
    return tuple(filed) or (reckoning_if_filed(situation, buyer),)


def reckonings(situation: Situation) -> tuple[Reckoning, ...]:
    """Every filed claim of the company, in the order in which they wear the years."""
    return tuple(each.reckoning for each in _in_order(situation))


def reckoning_if_filed(situation: Situation, buyer: str) -> Reckoning:
    """After the claims that rank before it, whatever those after it then meet."""
    claim = claim_if_filed(situation, buyer)
    filed = _in_order(situation)
    place = bisect_right(filed, claim.rank, key=lambda each: each.reckoning.claim.rank)
    worn = filed[place - 1].worn.copy() if place else Worn()
    return Reckoner(situation, claim, worn).reckon()


def envelope(situation: Situation, year: date | None = None) -> Envelope:
    """A year's maximum liability, what indemnities took of it, and what is left."""
    within = insurance_year(situation, year)
    whole = maximum_liability(situation, within.first_day)
    zero = situation.policy.zero
    settled = [each for each in reckonings(situation) if each.settled is not None]
    waiting = [each for each in reckonings(situation) if each.settled is None]
    used = total((worn_by(each, within) for each in settled), zero.currency)
    restored = total(
        (restored_by(situation, each, within) for each in settled), zero.currency
    )
    expected = total((worn_by(each, within) for each in waiting), zero.currency)
    left = whole.value - used + restored
    value = left.at_least(zero)
    steps = (
        *whole.steps,
        Step("indemnities_settled", Operation.GIVEN, (used,), used),
        Step("recoveries_restored", Operation.GIVEN, (restored,), restored),
        Step("envelope_used", Operation.MINUS, (whole.value, used), whole.value - used),
        Step("envelope_restored", Operation.PLUS, (whole.value - used, restored), left),
        Step("indemnity_left", Operation.AT_LEAST, (left, zero), value, whole.clause),
    )
    answer = Answer(value, situation.today, steps, whole.clause)
    is_final = premium_is_final(situation, within.first_day)
    return Envelope(within, answer, whole.value, used, restored, expected, is_final)


def indemnity_left(situation: Situation, year: date | None = None) -> Answer[Money]:
    return envelope(situation, year).left


def insurer_share(situation: Situation, buyer: str) -> Answer[Money]:
    """The insurer's part of all recoveries on a buyer; the rest is the policyholder's."""
    situation.buyer_named(buyer)
    steps: list[Step] = []
    values: list[Money] = [situation.policy.zero]
    for each in reckonings(situation):
        if each.claim.buyer == buyer and each.debt:
            for net in recovered_on(situation, each.claim):
                inputs = (net, each.wears, each.debt)
                value = Money(
                    net.amount * each.wears.amount / each.debt.amount, net.currency
                ).rounded()
                step = Step("insurer_share", Operation.SHARE, inputs, value, rounded=True)
                steps.append(step)
                values.append(value)
    value = total(values, situation.policy.currency)
    steps.append(Step("insurer_shares", Operation.PLUS, tuple(values), value))
    return Answer(value, situation.today, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Reckoned:
    reckoning: Reckoning
    worn: Worn  # once it, and those before it, have taken their part


def _in_order(situation: Situation) -> list[_Reckoned]:
    return situation.once("reckonings", lambda: list(_reckoned(situation)))


def _reckoned(situation: Situation) -> Iterator[_Reckoned]:
    worn = Worn()
    filed = [
        claim
        for buyer in situation.record.claimants
        for claim in filed_claims(situation, buyer)
    ]
    for claim in sorted(filed, key=lambda claim: claim.rank):
        reckoning = Reckoner(situation, claim, worn).reckon()
        yield _Reckoned(reckoning, worn.copy())
