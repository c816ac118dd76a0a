"""Numbers that are no money: identifiers, percentages, lengths of time, counts, multiples.

They are owned before money is looked for, so that a siren, "2 factures", "plus de 30
jours" or "30 fois la prime" never becomes euros.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from decimal import Decimal

from bot.understanding.dates import SMALL, UNIT
from bot.understanding.late import late
from bot.understanding.numerals import Number, numbers
from bot.understanding.spans import Kind, Lattice, Span
from domain.money import Percentage

HUNDRED = Decimal(100)
_D = r"(?<![0-9a-z\u00a4])"
_E = r"(?![0-9a-z\u00a4])"

_IDENTIFIERS = tuple(
    late(pattern)
    for pattern in (
        r"\S+@\S+\.[a-z]+|https?://\S+|www\.\S+",
        r"(?<![a-z])(?:siren|siret|rcs|tva|vat|iban|duns|ice|bce)(?: (?:no|n°|number|num\w*))? ?:? ?(?:[a-z]{2} ?)?[0-9](?:[ .]?[0-9]){7,26}",
        r"(?<![a-z0-9])[a-z]{2}[0-9]{2}(?: ?[0-9a-z]{4}){3,7}(?: ?[0-9a-z]{1,4})?(?![0-9a-z])(?=.*)",
        rf"{_D}(?:\+33 ?|0)[1-9](?:[ .-]?[0-9]{{2}}){{4}}{_E}",
        r"(?<![a-z])(?:art(?:icle)?s?\.?|clause|§|l|r|d) ?[lrd]?\.? ?[0-9]{1,4}(?:[-.][0-9]{1,3}){1,3}",
        r"(?<![a-z])(?:art(?:icle)?s?\.?|clause|§|page|departement|dept|code postal|version|chapitre|section) ?[0-9]{1,5}(?![0-9])",
        rf"{_D}[0-9]{{3}} [0-9]{{3}} [0-9]{{3}} [0-9]{{5}}{_E}|{_D}[0-9]{{14}}{_E}",
    )
)
_IBAN_START = late(r"[a-z]{2}[0-9]{2}")

_PERCENT = late(
    r" ?(?:%|pour ?[- ]?cents?\b|pourcents?\b|pourcentage|percents?\b|per cents?\b|pct\b|p\.? ?c\b)"
)
_PER_MILLE = late(r" ?(?:‰|pour mille\b|per mille\b|per thousand\b)")
_FIGURE = r"[0-9]{1,3}(?:[.,][0-9]{1,4})?"
_RATE_FIGURE = late(rf"(?<![0-9a-z\u00a4.,])({_FIGURE})(?={_PERCENT.pattern})")
_MILLE_FIGURE = late(rf"(?<![0-9a-z\u00a4.,])({_FIGURE})(?={_PER_MILLE.pattern})")
_BEFORE_PERCENT = late(
    r"[a-z -]{2,40}(?= ?(?:pour ?[- ]?cents?|pourcents?|percent|per cent))"
)

_DURATION = late(
    rf"(?<![0-9a-z\u00a4.,]){SMALL} ?(?:{UNIT}|h|heures?|hours?|minutes?|min|trimestres?|quarters?)(?![a-z0-9])"
)
_CLOCK = late(
    rf"{_D}(?:[01]?[0-9]|2[0-3]) ?(?:h ?(?:[0-5][0-9])?|:[0-5][0-9]|heures?|o'clock|[ap]\.?m\b){_E}"
)
_TIMES = late(rf"(?<![0-9a-z\u00a4.,])(?:x ?[0-9]{{1,3}}|{SMALL} ?(?:fois|x|times)){_E}")
_COUNTED = (
    r"(?:(?:grosses?|petites?|nouvelles?|autres?|dernieres?|derniers|premieres?|premiers|prochaines?|prochains|bons?|gros|new|other|unpaid|late|open|overdue|last|more|bonnes?) )?"
    r"(?:factures?|fact|clients?|impayes?|acheteurs?|debiteurs?|creances?|sinistres?|echeances?|lignes?|dossiers?|commandes?|avoirs?|livraisons?|personnes?|salaries|employes?|societes?|boites?|entreprises?|fournisseurs?|questions?|trucs?|points?|mots?"
    r"|invoices?|buyers?|customers?|claims?|deadlines?|orders?|reminders?|people|companies|things?|words?|debtors?|policies|contrats?|polices?|relances?|rappels?|retards?|virements?|cheques?|echeanciers?)"
)
# "9 000 dossier Vasseur": the end of a sum counts nothing.
_COUNT = late(rf"(?<![0-9a-z\u00a4.,])(?!(?<=[0-9] )[0-9]{{3}})(?:{SMALL}) {_COUNTED}{_E}")
_ORDINAL = late(rf"{_D}(?:[0-9]{{1,2}}e|[0-9]{{1,3}}(?:eme|er|ere|nd|nde|rd|th|st)){_E}")


def own_identifiers(lattice: Lattice) -> None:
    for pattern in _IDENTIFIERS:
        for match in pattern.finditer(lattice.text):
            if not _IBAN_START.match(match.group()) or _has_many_digits(match.group()):
                lattice.own(
                    Span(match.start(), match.end(), Kind.IDENTIFIER, match.group())
                )


def _has_many_digits(text: str) -> bool:
    return sum(character.isdigit() for character in text) > len(text) // 2


def own_rates(lattice: Lattice) -> None:
    for pattern, unit, divisor in (
        (_RATE_FIGURE, _PERCENT, HUNDRED),
        (_MILLE_FIGURE, _PER_MILLE, HUNDRED * 10),
    ):
        for match in pattern.finditer(lattice.text):
            end = unit.match(lattice.text, match.end())
            value = Decimal(match.group(1).replace(",", ".")) / divisor
            lattice.own(
                Span(
                    match.start(),
                    end.end() if end else match.end(),
                    Kind.RATE,
                    Percentage(value),
                )
            )
    _own_spelt_rates(lattice)


# "quatre-vingt-dix pour cent", "zéro virgule vingt-cinq pour cent", "ninety percent"
_SPELT_POINT = late(r"^(?:virgule|point)$")


def _own_spelt_rates(lattice: Lattice) -> None:
    for match in _BEFORE_PERCENT.finditer(lattice.text):
        unit = _PERCENT.match(lattice.text, match.end())
        words = match.group().rstrip()
        value, length = _spelt_percentage(words)
        if unit is None or value is None:
            continue
        start = match.start() + len(words) - length
        lattice.own(Span(start, unit.end(), Kind.RATE, Percentage(value / HUNDRED)))


def _spelt_percentage(words: str) -> tuple[Decimal | None, int]:
    """The percentage that ends `words`, and how many characters it takes."""
    whole, point, decimals = (
        re.split(r"( virgule | point )", words)[-3:]
        if _has_point(words)
        else (words, "", "")
    )
    tail = _number_ending(whole)
    if tail is None:
        return None, 0
    if not point:
        return tail.value, len(tail.text)
    fraction = _decimals(decimals)
    value = Decimal(f"{tail.value}.{fraction}") if fraction else None
    return value, len(tail.text) + len(point) + len(decimals)


def _has_point(words: str) -> bool:
    return " virgule " in words or " point " in words


def _number_ending(text: str) -> Number | None:
    found = numbers(text)
    return found[-1] if found and found[-1].end == len(text) else None


def _decimals(text: str) -> str:
    """As in "vingt-cinq" → 25, "zéro cinq" → 05."""
    return "".join(str(number.value) for number in numbers(text))


def own_quantities(lattice: Lattice) -> None:
    for pattern, kind in (
        (_CLOCK, Kind.DURATION),
        (_TIMES, Kind.COUNT),
        (_COUNT, Kind.COUNT),
        (_DURATION, Kind.DURATION),
        (_ORDINAL, Kind.COUNT),
    ):
        for match in pattern.finditer(lattice.text):
            lattice.own(Span(match.start(), match.end(), kind, match.group()))
