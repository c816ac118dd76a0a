"""« Quelle est ma prime ? », « et si mon chiffre d'affaires est de 12 millions ? »"""

from __future__ import annotations

from bot.chat.handlers import guidance, pictures
from bot.chat.turn import Turn
from bot.services import premium as service
from domain.money import Money


def premium(turn: Turn) -> None:
    view = service.premium_view(turn.situation, turn.slots.period_from)
    figures = {"premium": view.premium, "minimum_premium": view.minimum}
    if view.maximum is not None:
        figures["maximum_liability"] = view.maximum
    turn.answer(
        "premium",
        turn.keys.asks("premium_simulation", "indemnity_left"),
        figures=figures,
        is_final=view.is_final,
        moves=view.envelope_moves,
        has_envelope=view.maximum is not None,
        year=view.year,
    )


def simulation(turn: Turn) -> None:
    turnover, rate = turn.slots.turnover, turn.slots.rate
    if turnover is None:
        turnover = turn.slots.amount
    if turnover is None and rate is None:
        guidance.ask(turn, "turnover")
        return
    amount = None if turnover is None else Money(turnover, turn.record.policy.currency)
    view = service.simulation_view(turn.situation, amount, rate)
    turn.close_question()
    turn.answer(
        "premium_simulation",
        (
            (turn.keys.button("picture", "sim", *pictures.simulated(turnover, rate)),),
            *turn.keys.asks("premium", "indemnity_left"),
        ),
        figures=view.figures,
        turnover=amount,
        rate=rate,
        has_envelope=view.has_envelope,
    )
