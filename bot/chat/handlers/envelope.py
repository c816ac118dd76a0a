"""« Combien d'indemnité me reste-t-il cette année ? »"""

from __future__ import annotations

from bot.chat.turn import Turn
from bot.services import envelope


def left(turn: Turn) -> None:
    view = envelope.envelope(turn.situation, turn.slots.period_from)
    turn.answer(
        "indemnity_left",
        turn.keys.asks("deadlines", "premium", "summary"),
        figures={"indemnity_left": view.left, "maximum_liability": view.maximum},
        paid=view.paid,
        expected=view.expected,
        year=view.year,
        moves=view.moves,
    )
