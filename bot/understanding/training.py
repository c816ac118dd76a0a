"""Train the weights again: `python -m bot.understanding.training`.

Softmax regression by stochastic gradient, in whole numbers and a fixed order, so that the
same sentences give the same file on every machine. Every second pass sees a sentence
without its concept tokens: the model must not grow lazy on them. A rare feature learns
faster than a common one (as inverse document frequency would have it), and a feature met
once is not kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from operator import itemgetter
from pathlib import Path

from bot.understanding.buyers import index_of
from bot.understanding.expansion import (
    LANGUAGES,
    TRAINING_BOOK,
    Dice,
    Template,
    expand,
    read_templates,
)
from bot.understanding.features import (
    concept_features,
    plain_features,
    words_of,
)
from bot.understanding.intents import Intent
from bot.understanding.model import (
    LARGEST,
    ROOT_SCALE,
    WEIGHTS,
    Model,
    pack,
    phrase_key,
    root,
)
from bot.understanding.reader import see
from bot.understanding.sentence import fold, read_sentence

TODAY = date(2026, 11, 22)
SENTENCES_PER_TEMPLATE = 2
PASSES = 5
# Weights are learnt in 1/4096ths and kept in steps of KEPT_STEP of them.
UNIT = 4096
STEP_START, STEP_END = 1600, 250
KEPT_STEP = 600
FEWEST = 2  # sentences a feature must stand in to be kept
GAIN = 8  # gains are whole eighths
# An answer this likely rests for a pass; an error this small moves no weight.
KNOWN, NEGLIGIBLE = 0.90, 0.01
SHARPNESS = 850


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence's features as numbers, in both views."""

    answer: int
    words: tuple[str, ...]
    plain: tuple[int, ...]
    full: tuple[int, ...]


def vocabulary(templates: Iterable[Template]) -> dict[str, frozenset[str]]:
    """The words each language is written with."""
    words: dict[str, set[str]] = {lang: set() for lang in LANGUAGES}
    for template in templates:
        bare = fold(read_sentence(_without_slots(template.text)).clean)
        words[template.lang].update(word.rstrip("'") for word in words_of(bare))
    return {lang: frozenset(filter(None, found)) for lang, found in words.items()}


def _without_slots(text: str) -> str:
    out, depth = [], 0
    for character in text:
        depth += (character == "{") - (character == "}")
        out.append(" " if depth or character in "}()[]|" else character)
    return "".join(out)


def blank_model(templates: Sequence[Template]) -> Model:
    """A model that knows words and no weights: enough to mask sentences."""
    return Model(tuple(Intent), {}, vocabulary(templates), 1.0)


def seen_words(texts: Iterable[str], model: Model) -> list[list[str]]:
    book = index_of(TRAINING_BOOK)
    return [see(read_sentence(text), book, TODAY, model).words for text in texts]


@dataclass
class Numbering:
    """Features as numbers, in the order in which they are first met."""

    known: dict[str, int]

    def of(self, features: Iterable[str]) -> tuple[int, ...]:
        known = self.known
        return tuple(known.setdefault(feature, len(known)) for feature in features)


def examples(
    templates: Sequence[Template], model: Model
) -> tuple[list[Example], list[str]]:
    numbering = Numbering({})
    answers = {intent.value: number for number, intent in enumerate(model.intents)}
    found = []
    for template in templates:
        expanded = seen_words(expand(template, SENTENCES_PER_TEMPLATE), model)
        for words in dict.fromkeys(
            map(tuple, expanded)
        ):  # alike once their slots are masked
            plain = numbering.of(plain_features(words))
            full = plain + numbering.of(concept_features(words))
            found.append(Example(answers[template.intent], words, plain, full))
    return _met_again(found, list(numbering.known))


def _met_again(
    found: Sequence[Example], names: Sequence[str]
) -> tuple[list[Example], list[str]]:
    """The same examples, numbered anew without the features that are met only once."""
    times = met(found)
    kept = [place for place in range(len(names)) if times[place] >= FEWEST]
    anew = {place: number for number, place in enumerate(kept)}

    def renumbered(seen: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(anew[place] for place in seen if place in anew)

    again = [
        replace(example, plain=renumbered(example.plain), full=renumbered(example.full))
        for example in found
    ]
    return again, [names[place] for place in kept]


def met(found: Iterable[Example]) -> Counter[int]:
    """In how many sentences each feature stands."""
    return Counter(place for example in found for place in example.full)


def gains(found: Sequence[Example], features: int) -> list[int]:
    """How fast each feature learns, in eighths: (1 + ln(all / those with it))² ÷ 36."""
    times = met(found)
    return [_gain(len(found), max(1, times[place])) for place in range(features)]


def _gain(sentences: int, times: int) -> int:
    eighths_of_log2 = (sentences**8 // times**8).bit_length()
    hundredths = 100 + eighths_of_log2 * 866 // 100  # 100 × (1 + the natural logarithm)
    return max(1, GAIN * hundredths**2 // 360_000)


def exp_below(x: float) -> float:
    """Gives e to the x for x ≤ 0, by ten squarings: the same on every machine."""
    if x < -20:  # noqa: PLR2004 — nothing is left of it
        return 0.0
    power = 1.0 + x / 1024
    for _ in range(10):
        power *= power
    return power


def learn(found: Sequence[Example], features: int, classes: int) -> list[list[int]]:
    """One row of weights per intent, averaged over the later passes."""
    rows = [[0] * features for _ in range(classes)]
    kept = [[0] * features for _ in range(classes)]
    gain = gains(found, features)
    order = list(range(len(found)))
    rested = [False] * len(found)
    for number in range(PASSES):
        _shuffle(order, number)
        step = STEP_START + (STEP_END - STEP_START) * number // max(1, PASSES - 1)
        for place in order:
            if rested[place]:
                rested[place] = False
                continue
            example = found[place]
            seen = example.full if (place + number) % 2 else example.plain
            sure = _learn_one(rows, example.answer, seen, step, gain)
            rested[place] = sure > KNOWN
        if number >= PASSES // 2:
            kept = [list(map(int.__add__, *pair)) for pair in zip(kept, rows, strict=True)]
    passes = PASSES - PASSES // 2
    return [[weight // passes for weight in row] for row in kept]


def _shuffle(order: list[int], seed: int) -> None:
    dice = Dice(f"pass {seed}")
    for place in range(len(order) - 1, 0, -1):
        other = dice.below(place + 1)
        order[place], order[other] = order[other], order[place]


def _learn_one(
    rows: list[list[int]],
    answer: int,
    seen: tuple[int, ...],
    step: int,
    gain: Sequence[int],
) -> float:
    """One step towards the answer; gives how likely the answer was before it."""
    if len(seen) < 2:  # noqa: PLR2004 — itemgetter gives no tuple for one
        return 1.0
    pick = itemgetter(*seen)
    scale = ROOT_SCALE / (UNIT * root(len(seen)))
    scores = [sum(pick(row)) * scale for row in rows]
    top = max(scores)
    powers = [exp_below(score - top) for score in scores]
    gains_seen = pick(gain)
    total = 0.0
    for power in powers:  # the builtin sum rounds differently from one Python to the next
        total += power
    for number, power in enumerate(powers):
        wrong = (number == answer) - power / total
        if abs(wrong) > NEGLIGIBLE:
            change = int(step * wrong * 8 * ROOT_SCALE / root(len(seen)))
            row = rows[number]
            for feature, speed in zip(seen, gains_seen, strict=True):
                row[feature] += change * speed // GAIN
    return powers[answer] / total


def kept_weights(rows: list[list[int]], names: Sequence[str]) -> dict[str, str]:
    """Weights in whole steps; those that round to nothing are left out."""
    packed: dict[str, str] = {}
    for place, name in enumerate(names):
        weights = {number: _rounded(row[place]) for number, row in enumerate(rows)}
        kept = {number: weight for number, weight in weights.items() if weight}
        if kept:
            packed[name] = pack(kept)
    return dict(sorted(packed.items()))


def _rounded(weight: int) -> int:
    size = min(LARGEST, (abs(weight) + KEPT_STEP // 2) // KEPT_STEP)
    return size if weight >= 0 else -size


def train(templates: Sequence[Template]) -> Model:
    model = blank_model(templates)
    found, names = examples(templates, model)
    rows = learn(found, len(names), len(model.intents))
    sharpness = SHARPNESS * KEPT_STEP * ROOT_SCALE / UNIT / 1000
    packed = kept_weights(rows, names)
    return Model(model.intents, packed, model.languages, sharpness, _phrases(found, model))


def _phrases(found: Sequence[Example], model: Model) -> dict[str, str]:
    """Sentences that are known word for word, unless two intents claim one."""
    meant: dict[str, set[str]] = {}
    for example in found:
        key = phrase_key(example.words)
        meant.setdefault(key, set()).add(model.intents[example.answer].value)
    return {
        key: min(intents) for key, intents in sorted(meant.items()) if len(intents) == 1
    }


def digest(templates: Sequence[Template]) -> str:
    """Of everything the weights depend on: the sentences and this trainer's settings."""
    settings = (
        *(PASSES, SENTENCES_PER_TEMPLATE, STEP_START, STEP_END, KEPT_STEP, KNOWN),
        *(FEWEST, GAIN, SHARPNESS),
    )
    return sha256(repr((settings, templates)).encode()).hexdigest()[:16]


def written(model: Model, made_from: str) -> str:
    """The file as committed: a line for each feature, so that a change can be reviewed."""
    document = {
        "made_from": made_from,
        "intents": [intent.value for intent in model.intents],
        "sharpness": round(model.sharpness * 1000),
        "words": {lang: " ".join(sorted(words)) for lang, words in model.languages.items()},
        "phrases": model.phrases,
        "features": model.packed,
    }
    return json.dumps(document, ensure_ascii=False, indent=0) + "\n"


def main(path: Path = WEIGHTS) -> int:
    templates = read_templates()
    model = train(templates)
    path.write_text(written(model, digest(templates)), "utf-8")
    sys.stdout.write(f"{len(model.packed)} features, {path.stat().st_size // 1024} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
