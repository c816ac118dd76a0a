"""The linear model: weights from a file, read without any library.

The file holds whole numbers only, so that every machine computes the same scores. A
feature's weights are packed two characters to a class; when first met they become one
long number, a lane of bits for each class, so that adding two features is one addition.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import exp, isqrt
from pathlib import Path
from zlib import crc32

from bot.understanding.features import concept_features, plain_features
from bot.understanding.intents import Intent
from bot.understanding.typos import Corrector

WEIGHTS = Path(__file__).with_name("weights.json")
FIRST_CLASS = 35  # "#": the characters of a packed weight begin here
ZERO_WEIGHT = 80  # the character of a weight of nought
LARGEST = 45
ROOT_SCALE = 64  # square roots are taken in 64ths, in whole numbers
LANE = 24  # bits: room for the weights of 100 000 features
LANE_MASK, LANE_MIDDLE = (1 << LANE) - 1, 1 << LANE - 1

Weights = tuple[tuple[int, int], ...]


def root(count: int) -> int:
    """64 × the square root, in whole numbers: the same on every machine."""
    return isqrt(count * ROOT_SCALE * ROOT_SCALE)


def pack(weights: dict[int, int]) -> str:
    return "".join(
        chr(FIRST_CLASS + number) + chr(ZERO_WEIGHT + weight)
        for number, weight in sorted(weights.items())
    )


def unpack(packed: str) -> Weights:
    codes = list(map(ord, packed))
    return tuple(
        (number - FIRST_CLASS, weight - ZERO_WEIGHT)
        for number, weight in zip(codes[::2], codes[1::2], strict=True)
    )


def in_lanes(weights: Weights) -> int:
    return sum(weight << LANE * number for number, weight in weights)


# How sure we are of a sentence that is word for word one of the training sentences.
WORD_FOR_WORD = 0.97


def phrase_key(words: Sequence[str]) -> str:
    """A short name for a sentence; punctuation says nothing here."""
    said = " ".join(word for word in words if word not in "?!")
    return f"{crc32(said.encode()):x}"


@dataclass(frozen=True, slots=True)
class Guess:
    intent: Intent
    probability: float


@dataclass
class Model:
    intents: tuple[Intent, ...]
    packed: dict[str, str]
    languages: dict[str, frozenset[str]]
    sharpness: float
    phrases: dict[str, str] = field(default_factory=dict)  # key → intent

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset().union(*self.languages.values())

    @cached_property
    def corrector(self) -> Corrector:
        return Corrector(self.vocabulary)

    def guesses(self, words: list[str]) -> list[Guess]:
        """Every intent with its probability, the likeliest first."""
        features = [*plain_features(words), *concept_features(words)]
        scores = self._scores(features)
        scale = self.sharpness / root(max(1, len(features)))
        top = max(scores)
        powers = [exp((score - top) * scale) for score in scores]
        total = sum(powers)
        likely = [power / total for power in powers]
        known = self.phrases.get(phrase_key(words))
        if known is not None:
            likely = [(1 - WORD_FOR_WORD) * probability for probability in likely]
            likely[self.intents.index(Intent(known))] += WORD_FOR_WORD
        guesses = map(Guess, self.intents, likely)
        return sorted(guesses, key=lambda guess: -guess.probability)

    def _scores(self, features: list[str]) -> list[int]:
        """The sum of the features' weights, class by class."""
        places = range(0, LANE * len(self.intents), LANE)
        total = self._lifted + sum(map(self._in_lanes.__getitem__, features))
        return [(total >> place & LANE_MASK) - LANE_MIDDLE for place in places]

    @cached_property
    def _in_lanes(self) -> _InLanes:
        return _InLanes(self.packed)

    @cached_property
    def _lifted(self) -> int:
        """Half a lane in each, so that a sum below nought borrows from none."""
        return sum(LANE_MIDDLE << LANE * number for number in range(len(self.intents)))


class _InLanes(dict[str, int]):
    """Weights by feature, unpacked when first asked for; nought for one never learnt."""

    def __init__(self, packed: dict[str, str]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, feature: str) -> int:
        packed = self._packed.get(feature)
        if packed is None:
            return 0
        self[feature] = known = in_lanes(unpack(packed))
        return known


@lru_cache(maxsize=1)
def load_model() -> Model:
    document = json.loads(WEIGHTS.read_text("utf-8"))
    return Model(
        intents=tuple(map(Intent, document["intents"])),
        packed=document["features"],
        languages={
            lang: frozenset(words.split()) for lang, words in document["words"].items()
        },
        sharpness=document["sharpness"] / 1000,
        phrases=document["phrases"],
    )
