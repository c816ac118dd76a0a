"""The figures of law that letters state, from the dated data of bot/facts."""

from __future__ import annotations

from decimal import Decimal

from bot.facts import facts
from bot.services.late_interest import HalfYear
from bot.services.letters import Law
from domain.money import Money, Percentage


def law(told: dict[HalfYear, Percentage] | None = None) -> Law:
    """With the rates that the user has told for half-years nobody knew."""
    known = facts("law")["late_interest"]
    above = _share(known["default"]["points_above"])
    rates = {
        half_year(name): Percentage(_share(each["rate"]) + above)
        for name, each in known["ecb_rates"].items()
    }
    fee = known["fee"]
    return Law({**rates, **(told or {})}, Money(Decimal(fee["amount"]), fee["currency"]))


def least_rate(asked: HalfYear) -> Percentage | None:
    """Three times the legal rate of that half-year; None: not known here."""
    known = facts("law")["late_interest"]
    legal = known["legal_rates"].get(str(asked))
    if legal is None:
        return None
    return Percentage(_share(legal["rate"]) * Decimal(known["floor"]["times"]))


def products_of(insurer: str) -> list[str]:
    """What this insurer calls its complementary cover; [] when we do not know."""
    return next(
        (
            list(each["names"])
            for each in facts("help")["private_complements"]
            if each["insurer"].casefold() in insurer.casefold()
        ),
        [],
    )


def half_year(name: str) -> HalfYear:
    """« 2025-1 » is the first half of 2025."""
    year, _, half = name.partition("-")
    return HalfYear(int(year), int(half))


def _share(text: str) -> Decimal:
    return Decimal(text.removesuffix("%")) / 100
