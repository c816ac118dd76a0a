"""A policy from a few questions: what is not known stays unsaid, never invented.

The answers are kept as text, in the words of case files; `UNKNOWN` is an answer too. The
model policies of the market only lend the likely answers: none of their terms enters a
policy unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

QUESTIONS = (
    "policyholder",
    "insurer",
    "starts_on",
    "rate",
    "turnover",
    "envelope",
    "percentage",
    "filing",
)
UNKNOWN = "?"
MUST_BE_KNOWN = frozenset({"policyholder"})
SUGGESTED: dict[str, tuple[str, ...]] = {
    "policyholder": (),
    "insurer": ("Allianz Trade", "Atradius", "Coface", "Groupama"),
    "rate": ("0.15%", "0.20%", "0.25%", "0.30%"),
    "turnover": ("1000000", "2000000", "5000000", "10000000"),
    "envelope": ("x20", "x25", "x30", "x40"),
    "percentage": ("80%", "85%", "90%", "95%"),
    "filing": ("due:30", "due:60-90", "oldest:90", "invoice:150"),
}


@dataclass(frozen=True, slots=True)
class Filing:
    """Within how many days the claim is to be filed, and from what."""

    event: str  # "due", "oldest" or "invoice"
    closes: int
    opens: int | None = None

    @classmethod
    def of(cls, code: str) -> Filing:
        event, _, days = code.partition(":")
        opens, _, closes = days.rpartition("-")
        return cls(event, int(closes), int(opens) if opens else None)


def next_question(answers: Mapping[str, str]) -> str:
    """The first one not answered; "" when all are."""
    return next((question for question in QUESTIONS if question not in answers), "")


def suggestions(question: str, today: date) -> tuple[str, ...]:
    """Likely answers, as they are kept."""
    if question != "starts_on":
        return SUGGESTED[question]
    january = date(today.year, 1, 1)
    july = date(today.year if today.month >= 7 else today.year - 1, 7, 1)  # noqa: PLR2004 - July
    return (january.isoformat(), july.isoformat(), today.replace(day=1).isoformat())


def unknown(answers: Mapping[str, str]) -> list[str]:
    return [question for question in QUESTIONS if answers.get(question) == UNKNOWN]


def policy_mapping(answers: Mapping[str, str], today: date) -> dict[str, Any]:
    """The policy in the words of a case file. A first day not known is counted from 1
    January, as insurance years must begin somewhere: the card says so.
    """
    known = {q: a for q, a in answers.items() if q in QUESTIONS and a != UNKNOWN}
    mapping: dict[str, Any] = {
        "policyholder": known["policyholder"],
        "insurer": known.get("insurer", UNKNOWN),
        "starts_on": known.get("starts_on", date(today.year, 1, 1).isoformat()),
    }
    if premium := _premium(known):
        mapping["premium"] = premium
    if "envelope" in known:
        mapping["maximum_liability"] = _envelope(known["envelope"])
    if "percentage" in known:
        mapping["insured_percentage"] = known["percentage"]
    if "filing" in known:
        mapping["duties"] = [_duty(Filing.of(known["filing"]))]
    return mapping


def _premium(known: Mapping[str, str]) -> dict[str, str]:
    """A rate, or (an amount) a flat premium, which is the minimum whatever the turnover."""
    said: dict[str, str] = {}
    rate = known.get("rate", "")
    if rate.endswith("%"):
        said["rate"] = rate
    elif rate:
        said |= {"rate": "0%", "minimum": rate, "expected_turnover": "0"}
    if "turnover" in known:
        said["expected_turnover"] = known["turnover"]
    return said


def _envelope(code: str) -> dict[str, str]:
    if code.startswith("x"):
        return {"premium_multiple": code[1:]}
    return {"amount": code}


def _duty(filing: Filing) -> dict[str, Any]:
    events = {"due": "due_date", "oldest": "oldest_due", "invoice": "invoice_date"}
    duty: dict[str, Any] = {
        "duty": "intervention_request",
        "from": events[filing.event],
        "closes": {"days": str(filing.closes)},
        "scope": "buyer" if filing.event == "oldest" else "invoice",
    }
    if filing.opens is not None:
        duty["opens"] = {"days": str(filing.opens)}
    return duty
