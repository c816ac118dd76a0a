"""The questions a case file asks: each one domain function, its answer as it is written.

An answer is an amount, a percentage, a day, a word, a list or a mapping of these. What the
policy or the record does not say is answered by `{not_known: …}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.cases.fields import (
    Raw,
    read_day,
    read_money,
    read_percentage,
    read_some_text,
)
from domain import (
    claims,
    cover,
    duties,
    experience,
    help_routes,
    limits,
    losses,
    premium,
    receivables,
    stakes,
)
from domain.deadlines import Deadline
from domain.errors import DomainError, NoSuchDuty, NoTermInForce, NotKnown
from domain.money import Money, total
from domain.record import Situation
from domain.steps import Answer, Step

Given = Mapping[str, Any]
Told = Any  # Money, Percentage, date, str, bool, list of Told, dict of str to Told
READERS: dict[str, Callable[[Raw, str], Any]] = {
    "buyer": read_some_text,
    "invoice": read_some_text,
    "duty": read_some_text,
    "year": read_day,
    "until": read_day,
    "amount": read_money,
    "planned": read_money,
    "turnover": read_money,
    "rate": read_percentage,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came out, and the steps that led there. `main` is the entry of a mapping that
    answers for all of it; `whole` is what a list comes to, in one figure.
    """

    told: Told
    steps: tuple[Step, ...] = ()
    main: str = ""
    whole: Told = None


@dataclass(frozen=True, slots=True)
class Question:
    answer: Callable[[Situation, Given], Result]
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = field(default_factory=frozenset)


def ask(situation: Situation, name: str, given: Mapping[str, Raw]) -> Result:
    """Raises `Unreadable` for an argument that cannot be read."""
    currency = situation.policy.currency
    arguments = {key: READERS[key](raw, currency) for key, raw in given.items()}
    try:
        return QUESTIONS[name].answer(situation, arguments)
    except (NoTermInForce, NotKnown, NoSuchDuty) as error:
        return Result({"not_known": _missing(error)}, main="not_known")


def _missing(error: DomainError) -> str:
    for attribute in ("name", "what", "duty"):
        found = getattr(error, attribute, None)
        if found:
            return str(found)
    return str(error)


def _figure(answer: Answer[Any]) -> Result:
    return Result(answer.value, answer.steps)


def _of(*required: str, optional: tuple[str, ...] = ()) -> Callable[[Any], Question]:
    def question(answer: Callable[[Situation, Given], Result]) -> Question:
        return Question(answer, frozenset(required), frozenset(optional))

    return question


def _yearly(figure: Callable[..., Answer[Any]]) -> Question:
    return Question(
        lambda s, given: _figure(figure(s, given.get("year"))), optional=frozenset({"year"})
    )


def _plain(figure: Callable[..., Answer[Any]], *names: str) -> Question:
    return Question(
        lambda s, given: _figure(figure(s, *(given[name] for name in names))),
        frozenset(names),
    )


def _simulation(s: Situation, given: Given) -> Result:
    found = premium.premium_simulation(
        s, turnover=given.get("turnover"), rate=given.get("rate"), year=given.get("year")
    )
    told = {
        "premium": found.premium.value,
        "maximum_liability": found.maximum_liability.value,
        "today_premium": found.today_premium.value,
        "today_maximum_liability": found.today_maximum_liability.value,
    }
    return Result(told, found.maximum_liability.steps, "premium")


def _refusals(s: Situation, given: Given) -> Result:
    grounds = cover.refusals(s, given["invoice"])
    return Result(sorted({refusal.ground.value for refusal in grounds}))


def _suggested(s: Situation, given: Given) -> Result:
    return _figure(stakes.suggested_limit(s, given["buyer"], given.get("planned")))


def _deadline(s: Situation, given: Given) -> Result:
    found = duties.deadline(
        s, given["duty"], buyer=given.get("buyer", ""), invoice=given.get("invoice", "")
    )
    told = _told(found) | {
        "opens_on": found.opens_on,
        "file_by": found.file_by,
        "event": found.event,
        "event_on": found.event_on,
        "clause": found.clause,
        "consequence": found.consequence.value,
        "late": found.late,
        "done_on": found.done_on or "",
        "legal_extension_to": found.legal_extension_to or "",
        "at_stake": _stake(s, found),
        "others": [_told(each) for each in found.others],
    }
    return Result(told, main="last_day")


def _stake(s: Situation, found: Deadline) -> Told:
    """A deadline is told even where the policy does not say what hangs on it."""
    try:
        return stakes.at_stake(s, found)
    except NoTermInForce as unsaid:
        return {"not_known": unsaid.name}


def _told(found: Deadline) -> dict[str, Told]:
    return {
        "duty": found.duty,
        "buyer": found.buyer,
        "invoice": found.invoice,
        "last_day": found.last_day,
        "state": found.state.value,
    }


def _deadlines(s: Situation, given: Given) -> Result:
    found = duties.deadlines(s, given.get("buyer", ""), until=given.get("until"))
    return Result([_told(each) for each in found], main="duty")


def _usage(s: Situation, _given: Given) -> Result:
    told = [
        {
            "buyer": each.buyer,
            "outstanding": each.outstanding,
            "limit": each.limit.amount,
            "usage": each.share,
        }
        for each in stakes.limit_usage(s)
    ]
    return Result(told, main="buyer")


def _reduced(s: Situation, given: Given) -> Result:
    found = stakes.if_limit_reduced(s, given["buyer"], given["amount"])
    told = {
        "still_covered": found.still_covered,
        "invoices": [{"invoice": n, "insured": amount} for n, amount in found.invoices],
        "orders": [
            {"deliver_on": order.deliver_on, "amount": order.amount, "insured": insured}
            for order, insured in found.orders
        ],
    }
    return Result(told, main="still_covered")


def _exposure(s: Situation, _given: Given) -> Result:
    found = stakes.exposure(s)
    told = {
        "outstanding": found.outstanding,
        "insured": found.insured,
        "uninsured": found.uninsured,
        "orders": found.orders,
    }
    return Result(told, main="outstanding")


def _can_deliver(s: Situation, given: Given) -> Result:
    found = stakes.can_deliver(s, given["buyer"], given["amount"])
    told = {
        "answer": found.allowed,
        "insured": found.insured,
        "grounds": sorted({refusal.ground.value for refusal in found.refusals}),
    }
    return Result(told, main="answer")


def _overdue(s: Situation, _given: Given) -> Result:
    late = stakes.all_overdue(s)
    told = [
        {
            "invoice": each.receivable.number,
            "buyer": each.receivable.buyer,
            "due_on": each.receivable.due_on,
            "amount": each.amount,
            "days": each.days,
        }
        for each in late
    ]
    whole = total((each.amount for each in late), s.policy.currency)
    return Result(told, main="invoice", whole=whole)


def _status(s: Situation, given: Given) -> Result:
    return Result(losses.claim_status(s, given["buyer"]).value.value)


def _limit(s: Situation, given: Given) -> Result:
    answer = limits.limit_in_force(s, given["buyer"])
    found = limits.limit_on(s, given["buyer"], s.today)
    told = {
        "amount": answer.value,
        "state": found.state.value,
        "complement": found.complement
        or Money(answer.value.amount * 0, answer.value.currency),
    }
    return Result(told, answer.steps, "amount")


def _left(s: Situation, given: Given) -> Result:
    found = claims.envelope(s, given.get("year"))
    told = {
        "left": found.left.value,
        "maximum": found.maximum,
        "used": found.used,
        "restored": found.restored,
        "expected": found.expected,
        "is_final": found.is_final,
    }
    return Result(told, found.left.steps, "left")


QUESTIONS: dict[str, Question] = {
    "premium": _yearly(premium.premium),
    "minimum_premium": _yearly(premium.minimum_premium),
    "premium_adjustment": _yearly(premium.premium_adjustment),
    "premium_simulation": _of(optional=("turnover", "rate", "year"))(_simulation),
    "maximum_liability": _yearly(premium.maximum_liability),
    "indemnity_left": _of(optional=("year",))(_left),
    "limit_in_force": _of("buyer")(_limit),
    "outstanding": _plain(receivables.outstanding, "buyer"),
    "insured_part": _plain(cover.insured_part, "invoice"),
    "refusals": _of("invoice")(_refusals),
    "cover_for_order": _plain(cover.cover_for_order, "buyer", "amount"),
    "suggested_limit": _of("buyer", optional=("planned",))(_suggested),
    "deadline": _of("duty", optional=("buyer", "invoice"))(_deadline),
    "deadlines": _of(optional=("until", "buyer"))(_deadlines),
    "date_of_loss": _plain(losses.date_of_loss, "buyer"),
    "indemnity": _plain(claims.indemnity, "buyer"),
    "insurer_share": _plain(claims.insurer_share, "buyer"),
    "bad_debt_ratio": _yearly(experience.bad_debt_ratio),
    "loss_ratio": _yearly(experience.loss_ratio),
    "loss_payee": _plain(help_routes.loss_payee, "buyer"),
    "uninsured_rest": _plain(claims.uninsured_rest, "buyer"),
    "indemnity_expected_on": _plain(losses.indemnity_expected_on, "buyer"),
    "claim_status": _of("buyer")(_status),
    "premium_due": _yearly(premium.premium_due),
    "declare_by": Question(lambda s, _given: Result(duties.declare_by(s))),
    "notice_by": Question(lambda s, _given: Result(duties.notice_by(s))),
    "limit_usage": Question(_usage),
    "if_limit_reduced": _of("buyer", "amount")(_reduced),
    "exposure": Question(_exposure),
    "can_deliver": _of("buyer", "amount")(_can_deliver),
    "overdue": Question(_overdue),
    "break_even": _plain(experience.break_even),
}
