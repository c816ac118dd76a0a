"""One claim, taken through the steps of the contract (CONTRACT §7).

Insured parts are frozen at the date of loss. Then, in the contract's order: under the
threshold nothing; × percentage, rounded once per percentage; − deductible; − what is left
of the year's first loss; capped at what is left of the envelope. What earlier claims of
the year took stands in `Worn`; a claim's own payment does not cap it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal

from domain.cover import Part, Refusal, parts, percentages_of, refusals_of
from domain.limits import LimitState
from domain.losses import FiledClaim
from domain.money import CENT, Money, Percentage, total
from domain.policy import IndemnityYear, ReckoningStep
from domain.premium import insurance_year, maximum_liability
from domain.receivables import NOTHING, ledger, receivables
from domain.record import Situation
from domain.settlements import is_refused, recovered_on, settled_for
from domain.spans import InsuranceYear
from domain.steps import Answer, Operation, Step
from domain.thresholds import debt_of, loss_without_vat


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

    def copy(self) -> Worn:
        return Worn(self.first_loss.copy(), self.envelope.copy())


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


class Reckoner:
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
        settled = settled_for(self.situation, self.claim)
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
        if not is_refused(self.situation, self.claim):
            for day, amount in self.absorbed.items():
                self.worn.first_loss[day] += amount
        for year in {share.year for share in self.shares} or {self.year}:
            taken = worn_by(result, year) - restored_by(self.situation, result, year)
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
            owed = (self.claim, self.day)
            compared = debt_of(self.situation, *owed, with_vat=threshold.with_vat)
        elif not threshold.with_vat:
            compared = self._money(loss_without_vat(self.parts))
        if compared >= threshold.amount:
            return False
        amount = threshold.amount
        self._say("claims_threshold", Operation.GIVEN, amount, amount, clause=term.clause)
        return True

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


def worn_by(reckoning: Reckoning, year: InsuranceYear) -> Money:
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


def restored_by(situation: Situation, reckoning: Reckoning, year: InsuranceYear) -> Money:
    """The insurer's recoveries, where the policy gives them back to the envelope."""
    zero = situation.policy.zero
    if not situation.policy.recoveries_restore.on(year.first_day).value:
        return zero
    wear, debt = worn_by(reckoning, year), reckoning.debt
    if not wear or not debt:
        return zero
    back = (
        net.times(wear.amount / debt.amount)
        for net in recovered_on(situation, reckoning.claim)
    )
    return total((each.rounded() for each in back), zero.currency)
