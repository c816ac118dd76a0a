"""What can be recorded by a conversation: a kind of entry, its fields, its draft.

A draft holds what was said as text, by the names of the kind's fields. `completed` adds
what follows from it and notes what was merely assumed, so that the card can show it
before anything is written. A kind turns a complete draft into one fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.errors import DomainError
from domain.facts import Fact
from domain.money import Money
from domain.record import Situation

LARGEST = Decimal(1_000_000_000)  # an amount above it is a slip of the finger
EARLIEST = date(2000, 1, 1)
NOTHING = "-"  # said to be none: no code, not yet published


class UnfitEntryError(DomainError):
    """What was said cannot be recorded: `key` is a text of entry_unfit.html, `field` what
    is to be said anew.
    """

    def __init__(self, key: str, field_name: str, **values: Any) -> None:
        super().__init__(f"{field_name}: {key}")
        self.key, self.field, self.values = key, field_name, values


class Form(StrEnum):
    """How the value of a field is asked for, read and shown."""

    BUYER = "buyer"
    INVOICE = "invoice"
    AMOUNT = "amount"
    DAY = "day"
    CHOICE = "choice"
    PERCENTAGE = "percentage"
    PERIOD = "period"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the card. `slot` is the understanding's name for it in any sentence
    ("": it is never heard there); `asked_as` the slot by which an answer is read.
    """

    name: str
    form: Form
    slot: str = ""
    asked_as: str = ""
    choices: tuple[str, ...] = ()
    may_be_none: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said, and the notes on what was only assumed."""

    said: Mapping[str, str] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        return bool(self.said.get(name))

    def text(self, name: str) -> str:
        said = self.said.get(name, "")
        return "" if said == NOTHING else said

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.text(name)) if self.text(name) else None

    def number(self, name: str) -> Decimal | None:
        return Decimal(self.text(name)) if self.text(name) else None

    def having(self, **values: str) -> Draft:
        return Draft({**self.said, **values}, self.assumed)

    def assuming(self, name: str, value: str, note: str = "") -> Draft:
        """The same with a usual value where nothing was said."""
        if self.has(name) or not value:
            return self
        notes = (*self.assumed, note) if note else self.assumed
        return Draft({**self.said, name: value}, notes)

    def noting(self, *notes: str) -> Draft:
        return Draft(self.said, (*self.assumed, *notes))


Completing = Callable[[Draft, Situation], Draft]
Needing = Callable[[Draft, Situation], tuple[str, ...]]
Offering = Callable[[Draft, Situation], tuple[str, ...]]


def as_said(draft: Draft, situation: Situation) -> Draft:
    del situation
    return draft


@dataclass(frozen=True, slots=True)
class Kind:
    """`needs` names the fields without which there is no fact, in the order in which they
    are asked for. `offers` gives likely values of a field; `view` what follows from the
    fact once it is written: a function of the situations before and after, and the fact.
    `hides` names the fields that make no sense for a draft: they are not offered.
    """

    intent: str
    fields: tuple[Field, ...]
    needs: Needing
    fact: Callable[[Draft, Situation], Fact]
    view: Callable[[Situation, Situation, Any], Any]
    completed: Completing = as_said
    offers: Mapping[str, Offering] = field(default_factory=dict)
    turns_into: Callable[[Draft], str] = lambda draft: ""  # noqa: ARG005 - usually nothing else
    takes_new_buyer: bool = False
    hides: Callable[[Draft], frozenset[str]] = lambda draft: frozenset()  # noqa: ARG005 - all of them make sense

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def missing(self, draft: Draft, situation: Situation) -> str:
        """The first thing to be asked for; "" when the draft is whole."""
        wanted = self.needs(draft, situation)
        return next((name for name in wanted if not draft.has(name)), "")

    def options(self, name: str, draft: Draft, situation: Situation) -> tuple[str, ...]:
        """What can be chosen by a button."""
        one, offer = self.field(name), self.offers.get(name)
        found = offer(draft, situation) if offer else one.choices
        return (*found, NOTHING) if one.may_be_none else found


# --- Reading a draft ---------------------------------------------------------------


def money(draft: Draft, name: str, situation: Situation) -> Money:
    """An amount above zero, and no slip of the finger."""
    amount = draft.number(name)
    if amount is None or amount <= 0:
        raise UnfitEntryError("not_positive", name)
    found = Money(amount, situation.policy.currency)
    if amount > LARGEST:
        raise UnfitEntryError("absurd_amount", name, amount=found)
    return found


def past_day(draft: Draft, name: str, situation: Situation) -> date:
    """What has happened did not happen tomorrow."""
    day = draft.day(name) or situation.today
    if day > situation.today:
        raise UnfitEntryError("future_day", name, day=day)
    if day < EARLIEST:
        raise UnfitEntryError("impossible_day", name, day=day)
    return day


def today(situation: Situation) -> str:
    return situation.today.isoformat()
