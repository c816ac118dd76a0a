"""What moves the contract itself: turnover declared, and who receives indemnities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.services.entries.kinds import (
    Draft,
    Field,
    Form,
    Kind,
    UnfitEntryError,
    money,
    today,
)
from bot.services.premium import PremiumView, premium_view
from domain.errors import NoTermInForce
from domain.facts import Endorsement, TurnoverDeclared
from domain.help_routes import loss_payee
from domain.money import Money, total
from domain.policy import Every, LossPayee
from domain.premium import insurance_year, premium, premium_adjustment
from domain.record import Situation
from domain.spans import months_after
from domain.steps import Answer

ONE_DAY = timedelta(days=1)

# A season, a single day: a period was said, though not which, so none is assumed.
UNCLEAR_PERIOD = "unclear_period"


@dataclass(frozen=True, slots=True)
class TurnoverView:
    declared: Money  # in the insurance year, all periods together
    premium: PremiumView | None  # None: the policy does not say it
    before: Answer[Money] | None
    adjustment: Answer[Money] | None


def _turnover_completed(draft: Draft, situation: Situation) -> Draft:
    """Without a period said: the first one not yet declared, when it is known."""
    is_told = draft.has("first_day") or draft.has("last_day")
    if is_told or UNCLEAR_PERIOD in draft.text("doubts").split():
        return draft
    first, last = next_period(situation)
    if last >= situation.today:
        return draft
    draft = draft.assuming("first_day", first.isoformat(), "next_period")
    return draft.assuming("last_day", last.isoformat())


def next_period(situation: Situation) -> tuple[date, date]:
    """The first period of the policy that no declaration covers."""
    told = situation.all(TurnoverDeclared)
    first = max(
        (each.last_day + ONE_DAY for each in told), default=situation.policy.starts_on
    )
    months = _every(situation, first).months
    last = months_after(first, months) - ONE_DAY
    return first, min(last, insurance_year(situation, first).last_day)


def _every(situation: Situation, day: date) -> Every:
    try:
        declaration = situation.policy.premium.on(day).value.declaration
    except NoTermInForce:
        declaration = None
    return declaration.every if declaration else Every.YEAR


def _turnover(draft: Draft, situation: Situation) -> TurnoverDeclared:
    first, last = draft.day("first_day"), draft.day("last_day")
    if first is None or last is None or last < first:
        raise UnfitEntryError("no_period", "last_day")
    if last >= situation.today:
        raise UnfitEntryError("period_not_over", "last_day", day=last)
    _check_new(situation, first, last)
    return TurnoverDeclared(
        on=situation.today,
        first_day=first,
        last_day=last,
        amount=money(draft, "amount", situation),
    )


def _check_new(situation: Situation, first: date, last: date) -> None:
    """A day declared twice would count twice."""
    for each in situation.all(TurnoverDeclared):
        if each.first_day <= last and first <= each.last_day:
            raise UnfitEntryError("declared_before", "first_day", told=each)


def turnover_view(
    before: Situation, after: Situation, fact: TurnoverDeclared
) -> TurnoverView:
    year = insurance_year(after, fact.first_day)
    told = (f.amount for f in after.all(TurnoverDeclared) if f.first_day in year)
    declared = total(told, after.policy.currency)
    try:
        view = premium_view(after, fact.first_day)
        was = premium(before, fact.first_day)
    except NoTermInForce:
        return TurnoverView(declared, None, None, None)
    adjustment = premium_adjustment(after, fact.first_day) if view.is_final else None
    return TurnoverView(declared, view, was, adjustment)


TURNOVER = Kind(
    intent="turnover_declare",
    fields=(
        Field("amount", Form.AMOUNT, "turnover", "turnover"),
        Field("first_day", Form.DAY, "period_from"),
        Field("last_day", Form.DAY, "period_to", "judgment_on"),
    ),
    needs=lambda draft, _: ("amount", "first_day", "last_day"),  # noqa: ARG005
    completed=_turnover_completed,
    fact=_turnover,
    view=turnover_view,
)


# --- Who receives the indemnity ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class PayeeView:
    first_day: date
    payee: str
    buyer: str
    before: Answer[str] | None
    clause: str


def _payee(draft: Draft, situation: Situation) -> Endorsement:
    """The whole term anew: what it says of other buyers stays."""
    first_day = draft.day("effective_on") or situation.today
    was: LossPayee = situation.policy.loss_payee.on(first_day).value
    name, buyer = draft.text("value"), draft.text("buyer")
    if buyer:
        others = {k: v for k, v in was.buyers if k != buyer}
        new = LossPayee(was.default, tuple({**others, buyer: name}.items()))
    else:
        new = LossPayee(name, was.buyers)
    clause = draft.text("clause")
    return Endorsement(
        on=min(situation.today, first_day),
        first_day=first_day,
        terms=(("loss_payee", new),),
        clauses=(("loss_payee", clause),) if clause else (),
    )


def payee_view(before: Situation, after: Situation, fact: Endorsement) -> PayeeView:
    new: Any = dict(fact.terms)["loss_payee"]
    was: LossPayee = before.policy.loss_payee.on(fact.first_day).value
    changed = [each for each in new.buyers if each not in was.buyers]
    buyer, name = changed[0] if changed else ("", new.default)
    known = loss_payee(before, buyer) if buyer else None
    clause = after.policy.loss_payee.on(fact.first_day).clause
    return PayeeView(fact.first_day, name, buyer, known, clause)


PAYEE = Kind(
    intent="loss_payee",
    fields=(
        Field("value", Form.TEXT, "value"),
        Field("buyer", Form.BUYER, "buyer", may_be_none=True),
        Field("effective_on", Form.DAY, "effective_on", "effective_on"),
        Field("clause", Form.TEXT, may_be_none=True),
    ),
    needs=lambda draft, _: ("value",),  # noqa: ARG005
    completed=lambda draft, situation: draft.assuming("effective_on", today(situation)),
    fact=_payee,
    view=payee_view,
)
