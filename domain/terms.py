"""A figure of the contract, with its clause and the day from which it holds.

An endorsement adds a value from a day and leaves the earlier ones as they were: the old
value still governs what happened before (CONTRACT §1). A term the policy leaves unsaid,
and for which there is no usual default, has no value: asking for it raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.errors import NoTermInForce

T = TypeVar("T")

ALWAYS = date.min  # from which a usual default holds


@dataclass(frozen=True, slots=True)
class Term(Generic[T]):
    value: T
    effective_from: date
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """The history of one term, by day of effect."""

    name: str
    values: tuple[Term[T], ...] = ()

    @classmethod
    def usual(cls, name: str, value: T) -> Dated[T]:
        """What holds as long as the policy does not say otherwise."""
        return cls(name, (Term(value, ALWAYS),))

    def on(self, day: date) -> Term[T]:
        for term in reversed(self.values):
            if term.effective_from <= day:
                return term
        raise NoTermInForce(self.name, day)

    def since(self, value: T, day: date, clause: str = "") -> Dated[T]:
        """The same history with a new value from `day`; a second one for a day replaces
        the first. The clause, when not said anew, is the one that stood there.
        """
        before = [term for term in self.values if term.effective_from < day]
        after = [term for term in self.values if term.effective_from > day]
        where = clause or next((t.clause for t in reversed(self.values) if t.clause), "")
        return Dated(self.name, (*before, Term(value, day, where), *after))

    @property
    def is_said(self) -> bool:
        """The policy itself says it, be it only from some day on."""
        return bool(self.values) and self.values[-1].effective_from != ALWAYS
