"""`make bench`: everything measured, one part after another; results also in bench/out."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

PARTS = (
    "answering",
    "intents",
    "starting",
    "understanding",
    "domain",
    "einvoices",
    "ledger",
    "watch",
    "reminders",
    "documents",
)


def main() -> None:
    """What else the machine is doing is told: on a busy one everything takes longer."""
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"load average {load:.1f} on {cores} cores before the first measurement")
    for part in PARTS:
        if find_spec(f"bench.{part}"):
            import_module(f"bench.{part}").main()


if __name__ == "__main__":
    main()
