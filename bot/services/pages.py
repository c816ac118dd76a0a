"""Long lists, six lines at a time: a telephone shows no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

LINES = 6


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some lines of a list; `number` begins at 1."""

    lines: tuple[T, ...]
    number: int
    last: int
    count: int  # of the whole list

    @property
    def following(self) -> int:
        """The number of the next page; 0 when this is the last."""
        return self.number + 1 if self.number < self.last else 0


def page(every: Sequence[T], number: int = 1, size: int = LINES) -> Page[T]:
    """A page that is no more (the list got shorter) is the last one."""
    last = max(1, -(-len(every) // size))
    shown = min(max(1, number), last)
    first = (shown - 1) * size
    return Page(tuple(every[first : first + size]), shown, last, len(every))
