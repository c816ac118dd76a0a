"""Which movements of an account settle each other, and what is left open.

Lettering says it (the letter means something on one account only): a group that comes to
nought is closed. Groups that do not are common, when only the payment was lettered or the
rest stands in another year; what they leave is set off within the group, then by the
invoice's number, then oldest first: all that is an estimate, and marked as one.

What is left always adds up to the balance of the account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.documents.reading.fec.ledger import Account, Movement

Key = Callable[[Movement], object]


@dataclass(slots=True)
class Settled:
    """An account after lettering. `rests` are (movement, cents left of it)."""

    groups: list[list[Movement]] = field(default_factory=list)
    loose: list[Movement] = field(default_factory=list)  # in no group that is closed
    rests: list[tuple[Movement, int]] = field(default_factory=list)
    estimated: bool = False

    @property
    def cents(self) -> int:
        return sum(rest for _, rest in self.rests)


def settled(account: Account) -> Settled:
    by_letter: dict[bytes, list[Movement]] = {}
    loose: list[Movement] = []
    for movement in account.movements:
        if movement.letter:
            by_letter.setdefault(movement.letter, []).append(movement)
        else:
            loose.append(movement)
    found = Settled()
    for group in by_letter.values():
        if len(group) > 1 and not sum(movement.cents for movement in group):
            found.groups.append(group)
        else:
            loose += group
    found.loose = loose
    found.rests, found.estimated = _set_off(loose)
    return found


def _set_off(loose: list[Movement]) -> tuple[list[tuple[Movement, int]], bool]:
    """Credits against debits, nearest first."""
    loose.sort(key=lambda one: (one.piece_on or one.on, one.entry_place))
    rests = [[movement.cents] for movement in loose]
    pairs = list(zip(loose, rests, strict=True))
    touched = False
    for key in (_letter, _number, _any):
        touched |= _within(_groups(pairs, key))
    left = [(movement, rest[0]) for movement, rest in pairs if rest[0]]
    return left, touched


def _letter(movement: Movement) -> object:
    return movement.letter


def _number(movement: Movement) -> object:
    return movement.piece


def _any(_: Movement) -> object:
    return "all"


def _groups(
    pairs: Iterable[tuple[Movement, list[int]]], key: Key
) -> Iterable[Sequence[list[int]]]:
    groups: dict[object, list[list[int]]] = {}
    for movement, rest in pairs:
        if rest[0] and (name := key(movement)):
            groups.setdefault(name, []).append(rest)
    return groups.values()


def _within(groups: Iterable[Sequence[list[int]]]) -> bool:
    """Oldest against oldest in each group; whether anything was set off."""
    touched = False
    for group in groups:
        debits = [rest for rest in group if rest[0] > 0]
        credits_ = [rest for rest in group if rest[0] < 0]
        at = 0
        for credit in credits_:
            while at < len(debits) and credit[0]:
                part = min(debits[at][0], -credit[0])
                debits[at][0] -= part
                credit[0] += part
                touched = True
                if not debits[at][0]:
                    at += 1
    return touched
