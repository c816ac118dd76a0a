"""« Jugement du 10 novembre, publié au BODACC le 15 » : which day is which.

The words beside each day say it; where they do not, nothing is taken and it is asked.
"""

from __future__ import annotations

import re
from datetime import date

from bot.chat.turn import Turn
from bot.understanding import Context, Intent, read_as

PUBLISHED = re.compile(r"bodacc|\bpubli|\bparu|\bannonc|\bgazett|\bnotice", re.IGNORECASE)
JUDGED = re.compile(
    r"\bjug[eé]|\bjudg|\bouvert|\bopened|\btribunal|\bcourt\b|\bdepuis|\bsince|"
    r"\bprononc|\bplac[eé]e?|\bput into|\bordered",
    re.IGNORECASE,
)
BREAKS = re.compile(r"[,;()]| et | and | puis | then ", re.IGNORECASE)


def of_proceeding(turn: Turn) -> dict[str, str]:
    """The days of the judgment and of the publication, where both are told apart."""
    text = turn.incoming.text
    found = PUBLISHED.search(text)
    if found is None:
        return {}
    start, end = _part(text, found.start())
    published = _day(turn, text[start:end])
    judged = _day(turn, f"{text[:start]} {text[end:]}")
    if published is None or judged is None or published < judged:
        return {}
    return {"judgment_on": judged.isoformat(), "published_on": published.isoformat()}


def _part(text: str, at: int) -> tuple[int, int]:
    """The stretch that speaks of the publication: from the break before it to the words
    of the judgment, or to the end.
    """
    breaks = [each.end() for each in BREAKS.finditer(text, 0, at)]
    judged = JUDGED.search(text, at)
    return (breaks[-1] if breaks else at), (judged.start() if judged else len(text))


def _day(turn: Turn, text: str) -> date | None:
    context = Context(turn.today, (), turn.words.lang)
    return read_as(text, Intent.INSOLVENCY_REPORT, context).slots.judgment_on
