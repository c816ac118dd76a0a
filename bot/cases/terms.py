"""The terms of a policy as case files write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.cases.fields import (
    Fault,
    Field,
    Raw,
    Read,
    Unreadable,
    Write,
    choice,
    fault,
    money,
    one_of,
    read_bool,
    read_day,
    read_mapping,
    read_money,
    read_number,
    read_percentage,
    read_share,
    read_some_text,
    read_span,
    share,
    some_of,
    table,
    text,
    write_bool,
    write_day,
    write_mapping,
    write_money,
    write_number,
    write_percentage,
    write_span,
    write_text,
    write_texts,
    yes_or_no,
)
from domain.policy import (
    ClaimsThreshold,
    Consequence,
    Declaration,
    DutyRule,
    Event,
    Every,
    Excluded,
    Fees,
    FixedLiability,
    IndemnityYear,
    InsolvencyKind,
    LossPayee,
    PremiumMultiple,
    PremiumTerms,
    Receipts,
    ReckoningStep,
    Scope,
    StopEvent,
    UnnamedCover,
    WaitingPeriod,
)


class ThresholdBasis(StrEnum):
    LOSS = "loss"
    DEBT = "debt"


@dataclass(frozen=True, slots=True)
class TermWords:
    """How a term is read and written."""

    read: Read
    write: Write


def span(key: str, name: str = "", *, required: bool = False) -> Field:
    return Field(key, read_span, write_span, name, required)


DECLARATION = table(choice("every", Every, required=True), span("due", required=True))


def _read_declaration(raw: Raw, currency: str) -> Declaration:
    return Declaration(**read_mapping(raw, DECLARATION, currency))


def _read_tax(raw: Raw, currency: str) -> tuple[tuple[str, Any], ...]:
    if isinstance(raw, Mapping):
        return tuple((str(c), read_percentage(rate, currency)) for c, rate in raw.items())
    return (("", read_percentage(raw, currency)),)


def _write_tax(tax: tuple[tuple[str, Any], ...]) -> Raw:
    if len(tax) == 1 and not tax[0][0]:
        return write_percentage(tax[0][1])
    return {country: write_percentage(rate) for country, rate in tax}


PREMIUM = table(
    Field("rate", read_percentage, write_percentage),
    money("expected_turnover"),
    share("charged_on"),
    money("minimum"),
    share("minimum_share"),
    Field("tax", _read_tax, _write_tax),
    Field(
        "declaration", _read_declaration, lambda value: write_mapping(value, DECLARATION)
    ),
)


def _read_premium(raw: Raw, currency: str) -> PremiumTerms:
    found = PremiumTerms(**read_mapping(raw, PREMIUM, currency))
    if found.minimum is not None and found.minimum_share is not None:
        raise fault("minimum or minimum_share, not both", "both", "minimum_share")
    return found


def _read_liability(raw: Raw, currency: str) -> FixedLiability | PremiumMultiple:
    if isinstance(raw, Mapping) and len(raw) == 1:
        ((key, value),) = raw.items()
        if key == "amount":
            return FixedLiability(_at(key, read_money, value, currency))
        if key == "premium_multiple":
            return PremiumMultiple(_at(key, read_number, value, currency))
    raise fault("{amount: 600000} or {premium_multiple: 30}", raw)


def _at(key: str, read: Read, raw: Raw, currency: str) -> Any:
    try:
        return read(raw, currency)
    except Unreadable as unreadable:
        raise Unreadable(each.under(key) for each in unreadable.faults) from None


def _write_liability(value: FixedLiability | PremiumMultiple) -> Raw:
    if isinstance(value, FixedLiability):
        return {"amount": write_money(value.amount)}
    return {"premium_multiple": write_number(value.multiple)}


UNNAMED = table(money("limit", required=True), share("insured_percentage", required=True))


def _read_unnamed(raw: Raw, currency: str) -> UnnamedCover | None:
    if raw == "none":
        return None
    return UnnamedCover(**read_mapping(raw, UNNAMED, currency))


def _read_maybe(read: Read) -> Read:
    """`none` takes a term away again, as an endorsement may."""

    def reading(raw: Raw, currency: str) -> Any:
        return None if raw == "none" else read(raw, currency)

    return reading


def _write_maybe(write: Callable[[Any], Raw]) -> Write:
    return lambda value: "none" if value is None else write(value)


def _read_basis(raw: Raw, currency: str) -> bool:
    return bool(one_of(ThresholdBasis)(raw, currency) is ThresholdBasis.DEBT)


THRESHOLD = table(
    money("amount", required=True),
    Field("on", _read_basis, lambda _: "debt", "on_debt"),
    yes_or_no("vat", "with_vat"),
)


def _read_threshold(raw: Raw, currency: str) -> ClaimsThreshold:
    if isinstance(raw, str):
        return ClaimsThreshold(read_money(raw, currency))
    return ClaimsThreshold(**read_mapping(raw, THRESHOLD, currency))


def _write_threshold(value: ClaimsThreshold) -> Raw:
    written = write_mapping(value, THRESHOLD)
    return written["amount"] if len(written) == 1 else written


def _read_waiting(raw: Raw, currency: str) -> WaitingPeriod:
    if not isinstance(raw, Mapping):
        raise fault(
            "a waiting period, such as {months: 5, from: intervention_request}", raw
        )
    start = raw.get("from", "intervention_request")
    if start not in ("intervention_request", "due_date"):
        raise fault("intervention_request or due_date", start, "from")
    length = {key: value for key, value in raw.items() if key != "from"}
    return WaitingPeriod(read_span(length, currency), from_due_date=start == "due_date")


def _write_waiting(value: WaitingPeriod) -> Raw:
    start = "due_date" if value.from_due_date else "intervention_request"
    return {**write_span(value.span), "from": start}


def _read_payee(raw: Raw, currency: str) -> LossPayee:
    if isinstance(raw, str):
        return LossPayee(raw)
    return LossPayee(**read_mapping(raw, PAYEE, currency))


def _read_names(raw: Raw, _currency: str) -> tuple[tuple[str, str], ...]:
    if isinstance(raw, Mapping) and all(isinstance(each, str) for each in raw.values()):
        return tuple((str(key), value) for key, value in raw.items())
    raise fault("a mapping of text to text", raw)


PAYEE = table(text("default"), Field("buyers", _read_names, dict))


def _write_payee(value: LossPayee) -> Raw:
    return write_mapping(value, PAYEE) if value.buyers else value.default


FEES = table(money("limit_request"), money("monitoring_month"), share("claim"))

DUTY = table(
    text("duty", required=True),
    choice("from", Event, "event", required=True),
    span("opens"),
    span("closes", required=True),
    choice("scope", Scope),
    text("clause"),
    choice("consequence", Consequence),
    Field("labels", _read_names, dict),
)


def _read_duties(raw: Raw, currency: str) -> tuple[DutyRule, ...]:
    if not isinstance(raw, list):
        raise fault("a list of duties", raw)
    rules, faults = [], list[Fault]()
    for place, each in enumerate(raw):
        try:
            rules.append(DutyRule(**read_mapping(each, DUTY, currency)))
        except Unreadable as unreadable:
            faults.extend(one.under(place) for one in unreadable.faults)
    if faults:
        raise Unreadable(faults)
    return tuple(rules)


def _read_reckoning(raw: Raw, currency: str) -> tuple[ReckoningStep, ...]:
    found: tuple[ReckoningStep, ...] = some_of(ReckoningStep)(raw, currency)
    if sorted(found) != sorted(ReckoningStep):
        raise fault("each once: " + ", ".join(ReckoningStep), raw)
    return found


_SPAN = TermWords(_read_maybe(read_span), _write_maybe(write_span))
_AMOUNT = TermWords(_read_maybe(read_money), _write_maybe(write_money))
_BOOL = TermWords(read_bool, write_bool)

TERM_WORDS: dict[str, TermWords] = {
    "ends_on": TermWords(_read_maybe(read_day), _write_maybe(write_day)),
    "covers_vat": _BOOL,
    "premium": TermWords(_read_premium, lambda value: write_mapping(value, PREMIUM)),
    "maximum_liability": TermWords(_read_liability, _write_liability),
    "insured_percentage": TermWords(read_share, write_percentage),
    "unnamed": TermWords(
        _read_unnamed, _write_maybe(lambda value: write_mapping(value, UNNAMED))
    ),
    "maximum_payment_term": _SPAN,
    "maximum_invoicing_period": _SPAN,
    "maximum_extension_period": _SPAN,
    "stop_of_deliveries": _SPAN,
    "stop_also": TermWords(some_of(StopEvent), write_texts),
    "insolvency_kinds": TermWords(some_of(InsolvencyKind), write_texts),
    "excluded": TermWords(some_of(Excluded), write_texts),
    "claims_threshold": TermWords(
        _read_maybe(_read_threshold), _write_maybe(_write_threshold)
    ),
    "deductible": _AMOUNT,
    "aggregate_first_loss": _AMOUNT,
    "claims_waiting_period": TermWords(
        _read_maybe(_read_waiting), _write_maybe(_write_waiting)
    ),
    "indemnity_payment_period": TermWords(read_span, write_span),
    "receipts": TermWords(one_of(Receipts), write_text),
    "indemnity_year": TermWords(one_of(IndemnityYear), write_text),
    "recoveries_restore": _BOOL,
    "reckoning": TermWords(_read_reckoning, write_texts),
    "loss_payee": TermWords(_read_payee, _write_payee),
    "notice_to_end": _SPAN,
    "fees": TermWords(
        lambda raw, currency: Fees(**read_mapping(raw, FEES, currency)),
        lambda value: write_mapping(value, FEES),
    ),
    "duties": TermWords(
        _read_duties, lambda value: [write_mapping(each, DUTY) for each in value]
    ),
}


def read_clauses(raw: Raw, _currency: str = "") -> tuple[tuple[str, str], ...]:
    """Where each term stands in the contract."""
    if not isinstance(raw, Mapping):
        raise fault("a mapping, such as {insured_percentage: art. 4}", raw)
    unknown = [key for key in raw if key not in {*TERM_WORDS, "starts_on"}]
    if unknown:
        raise Unreadable(Fault((key,), "the name of a term", key) for key in unknown)
    return tuple((key, _at(key, read_some_text, value, "")) for key, value in raw.items())
