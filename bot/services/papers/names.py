"""Whose name a file writes: names and numbers of firms, compared as people compare them.

« SARL DUPONT & Fils » is « Dupont et fils ». A SIREN decides where both sides have one;
a name that is merely near is never taken for the same: the owner is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.facts import Buyer

FORMS = frozenset(
    (
        *("sarl", "sas", "sasu", "sa", "eurl", "snc", "sci", "scs", "sca", "scop"),
        *("selarl", "selas", "gie", "eirl", "ei", "ste", "societe", "ets"),
        *("etablissements", "cie", "ltd", "limited", "gmbh", "ag", "kg", "bv", "nv"),
        *("srl", "spa", "sl", "llc", "inc", "plc", "sprl"),
    )
)
INITIALS = re.compile(r"\b(?:\w\.){2,}")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
SIREN = re.compile(r"\d{9}")
VAT_NUMBER = re.compile(r"FR[0-9A-Z]{2}(\d{9})")
CUT = 10  # letters: a name this long may be one that a program has cut
NEAR = 0.88
HEAD = 3
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST = 120


def clean(text: str) -> str:
    """On one line, without the signs that hide or turn what stands there."""
    return " ".join(CONTROL.sub(" ", text).split())[:LONGEST]


def words_of(name: str) -> tuple[str, ...]:
    """In small plain letters, without legal forms (unless there is nothing else)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    joined = INITIALS.sub(lambda found: found[0].replace(".", ""), plain)
    every = tuple(NOT_A_WORD.sub(" ", joined.replace("&", " et ")).split())
    return tuple(word for word in every if word not in FORMS) or every


def folded(name: str) -> str:
    return " ".join(words_of(name))


def plain_number(number: str) -> str:
    """An invoice number as it is compared: « FA-2026/001 » is « fa2026001 »."""
    return NOT_A_WORD.sub("", number.lower())


def siren_of(identity: str | None) -> str:
    """Nine digits, of a SIREN, a SIRET or a French VAT number; "" of anything else."""
    bare = re.sub(r"[\s.\-]", "", identity or "").upper()
    french = VAT_NUMBER.fullmatch(bare)
    if french:
        return french[1]
    is_number = bare.isascii() and bare.isdigit()
    return bare[:9] if is_number and len(bare) in {9, 14} else ""


@dataclass(frozen=True, slots=True)
class Match:
    """`name` is in the book; or it is not, and `near` may be the same firm."""

    name: str = ""
    near: tuple[str, ...] = ()


class Book:
    """The book's buyers, found by what a file says of them."""

    def __init__(self, buyers: Iterable[Buyer]) -> None:
        self._by_siren: dict[str, str] = {}
        self._by_fold: defaultdict[str, list[Buyer]] = defaultdict(list)
        self._by_head: defaultdict[str, list[str]] = defaultdict(list)
        for buyer in buyers:
            siren = siren_of(buyer.siren)
            if siren:
                self._by_siren.setdefault(siren, buyer.name)
            self._by_fold[folded(buyer.name)].append(buyer)
        for fold in self._by_fold:
            for head in {word[:HEAD] for word in fold.split()}:
                self._by_head[head].append(fold)

    def find(self, name: str, identity: str | None = None) -> Match:
        siren = siren_of(identity)
        if siren in self._by_siren and siren:
            return Match(self._by_siren[siren])
        same = [
            buyer
            for buyer in self._by_fold.get(folded(name), ())
            if not (siren and buyer.siren and siren_of(buyer.siren) != siren)
        ]
        if len(same) == 1:
            return Match(same[0].name)
        if same:
            return Match(near=tuple(buyer.name for buyer in same))
        return Match(near=self._near(folded(name), siren))

    def named_in(self, text: str) -> tuple[str, ...]:
        """Buyers all of whose words stand in a text, such as a bank line; a name that is
        part of a longer one that is there too is not meant.
        """
        said = words_of(text)
        heads = {word[:HEAD] for word in said}
        folds = {fold for head in heads for fold in self._by_head.get(head, ())}
        found = [fold for fold in folds if len(fold) >= HEAD and _holds(said, fold)]
        meant = [
            one
            for one in found
            if not any(
                one != other and set(one.split()) < set(other.split()) for other in found
            )
        ]
        return tuple(sorted(b.name for fold in meant for b in self._by_fold[fold]))

    def _near(self, fold: str, siren: str) -> tuple[str, ...]:
        heads = {word[:HEAD] for word in fold.split()}
        folds = {other for head in heads for other in self._by_head.get(head, ())}
        buyers = (b for each in folds if _is_near(fold, each) for b in self._by_fold[each])
        return tuple(sorted(b.name for b in buyers if not (siren and siren_of(b.siren))))


def _holds(said: tuple[str, ...], fold: str) -> bool:
    words = fold.split()
    return set(words) <= set(said) and any(len(word) >= HEAD for word in words)


def _is_near(one: str, other: str) -> bool:
    """Two names whose numbers differ (« Agence 12 », « Agence 14 ») are two names."""
    numbers = [{word for word in each.split() if word.isdigit()} for each in (one, other)]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    if set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= CUT and longer.startswith(shorter):
        return True
    return SequenceMatcher(None, one, other).ratio() >= NEAR
