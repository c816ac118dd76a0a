"""`make simulate`: many seeds on all cores, from where the last run stopped.

python -m proof.simulation --seeds 1000000
python -m proof.simulation --seed 4711      (one story, told in full)
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing import Pool
from pathlib import Path

from proof.simulation.story import Verdict, silence, tell

KEPT = Path("var/simulation.json")
AT_ONCE = 200  # seeds of one piece of work
WORST_SHOWN = 5


@dataclass(slots=True)
class Tally:
    """How far the seeds have come, and what was found."""

    next_seed: int = 0
    bad: list[int] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    @classmethod
    def kept(cls, path: Path) -> Tally:
        if not path.exists():
            return cls()
        said = json.loads(path.read_text("utf-8"))
        return cls(said["next_seed"], said["bad"], Counter(said["happened"]))

    def keep(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(asdict(self)), "utf-8")


def stories(first: int) -> tuple[int, list[Verdict], Counter[str]]:
    verdicts = [tell(seed) for seed in range(first, first + AT_ONCE)]
    happened: Counter[str] = Counter()
    for verdict in verdicts:
        happened.update(verdict.happened)
    return first, [one for one in verdicts if not one.is_good], happened


def run(seeds: int, jobs: int, path: Path | None) -> Tally:
    tally = Tally.kept(path) if path else Tally()
    began, first_seed = time.monotonic(), tally.next_seed
    with Pool(jobs, initializer=silence) as pool:
        for first, bad, happened in pool.imap(stories, _pieces(first_seed, seeds)):
            tally.next_seed = first + AT_ONCE
            tally.bad += [verdict.seed for verdict in bad]
            tally.happened.update(happened)
            for verdict in bad[:WORST_SHOWN]:
                print(verdict)
            if path:
                tally.keep(path)
            _tell_progress(tally, seeds, (tally.next_seed - first_seed), began)
    return tally


def _pieces(first: int, seeds: int) -> Iterator[int]:
    yield from range(first, seeds, AT_ONCE)


def _tell_progress(tally: Tally, seeds: int, done: int, began: float) -> None:
    rate = done / max(time.monotonic() - began, 0.001)
    left = (seeds - tally.next_seed) / rate / 60
    crashes = tally.happened["crash"] + tally.happened["died_after"]
    print(
        f"\r{tally.next_seed:>9} of {seeds} seeds, {len(tally.bad)} bad, "
        f"{crashes} crashes, {rate:.0f} seeds/s, {left:.0f} min left ",
        end="",
        flush=True,
    )


def main() -> int:
    said = argparse.ArgumentParser(prog="python -m proof.simulation")
    said.add_argument("--seeds", type=int, default=20_000)
    said.add_argument("--seed", type=int, help="one story only")
    said.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    said.add_argument("--keep", action="store_true", help=f"go on from {KEPT}")
    wishes = said.parse_args()
    if wishes.seed is not None:
        silence()
        verdict = tell(wishes.seed)
        print(verdict)
        return not verdict.is_good
    tally = run(wishes.seeds, wishes.jobs, KEPT if wishes.keep else None)
    print(f"\n{tally.next_seed} seeds: {dict(tally.happened)}")
    print(f"bad: {tally.bad or 'none'}")
    return bool(tally.bad)


if __name__ == "__main__":
    sys.exit(main())
