"""« Pourquoi ? » : every ground on which a buyer's cover fails, open invoices included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services.claims import InvoiceLine, invoice_lines
from domain.cover import Ground, Refusal, order_cover
from domain.facts import LimitDecision
from domain.limits import latest_reduction, limit_on
from domain.money import Money
from domain.receivables import open_amount, outstanding
from domain.record import Situation


@dataclass(frozen=True, slots=True)
class Explained:
    """One ground, and the invoices it strikes; `is_today`: a delivery made now too."""

    refusal: Refusal
    invoices: tuple[str, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class WhyView:
    grounds: tuple[Explained, ...]
    decision: LimitDecision | None  # the insurer's cut that still stands
    limit: Money
    outstanding: Money
    above_limit: Money  # open, struck by no ground, and yet not insured
    on: date


def explained(situation: Situation, buyer: str) -> WhyView:
    lines = tuple(invoice_lines(situation, buyer))
    limit = limit_on(situation, buyer, situation.today)
    today = order_cover(situation, buyer, limit.amount).refusals
    found: dict[tuple[Ground, str], Explained] = {}
    for number, refusal in _every(lines, today):
        key = (refusal.ground, refusal.duty)
        before = found.get(key, Explained(refusal, (), is_today=False))
        found[key] = Explained(
            before.refusal,
            (*before.invoices, *((number,) if number else ())),
            before.is_today or not number,
        )
    return WhyView(
        tuple(found.values()),
        latest_reduction(situation, buyer),
        limit.amount,
        outstanding(situation, buyer).value,
        _above(situation, lines),
        situation.today,
    )


def _every(
    lines: tuple[InvoiceLine, ...], today: tuple[Refusal, ...]
) -> list[tuple[str, Refusal]]:
    """Of a delivery made today first (no number), then of each invoice."""
    struck = [(line.invoice, refusal) for line in lines for refusal in line.refusals]
    return [*(("", refusal) for refusal in today), *struck]


def _above(situation: Situation, lines: tuple[InvoiceLine, ...]) -> Money:
    above = situation.policy.zero
    for line in lines:
        if not any(refusal.takes_cover for refusal in line.refusals):
            above += open_amount(situation, line.invoice) - line.insured
    return above
