"""« Fais le point » : the three duties that make the policy pay, what is wrong first."""

from __future__ import annotations

from bot.chat.turn import Turn
from bot.services import summary as service


def summary(turn: Turn) -> None:
    view = service.summary(turn.situation)
    figures = {} if view.left is None else {"indemnity_left": view.left}
    turn.figures.update(figures)
    turn.say(
        "summary",
        (
            (turn.keys.button("picture_exposure", "pic", "exposure"),),
            *turn.keys.asks("deadlines", "indemnity_left", "recourse"),
        ),
        limits=view.limits,
        overdue=view.overdue,
        deadlines=view.deadlines,
        left=view.left,
        maximum=view.maximum,
    )
