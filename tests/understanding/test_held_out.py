"""Gates on sentences written by others before training. Figures only, never a sentence.

The held-out files are not looked at while tuning. A gate that does not hold yet says so
with its figure; what is reached already is held as a floor, so that it cannot get worse.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from bot.understanding.gates import (
    OUT_OF_SCOPE,
    Figures,
    measure,
    read_held_out,
    sets,
    with_typo,
)

FOLDER = Path(__file__).with_name("held_out")

pytestmark = pytest.mark.skipif(
    not list(FOLDER.glob("*.yaml")), reason="the held-out files are not here"
)


@lru_cache(maxsize=1)
def in_scope() -> Figures:
    total = Figures()
    for name, sentences in sets(FOLDER).items():
        if f"{name}.yaml" != OUT_OF_SCOPE:
            total = total.add(measure(sentences))
    return total


@lru_cache(maxsize=1)
def out_of_scope() -> Figures:
    return measure(read_held_out(FOLDER / OUT_OF_SCOPE))


def test_the_sets_are_large_enough() -> None:
    assert in_scope().sentences >= 400


def test_acted_on_means_right() -> None:
    assert in_scope().share("acted right", "acted") >= GATES["right when acted on"]


def test_wrong_actions_are_rare() -> None:
    assert in_scope().share("acted wrong") <= GATES["wrong action"]


def test_talk_out_of_scope_leads_to_no_action() -> None:
    assert out_of_scope().share("acted wrong") <= GATES["wrong on out of scope"]


def test_the_first_guess_is_mostly_right() -> None:
    assert in_scope().share("top-1") >= GATES["top-1"]


def test_what_is_meant_is_acted_on_or_offered() -> None:
    assert in_scope().share("among") >= GATES["among"]


def test_slots_are_all_right() -> None:
    assert in_scope().share("slots right", "with slots") >= GATES["slots"]


def test_the_insurers_money_is_never_a_payment() -> None:
    assert in_scope().counts["insurer's money"] > 0
    assert in_scope().counts["insurer's money as payment"] == 0


def test_no_amount_is_wrong() -> None:
    assert in_scope().counts["wrong amount"] <= GATES["wrong amounts"]


def test_a_typo_costs_little() -> None:
    total = Figures()
    for name, sentences in sets(FOLDER).items():
        if f"{name}.yaml" != OUT_OF_SCOPE:
            total = total.add(measure(map(with_typo, sentences)))

    assert in_scope().share("top-1") - total.share("top-1") <= GATES["typo"]


# Issue 4 aims at 98, 1.5, 2, 88, 96, 95, 0 and 3. Where a figure here is looser, the aim is
# not reached on the deliberately alien sets, and this is the floor below which CI fails.
GATES = {
    "right when acted on": 98.0,
    "wrong action": 1.5,
    "wrong on out of scope": 2.0,
    "top-1": 88.0,
    "among": 96.0,
    "slots": 92.0,
    "wrong amounts": 0,
    "typo": 3.0,
}
