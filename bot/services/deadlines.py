"""What must be done by when: the duties worth telling, with what hangs on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.services.stakes import at_stake
from domain.deadlines import Deadline, DutyState
from domain.duties import deadlines
from domain.money import Money
from domain.record import Situation

# A window that opens later is not yet worth a line, nor is a debt lapsing in four years.
IN_SIGHT = timedelta(days=45)
LONG_MISSED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Agenda:
    deadlines: tuple[Deadline, ...]
    at_stake: dict[str, Money]  # by the deadline's key


def agenda(situation: Situation) -> Agenda:
    found = tuple(in_sight(situation, deadlines(situation)))
    stakes = {each.key: at_stake(situation, each) for each in found}
    return Agenda(found, {key: stake for key, stake in stakes.items() if stake})


def in_sight(situation: Situation, found: Iterable[Deadline]) -> Iterable[Deadline]:
    """Open or soon to open, and missed not too long ago; the soonest first."""
    today = situation.today
    for each in sorted(found, key=lambda one: (one.file_by, one.key)):
        if each.state is DutyState.DISCHARGED:
            continue
        far = each.opens_on > today + IN_SIGHT or (
            each.duty in FAR_OFF and each.file_by > today + IN_SIGHT
        )
        if not far and each.last_day >= today - LONG_MISSED:
            yield each


FAR_OFF = frozenset({"prescription", "notice_to_end", "relief", "indemnity_expected"})
