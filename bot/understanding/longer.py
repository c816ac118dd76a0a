"""How much longer a due date is put off: "repousse d'un mois", "two more weeks".

A length of time, counted from the invoice's own due date, which only the books know.
"à 60 jours" is no such length: it may be new terms, and is asked.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

from bot.understanding.dates import SMALL, UNIT, counted
from bot.understanding.late import late
from bot.understanding.spans import Lattice
from domain.errors import NotATerm
from domain.spans import PaymentTerms

_LENGTH = late(
    rf"(?<![a-z0-9])(?:(?P<n>{SMALL}|another|un autre|une autre|encore un|encore une) ?)?"
    rf"(?:(?:more|extra|additional|further|petit|petite|bon|bonne|full|whole|good) )?(?P<unit>{UNIT}|quinzaine|fortnight)(?![a-z0-9])"
)
_NO_LENGTH_BEFORE = late(
    r"(?<![a-z])(?:a|at|sous|within|dans|in|il y a|depuis|since|net|past|last|derniers?|de retard de)(?: the| les)? ?$"
)
_NO_LENGTH_AFTER = late(
    r" ?(?:ago|de retard|late|overdue|apres|after|before|avant|net|fin de mois|end of month|fdm|eom)(?![a-z])"
)
_DAYS = {"quinzaine": 15, "fortnight": 14}


def longer(lattice: Lattice) -> PaymentTerms | None:
    """The one length said, or None."""
    text = lattice.sentence.folded
    found = {
        _length(match["n"] or "", match["unit"])
        for match in _LENGTH.finditer(text)
        if match["n"]
        and not _NO_LENGTH_BEFORE.search(text, 0, match.start())
        and not _NO_LENGTH_AFTER.match(text, match.end())
    }
    return _terms(found.pop()) if len(found) == 1 else None


def _length(said: str, unit: str) -> str:
    number = counted(said) or 1  # "another month"
    if unit in _DAYS:
        return f"{number * _DAYS[unit]} days"
    if unit.startswith(("a", "y")):
        return f"{12 * number} months"
    if unit.startswith("m"):
        return f"{number} months"
    return f"{number * (7 if unit.startswith(('s', 'w')) else 1)} days"


def _terms(text: str) -> PaymentTerms | None:
    try:
        return PaymentTerms.of(text)
    except NotATerm:
        return None
