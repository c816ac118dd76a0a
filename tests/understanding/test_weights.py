"""The committed weights are what the sentences give; the data is as promised."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.understanding.expansion import expand, read_templates
from bot.understanding.intents import Intent
from bot.understanding.model import WEIGHTS, pack, unpack
from bot.understanding.training import digest, exp_below, train, written

TEMPLATES = read_templates()
FEWEST = 80


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_intent_is_phrased_in_eighty_ways(lang: str) -> None:
    counts = Counter(template.intent for template in TEMPLATES if template.lang == lang)

    assert set(counts) == {intent.value for intent in Intent}
    assert min(counts.values()) >= FEWEST


def test_no_phrase_stands_twice_in_a_file() -> None:
    assert len(set(TEMPLATES)) == len(TEMPLATES)


def test_templates_expand_wholly() -> None:
    for template in TEMPLATES[::7]:
        for sentence in expand(template, 2):
            assert not set(sentence) & set("{}[]|()"), template


def test_weights_come_from_these_sentences_and_this_trainer() -> None:
    assert digest(TEMPLATES) in WEIGHTS.read_text("utf-8")[:2000]


def test_training_again_gives_the_committed_file() -> None:
    assert written(train(TEMPLATES), digest(TEMPLATES)) == WEIGHTS.read_text("utf-8")


def test_packing_loses_nothing() -> None:
    assert unpack(pack({0: -45, 12: 7, 32: 45})) == ((0, -45), (12, 7), (32, 45))


def test_the_exponential_is_near_enough() -> None:
    assert abs(exp_below(0.0) - 1.0) < 1e-12
    assert abs(exp_below(-1.0) - 0.36788) < 1e-3
    assert exp_below(-50.0) == 0.0
