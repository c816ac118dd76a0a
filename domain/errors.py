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
