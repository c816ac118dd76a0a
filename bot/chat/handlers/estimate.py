"""« Que toucherais-je si Leroc ne paie pas ? »"""

from __future__ import annotations

from bot.chat.handlers import accounts, guidance
from bot.chat.keyboards import joined
from bot.chat.turn import Turn
from bot.services import claims


def estimate(turn: Turn) -> None:
    buyer = turn.slots.buyer
    if buyer is None:
        guidance.ask(turn, "buyer")
        return
    view = claims.estimate(turn.situation, buyer)
    turn.close_question()
    turn.answer(
        "indemnity_estimate",
        joined(
            accounts.reasons(
                turn, buyer, [r for line in view.lines for r in line.refusals]
            ),
            turn.keys.asks("deadlines"),
            turn.keys.about(buyer, "buyer_cover"),
        ),
        figures={"indemnity": view.indemnity, "uninsured_rest": view.uninsured_rest},
        buyer=buyer,
        lines=view.lines,
        deadline=view.deadline,
    )
