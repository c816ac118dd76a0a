"""What a claim should pay, and what is left of the year's envelope (CONTRACT §3 and §7).

Insured parts are frozen at the date of loss. Then, in the contract's order: under the
threshold nothing; × percentage, rounded once per percentage; − deductible; − what is left
of the year's first loss; capped at what is left of the envelope. Claims of a year rank by
date of loss, day of request, buyer: each comes after those before it, settled or not, and
its own payment does not cap it. A recovery is shared in the proportion of the indemnity
to the whole unpaid debt at the date of loss, in the basis of the claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal

from domain.cover import Part, Refusal, parts, percentages_of, refusals_of
from domain.facts import (
    ClaimRefused,
    CreditNote,
    IndemnityAgreed,
    IndemnityPaid,
    Payment,
    Recovery,
)
from domain.limits import LimitState
from domain.losses import FiledClaim, claim_if_filed, filed_claims
from domain.money import CENT, Money, Percentage, total
from domain.policy import IndemnityYear, ReckoningStep
from domain.premium import insurance_year, maximum_liability, premium_is_final
from domain.receivables import NOTHING, ledger, receivables
from domain.record import Situation
from domain.spans import ONE_DAY, InsuranceYear
from domain.steps import Answer, Operation, Step


@dataclass(slots=True, eq=False)
class Share:
    """A part of a claim under one percentage, wearing one insurance year."""

    kind: str  # "named", "unnamed" or "complement"
    percentage: Percentage
    year: InsuranceYear
    own_envelope: bool
    amount: Decimal

    @property
    def group(self) -> tuple[str, Decimal]:
        return self.kind, self.percentage.value


@dataclass(slots=True, eq=False)
class Worn:
    """What earlier claims of the years have taken, by the years' first days."""

    first_loss: defaultdict[date, Decimal] = field(
        default_factory=lambda: defaultdict(Decimal)
    )
    envelope: defaultdict[date, Decimal] = field(
        default_factory=lambda: defaultdict(Decimal)
    )


@dataclass(frozen=True, slots=True)
class Uninsured:
    """Why an invoice of the claim, or a part of it, is not insured."""

    invoice: str
    amount: Money
    refusals: tuple[Refusal, ...]  # none: it lies above the limit


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A claim worked out. `settled` is what was agreed or paid, None as long as nothing
    was; `debt` the whole unpaid debt at the date of loss, in the basis of the claims.
    """

    claim: FiledClaim
    indemnity: Answer[Money]
    covered_loss: Money
    debt: Money
    uninsured: tuple[Uninsured, ...]
    settled: Money | None
    shares: tuple[Share, ...]
    year: InsuranceYear  # of the date of loss

    @property
    def uninsured_rest(self) -> Money:
        """What stays with the policyholder, percentage and all."""
        return self.debt - self.indemnity.value

    @property
    def gap(self) -> Money | None:
        """Expected less paid; None as long as nothing was settled."""
        return None if self.settled is None else self.indemnity.value - self.settled

    @property
    def wears(self) -> Money:
        return self.indemnity.value if self.settled is None else self.settled


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
    debt = total((each.debt for each in found), situation.policy.currency)
    paid = total((each.indemnity.value for each in found), situation.policy.currency)
    steps = [step for each in found for step in each.indemnity.steps]
    steps.append(Step("uninsured_rest", Operation.MINUS, (debt, paid), debt - paid))
    return Answer(debt - paid, situation.today, tuple(steps))


def buyer_reckonings(situation: Situation, buyer: str) -> tuple[Reckoning, ...]:
    """A buyer's claims worked out; of no claim, the one that could be filed today."""
    situation.buyer_named(buyer)
    filed = [each for each in reckonings(situation) if each.claim.buyer == buyer]
    return tuple(filed) or (reckoning_if_filed(situation, buyer),)


def reckonings(situation: Situation) -> tuple[Reckoning, ...]:
    """Every filed claim of the company, in the order in which they wear the years."""
    return situation.once("reckonings", lambda: tuple(_in_order(situation, ())))


def reckoning_if_filed(situation: Situation, buyer: str) -> Reckoning:
    claim = claim_if_filed(situation, buyer)
    found = _in_order(situation, (claim,))
    return next(each for each in found if each.claim is claim)


def envelope(situation: Situation, year: date | None = None) -> Envelope:
    """A year's maximum liability, what indemnities took of it, and what is left."""
    within = insurance_year(situation, year)
    whole = maximum_liability(situation, within.first_day)
    zero = situation.policy.zero
    settled = [each for each in reckonings(situation) if each.settled is not None]
    waiting = [each for each in reckonings(situation) if each.settled is None]
    used = total((_wear(each, within) for each in settled), zero.currency)
    restored = total(
        (_restored(situation, each, within) for each in settled), zero.currency
    )
    expected = total((_wear(each, within) for each in waiting), zero.currency)
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
            for net in _recovered(situation, each):
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


def _in_order(situation: Situation, also: tuple[FiledClaim, ...]) -> Iterator[Reckoning]:
    worn = Worn()
    filed = [
        claim
        for buyer in situation.record.claimants
        for claim in filed_claims(situation, buyer)
    ]
    for claim in sorted((*filed, *also), key=lambda claim: claim.rank):
        yield _Reckoner(situation, claim, worn).reckon()


class _Reckoner:
    """Takes one claim through the steps of the contract."""

    def __init__(self, situation: Situation, claim: FiledClaim, worn: Worn) -> None:
        self.situation, self.policy, self.claim, self.worn = (
            situation,
            situation.policy,
            claim,
            worn,
        )
        self.year = insurance_year(situation, claim.date_of_loss)
        self.day = min(claim.date_of_loss, situation.today)
        self.steps: list[Step] = []
        self.absorbed: defaultdict[date, Decimal] = defaultdict(Decimal)
        found = parts(situation, claim.buyer, self.day)
        self.parts = [found[number] for number in claim.numbers if number in found]
        self.shares = self._shares()

    def reckon(self) -> Reckoning:
        covered = self._covered_loss()
        if not self.claim.numbers:
            self._say("indemnity", Operation.GIVEN, covered, covered)
        elif self._under_threshold(covered):
            self._nothing()
        else:
            for step in self.policy.reckoning.on(self.year.first_day).value:
                self._take(step)
            self._close(covered)
        return self._result(covered)

    def _result(self, covered: Money) -> Reckoning:
        settled = _settled(self.situation, self.claim)
        value = self._sum()
        clause = self.steps[-1].clause
        answer = Answer(value, self.situation.today, tuple(self.steps), clause)
        result = Reckoning(
            self.claim,
            answer,
            covered,
            self._debt(),
            tuple(self._uninsured()),
            settled,
            tuple(self.shares),
            self.year,
        )
        for day, amount in self.absorbed.items():
            self.worn.first_loss[day] += amount
        for year in {share.year for share in self.shares} or {self.year}:
            taken = _wear(result, year) - _restored(self.situation, result, year)
            self.worn.envelope[year.first_day] += taken.amount
        return result

    def _shares(self) -> list[Share]:
        by_delivery = (
            self.policy.indemnity_year.on(self.year.first_day).value
            is IndemnityYear.DELIVERY
        )
        found: dict[tuple[object, ...], Share] = {}
        for part in self.parts:
            day = part.receivable.delivered_on
            year = insurance_year(self.situation, day) if by_delivery else self.year
            for share in self._of_part(part, year):
                key = (*share.group, share.own_envelope, year)
                if key in found:
                    found[key].amount += share.amount
                else:
                    found[key] = share
        return [found[key] for key in sorted(found, key=repr)]

    def _of_part(self, part: Part, year: InsuranceYear) -> Iterator[Share]:
        primary, complement = percentages_of(self.situation, part)
        kind = "unnamed" if part.limit.state is LimitState.UNNAMED else "named"
        if part.primary:
            yield Share(kind, primary, year, own_envelope=False, amount=part.primary)
        by = part.limit.complement_decision
        if part.complement and by is not None:
            own = by.own_envelope
            yield Share(
                "complement", complement, year, own_envelope=own, amount=part.complement
            )

    def _covered_loss(self) -> Money:
        insured = tuple(self._money(part.insured) for part in self.parts)
        value = total(insured, self.policy.currency)
        self._say("covered_loss", Operation.PLUS, value, *(insured or (value,)))
        return value

    def _under_threshold(self, covered: Money) -> bool:
        term = self.policy.claims_threshold.on(self.year.first_day)
        threshold = term.value
        if threshold is None:
            return False
        compared = covered
        if threshold.on_debt:
            compared = self._unpaid(with_vat=threshold.with_vat)
        elif not threshold.with_vat:
            compared = self._without_vat()
        if compared >= threshold.amount:
            return False
        amount = threshold.amount
        self._say("claims_threshold", Operation.GIVEN, amount, amount, clause=term.clause)
        return True

    def _without_vat(self) -> Money:
        """The covered loss net of VAT: the threshold compares so by default."""
        net = NOTHING
        for part in self.parts:
            invoice = part.receivable.invoice
            whole = part.receivable.counted
            share = invoice.net.amount / whole if invoice and whole else Decimal(1)
            net += part.insured if share == 1 else part.insured * share
        return self._money(net)

    def _unpaid(self, *, with_vat: bool) -> Money:
        opened = ledger(self.situation, self.claim.buyer, self.day).open
        known = receivables(self.situation, self.claim.buyer)
        debt = NOTHING
        for number in self.claim.numbers:
            gross, one = opened.get(number, NOTHING), known[number]
            net = one.invoice.net.amount if one.invoice else one.gross
            debt += gross if with_vat or not gross else net * gross / one.gross
        return self._money(debt)

    def _nothing(self) -> None:
        for share in self.shares:
            share.amount = NOTHING
        zero = self.policy.zero
        self._say("indemnity", Operation.GIVEN, zero, zero)

    def _take(self, step: ReckoningStep) -> None:
        takes = {
            ReckoningStep.PERCENTAGE: self._percentage,
            ReckoningStep.DEDUCTIBLE: self._deductible,
            ReckoningStep.AGGREGATE_FIRST_LOSS: self._aggregate_first_loss,
            ReckoningStep.MAXIMUM_LIABILITY: self._maximum_liability,
        }
        takes[step]()

    def _percentage(self) -> None:
        groups: defaultdict[tuple[str, Decimal], list[Share]] = defaultdict(list)
        for share in self.shares:
            groups[share.group].append(share)
        values = []
        for (kind, number), shares in groups.items():
            before = self._money(sum((share.amount for share in shares), NOTHING))
            percentage = Percentage(number)
            value = before.times(percentage).rounded()
            _spread(shares, value.amount)
            label, clause = f"insured_share:{kind}", self._percentage_clause(kind)
            inputs = (before, percentage)
            step = Step(label, Operation.TIMES, inputs, value, clause, rounded=True)
            self.steps.append(step)
            values.append(value)
        if len(values) != 1:
            whole = total(values, self.policy.currency)
            self._say("insured_share", Operation.PLUS, whole, *(values or [whole]))

    def _percentage_clause(self, kind: str) -> str:
        if kind == "unnamed":
            return self.policy.unnamed.values[-1].clause
        days = [part.receivable.delivered_on for part in self.parts]
        return (
            self.policy.insured_percentage.on(max(days)).clause if kind == "named" else ""
        )

    def _deductible(self) -> None:
        term = self.policy.deductible.on(self.year.first_day)
        before = self._sum()
        if term.value:
            off = term.value.at_most(before)
            _spread(self.shares, before.amount - off.amount)
            left = before - off
            self._say("deductible", Operation.MINUS, left, before, off, clause=term.clause)

    def _aggregate_first_loss(self) -> None:
        before, taken, clause = self._sum(), NOTHING, ""
        for year, shares in self._by_year(lambda _share: True).items():
            term = self.policy.aggregate_first_loss.on(year.first_day)
            if term.value:
                left = term.value.amount - self.worn.first_loss[year.first_day]
                whole = sum((share.amount for share in shares), NOTHING)
                absorbed = min(whole, max(NOTHING, left))
                _spread(shares, whole - absorbed)
                self.absorbed[year.first_day] += absorbed
                taken, clause = taken + absorbed, term.clause
        if taken:
            off = self._money(taken)
            self._say(
                "aggregate_first_loss",
                Operation.MINUS,
                before - off,
                before,
                off,
                clause=clause,
            )

    def _maximum_liability(self) -> None:
        for year, shares in self._by_year(lambda share: not share.own_envelope).items():
            limit = maximum_liability(self.situation, year.first_day)
            left = limit.value - self._money(self.worn.envelope[year.first_day])
            ceiling = left.at_least(left.zero())
            whole = self._money(sum((share.amount for share in shares), NOTHING))
            value, before = whole.at_most(ceiling), self._sum()
            _spread(shares, value.amount)
            if before == whole:
                self._say(
                    "indemnity_left",
                    Operation.AT_MOST,
                    value,
                    whole,
                    ceiling,
                    clause=limit.clause,
                )
            elif value < whole:
                cut = whole - value
                self._say(
                    "above_envelope",
                    Operation.MINUS,
                    before - cut,
                    before,
                    cut,
                    clause=limit.clause,
                )

    def _by_year(self, wanted: Callable[[Share], bool]) -> dict[InsuranceYear, list[Share]]:
        found: defaultdict[InsuranceYear, list[Share]] = defaultdict(list)
        for share in self.shares:
            if wanted(share):
                found[share.year].append(share)
        return dict(sorted(found.items()))

    def _close(self, covered: Money) -> None:
        """Rounded to the cent, and never above the covered loss: nobody gains."""
        value = self._sum().rounded()
        if value > covered:
            value = Money(covered.amount.quantize(CENT, ROUND_DOWN), covered.currency)
        step = Step("indemnity", Operation.GIVEN, (value,), value, self._last_clause())
        self.steps.append(step)
        _spread(self.shares, value.amount)

    def _last_clause(self) -> str:
        return next((step.clause for step in reversed(self.steps) if step.clause), "")

    def _debt(self) -> Money:
        known = receivables(self.situation, self.claim.buyer)
        opened = ledger(self.situation, self.claim.buyer, self.day).open
        owed = (
            known[number].counted_of(gross) for number, gross in opened.items() if gross
        )
        return self._money(sum(owed, NOTHING))

    def _uninsured(self) -> Iterator[Uninsured]:
        known = receivables(self.situation, self.claim.buyer)
        opened = ledger(self.situation, self.claim.buyer, self.day).open
        insured = {part.receivable.number: part.insured for part in self.parts}
        for number in self.claim.numbers:
            one = known[number]
            rest = one.counted_of(opened.get(number, NOTHING)) - insured.get(
                number, NOTHING
            )
            if rest:
                grounds = refusals_of(self.situation, one)
                yield Uninsured(number, self._money(rest), grounds)

    def _sum(self) -> Money:
        return self._money(sum((share.amount for share in self.shares), NOTHING))

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.policy.currency)

    def _say(
        self,
        label: str,
        operation: Operation,
        value: Money,
        *inputs: Money,
        clause: str = "",
    ) -> None:
        self.steps.append(Step(label, operation, inputs, value, clause))


def _spread(shares: list[Share], amount: Decimal) -> None:
    """Make the shares add up to `amount`, in their proportions."""
    whole = sum((share.amount for share in shares), NOTHING)
    if whole == amount:
        return
    for share in shares:
        share.amount = (
            amount
            if len(shares) == 1
            else share.amount * amount / whole
            if whole
            else NOTHING
        )


def _settled(situation: Situation, claim: FiledClaim) -> Money | None:
    """What was agreed or paid for a claim, the larger of the two, once."""
    if not claim.is_filed:
        return None
    account = situation.account(claim.buyer)
    told = [
        [
            f.amount
            for f in account.all(IndemnityAgreed)
            if _claim_of(situation, f) == claim
        ],
        [f.amount for f in account.all(IndemnityPaid) if _claim_of(situation, f) == claim],
    ]
    if not any(told):
        refused = any(f.on >= claim.requested_on for f in account.all(ClaimRefused))
        return situation.policy.zero if refused else None
    return max(total(amounts, situation.policy.currency) for amounts in told)


def _claim_of(
    situation: Situation, fact: IndemnityAgreed | IndemnityPaid | Recovery
) -> FiledClaim:
    """Which of a buyer's claims an indemnity is for: the one it names by the day of its
    request, else the latest that was lost by then.
    """
    claims = filed_claims(situation, fact.buyer)
    named = [claim for claim in claims if claim.requested_on == fact.claim]
    lost = [claim for claim in claims if claim.date_of_loss <= fact.on]
    return (named or lost or list(claims))[-1] if named or lost else claims[0]


def _wear(reckoning: Reckoning, year: InsuranceYear) -> Money:
    """What a claim takes, or took, of a year's envelope."""
    taken = reckoning.wears
    whole = sum((share.amount for share in reckoning.shares), NOTHING)
    if not whole:
        return taken if reckoning.year == year else taken.zero()
    own = sum(
        (s.amount for s in reckoning.shares if s.year == year and not s.own_envelope),
        NOTHING,
    )
    return taken if own == whole else Money(taken.amount * own / whole, taken.currency)


def _restored(situation: Situation, reckoning: Reckoning, year: InsuranceYear) -> Money:
    """The insurer's recoveries, where the policy gives them back to the envelope."""
    zero = situation.policy.zero
    if not situation.policy.recoveries_restore.on(year.first_day).value:
        return zero
    wear, debt = _wear(reckoning, year), reckoning.debt
    if not wear or not debt:
        return zero
    back = (
        net.times(wear.amount / debt.amount) for net in _recovered(situation, reckoning)
    )
    return total((each.rounded() for each in back), zero.currency)


def _recovered(situation: Situation, reckoning: Reckoning) -> Iterator[Money]:
    """Each recovery after its costs, in the basis of the claims: those told as such, and
    what the buyer paid on claimed invoices after the date of loss.
    """
    account = situation.account(reckoning.claim.buyer)
    for fact in account.all(Recovery):
        if _claim_of(situation, fact) != reckoning.claim:
            continue
        net = fact.amount - fact.costs if fact.costs else fact.amount
        yield net.at_least(net.zero())
    yield from _paid_later(situation, reckoning)


def _paid_later(situation: Situation, reckoning: Reckoning) -> Iterator[Money]:
    claim, account = reckoning.claim, situation.account(reckoning.claim.buyer)
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
