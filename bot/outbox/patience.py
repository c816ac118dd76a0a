"""How long a message waits before it is tried again, by what became of the last try."""

from __future__ import annotations

from random import Random

from bot.ports import Delivery, Outcome, Outgoing

FIRST_WAIT = 2.0  # seconds; doubled at each attempt
LONGEST_WAIT = 300.0
JITTER = 0.5  # up to half of the wait is added, so that not all come back at once
EVIDENCE_WAIT = 300.0  # a reminder that may have arrived: a press on it would prove it
MOST_DOUBLINGS = 10


def seconds_to_wait(outgoing: Outgoing, delivery: Delivery, random: Random) -> float:
    match delivery:
        case Delivery(retry_after=float() | int() as wish):
            return wish + random.random() if wish else 0.0
        case Delivery(moved_to=int()) | Delivery(outcome=Outcome.FORBIDDEN):
            return 0.0
        case Delivery(outcome=Outcome.UNKNOWN) if outgoing.reminder is not None:
            return _spread(EVIDENCE_WAIT, random)
        case _:
            doublings = min(outgoing.attempt - 1, MOST_DOUBLINGS)
            return _spread(min(FIRST_WAIT * 2**doublings, LONGEST_WAIT), random)


def _spread(wait: float, random: Random) -> float:
    return wait * (1 + JITTER * random.random())
