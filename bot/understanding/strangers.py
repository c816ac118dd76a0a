"""A company named in the sentence that the book does not hold.

It is kept as it was spoken, so that the chat can say whom it does not know; it never
becomes a buyer by itself.
"""
# ruff: noqa: E501, SIM905 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.understanding.buyers import ARTICLES, LEGAL, TRADE, Token
from bot.understanding.spans import Kind, Lattice, Span

_STRONG = frozenset(
    "chez client cliente acheteur societe ste debiteur boite entreprise firm company customer buyer "
    "debtor nomme appele sarl sas monsieur madame mr".split()
)
_WEAK = frozenset(
    "de d du pour par a from for of by with sur contre on to facture factures fact avoir avec dossier "
    "invoice compte garantie limite couverture que qu si limit account cover note credit is has if "
    "did does owe les le la l".split()
)
_VERBS = frozenset(
    "est a ne n me nous m doit is has owes hasn isn didn paid was vient va refuse conteste demande "
    "still won wants disputes doesn could will pourrait peut fait paie paye avait aurait".split()
)
_SHORTEST = 3


def own_strangers(
    lattice: Lattice, tokens: Sequence[Token], meant: Callable[[str], bool]
) -> str | None:
    """Own the first run of unknown words that stands where a name would; gives the name.

    `meant` says of a word whether the language knows it, perhaps misspelt.
    """
    free = [token for token in tokens if lattice.text[token.start] != "\x00"]
    for place, token in enumerate(free):
        if not _unknown(token, meant):
            continue
        if _stands_for_a_name(lattice, free, place) or _opens(token, place, meant):
            return _own(lattice, free, place, meant)
    return None


def _opens(token: Token, place: int, meant: Callable[[str], bool]) -> bool:
    """The first word, capital, known to neither language: "Hartley settled 3k"."""
    return not place and token.capital and not meant(token.word)


def _unknown(token: Token, meant: Callable[[str], bool]) -> bool:
    if token.common or token.word in LEGAL or token.word in ARTICLES:
        return False
    if len(token.word) < _SHORTEST or not token.word.isalpha():
        return False
    return token.capital or not meant(token.word)


def _neighbour(
    lattice: Lattice, free: Sequence[Token], place: int, step: int
) -> Token | None:
    """The next free word, unless something owned stands between."""
    other = place + step
    if not 0 <= other < len(free):
        return None
    first, last = sorted((free[place], free[other]), key=lambda token: token.start)
    return None if "\x00" in lattice.text[first.end : last.start] else free[other]


def _stands_for_a_name(lattice: Lattice, free: Sequence[Token], place: int) -> bool:
    before = _neighbour(lattice, free, place, -1)
    after = _neighbour(lattice, free, place, 1)
    if before is not None and before.word in _STRONG | _WEAK | LEGAL:
        return True
    if after is not None and (after.word in _VERBS or after.word in LEGAL):
        return True
    if before is not None and before.word in TRADE:
        return True
    return free[place].capital and place > 0


def _own(
    lattice: Lattice, free: Sequence[Token], place: int, meant: Callable[[str], bool]
) -> str:
    first = last = place
    while first > 0 and _belongs(lattice, free, first, -1, meant):
        first -= 1
    while last + 1 < len(free) and _belongs(lattice, free, last, 1, meant):
        last += 1
    start, end = free[first].start, free[last].end
    name = lattice.sentence.clean[start:end]
    lattice.own(Span(start, end, Kind.BUYER, None))
    return name


_GAP = re.compile(r"[ '&.-]{1,3}")


def _belongs(
    lattice: Lattice,
    free: Sequence[Token],
    place: int,
    step: int,
    meant: Callable[[str], bool],
) -> bool:
    other = _neighbour(lattice, free, place, step)
    if other is None:
        return False
    first, last = sorted((free[place], other), key=lambda token: token.start)
    if not _GAP.fullmatch(lattice.text[first.end : last.start]):
        return False
    return (
        other.word in LEGAL - {"sa", "co", "group", "ste", "societe"}
        or (other.word in TRADE and step < 0)
        or (other.word in TRADE and other.capital)
        or (other.capital and not other.common)
        or _unknown(other, meant)
    )
