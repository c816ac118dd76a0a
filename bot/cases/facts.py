"""Facts as case files write them, and as the storage keeps them: mappings of text.

A hundred thousand facts must be read quickly: one look-up for the kind, one per key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cases.fields import (
    Fault,
    Field,
    Raw,
    Unreadable,
    choice,
    day,
    fault,
    lacking,
    missing,
    money,
    read_bool,
    read_day,
    read_terms,
    read_texts,
    share,
    table,
    text,
    write_mapping,
    write_text,
    write_texts,
    yes_or_no,
)
from bot.cases.terms import TERM_WORDS, read_clauses
from domain.facts import (
    Acknowledgement,
    BadNews,
    ClaimRefused,
    Collection,
    CollectionState,
    Correction,
    Cover,
    CreditNote,
    Decision,
    Delivery,
    Dispute,
    DisputeState,
    Dunning,
    DutyDone,
    Endorsement,
    Extension,
    Fact,
    Fee,
    Guarantee,
    IndemnityAgreed,
    IndemnityPaid,
    Insolvency,
    InstalmentPlan,
    InterventionRequest,
    Invoice,
    LimitDecision,
    Loss,
    MediationRequested,
    Order,
    Payment,
    PolicyEnded,
    PremiumPaid,
    Recovery,
    Scheme,
    TurnoverDeclared,
)
from domain.money import Money
from domain.policy import InsolvencyKind


@dataclass(frozen=True, slots=True)
class FactWords:
    """A kind of fact and its keys."""

    kind: type[Fact]
    fields: dict[str, Field]
    required: frozenset[str]


def _words(kind: type[Fact], *fields: Field) -> tuple[str, FactWords]:
    every = table(day("on", required=True), text("id"), *fields)
    required = frozenset(field.key for field in every.values() if field.is_required)
    return kind.kind_of_fact, FactWords(kind, every, required)


def _buyer(*, required: bool = True) -> Field:
    return text("buyer", required=required)


def _invoice(*, required: bool = True) -> Field:
    return text("invoice", required=required)


_AMOUNT = money("amount", required=True)
_TERMS = Field("terms", read_terms, write_text)

FACTS: dict[str, FactWords] = dict(
    (
        _words(
            LimitDecision,
            _buyer(),
            choice("decision", Decision, required=True),
            money("amount"),
            day("effective_on"),
            day("ends_on"),
            text("code"),
            text("reference"),
            choice("cover", Cover),
            choice("scheme", Scheme),
            share("max_share"),
            share("insured_percentage"),
            yes_or_no("own_envelope"),
        ),
        _words(
            Invoice,
            _buyer(),
            text("number", required=True),
            money("net", required=True),
            money("vat"),
            day("delivered_on"),
            day("due_on"),
            _TERMS,
            yes_or_no("prepaid"),
            yes_or_no("transport"),
            yes_or_no("summary"),
        ),
        _words(
            CreditNote,
            _invoice(),
            money("net", required=True),
            money("vat"),
            text("number"),
        ),
        _words(Payment, _buyer(), _AMOUNT, _invoice(required=False)),
        _words(Extension, _invoice(), day("due_on", required=True), yes_or_no("agreed")),
        _words(Dispute, _invoice(), choice("state", DisputeState, required=True)),
        _words(Dunning, _buyer(), _invoice(required=False)),
        _words(BadNews, _buyer(), text("note")),
        _words(
            Insolvency,
            _buyer(),
            choice("kind", InsolvencyKind, required=True),
            day("judgment_on", required=True),
            day("published_on"),
        ),
        _words(InterventionRequest, _buyer(), Field("invoices", read_texts, write_texts)),
        _words(
            DutyDone,
            text("duty", required=True),
            _buyer(required=False),
            _invoice(required=False),
            day("period"),
        ),
        _words(
            Acknowledgement,
            text("duty", required=True),
            _buyer(required=False),
            _invoice(required=False),
            day("received_on"),
        ),
        _words(IndemnityAgreed, _buyer(), _AMOUNT, day("claim")),
        _words(IndemnityPaid, _buyer(), _AMOUNT, day("claim")),
        _words(ClaimRefused, _buyer(), text("ground")),
        _words(Recovery, _buyer(), _AMOUNT, money("costs"), day("claim")),
        _words(
            Order, _buyer(), _AMOUNT, day("deliver_on", required=True), yes_or_no("binding")
        ),
        _words(Delivery, _buyer(), _AMOUNT, text("number")),
        _words(PolicyEnded, day("ends_on")),
        _words(Guarantee, _buyer(), text("kind", required=True)),
        _words(InstalmentPlan, _buyer(), yes_or_no("agreed")),
        _words(Fee, _AMOUNT, _buyer(required=False), text("reason")),
        _words(
            TurnoverDeclared,
            day("from", "first_day", required=True),
            day("to", "last_day", required=True),
            _AMOUNT,
        ),
        _words(PremiumPaid, _AMOUNT, day("year")),
        _words(MediationRequested, _buyer(required=False)),
        _words(Collection, _buyer(), choice("state", CollectionState, required=True)),
        _words(Loss, _AMOUNT, _buyer(required=False)),
    )
)
ENDORSEMENT = table(
    day("on", required=True), text("id"), day("from", "first_day", required=True)
)
CORRECTION = table(day("on", required=True), text("id"), text("of", required=True))
NO_LONGER_SAID = "none"  # of a day, an amount or terms that a correction takes away
KINDS = (*FACTS, Endorsement.kind_of_fact, Correction.kind_of_fact)
AMOUNTLESS = frozenset({Decision.REQUESTED, Decision.REINSTATED}) | frozenset(
    {Decision.REFUSED, Decision.SUSPENDED, Decision.CANCELLED}
)


WRITTEN_AS = {"first_day": "from", "last_day": "to", "on": "new_on"}  # in a correction


def fact_from_mapping(mapping: Mapping[str, Raw], currency: str = "EUR") -> Fact:
    """Raises `Unreadable` with every fault."""
    kind = mapping.get("fact")
    words = FACTS.get(kind) if isinstance(kind, str) else None
    if words is None:
        return _rarer(kind, mapping, currency)
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, raw in mapping.items():
        if key == "fact":
            continue
        field = words.fields.get(key)
        if field is None:
            expected = "no such key; known are " + ", ".join(words.fields)
            faults.append(Fault((key,), expected, key))
            continue
        try:
            found[field.attribute] = field.read(raw, currency)
        except Unreadable as unreadable:
            faults.extend(each.under(key) for each in unreadable.faults)
    if not words.required <= mapping.keys():
        faults.extend(missing(mapping, words.fields))
    if faults:
        raise Unreadable(faults)
    return _built(words.kind, found, currency)


def fact_to_mapping(fact: Fact) -> dict[str, Raw]:
    """What `fact_from_mapping` reads back as the same fact."""
    head: dict[str, Raw] = {"on": fact.on.isoformat(), "fact": fact.kind_of_fact}
    match fact:
        case Endorsement():
            return head | _endorsement(fact)
        case Correction():
            return head | _correction(fact)
    written = write_mapping(fact, FACTS[fact.kind_of_fact].fields)
    if isinstance(fact, Invoice):
        _shorten(fact, written)
    return head | written


def _built(kind: type[Fact], found: dict[str, Any], currency: str) -> Fact:
    if kind is Invoice:
        _complete_invoice(found, currency)
    elif kind is CreditNote:
        found.setdefault("vat", Money(found["net"].amount * 0, currency))
    elif kind is LimitDecision and "amount" not in found:
        _without_amount(found)
    elif kind is TurnoverDeclared and found["last_day"] < found["first_day"]:
        raise fault("a day not before `from`", found["last_day"].isoformat(), "to")
    return kind(**found)


def _without_amount(found: dict[str, Any]) -> None:
    if found["decision"] not in AMOUNTLESS:
        raise Unreadable([lacking("amount")])


def _complete_invoice(found: dict[str, Any], currency: str) -> None:
    """Delivered the day it is dated, and without VAT, unless it says otherwise."""
    found.setdefault("delivered_on", found["on"])
    if "vat" not in found:
        found["vat"] = Money(found["net"].amount * 0, currency)
    if "due_on" not in found:
        terms = found.get("terms")
        if terms is None:
            raise Unreadable([lacking("due_on", "this key, or terms")])
        found["due_on"] = terms.due_on(found["on"])


def _shorten(invoice: Invoice, written: dict[str, Raw]) -> None:
    """Leave out what the rest of the invoice says."""
    if invoice.terms and invoice.terms.due_on(invoice.on) == invoice.due_on:
        del written["due_on"]


def _rarer(kind: Raw, mapping: Mapping[str, Raw], currency: str) -> Fact:
    match kind:
        case Endorsement.kind_of_fact:
            return _read_endorsement(mapping, currency)
        case Correction.kind_of_fact:
            return _read_correction(mapping, currency)
        case None:
            raise Unreadable([lacking("fact")])
        case _:
            raise fault("one of " + ", ".join(KINDS), kind, "fact")


def _head(
    mapping: Mapping[str, Raw], fields: Mapping[str, Field], faults: list[Fault]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields.values():
        if field.key in mapping:
            try:
                found[field.attribute] = field.read(mapping[field.key], "")
            except Unreadable as unreadable:
                faults.extend(each.under(field.key) for each in unreadable.faults)
    faults.extend(missing(mapping, fields))
    return found


def _read_endorsement(mapping: Mapping[str, Raw], currency: str) -> Endorsement:
    faults: list[Fault] = []
    head = _head(mapping, ENDORSEMENT, faults)
    terms: dict[str, object] = {}
    for key, raw in mapping.items():
        if key in ENDORSEMENT or key == "fact":
            continue
        try:
            if key == "clauses":
                head["clauses"] = read_clauses(raw)
            elif key in TERM_WORDS:
                terms[key] = TERM_WORDS[key].read(raw, currency)
            else:
                known = ", ".join(TERM_WORDS)
                raise fault(f"the name of a term; known are {known}", key)
        except Unreadable as unreadable:
            faults.extend(each.under(key) for each in unreadable.faults)
    if faults:
        raise Unreadable(faults)
    return Endorsement(**head, terms=tuple(terms.items()))


def _endorsement(fact: Endorsement) -> dict[str, Raw]:
    written: dict[str, Raw] = {"from": fact.first_day.isoformat()}
    if fact.id:
        written["id"] = fact.id
    for name, value in fact.terms:
        written[name] = TERM_WORDS[name].write(value)
    if fact.clauses:
        written["clauses"] = dict(fact.clauses)
    return written


def _candidates(key: str) -> list[Field]:
    """The fields of that key, of any kind of fact; `of` will tell which one is meant."""
    found = [words.fields[key] for words in FACTS.values() if key in words.fields]
    if key == "from" and not found:
        found = [ENDORSEMENT[key]]
    if key in TERM_WORDS and not found:
        found = [Field(key, TERM_WORDS[key].read, TERM_WORDS[key].write)]
    return found


def _read_correction(mapping: Mapping[str, Raw], currency: str) -> Correction:
    faults: list[Fault] = []
    head = _head(mapping, CORRECTION, faults)
    changes: dict[str, object] = {}
    for key, raw in mapping.items():
        try:
            if key == "void":
                head["void"] = read_bool(raw)
            elif key == "new_on":
                changes["on"] = read_day(raw)
            elif key not in CORRECTION and key != "fact":
                name, value = _read_change(key, raw, currency)
                changes[name] = value
        except Unreadable as unreadable:
            faults.extend(each.under(key) for each in unreadable.faults)
    if not faults and not head.get("void") and not changes:
        faults.append(lacking("void", "keys that change, or void: true"))
    if faults:
        raise Unreadable(faults)
    return Correction(**head, changes=tuple(changes.items()))


def _read_change(key: str, raw: Raw, currency: str) -> tuple[str, object]:
    candidates = _candidates(key)
    if not candidates:
        raise fault("a key of the corrected fact", key)
    problem: Unreadable | None = None
    for field in candidates:
        try:
            return field.attribute, field.read(raw, currency)
        except Unreadable as unreadable:
            if raw == NO_LONGER_SAID and not field.is_required:
                return field.attribute, None
            problem = unreadable
    assert problem is not None  # noqa: S101 - there was at least one candidate
    raise problem


def _correction(fact: Correction) -> dict[str, Raw]:
    written: dict[str, Raw] = {"of": fact.of}
    if fact.id:
        written["id"] = fact.id
    if fact.void:
        written["void"] = "true"
    for name, value in fact.changes:
        key = WRITTEN_AS.get(name, name)
        written[key] = _write_change(key, value)
    return written


def _write_change(key: str, value: object) -> Raw:
    if value is None:
        return NO_LONGER_SAID
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return _candidates(key)[0].write(value)
