"""A term of the policy said anew, « ma quotité c'est 85 % »: an endorsement with its day.

Rate, envelope, threshold and deductibles are those of the first day of an insurance year:
unless a day is said, they are meant from the first day of the current one, the others
from today. What stood before still governs what happened before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.services.entries.kinds import Draft, Field, Form, Kind, UnfitEntryError
from domain.errors import NotAPercentage, NotATerm, NoTermInForce
from domain.facts import Endorsement
from domain.money import Money, Percentage
from domain.policy import (
    ClaimsThreshold,
    FixedLiability,
    PremiumTerms,
    UnnamedCover,
    WaitingPeriod,
)
from domain.premium import insurance_year
from domain.record import Situation
from domain.spans import PaymentTerms, Span

SETTINGS = "settings"
Value = Percentage | Money | Span
LONGEST_CLAUSE = 60


@dataclass(frozen=True, slots=True)
class TermKind:
    """How a term is told: by which field of the card, and where it stands in the policy.

    `put` makes the whole new value of the term out of the old one (None: unsaid).
    """

    field: str
    history: str
    put: Callable[[Any, Any], Any]
    shown: Callable[[Any], Value | None]
    of_the_year: bool = False
    most: Decimal = Decimal(1)  # of a percentage


def _itself(_: Any, value: Any) -> Any:
    return value


def _same(value: Any) -> Any:
    return value


def _of_premium(name: str) -> tuple[Callable[[Any, Any], Any], Callable[[Any], Any]]:
    def put(old: PremiumTerms | None, value: Any) -> PremiumTerms:
        new: PremiumTerms = replace(old or PremiumTerms(), **{name: value})
        return replace(new, minimum_share=None) if name == "minimum" else new

    return put, lambda terms: getattr(terms, name)


def _unnamed(old: UnnamedCover | None, limit: Money) -> UnnamedCover:
    """Its percentage is not said here: without one there is none to keep."""
    if old is None:
        raise UnfitEntryError("no_unnamed", "amount")
    return replace(old, limit=limit)


def _waiting(old: WaitingPeriod | None, span: Span) -> WaitingPeriod:
    return replace(old, span=span) if old else WaitingPeriod(span)


def _threshold(old: ClaimsThreshold | None, amount: Money) -> ClaimsThreshold:
    return replace(old, amount=amount) if old else ClaimsThreshold(amount)


def _fixed(term: Any) -> Value | None:
    return term.amount if isinstance(term, FixedLiability) else None


TERMS: Mapping[str, TermKind] = {
    "insured_percentage": TermKind("percentage", "insured_percentage", _itself, _same),
    "premium_rate": TermKind(
        "percentage", "premium", *_of_premium("rate"), of_the_year=True, most=Decimal("0.1")
    ),
    "minimum_premium": TermKind(
        "amount", "premium", *_of_premium("minimum"), of_the_year=True
    ),
    "expected_turnover": TermKind(
        "amount", "premium", *_of_premium("expected_turnover"), of_the_year=True
    ),
    "maximum_liability": TermKind(
        "amount",
        "maximum_liability",
        lambda _, amount: FixedLiability(amount),
        _fixed,
        of_the_year=True,
    ),
    "claims_threshold": TermKind(
        "amount", "claims_threshold", _threshold, lambda v: v.amount, of_the_year=True
    ),
    "deductible": TermKind("amount", "deductible", _itself, _same, of_the_year=True),
    "aggregate_first_loss": TermKind(
        "amount", "aggregate_first_loss", _itself, _same, of_the_year=True
    ),
    "unnamed": TermKind("amount", "unnamed", _unnamed, lambda v: v.limit),
    "maximum_payment_term": TermKind("period", "maximum_payment_term", _itself, _same),
    "maximum_extension_period": TermKind(
        "period", "maximum_extension_period", _itself, _same
    ),
    "stop_of_deliveries": TermKind("period", "stop_of_deliveries", _itself, _same),
    "claims_waiting_period": TermKind(
        "period", "claims_waiting_period", _waiting, lambda v: v.span
    ),
}
OTHERS = ("percentage", "amount", "period")


@dataclass(frozen=True, slots=True)
class TermView:
    setting: str
    value: Value
    before: Value | None  # None: none, or not told in this way
    first_day: date
    clause: str
    of_the_year: bool


def _completed(draft: Draft, situation: Situation) -> Draft:
    """Only the field by which this term is told; its day, where none was said."""
    kind = TERMS.get(draft.text("setting"))
    if kind is None:
        said = {k: v for k, v in draft.said.items() if k not in ("setting", *OTHERS)}
        return Draft(said, draft.assumed)
    kept = {k: v for k, v in draft.said.items() if k not in OTHERS or k == kind.field}
    value = kept.get(kind.field, "")
    if kind.field == "percentage" and value:
        kept["percentage"] = _share(value, kind)
    whole = Draft(kept, draft.assumed)
    if kind.of_the_year:
        first = max(insurance_year(situation).first_day, situation.policy.starts_on)
        return whole.assuming("effective_on", first.isoformat(), "from_this_year")
    return whole.assuming("effective_on", situation.today.isoformat(), "from_today")


def _share(text: str, kind: TermKind) -> str:
    """0.85 for "85" and "85%" too, where no other reading is possible."""
    try:
        number = Percentage.of(text).value
    except (ArithmeticError, NotAPercentage):
        raise UnfitEntryError("not_a_share", "percentage") from None
    if kind.most == 1 and 1 < number <= 100:  # noqa: PLR2004 - a hundred per cent
        number /= 100
    if not 0 < number <= kind.most:
        raise UnfitEntryError("not_a_share", "percentage")
    return str(number)


def _value(draft: Draft, kind: TermKind, situation: Situation) -> Value:
    text = draft.text(kind.field)
    match kind.field:
        case "percentage":
            return Percentage(Decimal(text))
        case "amount":
            return _amount(text, situation)
        case _:
            return _span(text)


def _amount(text: str, situation: Situation) -> Money:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise UnfitEntryError("not_positive", "amount") from None
    if number < 0:
        raise UnfitEntryError("not_positive", "amount")
    return Money(number, situation.policy.currency)


def _span(text: str) -> Span:
    try:
        terms = PaymentTerms.of(text)
    except NotATerm:
        raise UnfitEntryError("not_a_period", "period") from None
    if terms.end_of_month or terms.span == Span():
        raise UnfitEntryError("not_a_period", "period")
    return terms.span


def _endorsement(draft: Draft, situation: Situation) -> Endorsement:
    setting = draft.text("setting")
    kind = TERMS[setting]
    first_day = draft.day("effective_on") or situation.today
    if first_day < situation.policy.starts_on:
        raise UnfitEntryError(
            "before_policy", "effective_on", day=situation.policy.starts_on
        )
    old = _standing(situation, kind, first_day)
    new = kind.put(old, _value(draft, kind, situation))
    clause = draft.text("clause")[:LONGEST_CLAUSE]
    return Endorsement(
        on=situation.today,
        first_day=first_day,
        terms=((kind.history, new),),
        clauses=((kind.history, clause),) if clause else (),
    )


def _standing(situation: Situation, kind: TermKind, day: date) -> Any:
    try:
        return situation.policy.history(kind.history).on(day).value
    except NoTermInForce:
        return None


def _view(before: Situation, after: Situation, fact: Endorsement) -> TermView:
    name, new = fact.terms[0]
    setting, kind, value = _told(before, name, new, fact.first_day)
    old = _standing(before, kind, fact.first_day)
    clause = after.policy.history(name).on(fact.first_day).clause
    was = None if old is None else kind.shown(old)
    return TermView(setting, value, was, fact.first_day, clause, kind.of_the_year)


def _told(
    before: Situation, history: str, new: Any, day: date
) -> tuple[str, TermKind, Value]:
    """Which of the terms the endorsement changes: of the premium, the part that differs."""
    kinds = [(name, kind) for name, kind in TERMS.items() if kind.history == history]
    for name, kind in kinds:
        value, old = kind.shown(new), _standing(before, kind, day)
        if value is not None and (old is None or kind.shown(old) != value):
            return name, kind, value
    name, kind = next((n, k) for n, k in kinds if k.shown(new) is not None)
    return name, kind, kind.shown(new) or Span()


def _days(draft: Draft, situation: Situation) -> tuple[str, ...]:
    """Today, this insurance year, the next one, the policy's first day."""
    del draft
    year = insurance_year(situation)
    next_first = date.fromordinal(year.last_day.toordinal() + 1)
    days = (
        situation.today,
        max(year.first_day, situation.policy.starts_on),
        next_first,
        situation.policy.starts_on,
    )
    return tuple(dict.fromkeys(day.isoformat() for day in days))


def _needs(draft: Draft, situation: Situation) -> tuple[str, ...]:
    del situation
    kind = TERMS.get(draft.text("setting"))
    return ("setting", kind.field) if kind else ("setting",)


def _hidden(draft: Draft) -> frozenset[str]:
    """The ways of telling a value that are not this term's."""
    kind = TERMS.get(draft.text("setting"))
    return frozenset(OTHERS) - ({kind.field} if kind else set())


TERM = Kind(
    intent=SETTINGS,
    fields=(
        Field("setting", Form.CHOICE, "setting", choices=tuple(TERMS)),
        Field("percentage", Form.PERCENTAGE, "value", "rate"),
        Field("amount", Form.AMOUNT, "value", "amount"),
        Field("period", Form.PERIOD, "value", "terms"),
        Field("effective_on", Form.DAY, "effective_on", "effective_on"),
        Field("clause", Form.TEXT, may_be_none=True),
    ),
    needs=_needs,
    completed=_completed,
    fact=_endorsement,
    view=_view,
    offers={"effective_on": _days},
    hides=_hidden,
)
