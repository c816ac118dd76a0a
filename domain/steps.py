"""How a figure comes about.

Every amount answered carries its steps; re-adding them gives the amount again
(CONTRACT §10). A step holds numbers, not text: templates word it in each language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from typing import Generic, TypeVar

from domain.money import Money, Percentage

T = TypeVar("T")
Quantity = Money | Percentage | Decimal | int | date


class Operation(StrEnum):
    GIVEN = "given"  # one input, as the contract or the record states it
    TIMES = "times"
    PLUS = "plus"
    MINUS = "minus"  # the first less all the others
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    SHARE = "share"  # first × second ÷ third
    RATIO = "ratio"  # first ÷ second, a percentage


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: `label` = `operation` over `inputs`, by this clause.

    `label` is a key of templates/*/labels (e.g. "premium", "insured_percentage").
    Money is rounded to the cent where the contract rounds; `rounded` says that it was.
    """

    label: str
    operation: Operation
    inputs: tuple[Quantity, ...]
    value: Quantity
    clause: str = ""
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A figure, the day it holds for, its clause, and the steps that lead to it."""

    value: T
    on: date
    steps: tuple[Step, ...] = ()
    clause: str = ""


def recomputed(step: Step) -> Quantity:
    """The step's value worked out again from its inputs."""
    value = _WORKINGS[step.operation](step.inputs)
    return (
        value.rounded() if step.rounded and isinstance(value, Money | Percentage) else value
    )


def _times(inputs: tuple[Quantity, ...]) -> Quantity:
    amounts = [quantity for quantity in inputs if isinstance(quantity, Money)]
    factors = [_number(quantity) for quantity in inputs if not isinstance(quantity, Money)]
    product = reduce(lambda left, right: left * right, factors, Decimal(1))
    return amounts[0].times(product) if amounts else product


def _money(inputs: tuple[Quantity, ...]) -> list[Money]:
    return [quantity for quantity in inputs if isinstance(quantity, Money)]


def _number(quantity: Quantity) -> Decimal:
    match quantity:
        case Money(amount=number) | Percentage(value=number):
            return number
        case Decimal() | int():
            return Decimal(quantity)
        case _:
            raise TypeError(quantity)


def _share(inputs: tuple[Quantity, ...]) -> Quantity:
    whole, part, of = inputs
    assert isinstance(whole, Money)  # noqa: S101 - a step's shape, not user input
    return Money(whole.amount * _number(part) / _number(of), whole.currency)


_WORKINGS: dict[Operation, Callable[[tuple[Quantity, ...]], Quantity]] = {
    Operation.GIVEN: lambda inputs: inputs[0],
    Operation.TIMES: _times,
    Operation.PLUS: lambda inputs: reduce(Money.__add__, _money(inputs)),
    Operation.MINUS: lambda inputs: reduce(Money.__sub__, _money(inputs)),
    Operation.AT_MOST: lambda inputs: min(_money(inputs)),
    Operation.AT_LEAST: lambda inputs: max(_money(inputs)),
    Operation.SHARE: _share,
    Operation.RATIO: lambda inputs: Percentage(_number(inputs[0]) / _number(inputs[1])),
}
