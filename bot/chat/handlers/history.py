"""« Historique » : what was sent about a duty or a buyer, to whom, and when it was seen."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from bot.chat.handlers.reminders import duty_of
from bot.chat.handlers.undoing import acts_to_take_back
from bot.chat.turn import Turn
from bot.services import evidence
from bot.services.evidence import Evidence
from bot.services.glossary import fold
from bot.understanding import Reading

MOST_SHOWN = 20
NAMED = re.compile(
    r"^ ?(l |montre(z)? (moi )?l |show (me )?(the )?)?(historique|history)"
    r"( (des|of( the)?) (rappels?|relances?|envois?|reminders?))?( |$)"
)
OF_OTHER_THINGS = re.compile(r"\b(pa(ie|y)\w*|factur\w*|invoice\w*|comptes?|account)\b")


def history(turn: Turn, arguments: list[str]) -> None:
    duty = duty_of(turn, arguments, "")
    if duty is None:
        return
    company = duty.books.company()
    found = evidence.about(turn.uow, company.id, duty.row.obligation)
    shown = evidence.told_in(_latest(found), ZoneInfo(company.zone))
    turn.say("history", deadline=duty.deadline, buyer=duty.deadline.buyer, evidence=shown)


def heard(turn: Turn, reading: Reading) -> bool:
    """« Historique Leroc » : of all his duties, those done since included."""
    text, buyer = fold(turn.incoming.text), reading.slots.buyer
    if buyer is None or not NAMED.search(text) or OF_OTHER_THINGS.search(text):
        return False
    found = evidence.about_buyer(turn.uow, turn.company.id, buyer)
    shown = evidence.told_in(_latest(found), ZoneInfo(turn.company.zone))
    turn.remember(misses=0)
    turn.say(
        "history",
        acts_to_take_back(turn, buyer),
        deadline=None,
        buyer=buyer,
        evidence=shown,
    )
    return True


def _latest(found: Evidence) -> Evidence:
    return Evidence(found.said[-MOST_SHOWN:], found.reacted[-MOST_SHOWN:])
