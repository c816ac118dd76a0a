"""The linear model: weights from a file, read without any library.

The file holds whole numbers only, so that every machine computes the same scores. A
feature's weights are packed two characters to a class and unpacked when first met.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import exp, isqrt
from pathlib import Path

from bot.understanding.features import concept_features, plain_features
from bot.understanding.intents import Intent
from bot.understanding.typos import Corrector

WEIGHTS = Path(__file__).with_name("weights.json")
FIRST_CLASS = 35  # "#": the characters of a packed weight begin here
ZERO_WEIGHT = 80  # the character of a weight of nought
LARGEST = 45
ROOT_SCALE = 64  # square roots are taken in 64ths, in whole numbers

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
    _unpacked: dict[str, Weights] = field(default_factory=dict)

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
        guesses = [
            Guess(intent, power / total)
            for intent, power in zip(self.intents, powers, strict=True)
        ]
        return sorted(guesses, key=lambda guess: -guess.probability)

    def _scores(self, features: list[str]) -> list[int]:
        scores = [0] * len(self.intents)
        unpacked, packed = self._unpacked, self.packed
        for feature in features:
            weights = unpacked.get(feature)
            if weights is None:
                raw = packed.get(feature)
                if raw is None:
                    continue
                weights = unpacked[feature] = unpack(raw)
            for number, weight in weights:
                scores[number] += weight
        return scores


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
    )
