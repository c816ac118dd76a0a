"""`make torture-power`: a thousand cuts on what Vigie does, and controls that must fail.

python -m proof.power --cuts 1000 --units 200
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from proof.power.recording import Acknowledged, Flushed, Written, record
from proof.power.replay import Outcome, replay


def tried(synchronous: str, units: int, cuts: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        recorded = record(Path(folder), units, synchronous)
    outcome = replay(recorded, cuts)
    kinds = [sum(isinstance(e, k) for e in recorded.events) for k in (Written, Flushed)]
    acknowledged = sum(isinstance(e, Acknowledged) for e in recorded.events)
    print(
        f"| {synchronous} | {acknowledged} | {kinds[0]} | {kinds[1]} | {outcome.cuts} "
        f"| {outcome.lost} | {outcome.half_there} | {outcome.corrupt} |",
        flush=True,
    )
    return outcome


def main() -> int:
    said = argparse.ArgumentParser(prog="python -m proof.power")
    said.add_argument("--cuts", type=int, default=1000)
    said.add_argument("--units", type=int, default=200)
    wishes = said.parse_args()
    print("| synchronous | units | writes | flushes | cuts | lost | half | corrupt |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    full = tried("FULL", wishes.units, wishes.cuts)
    normal = tried("NORMAL", wishes.units, wishes.cuts // 4)
    off = tried("OFF", wishes.units, wishes.cuts // 4)
    for one in full.found[:9]:
        print(one)
    if normal.is_good or off.is_good:
        print("the controls were not caught: this proves nothing")
        return 2
    return not full.is_good


if __name__ == "__main__":
    sys.exit(main())
