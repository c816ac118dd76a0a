"""Seeds of the simulation, and that it catches what is wrong on purpose.

`make test` tells 400 stories; `make simulate-some` (continuous integration) 20 000, and
`make simulate` a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

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


def test_an_update_carried_out_twice_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """When its mark does not say whether it was made before."""
    mark = SqlInbox.done

    def done(inbox: SqlInbox, update_id: int, at: datetime) -> bool:
        mark(inbox, update_id, at)
        return True

    monkeypatch.setattr(SqlInbox, "done", done)

    assert any(tell(seed).applied_twice for seed in range(100))


def test_a_reply_nobody_sends_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a commit's answer is lost, and its replies' owner does not know of them."""
    monkeypatch.setattr(SqlOutbox, "forsake", lambda *_: 0)

    assert any(tell(seed).lost for seed in range(40, 140))


@pytest.mark.parametrize(
    "fault", ["lost", "applied_twice", "untagged", "after_known", "unfinished"]
)
def test_a_verdict_forgives_nothing(fault: str) -> None:
    assert Verdict(1).is_good
    assert not replace(Verdict(1), **{fault: ("a",)}).is_good
