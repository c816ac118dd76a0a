"""« Historique » : what was sent about a duty, to whom, and when it was seen."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.handlers.reminders import duty_of
from bot.chat.turn import Turn
from bot.services import evidence
from bot.services.evidence import Evidence

MOST_SHOWN = 20


def history(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments, "")
    if duty is None:
        return
    company = duty.books.company()
    found = evidence.about(turn.uow, company.id, duty.row.obligation)
    shown = Evidence(found.said[-MOST_SHOWN:], found.reacted[-MOST_SHOWN:])
    turn.say(
        "history",
        deadline=duty.deadline,
        evidence=evidence.told_in(shown, ZoneInfo(company.zone)),
    )
