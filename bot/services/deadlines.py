"""What must be done by when: the duties worth telling, with what hangs on each."""

from __future__ import annotations

from collections.abc import Iterable
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


def soonest(situation: Situation) -> tuple[Deadline, ...]:
    """Those in sight, without what hangs on them."""
    return situation.once("soonest deadlines", lambda: _soonest(situation))


def _soonest(situation: Situation) -> tuple[Deadline, ...]:
    worth = [each for name in situation.record.names for each in of_one(situation, name)]
    worth += _in_sight(of_policy(situation), situation.today)
    return tuple(sorted(worth, key=lambda one: (one.file_by, one.key)))


def of_one(situation: Situation, buyer: str) -> list[Deadline]:
    """One buyer's deadlines in sight, in no order."""
    return situation.account(buyer).once(
        "deadlines in sight",
        lambda: _in_sight(of_buyer(situation, buyer), situation.today),
    )


def _in_sight(found: Iterable[Deadline], today: date) -> list[Deadline]:
    return [each for each in found if in_sight(each, today)]


def _agenda(situation: Situation) -> Agenda:
    found = soonest(situation)
    stakes = {each.key: at_stake(situation, each) for each in found}
    return Agenda(found, {key: stake for key, stake in stakes.items() if stake})


def in_sight(each: Deadline, today: date) -> bool:
    """Not done; open or soon to open, and missed not too long ago."""
    if each.state is DutyState.DISCHARGED or each.last_day < today - LONG_MISSED:
        return False
    if each.duty in FAR_OFF and each.file_by > today + IN_SIGHT:
        return False
    return each.opens_on <= today + IN_SIGHT
