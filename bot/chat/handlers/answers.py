"""The owner's answers to the onboarding questions: typed ones read, kept ones shown.

A typed answer is read by the same slot grammar as any sentence, as the answer to another
question that asks for the same kind of thing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bot.rendering import Words
from bot.services.onboarding import UNKNOWN, Filing
from bot.understanding import Context, Intent, Pending, Slots, understand
from domain.money import Money, Percentage

LONGEST_NAME = 80
READ_AS = {
    "starts_on": Pending(Intent.INVOICE_ADD, "issued_on"),
    "rate": Pending(Intent.PREMIUM_SIMULATION, "rate"),
    "turnover": Pending(Intent.INVOICE_ADD, "amount"),
    "envelope": Pending(Intent.INVOICE_ADD, "amount"),
    "percentage": Pending(Intent.PREMIUM_SIMULATION, "rate"),
    "filing": Pending(Intent.INVOICE_ADD, "terms"),
}


def read(question: str, text: str, today: date, lang: str) -> str | None:
    """The answer as it is kept; None when it cannot be understood."""
    if question not in READ_AS:
        return " ".join(text.split())[:LONGEST_NAME] or None
    slots = understand(text, Context(today, (), lang, READ_AS[question])).slots
    return READERS[question](slots, text, today)


def shown(question: str, code: str, words: Words) -> str:
    """An answer as a person reads it."""
    if code == UNKNOWN:
        return words.label("onboarding", "unknown")
    if code.startswith("x") and question == "envelope":
        return words.label("onboarding", "multiple").format(count=code[1:])
    if question == "filing":
        return _filing(Filing.of(code), words)
    value = VALUES.get(question)
    return code if value is None else words.quantity(value(code))


def _first_day(slots: Slots, text: str, today: date) -> str | None:
    del text
    day = slots.issued_on
    return day.isoformat() if day and day <= today else None


def _rate(slots: Slots, text: str, today: date) -> str | None:
    """A rate, or the amount of a flat fee."""
    return _percent(slots.rate) or _sum(slots, text, today)


def _share(slots: Slots, text: str, today: date) -> str | None:
    del text, today
    return _percent(slots.rate) if slots.rate and slots.rate.is_share else None


def _sum(slots: Slots, text: str, today: date) -> str | None:
    del text, today
    amount = slots.amount or slots.turnover
    return f"{amount:f}" if amount is not None and amount > 0 else None


def _envelope(slots: Slots, text: str, today: date) -> str | None:
    """« 30 fois », "30 times", "30x", or an amount."""
    number, _, rest = text.strip().lower().replace("×", "x").partition(" ")
    if not rest and number.endswith("x"):
        number, rest = number[:-1], "x"
    is_multiple = rest.startswith(("fois", "times", "x"))
    if is_multiple and number.isdigit() and int(number) > 0:
        return f"x{number}"
    return _sum(slots, text, today)


def _days(slots: Slots, text: str, today: date) -> str | None:
    del text, today
    days = slots.terms.span.days if slots.terms else 0
    return f"due:{days}" if days else None


def _percent(rate: Percentage | None) -> str | None:
    return None if rate is None else f"{(rate.value * 100).normalize():f}%"


def _filing(filing: Filing, words: Words) -> str:
    key = f"{filing.event}_from" if filing.opens else filing.event
    text = words.label("onboarding", "filings", key)
    return text.format(closes=filing.closes, opens=filing.opens)


def _percent_or_money(code: str) -> Percentage | Money:
    return Percentage.of(code) if code.endswith("%") else Money(Decimal(code))


READERS: dict[str, Callable[[Slots, str, date], str | None]] = {
    "starts_on": _first_day,
    "rate": _rate,
    "turnover": _sum,
    "envelope": _envelope,
    "percentage": _share,
    "filing": _days,
}
VALUES: dict[str, Callable[[str], object]] = {
    "starts_on": date.fromisoformat,
    "rate": _percent_or_money,
    "turnover": _percent_or_money,
    "envelope": _percent_or_money,
    "percentage": _percent_or_money,
}
