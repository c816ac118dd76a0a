"""What was understood: the answer of this room, and what it is told beforehand."""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from bot.understanding.buyers import BuyerIndex
from bot.understanding.intents import Decision, Intent
from domain.money import Percentage
from domain.spans import PaymentTerms


@dataclass(frozen=True, slots=True)
class Pending:
    """The question the dialogue asked last."""

    intent: Intent
    slot: str


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before the sentence is read."""

    today: date
    buyers: BuyerIndex | Sequence[str] = ()
    lang: str = "fr"
    pending: Pending | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The figures and names said. None: not said (or not said clearly enough)."""

    buyer: str | None = None
    amount: Decimal | None = None
    basis: str | None = None
    turnover: Decimal | None = None
    rate: Percentage | None = None
    invoice: str | None = None
    issued_on: date | None = None
    delivered_on: date | None = None
    due_on: date | None = None
    terms: PaymentTerms | None = None
    paid_on: date | None = None
    effective_on: date | None = None
    judgment_on: date | None = None
    decision: str | None = None
    duty: str | None = None
    term: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    setting: str | None = None
    value: str | None = None

    def names(self) -> frozenset[str]:
        return frozenset(
            slot.name for slot in fields(self) if getattr(self, slot.name) is not None
        )

    def to_json(self) -> dict[str, str]:
        """As INTERFACES.md writes them: a slot not said is absent."""
        said = {slot.name: getattr(self, slot.name) for slot in fields(self)}
        return {name: _written(value) for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Reading:
    """`choices` holds at most three intents, the likeliest first, when the decision is
    CHOOSE. `doubts` names what was seen and not believed; a doubtful figure is left out.
    """

    intent: Intent
    decision: Decision
    slots: Slots = field(default_factory=Slots)
    choices: tuple[Intent, ...] = ()
    confidence: float = 0.0
    lang: str = "fr"
    missing: tuple[str, ...] = ()
    buyer_candidates: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unknown_buyer: str | None = None  # a name said that the book does not hold
    # A dispute "opened" or "closed"; proceedings "safeguard", "receivership" or "liquidation".
    state: str | None = None
    # How much longer a due date is put off, counted from the invoice's own.
    longer: PaymentTerms | None = None
    by_language_model: bool = False


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """The document of `vigie understand --json`."""
    document: dict[str, Any] = {
        "intent": reading.intent.value,
        "decision": reading.decision.value,
        "slots": reading.slots.to_json(),
        "choices": [choice.value for choice in reading.choices],
        "confidence": round(reading.confidence, 2),
        "lang": reading.lang,
        "missing": list(reading.missing),
        "buyer_candidates": list(reading.buyer_candidates),
        "doubts": list(reading.doubts),
    }
    if reading.unknown_buyer is not None:
        document["unknown_buyer"] = reading.unknown_buyer
    if reading.state is not None:
        document["state"] = reading.state
    if reading.longer is not None:
        document["longer"] = str(reading.longer)
    return document


def _written(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case Percentage():
            return decimal_text(value.value)
        case Decimal():
            return decimal_text(value)
        case _:
            return str(value)


def decimal_text(value: Decimal) -> str:
    """100000, 12500.50, 0.0025: no exponent, no needless zero but whole cents."""
    short = format(value.normalize(), "f")
    _, point, decimals = short.partition(".")
    return f"{short}0" if point and len(decimals) == 1 and abs(value) >= 1 else short
