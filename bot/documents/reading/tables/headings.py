"""What the headings of a table mean, by the words French and English software uses.

A heading is folded (no accents, case or signs) and compared with the synonyms of each
meaning: the same words score 100, a synonym within it 60 and more, by its share. The row
with the best sum within the first fifteen is the header; each meaning is taken once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from bot.documents.reading.tables.rows import Cell, Row
from bot.documents.reading.tables.synonyms import SYNONYMS
from bot.ports.papers import Column

HEADER_WITHIN = 15
PLAIN_SCORE = 60  # the least that counts
LONGEST_HEADING = 60  # characters: longer is prose
AMOUNTS = frozenset(
    {
        "net",
        "vat",
        "gross",
        "amount",
        "remaining",
        "paid",
        "debit",
        "credit",
        "limit",
        "asked",
    }
)
DAYS = frozenset(
    {"issued_on", "due_on", "delivered_on", "paid_on"}
    | {"value_on", "booked_on", "decided_on", "ends_on"}
)
BUCKET = "bucket"
# « 0-30 j », « 31 à 60 jours », « > 90 », « 90+ », « ≤ 30 », « Non échu », « Current ».
SPAN = re.compile(
    r"\d+\s*(?:j\w*|d\w*)?\s*(?:[-–à_/]|a|to|et|and)\s*\d+"
    r"|[>+≥<≤]\s*=?\s*\d+|\d+\s*(?:j\w*|d\w*)?\s*\+"
    r"|(?:plus de|moins de|over|under|more than|less than|older than)\s*\d+"
    r"|au[- ]del[àa] de\s*\d+"
    r"|\d+\s*(?:j(?:ours?)?|days?)\s*(?:et plus|and more|and over|or more)",
    re.IGNORECASE,
)
NOT_DUE = re.compile(
    r"non [ée]chue?s?|[àa] [ée]choir|not (?:yet )?due|current|courant|actuel|pas [ée]chu",
    re.IGNORECASE,
)
A_DAY = re.compile(r"\d{4}-\d\d|\d\d?/\d\d?/\d\d")
# « Taux TVA », « TVA % », « Code TVA », « TVA incluse » hold no amount of VAT.
NO_VAT = re.compile(
    r"\b(?:taux|rate|code|compte|account|regime|numero|number|no|incl\w*|comprise|excl\w*"
    r"|ex|hors|sans|without|before|untaxed)\b"
)
OLDER = re.compile(r"older|ant[ée]rieure?|plus anciens?|ancien", re.IGNORECASE)


@cache
def folded(heading: str) -> str:
    """« N° de Pièce » → n de piece."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", " ", heading)  # DateEcheance
    plain = unicodedata.normalize("NFKD", parted.replace("°", " ").replace("º", " "))
    letters = (c for c in plain.casefold() if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


@cache
def meanings_of(heading: str) -> tuple[tuple[str, int], ...]:
    """Every meaning the heading may have, with its score, best first."""
    words = folded(heading)
    if not words or len(heading) > LONGEST_HEADING:
        return ()
    scores: dict[str, int] = {}
    for meaning, synonyms in SYNONYMS.items():
        best = max(_score(words, synonym) for synonym in synonyms)
        if best >= PLAIN_SCORE and not (meaning == "vat" and _is_no_vat(heading)):
            scores[meaning] = best
    return tuple(sorted(scores.items(), key=lambda one: -one[1]))


def _is_no_vat(heading: str) -> bool:
    return "%" in heading or bool(NO_VAT.search(folded(heading)))


def _score(words: str, synonym: str) -> int:
    if words == synonym:
        return 100
    said, sought = words.split(), synonym.split()
    if len(sought) == 1 and len(sought[0]) < 3:  # noqa: PLR2004 - « n », « ht »: too short to search
        return 0
    within = f" {synonym} " in f" {words} "
    return 50 + 45 * len(sought) // len(said) if within else 0


def is_bucket(heading: str) -> bool:
    """A span of days, or what is not due yet."""
    if len(heading) > LONGEST_HEADING or A_DAY.search(heading):
        return False
    if NOT_DUE.search(heading) or OLDER.fullmatch(heading):
        return True
    return bool(SPAN.search(heading)) and not meanings_of(SPAN.sub("", heading))


def header_of(rows: Sequence[Row]) -> tuple[int, tuple[Column, ...]] | None:
    """The place of the header row and its columns; None where no row looks like one."""
    best: tuple[int, int, tuple[Column, ...]] | None = None
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        columns = columns_of(row)
        known = [column for column in columns if column.meaning]
        score = sum(column.score for column in known)
        if len(known) > 1 and (best is None or score > best[0]):
            best = score, place, columns
    return best[1:] if best else None


def columns_of(row: Sequence[Cell]) -> tuple[Column, ...]:
    """Each meaning goes to the heading that fits it best; buckets may be many."""
    headings = ["" if cell is None else str(cell) for cell in row]
    texts = [isinstance(cell, str) for cell in row]
    buckets = {
        place
        for place, heading in enumerate(headings)
        if texts[place] and is_bucket(heading)
    }
    wishes = sorted(
        (-score, place, meaning)
        for place, heading in enumerate(headings)
        if texts[place] and place not in buckets
        for meaning, score in meanings_of(heading)
    )
    given: dict[int, tuple[str, int]] = dict.fromkeys(buckets, (BUCKET, 100))
    taken: set[str] = set()
    for score, place, meaning in wishes:
        if place not in given and meaning not in taken:
            given[place] = meaning, -score
            taken.add(meaning)
        elif place not in given and meaning == "label" and "detail" not in taken:
            given[place] = "detail", -score  # banks write their text in two columns
            taken.add("detail")
    return tuple(
        Column(heading, *given.get(place, ("", 0)))
        for place, heading in enumerate(headings)
    )
