"""From `vigie run` to its first answer, and the memory it then holds.

A process of its own, spoken to over HTTP through the phone: the clock runs from the
process's start until the answer is on the phone's screen.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.answering import ENVELOPE, MIX, Question
from bench.printing import keep, line, title
from bot.phone.distant import DistantPhone
from bot.phone.visitor import Visitor

VIGIE = Path(sys.executable).with_name("vigie")
ADDRESS = re.compile(r"http://[\w.]+:\d+")
IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| +([\w.]+)")
STARTS = 3
LONGEST_START = 1.5  # seconds, on a database that is there already
LARGEST = 90  # MB
HOT_SPOTS = 12


@dataclass(frozen=True, slots=True)
class Started:
    seconds: float
    cpu_seconds: float  # of the process alone: a busy machine changes little in them
    megabytes: float  # resident, once it has answered a few questions


@contextmanager
def vigie(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`vigie run` in an empty folder with nothing configured but its database. Python may
    keep what it has compiled, as it does unless told otherwise.
    """
    ours = {name: value for name, value in os.environ.items() if "VIGIE" not in name}
    for told in ("TELEGRAM_BOT_TOKEN", "PYTHONDONTWRITEBYTECODE"):
        ours.pop(told, None)
    ours |= {
        "VIGIE_DATABASE_URL": f"sqlite:///{folder / 'vigie.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(  # noqa: S603 - our own command
        [VIGIE, "run"], cwd=folder, env=ours, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


async def started(folder: Path) -> Started:
    began = perf_counter()
    with vigie(folder) as process:
        anne = DistantPhone(address_of(process), patience=20).visitor("Anne", lang="fr")
        await ask(anne, ENVELOPE)
        seconds, cpu_seconds = perf_counter() - began, used(process.pid)
        for question in MIX:
            await ask(anne, question)
        megabytes = resident(process.pid)
        await anne.hangs_up()
    return Started(seconds, cpu_seconds, megabytes)


def address_of(process: subprocess.Popen[str]) -> str:
    """As it is printed once the phone is open."""
    for said in process.stdout or ():
        if found := ADDRESS.search(said):
            return found.group()
    raise SystemExit("vigie run has ended without opening its phone")


async def ask(anne: Visitor, question: Question) -> None:
    text, expected = question
    await anne.types(text)
    [answer] = await anne.reads()
    if expected not in answer.text.replace("\u202f", " ").replace("\u00a0", " "):
        raise SystemExit(f"{text}: {answer.text}")


def used(pid: int) -> float:
    """Seconds of CPU the process has had (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Megabytes of memory the process holds (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) / 1024 if found else 0.0


def imports() -> list[tuple[str, int]]:
    """The packages that take longest to import, in microseconds of their own."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import bot.cli, bot.commands.serving"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    times: Counter[str] = Counter()
    for micros, module in IMPORT.findall(said):
        times[module.partition(".")[0]] += int(micros)
    return times.most_common(HOT_SPOTS)


def middle(starts: Sequence[Started]) -> Started:
    """The median of each figure."""
    return Started(*map(median, zip(*map(astuple, starts), strict=True)))


def main() -> None:
    fresh, again = [], []
    for _ in range(STARTS):
        with TemporaryDirectory() as folder:
            fresh.append(asyncio.run(started(Path(folder))))
            again.append(asyncio.run(started(Path(folder))))
    title(f"start-up to first answer, over HTTP (median of {STARTS})")
    on_fresh, on_existing = middle(fresh), middle(again)
    for name, one in (
        ("on a fresh database", on_fresh),
        ("on an existing one", on_existing),
    ):
        line(
            name,
            f"{one.seconds:6.2f} s (≤ {LONGEST_START})",
            f"{one.cpu_seconds:.2f} s of CPU",
        )
    megabytes = on_existing.megabytes
    line("resident memory after the first answers", f"{megabytes:6.0f} MB (≤ {LARGEST})")
    hot = imports()
    if on_existing.seconds > LONGEST_START:
        title("longest imports, ms")
        for package, micros in hot:
            line(package, f"{micros / 1000:6.0f}")
    figures = {"fresh": asdict(on_fresh), "existing": asdict(on_existing)}
    keep("starting", figures | {"imports_us": dict(hot)})


if __name__ == "__main__":
    main()
