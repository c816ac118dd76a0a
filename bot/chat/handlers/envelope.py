"""« Combien d'indemnité me reste-t-il cette année ? »"""

from __future__ import annotations

from bot.chat.turn import Turn
from bot.services.envelope import envelope_view


def left(turn: Turn) -> None:
    view = envelope_view(turn.situation, turn.slots.period_from)
    turn.answer(
        "indemnity_left",
        (
            (turn.keys.button("picture", "pic", "envelope"),),
            *turn.keys.asks("deadlines", "premium"),
        ),
        figures={"indemnity_left": view.left, "maximum_liability": view.maximum},
        used=view.used,
        expected=view.expected,
        year=view.year,
        moves=view.moves,
    )
