"""Wrong or missing input: what the domain cannot answer, and why.

A refusal of the contract is a value, never one of these. Each error carries what went
wrong in fields of its own, so that the edge can say it in the owner's language.
"""

from __future__ import annotations

from datetime import date


class DomainError(Exception):
    """Wrong or missing input; the edge turns it into a question to the owner."""


class NotAPercentage(DomainError):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no percentage")
        self.text = text


class NotATerm(DomainError):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no payment term, such as '45 days end of month'")
        self.text = text


class CurrencyMismatch(DomainError):
    def __init__(self, ours: str, theirs: str) -> None:
        super().__init__(f"{ours} and {theirs} cannot be added")
        self.ours, self.theirs = ours, theirs


class NoTermInForce(DomainError):
    """The policy does not say it: the answer must say so instead of inventing."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"the contract sets no {name} on {on:%Y-%m-%d}")
        self.name, self.on = name, on


class UnknownBuyer(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"no buyer is named {name!r}")
        self.name = name


class UnknownInvoice(DomainError):
    def __init__(self, number: str) -> None:
        super().__init__(f"no invoice is numbered {number!r}")
        self.number = number


class NoSuchDuty(DomainError):
    """No rule leads to this duty for this buyer or invoice, or nothing started it."""

    def __init__(self, duty: str, about: str, on: date) -> None:
        super().__init__(f"nothing makes {duty} a duty for {about!r} on {on:%Y-%m-%d}")
        self.duty, self.about, self.on = duty, about, on


class NotKnown(DomainError):
    """The record does not hold what the answer needs."""

    def __init__(self, what: str, on: date) -> None:
        super().__init__(f"the record does not tell {what} on {on:%Y-%m-%d}")
        self.what, self.on = what, on


class ContradictoryTerms(DomainError):
    """Two terms of the policy exclude each other."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"the policy may say {first} or {second}, not both")
        self.first, self.second = first, second


class NotAField(DomainError):
    """A correction changes something that the corrected fact does not have."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"a fact of kind {kind} has no {name}")
        self.kind, self.name = kind, name
