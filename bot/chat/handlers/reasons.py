"""The insurer's reason for a cut, put plainly: the family it belongs to, by its words.

A code alone is an insurer's own and is never guessed: it is said not to be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.facts import facts
from bot.services.glossary import fold

# « … , motif : comptes non déposés », "reason code R12": the insurer's own words.
TOLD = re.compile(
    r"[\s,;(]*\b(?:code[ -]motif|motifs?|reason(?: code)?)\b\s*:?\s*(\S.*)$", re.IGNORECASE
)
LONGEST = 120
MEANING = re.compile(
    r"\b(?:veut dire|veulent dire|signifie[a-z]*|c est quoi|que dit|explique[a-z]*|"
    r"what (?:is|does|do)|meaning of|explain)\b.*\b(?:motifs?|reasons?)\b|"
    r"\b(?:motifs?|reasons?)\b.*\b(?:veut dire|signifie|mean|means)\b"
)


def told(sentence: str) -> str:
    """The reason that a sentence ends with; "" for none."""
    found = TOLD.search(sentence)
    return found[1].strip(" .)«»“”\u00a0")[:LONGEST] if found else ""


def is_asked(sentence: str) -> bool:
    """« Que veut dire le motif R12 ? » : what a reason means, whichever it is."""
    return MEANING.search(fold(sentence)) is not None


def before(sentence: str) -> str:
    """The sentence without it: why the insurer decided is not what he decided."""
    found = TOLD.search(sentence)
    return sentence[: found.start()] if found else sentence


def family_of(said: str) -> str:
    """A key of labels.reasons; "" for nothing said, or for words that tell no reason."""
    text = fold(said)
    return next((name for name, words in _families() if words.search(text)), "")


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(_compiled())


def _compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, told in facts("reasons")["families"].items():
        phrases = (re.escape(each.strip()) for each in told.split(","))
        words = "|".join(phrase.replace(r"\*", "[a-z]*") for phrase in phrases)
        yield name, re.compile(rf"\b(?:{words})\b")
