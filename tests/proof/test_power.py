"""A power cut loses nothing acknowledged; settings that would lose it are caught.

`make torture-power` makes a thousand cuts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from proof.power.recording import record
from proof.power.replay import replay

UNITS, CUTS = 40, 40


def test_what_was_acknowledged_outlives_a_power_cut(tmp_path: Path) -> None:
    outcome = replay(record(tmp_path, UNITS), CUTS)

    assert (outcome.cuts, outcome.found) == (CUTS, [])
    assert outcome.is_good


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_weaker_settings_are_caught(tmp_path: Path, synchronous: str) -> None:
    outcome = replay(record(tmp_path, UNITS, synchronous), CUTS)

    assert outcome.lost > 0
