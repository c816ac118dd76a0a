"""One slip of the finger: an unknown word becomes the one known word it must have been.

From five letters on, one slip is mended; from nine, two; of four letters, two that changed
places. Where two known words are as near, the one a neighbouring key away is meant; else
the word stays as it is: the pieces of the word still speak to the model.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST, LONG = 5, 9
SHORTEST_SWAPPED = 4
# Both keyboards, row by row: a finger that slips lands beside.
_ROWS = ("azertyuiop", "qwertyuiop", "qsdfghjklm", "asdfghjkl", "wxcvbn", "zxcvbnm")
_BESIDE = frozenset(pair for row in _ROWS for pair in pairwise(row)) | {("n", "m")}


class Corrector:
    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._mended: dict[str, str] = {}

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        table: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= SHORTEST - 1:
                table[len(word)].append(word)
        return table

    def mend(self, word: str) -> str:
        """The known word meant, or the word itself."""
        if word in self._known or len(word) < SHORTEST_SWAPPED:
            return word
        mended = self._mended.get(word)
        if mended is None:
            mended = self._nearest(word)
            if len(self._mended) < 20_000:  # noqa: PLR2004 — hostile text must not fill the memory
                self._mended[word] = mended
        return mended

    def _nearest(self, word: str) -> str:
        if len(word) < SHORTEST:
            return self._swapped(word)
        allowed = 2 if len(word) >= LONG else 1
        found: list[tuple[int, str]] = []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            choices = self._by_length.get(length, [])
            for close, distance, _ in extract(
                word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=6
            ):
                found.append((int(distance), close))
        best = min((distance for distance, _ in found), default=0)
        nearest = [close for distance, close in found if distance == best]
        return self._only(word, nearest)

    def _swapped(self, word: str) -> str:
        """The one known word of which two neighbouring letters changed places."""
        ways = {
            f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
            for place in range(len(word) - 1)
        }
        known = sorted(ways & self._known)
        return known[0] if len(known) == 1 else word

    def _only(self, word: str, nearest: list[str]) -> str:
        """The one candidate; of several, the only one with the same beginning."""
        if len(nearest) == 1:
            return nearest[0]
        beside = [close for close in nearest if _one_key_beside(word, close)]
        if len(beside) == 1:
            return beside[0]
        alike = [close for close in nearest if close[:1] == word[:1]]
        stems = {close.rstrip("sex") for close in alike}
        return min(alike, key=len) if len(stems) == 1 else word


def _one_key_beside(word: str, other: str) -> bool:
    """The same but for one letter, whose key lies beside the right one."""
    if len(word) != len(other):
        return False
    slips = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    return len(slips) == 1 and (slips[0] in _BESIDE or slips[0][::-1] in _BESIDE)
