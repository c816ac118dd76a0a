"""What must be done by when: the duties worth telling, with what hangs on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.services.stakes import at_stake
from domain.deadlines import Deadline, DutyState
from domain.duties import of_buyer, of_policy
from domain.money import Money
from domain.record import Situation

# A window that opens later is not yet worth a line, nor is a debt lapsing in four years.
IN_SIGHT = timedelta(days=45)
LONG_MISSED = timedelta(days=30)
FAR_OFF = frozenset({"prescription", "notice_to_end", "relief", "indemnity_expected"})


@dataclass(frozen=True, slots=True)
class Agenda:
    deadlines: tuple[Deadline, ...]
    at_stake: dict[str, Money]  # by the deadline's key


def agenda(situation: Situation) -> Agenda:
    """The soonest first."""
    return situation.once("agenda", lambda: _agenda(situation))


def _agenda(situation: Situation) -> Agenda:
    worth = [each for each in _all(situation) if in_sight(each, situation.today)]
    found = tuple(sorted(worth, key=lambda one: (one.file_by, one.key)))
    stakes = {each.key: at_stake(situation, each) for each in found}
    return Agenda(found, {key: stake for key, stake in stakes.items() if stake})


def _all(situation: Situation) -> Iterator[Deadline]:
    for buyer in situation.record.names:
        yield from of_buyer(situation, buyer)
    yield from of_policy(situation)


def in_sight(each: Deadline, today: date) -> bool:
    """Not done; open or soon to open, and missed not too long ago."""
    if each.state is DutyState.DISCHARGED or each.last_day < today - LONG_MISSED:
        return False
    if each.duty in FAR_OFF and each.file_by > today + IN_SIGHT:
        return False
    return each.opens_on <= today + IN_SIGHT
