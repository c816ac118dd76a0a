"""Seeds of the simulation, and that it catches what is wrong on purpose.

`make test` tells 400 stories; `make simulate-some` (continuous integration) 20 000, and
`make simulate` a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog

from bot.outbox import Sender
from bot.storage.inbox import SqlInbox
from bot.storage.outbox import SqlOutbox
from proof.simulation import Verdict, tell
from proof.simulation.story import silence
from proof.simulation.wrong import MarksBeforeSending, SendsBeforeLeasing

PIECES, STORIES = 8, 50


@pytest.fixture(autouse=True)
def silenced() -> Iterator[None]:
    silence()
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("first", range(0, PIECES * STORIES, STORIES))
def test_nothing_is_lost_and_nothing_doubled_untagged(first: int) -> None:
    told = [tell(seed) for seed in range(first, first + STORIES)]

    assert [verdict for verdict in told if not verdict.is_good] == []


def test_the_same_seed_tells_the_same_story() -> None:
    assert tell(11) == tell(11)


def test_the_stories_are_full_of_trouble() -> None:
    """A world in which nothing goes wrong would prove nothing."""
    happened = {kind for seed in range(60) for kind in tell(seed).happened}

    assert happened >= {
        "crash",
        "freeze",
        "away",
        "answer_lost",
        "died_before",
        "died_after",
        "broken_after",
        "silent",
        "too_many",
        "duplicated",
        "reordered",
        "poll_failed",
    }


@pytest.mark.parametrize(
    ("kind", "sees"),
    [
        (MarksBeforeSending, lambda verdict: verdict.lost),
        (SendsBeforeLeasing, lambda verdict: verdict.untagged),
    ],
)
def test_a_wrong_design_is_caught_within_a_hundred_seeds(
    kind: type[Sender], sees: object
) -> None:
    assert callable(sees)
    caught = next((seed for seed in range(100) if sees(tell(seed, kind))), None)

    assert caught is not None


@pytest.mark.parametrize(
    ("kind", "name", "does"),
    [
        # An update's mark does not say whether it was made before.
        (SqlInbox, "done", lambda *_: True),
        # Replies of a commit whose answer was lost stay with an owner who knows nothing.
        (SqlOutbox, "forsake", lambda *_: 0),
    ],
)
def test_what_was_mended_would_be_missed(
    monkeypatch: pytest.MonkeyPatch, kind: type, name: str, does: object
) -> None:
    monkeypatch.setattr(kind, name, does)

    assert not all(tell(seed).is_good for seed in range(100))


@pytest.mark.parametrize(
    "fault", ["lost", "applied_twice", "untagged", "after_known", "unfinished"]
)
def test_a_verdict_forgives_nothing(fault: str) -> None:
    assert Verdict(1).is_good
    assert not replace(Verdict(1), **{fault: ("a",)}).is_good
