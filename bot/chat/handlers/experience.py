"""« Quelle est ma sinistralité ? » : losses beside the rate, S/P, break-even."""

from __future__ import annotations

from typing import Any

from bot.chat.turn import Turn
from bot.services import experience as service
from domain.steps import Answer


def experience(turn: Turn) -> None:
    view = service.experience(turn.situation, turn.slots.period_from)
    found: dict[str, Answer[Any] | None] = {
        "bad_debt_ratio": view.bad_debt,
        "loss_ratio": view.loss_ratio,
        "break_even": view.break_even,
    }
    turn.figures.update({name: value for name, value in found.items() if value})
    keys = turn.keys.asks(
        "premium", "indemnity_left", *([] if view.bad_debt else ["turnover_declare"])
    )
    turn.say("claims_experience", keys, view=view)
