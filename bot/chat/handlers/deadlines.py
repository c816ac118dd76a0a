"""« Quelles sont mes échéances ? »"""

from __future__ import annotations

from bot.chat.turn import Turn
from bot.services import deadlines as service

SHOWN = 6


def agenda(turn: Turn) -> None:
    view = service.agenda(turn.situation)
    turn.say(
        "deadlines",
        (
            (turn.keys.button("picture", "pic", "timeline"),),
            *turn.keys.asks("summary", "indemnity_left"),
        ),
        deadlines=view.deadlines[:SHOWN],
        count=len(view.deadlines),
        more=max(0, len(view.deadlines) - SHOWN),
        at_stake=view.at_stake,
    )
