"""What can be set: a person's language and theme, a company's reminding hour, and the
policy's terms as they are recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from bot.services.entries.policy_terms import TERMS, Value
from bot.services.terms import said
from domain.record import Situation

EARLIEST, LATEST = time(6, 0), time(18, 0)  # later, a last day would be over


@dataclass(frozen=True, slots=True)
class TermLine:
    """`is_said` False: as recorded, the policy is silent; `value` None: it has none."""

    setting: str
    value: Value | None
    clause: str
    is_said: bool


def terms(situation: Situation) -> tuple[TermLine, ...]:
    return tuple(_line(situation, setting) for setting in TERMS)


def _line(situation: Situation, setting: str) -> TermLine:
    kind = TERMS[setting]
    term = said(situation.policy.history(kind.history), situation.today)
    if term is None:
        return TermLine(setting, None, "", is_said=False)
    value = None if term.value is None else kind.shown(term.value)
    told = value is not None or kind.history != "premium"
    return TermLine(setting, value, term.clause, is_said=told)


def is_fit(hour: time) -> bool:
    """A reminder must leave while something can still be done that day."""
    return EARLIEST <= hour <= LATEST


def usual_hours() -> tuple[time, ...]:
    return time(7, 0), time(8, 0), time(9, 0), time(12, 0), time(14, 0), time(18, 0)
