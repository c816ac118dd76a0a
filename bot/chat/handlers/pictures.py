"""The same figures as a picture; the caption says them in words.

A picture is drawn as SVG in its turn and rendered only when it is sent, in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.chat.handlers import failures
from bot.chat.turn import Turn
from bot.documents.writing.pictures import (
    SVG,
    Bucket,
    DutyLine,
    ExposureLine,
    Pair,
    Studio,
)
from bot.ports import Attachment
from bot.services import deadlines as deadlines_service
from bot.services import premium as service
from bot.services.ages import aged_balance
from bot.services.envelope import envelope_view
from domain.cover import insured_sum
from domain.limits import limit_in_force
from domain.money import Money, Percentage
from domain.money import total as sum_of
from domain.receivables import owed
from domain.record import Situation


def show(turn: Turn, arguments: list[str]) -> None:
    """A press on « En image »."""
    draw = PICTURES.get(arguments[0])
    if draw is not None:
        draw(turn)


def envelope(turn: Turn) -> None:
    view = envelope_view(turn.situation)
    svg = _studio(turn).envelope(
        left=view.left.value,
        maximum=view.maximum.value,
        used=view.used,
        expected=view.expected,
        year=view.year,
        on=turn.today,
    )
    _send(turn, "envelope", svg, left=view.left.value, maximum=view.maximum.value)


def timeline(turn: Turn) -> None:
    agenda = deadlines_service.agenda(turn.situation)
    lines = [
        DutyLine(
            each.duty,
            each.buyer,
            each.opens_on,
            each.file_by,
            each.last_day,
            each.state,
            agenda.at_stake.get(each.key),
        )
        for each in agenda.deadlines
    ]
    svg = _studio(turn).timeline(lines, on=turn.today)
    _send(turn, "timeline", svg, count=len(lines), first=lines[0] if lines else None)


def ages(turn: Turn) -> None:
    balance = aged_balance(turn.situation)
    buckets = [Bucket(age.label, age.amount, age.tone) for age in balance]
    svg = _studio(turn).aged_balance(buckets, on=turn.today)
    total = sum_of((age.amount for age in balance), turn.record.policy.currency)
    _send(turn, "aged_balance", svg, total=total, late=total - balance[0].amount)


def exposure(turn: Turn) -> None:
    lines = sorted(
        _exposed(turn.situation), key=lambda line: (-line.over.amount, -line.owed.amount)
    )
    if not lines:
        turn.say("nothing_owed")
        return
    svg = _studio(turn).exposure(lines, on=turn.today)
    over = [line for line in lines if line.over]
    _send(turn, "exposure", svg, over=over, count=len(lines))


def _exposed(situation: Situation) -> Iterator[ExposureLine]:
    for buyer in situation.record.names:
        debt = owed(situation, buyer)
        if debt:
            limit = limit_in_force(situation, buyer).value
            yield ExposureLine(buyer, debt, insured_sum(situation, buyer), limit)


UNSAID = "-"  # as in today's policy


def simulated(turnover: Decimal | None, rate: Percentage | None) -> tuple[str, str]:
    """What a button carries of a simulation."""
    return (
        UNSAID if turnover is None else f"{turnover:f}",
        UNSAID if rate is None else f"{rate.value:f}",
    )


def simulation(turn: Turn, arguments: list[str]) -> None:
    """Premium and envelope, today's beside the simulated ones."""
    try:
        turnover, rate = (None if a == UNSAID else Decimal(a) for a in arguments)
    except InvalidOperation:
        failures.stale(turn)
        return
    amount = None if turnover is None else Money(turnover, turn.record.policy.currency)
    share = None if rate is None else Percentage(rate)
    figures = service.simulation_view(turn.situation, amount, share).figures
    values = {name: figure.value for name, figure in figures.items()}
    pairs = [
        Pair(name, values[f"today_{name}"], values[name])
        for name in ("premium", "maximum_liability")
    ]
    svg = _studio(turn).simulation(pairs, on=turn.today)
    _send(turn, "simulation", svg, **values)


def _studio(turn: Turn) -> Studio:
    return Studio(turn.words, turn.theme)


def _send(turn: Turn, name: str, svg: str, **said: Any) -> None:
    picture = Attachment(f"{name}.png", svg.encode(), SVG, is_photo=True)
    turn.attach(picture, f"picture_{name}", **said)


PICTURES: dict[str, Callable[[Turn], None]] = {
    "envelope": envelope,
    "timeline": timeline,
    "ages": ages,
    "exposure": exposure,
}
