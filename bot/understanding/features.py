"""What the linear model sees of a sentence: words, pairs of words, pieces of words.

Marks of slots (xbuyer, xmoney …) are words of their own and have no pieces. Concept tokens
and pairs with them are the second view.
"""
# ruff: noqa: E501, SIM905 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.understanding.concepts import concepts_of

PIECES = range(3, 5)
_WORD = re.compile(r"[a-z]+(?:'(?=[a-z]))?|[?!]")
_MARK = "x"
_MARKS = frozenset(
    "xident xbuyer xinsurer xterms xrate xday xperiod xduration xcount xmoney xinvoice xnumber".split()
)

# Chat spelling, read as the words it stands for.
SPELLINGS = {
    "cb": "combien",
    "cbn": "combien",
    "bcp": "beaucoup",
    "koi": "quoi",
    "kel": "quel",
    "kelle": "quelle",
    "ki": "qui",
    "ke": "que",
    "jai": "j'ai",
    "g": "j'ai",
    "jen": "j'en",
    "jveu": "je veux",
    "jveux": "je veux",
    "jvx": "je veux",
    "vx": "veux",
    "jpeux": "je peux",
    "jpe": "je peux",
    "jsuis": "je suis",
    "chui": "je suis",
    "cest": "c'est",
    "c": "c'est",
    "ct": "c'etait",
    "kan": "quand",
    "qd": "quand",
    "pr": "pour",
    "pk": "pourquoi",
    "pkoi": "pourquoi",
    "stp": "s'il te plait",
    "svp": "s'il vous plait",
    "pls": "please",
    "plz": "please",
    "u": "you",
    "ur": "your",
    "r": "are",
    "thx": "thanks",
    "mrc": "merci",
    "bjr": "bonjour",
    "slt": "salut",
    "bsr": "bonsoir",
    "ds": "dans",
    "ns": "nous",
    "vs": "vous",
    "tt": "tout",
    "tjs": "toujours",
    "tjrs": "toujours",
    "mtn": "maintenant",
    "ajd": "aujourd'hui",
    "auj": "aujourd'hui",
    "esk": "est-ce que",
    "eske": "est-ce que",
    "til": "t-il",
    "rdv": "rendez vous",
    "clt": "client",
    "fact": "facture",
    "fac": "facture",
    "ech": "echeance",
    "rgt": "reglement",
    "reglt": "reglement",
    "ass": "assureur",
    "assur": "assureur",
    "nb": "nombre",
    "qq": "quelque",
    "qqn": "quelqu'un",
    "cad": "c'est a dire",
    "pb": "probleme",
    "dossié": "dossier",
    "inv": "invoice",
    "amt": "amount",
    "whats": "what's",
    "im": "i'm",
    "ive": "i've",
    "dont": "don't",
    "doesnt": "doesn't",
    "hasnt": "hasn't",
    "didnt": "didn't",
    "wont": "won't",
    "cant": "can't",
    "hows": "how's",
    "wheres": "where's",
    "whos": "who's",
}


def words_of(masked: str) -> list[str]:
    """Words of a masked sentence, chat spelling spelt out."""
    found: list[str] = []
    for word in _WORD.findall(masked):
        spelt = SPELLINGS.get(word)
        found.extend(_WORD.findall(spelt) if spelt else (word,))
    return found


def is_mark(word: str) -> bool:
    return word in _MARKS


@lru_cache(maxsize=16384)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f"<{word}>"
    return tuple(
        padded[start : start + length]
        for length in PIECES
        for start in range(len(padded) - length + 1)
    )


def plain_features(words: Sequence[str]) -> list[str]:
    """The first view: what is written."""
    found = {f"_{word}" for word in words}
    found.update(
        f"{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)
    )
    for word in words:
        if word not in _MARKS:
            found.update(_pieces(word))
    return sorted(found)


def concept_features(words: Sequence[str]) -> list[str]:
    """The second view: what the words mean here, and which meanings stand together."""
    tokens = sorted({concept for word in words for concept in _tokens(word)})
    pairs = (
        f"{one}&{two}" for place, one in enumerate(tokens) for two in tokens[place + 1 :]
    )
    return [*tokens, *pairs]


@lru_cache(maxsize=8192)
def _tokens(word: str) -> tuple[str, ...]:
    return (word,) if word in _MARKS else concepts_of(word.rstrip("'"))
