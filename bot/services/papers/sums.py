"""Which invoices add up to a receipt, to the cent.

The search is bounded: a buyer with many open invoices of like amounts would keep it busy
for ever. What is not found within the bounds is not found; it is never rounded to fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

MOST_INVOICES = 40  # the oldest are looked at
MOST_TOGETHER = 12
MOST_STEPS = 50_000
ENOUGH = 3  # solutions: more than one is for the owner to choose from


@dataclass(frozen=True, slots=True)
class Sums:
    """Sets of names, the smallest and the oldest first, at most three. When the search is
    not complete there may be others.
    """

    sets: tuple[tuple[str, ...], ...] = ()
    is_complete: bool = True

    @property
    def only(self) -> tuple[str, ...]:
        """The one set there is; nothing where there are several, or may be."""
        return self.sets[0] if len(self.sets) == 1 and self.is_complete else ()


def adding_up(amounts: Mapping[str, Decimal], wanted: Decimal) -> Sums:
    """Which of the amounts make `wanted` exactly; `amounts` in the order of age."""
    if wanted <= 0:
        return Sums()
    ordered = [(name, amount) for name, amount in amounts.items() if amount > 0]
    found = _Search(ordered[:MOST_INVOICES], wanted).found()
    if len(ordered) <= MOST_INVOICES:
        return found
    return Sums(found.sets, is_complete=False)


class _Search:
    def __init__(self, ordered: Sequence[tuple[str, Decimal]], wanted: Decimal) -> None:
        self._ordered, self._wanted = ordered, wanted
        self._rest = [Decimal(0)]  # what is left to take from each place on
        for _, amount in reversed(ordered):
            self._rest.insert(0, self._rest[0] + amount)
        self._steps = 0
        self._solutions: list[tuple[str, ...]] = []

    def found(self) -> Sums:
        for size in range(1, min(MOST_TOGETHER, len(self._ordered)) + 1):
            self._take(0, size, self._wanted, ())
            if len(self._solutions) >= ENOUGH or self._steps >= MOST_STEPS:
                break
        whole = tuple(name for name, _ in self._ordered)
        if self._rest[0] == self._wanted and whole not in self._solutions:
            self._solutions.append(whole)
        is_complete = self._steps < MOST_STEPS and len(self._ordered) <= MOST_TOGETHER
        return Sums(tuple(self._solutions[:ENOUGH]), is_complete or self._is_small)

    @property
    def _is_small(self) -> bool:
        """Larger sets than were looked at would be more than is asked for."""
        smallest = sorted(amount for _, amount in self._ordered)[: MOST_TOGETHER + 1]
        looked_at_all = self._steps < MOST_STEPS
        return looked_at_all and sum(smallest, Decimal(0)) > self._wanted

    def _take(self, place: int, left: int, wanted: Decimal, taken: tuple[str, ...]) -> None:
        """From `place` on, `left` more invoices that make `wanted`."""
        if left == 0:
            if wanted == 0:
                self._solutions.append(taken)
            return
        for here in range(place, len(self._ordered) - left + 1):
            self._steps += 1
            over = self._steps >= MOST_STEPS or len(self._solutions) >= ENOUGH
            if over or self._rest[here] < wanted:
                return
            name, amount = self._ordered[here]
            if amount <= wanted:
                self._take(here + 1, left - 1, wanted - amount, (*taken, name))
