"""The user's own buyers, found in what he typed.

Names are compared word by word without legal forms. A mention that fits one buyer gives
that buyer; one that fits several ("martin" beside Martin SA and Martin Construction) gives
candidates: the person is asked, never guessed for. The longest exact match wins.
"""
# ruff: noqa: E501, SIM905, PLR2004 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understanding.numerals import BELOW_HUNDRED
from bot.understanding.sentence import fold, read_sentence

LEGAL = frozenset(
    "sarl sas sasu sa eurl sci snc scop scic gie ei eirl ets etablissement etablissements groupe group "
    "gmbh ltd limited plc inc llc llp bv nv spa srl ag kg cie ste societe holding sprl corp co fils "
    "freres earl gaec selarl sc scs sca".split()
)
ARTICLES = frozenset("le la les l de du des d et the of and a au aux en".split())
# Words of many names: alone they name nobody.
TRADE = frozenset(
    "construction constructions distribution services service transports transport logistique "
    "batiment travaux plomberie menuiserie boulangerie garage france europe international "
    "industrie industries electricite peinture negoce conseil materiaux production productions "
    "maison atelier ateliers bois metal auto agri food trading solutions systems design habitat "
    "energie saint nord sud est ouest loire paris lyon import export home bat btp immobilier "
    "restaurant hotel cafe pharmacie imprimerie paysage jardin chauffage couverture renovation".split()
)
_TOKEN = re.compile(r"[a-z0-9]+|&")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\.?")
_SHORTEST_FUZZY = 5
_LONG_WORD = 9
_INITIALS = range(3, 6)

EXACT, NEAR, SOUNDS = 1.0, 0.9, 0.8


@dataclass(frozen=True, slots=True)
class Token:
    word: str
    start: int
    end: int
    common: bool = False  # a word of the language, known to the model
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    names: tuple[str, ...]  # one: understood; several: to be asked
    exact: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    core: tuple[str, ...]
    legal: frozenset[str]


def _digits(word: str) -> str:
    number = BELOW_HUNDRED.get(word, 0)
    return str(number) if number > 1 else word


def name_words(name: str) -> list[str]:
    """The words of a name: folded, "&" read as "et", S.G.B. as one word."""
    folded = fold(read_sentence(name).clean)
    joined = _DOTTED.sub(lambda match: match.group().replace(".", ""), folded)
    return ["et" if word == "&" else word for word in _TOKEN.findall(joined)]


def _entry(name: str) -> _Entry:
    words = name_words(name)
    legal = frozenset(words) & LEGAL
    core = tuple(_digits(w) for w in words if w not in LEGAL and w not in ARTICLES)
    return _Entry(name, core or tuple(words), legal)


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eaux?|aux?|ault|aud\b|haut", "o"),
        (r"ph", "f"),
        (r"qu|q|ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"[ea]in|ym|yn|im(?=[pb])", "in"),
        (r"[ea]m(?=[pb])|en(?![aeiouy])", "an"),
        (r"y", "i"),
        (r"(?<!c)h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[estxdzp]+$", ""),
        (r"z", "s"),
    )
)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """How a French ear writes it down: moreau and moro are one."""
    for pattern, written in _SOUNDS:
        word = pattern.sub(written, word)
    return word


class BuyerIndex:
    """Built once per book; a book of thousands of names answers in microseconds."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: tuple[str, ...] = tuple(dict.fromkeys(names))
        self._entries = [_entry(name) for name in self.names]
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, set[int]] = defaultdict(set)
        self._initials: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            self._enter(number, entry)
        self._words_by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._by_word):
            self._words_by_length[len(word)].append(word)

    def _enter(self, number: int, entry: _Entry) -> None:
        for word in entry.core:
            self._by_word[word].add(number)
            if len(word) >= _SHORTEST_FUZZY - 1 and word not in TRADE:
                self._by_sound[sound(word)].add(word)
        if len(entry.core) > 1:
            self._joined["".join(entry.core)].add(number)
        initials = "".join(
            word[0] for word in name_words(entry.name) if word not in ARTICLES
        )
        if len(initials) in _INITIALS:
            self._initials[initials].add(number)

    def __len__(self) -> int:
        return len(self.names)

    def mentions(self, tokens: Sequence[Token]) -> list[Mention]:
        """Every place where a buyer is named, from left to right."""
        if not self.names:
            return []
        matches = [self._matches(token) for token in tokens]
        self._match_split_names(tokens, matches)
        return [
            mention
            for run in _runs(tokens, matches)
            if (mention := self._mention(tokens, matches, run)) is not None
        ]

    def _matches(self, token: Token) -> dict[int, float]:
        """Which buyers a word may belong to, and how well it fits."""
        word = _digits(token.word)
        exact = self._by_word.get(word) or self._joined.get(word)
        if exact:
            return dict.fromkeys(exact, EXACT)
        if token.common or token.word.isdigit() or token.word in ARTICLES:
            return {}
        if token.word in self._initials:
            return dict.fromkeys(self._initials[token.word], SOUNDS)
        return self._near(token.word)

    def _near(self, word: str) -> dict[int, float]:
        if len(word) < _SHORTEST_FUZZY - 1 or any(
            character.isdigit() for character in word
        ):
            return {}
        found = self._close_words(word) if len(word) >= _SHORTEST_FUZZY else {}
        for alike in () if found else self._by_sound.get(sound(word), ()):
            found[alike] = SOUNDS
        return {
            number: quality
            for close, quality in found.items()
            for number in self._by_word[close]
        }

    def _close_words(self, word: str) -> dict[str, float]:
        allowed = 2 if len(word) >= _LONG_WORD else 1
        found: dict[str, float] = {}
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            choices = self._words_by_length.get(length)
            if choices and length >= _SHORTEST_FUZZY - 1:
                near = extract(
                    word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=5
                )
                found |= {close: NEAR - distance / 100 for close, distance, _ in near}
        best = max(found.values(), default=0.0)
        return {close: quality for close, quality in found.items() if quality == best}

    def _match_split_names(
        self, tokens: Sequence[Token], matches: list[dict[int, float]]
    ) -> None:
        """As in "le roc" for Leroc: two words of the sentence that are one word of a name."""
        for place in range(len(tokens) - 1):
            first, second = tokens[place], tokens[place + 1]
            if matches[place] or matches[place + 1] or second.start - first.end > 1:
                continue
            if second.common and len(second.word) > 3:
                continue
            numbers = self._by_word.get(first.word + second.word, ())
            if len(first.word + second.word) >= _SHORTEST_FUZZY and numbers:
                matches[place] = dict.fromkeys(numbers, NEAR)
                matches[place + 1] = dict.fromkeys(numbers, 0.0)

    def _mention(
        self, tokens: Sequence[Token], matches: list[dict[int, float]], run: range
    ) -> Mention | None:
        scores: dict[int, float] = defaultdict(float)
        for place in run:
            for number, quality in matches[place].items():
                scores[number] += quality
        best = max(scores.values())
        likely = [number for number, score in scores.items() if score > best - 0.05]
        used = [p for p in run if any(n in matches[p] for n in likely)]
        words = [tokens[place] for place in used]
        legal = _legal_beside(tokens, used[-1], used[0])
        chosen = self._choose(likely, words, legal)
        if not chosen or not self._is_named(chosen, words, legal, tokens, used):
            return None
        end = tokens[used[-1]].end if not legal else max(t.end for t in (*legal, words[-1]))
        start = min(t.start for t in (*legal, words[0]))
        names = tuple(self._entries[number].name for number in sorted(chosen))
        return Mention(start, end, names, best >= len(words) * EXACT)

    def _choose(
        self, likely: list[int], words: list[Token], legal: list[Token]
    ) -> list[int]:
        if len(likely) == 1:
            return likely
        said = {token.word for token in legal}
        with_form = [
            n
            for n in likely
            if said and said & self._entries[n].legal and self._is_whole(n, words)
        ]
        if len(with_form) == 1:
            return with_form
        whole = [
            n for n in likely if self._is_whole(n, words) and not self._entries[n].legal
        ]
        if len(whole) == 1 and not said:
            return whole
        longest = [n for n in likely if len(self._entries[n].core) == len(words) > 1]
        return longest if len(longest) == 1 else likely

    def _is_whole(self, number: int, words: list[Token]) -> bool:
        return len(self._entries[number].core) <= len(words)

    def _is_named(
        self,
        chosen: list[int],
        words: list[Token],
        legal: list[Token],
        tokens: Sequence[Token],
        used: list[int],
    ) -> bool:
        """Whether these words name somebody, rather than merely occur in a name."""
        entry = self._entries[chosen[0]]
        whole = len(entry.core) <= len(words)
        if whole and len(words) > 1:
            return True
        if all(token.common or token.word.isdigit() for token in words):
            return whole and (bool(legal) or _announced(tokens, used))
        if whole or len(words) > 1:
            return True
        word = _digits(words[0].word)
        if word in self._initials:
            return True
        return word not in TRADE and (len(word) >= 4 or word == entry.core[0])


def _runs(tokens: Sequence[Token], matches: list[dict[int, float]]) -> list[range]:
    """Neighbouring words that belong to a common buyer; articles may stand between."""
    runs: list[range] = []
    place = 0
    while place < len(tokens):
        if not matches[place]:
            place += 1
            continue
        end = _run_end(tokens, matches, place)
        runs.append(range(place, end + 1))
        place = end + 1
    return runs


def _run_end(tokens: Sequence[Token], matches: list[dict[int, float]], start: int) -> int:
    shared, end, place = set(matches[start]), start, start + 1
    while place < len(tokens):
        common = shared & set(matches[place])
        if common:
            shared, end = common, place
        elif matches[place] or tokens[place].word not in ARTICLES:
            break
        place += 1
    return end


_POSSESSED = frozenset(
    "facture factures dette limite garantie creance part prime quotite".split()
)


def _legal_beside(tokens: Sequence[Token], last: int, first: int) -> list[Token]:
    """Legal forms said with the name; "martin sa facture" is no company limited by shares."""
    found = []
    for place in (last + 1, last + 2, first - 1):
        if not 0 <= place < len(tokens) or tokens[place].word not in LEGAL:
            continue
        following = tokens[place + 1].word if place + 1 < len(tokens) else ""
        possessive = tokens[place].word == "sa" and following in _POSSESSED
        if not (possessive and not tokens[place].capital) and abs(place - last) <= 2:
            found.append(tokens[place])
    return found


_ANNOUNCE = frozenset(
    "chez client acheteur societe ste debiteur boite buyer customer client firm company sieur m mr".split()
)
_DATED = frozenset(
    "en fin debut mi depuis mois de du in end of since early mid march may".split()
)


def _announced(tokens: Sequence[Token], used: list[int]) -> bool:
    """A common word ("mars", "total") names a buyer when announced or capitalised."""
    before = tokens[used[0] - 1] if used[0] else None
    if before is not None and before.word in _ANNOUNCE:
        return True
    if before is not None and (before.word in _DATED or before.word.isdigit()):
        return False
    return used[0] > 0 and tokens[used[0]].capital and not all(t.capital for t in tokens)


@lru_cache(maxsize=64)
def _index_of(names: tuple[str, ...]) -> BuyerIndex:
    return BuyerIndex(names)


def index_of(buyers: BuyerIndex | Sequence[str]) -> BuyerIndex:
    return buyers if isinstance(buyers, BuyerIndex) else _index_of(tuple(buyers))
