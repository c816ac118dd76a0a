"""« Leroc est-il couvert ? », « … pour 20 000 € ? »"""

from __future__ import annotations

from bot.chat.handlers import accounts, guidance
from bot.chat.keyboards import joined
from bot.chat.turn import Turn
from bot.services import cover as service
from domain.money import Money


def cover(turn: Turn) -> None:
    buyer, amount = turn.slots.buyer, turn.slots.amount
    unknown = turn.reading.unknown_buyer
    order = None if amount is None else Money(amount, turn.record.policy.currency)
    if buyer is None and unknown and not turn.reading.buyer_candidates:
        accounts.newcomer(turn, unknown, order)
        return
    if buyer is None:
        guidance.ask(turn, "buyer")
        return
    view = service.cover_view(turn.situation, buyer, order)
    turn.close_question()
    rest = view.order.rest if view.order else None
    turn.answer_is_no = not (view.order.insured.value if view.order else view.room.value)
    help_needed = bool(view.refusals) or bool(rest)
    turn.answer(
        "buyer_cover",
        joined(
            accounts.reasons(turn, buyer, view.refusals or view.cut),
            turn.keys.asks("recourse") if help_needed else (),
            turn.keys.about(buyer, "indemnity_estimate"),
            turn.keys.asks("deadlines"),
        ),
        figures=view.figures(),
        buyer=buyer,
        order=order,
        rest=rest,
        room=view.room.value,
        room_working=view.room,
        refusals=view.refusals,
        insured_percentage=view.insured_percentage,
        kept=view.kept,
    )
