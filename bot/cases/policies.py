"""The policy and the buyers as case files write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cases.fields import (
    Fault,
    Field,
    Raw,
    Unreadable,
    choice,
    day,
    fault,
    missing,
    read_mapping,
    table,
    text,
    write_mapping,
)
from bot.cases.terms import TERM_WORDS, read_clauses
from domain.facts import Buyer
from domain.policy import BuyerKind, Contact, Policy

CONTACT = table(text("name"), text("phone"), text("email"), text("portal"))
BUYER = table(text("siren"), text("country"), choice("kind", BuyerKind), text("department"))


def _read_contacts(raw: Raw, currency: str) -> tuple[tuple[str, Contact], ...]:
    if not isinstance(raw, Mapping):
        raise fault("a mapping, such as {insurer: {phone: …}, broker: {…}}", raw)
    found, faults = [], list[Fault]()
    for role, contact in raw.items():
        try:
            found.append((str(role), Contact(**read_mapping(contact, CONTACT, currency))))
        except Unreadable as unreadable:
            faults.extend(each.under(str(role)) for each in unreadable.faults)
    if faults:
        raise Unreadable(faults)
    return tuple(found)


def _write_contacts(contacts: tuple[tuple[str, Contact], ...]) -> Raw:
    return {role: write_mapping(contact, CONTACT) for role, contact in contacts}


IDENTITY = table(
    text("policyholder", required=True),
    text("insurer", required=True),
    text("number"),
    day("starts_on", required=True),
    text("currency"),
    text("country"),
    text("siren"),
    text("department"),
    text("region"),
    text("timezone"),
    Field("contacts", _read_contacts, _write_contacts),
)


def policy_from_mapping(mapping: Raw) -> Policy:
    """Raises `Unreadable` with every fault."""
    if not isinstance(mapping, Mapping):
        raise fault("a policy: a mapping of its terms", mapping)
    currency = str(mapping.get("currency", "EUR"))
    identity: dict[str, Any] = {}
    terms: dict[str, object] = {}
    clauses: dict[str, str] = {}
    faults = list(missing(mapping, IDENTITY))
    for key, raw in mapping.items():
        try:
            if key in IDENTITY:
                identity[key] = IDENTITY[key].read(raw, currency)
            elif key in TERM_WORDS:
                terms[key] = TERM_WORDS[key].read(raw, currency)
            elif key == "clauses":
                clauses = dict(read_clauses(raw))
            else:
                known = ", ".join((*IDENTITY, *TERM_WORDS, "clauses"))
                raise fault(f"no such key; known are {known}", key)
        except Unreadable as unreadable:
            faults.extend(each.under(key) for each in unreadable.faults)
    if faults:
        raise Unreadable(faults)
    policy = Policy(**identity)
    return policy.endorsed(terms, policy.starts_on, clauses)


def policy_to_mapping(policy: Policy) -> dict[str, Raw]:
    """The policy as it stood on its first day; endorsements are facts."""
    written = write_mapping(policy, IDENTITY)
    clauses: dict[str, str] = {}
    for name, words in TERM_WORDS.items():
        said = [
            t for t in policy.history(name).values if t.effective_from == policy.starts_on
        ]
        for term in said:
            written[name] = words.write(term.value)
            if term.clause:
                clauses[name] = term.clause
    return written | ({"clauses": clauses} if clauses else {})


def buyer_from_mapping(name: str, mapping: Raw) -> Buyer:
    return Buyer(name, **read_mapping(mapping or {}, BUYER, ""))


def buyer_to_mapping(buyer: Buyer) -> dict[str, Raw]:
    """What is said about a buyer, under his name."""
    return write_mapping(buyer, BUYER)
