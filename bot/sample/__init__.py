"""A company to try Vigie with: the case study, and its contract moved to the present."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from importlib import resources

from bot.cases.files import Case, load_case
from domain.spans import months_after

MONTHS_OLD = 9
_TOKEN = re.compile(r"\b(start|today)((?:[+-]\d+[dm])*)(?=[,}\]\s])")
_SHIFT = re.compile(r"([+-]\d+)([dm])")


def sample_case(today: date) -> Case:
    """The contract as if it had begun on the first of the month nine months before."""
    return load_case(placed(_text("moved.yaml"), today), "moved.yaml")


def case_study() -> Case:
    """As the study tells it, in its own years."""
    return load_case(_text("lapierre.yaml"), "lapierre.yaml")


def placed(text: str, today: date) -> str:
    """The text with a day for each `start+9d`, `today-58d` or `start+3m-1d`."""
    days = {"start": months_after(today.replace(day=1), -MONTHS_OLD), "today": today}

    def day(token: re.Match[str]) -> str:
        return _shifted(days[token[1]], token[2]).isoformat()

    lines = text.splitlines(keepends=True)
    return "".join(
        line if line.lstrip().startswith("#") else _TOKEN.sub(day, line) for line in lines
    )


def _shifted(day: date, shifts: str) -> date:
    for number, unit in _SHIFT.findall(shifts):
        day = (
            months_after(day, int(number))
            if unit == "m"
            else day + timedelta(days=int(number))
        )
    return day


@cache
def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text("utf-8")
