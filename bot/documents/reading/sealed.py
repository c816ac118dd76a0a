"""A file is read in a child process: limited, and killed when it takes too long.

The child gets no environment of ours: no token, no address of a database. Whatever becomes
of it (out of memory, out of time, crashed, talking nonsense) the file is refused with its
reason and the bot goes on serving. Nothing of the file is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.documents.reading import wire
from bot.documents.reading.source import LARGEST, LARGEST_STREAMED, unheard
from bot.ports.papers import NO_COLUMNS, Columns, Doubt, Paper

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read, and for how long. Memory is the same for all."""

    largest: int  # bytes, of a kind that is read line by line; of any other 20 MB
    cpu: int  # seconds of work
    wall: float  # seconds by the clock


CHAT = Bounds(LARGEST, cpu=20, wall=30.0)
COMMAND_LINE = Bounds(LARGEST_STREAMED, cpu=120, wall=120.0)
# How C++, Rust and pdfium end a process that gets no more memory.
ALLOCATORS_END = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL})
LONGEST_LINE = 16_000_000  # bytes of what the child says at once
HOUSE = Path(__file__).resolve().parents[3]
KEPT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "PYTHONDONTWRITEBYTECODE")


def read_sealed_now(
    *paths: Path,
    name: str = "",
    progress: Callable[[int], None] = unheard,
    columns: Columns = NO_COLUMNS,
) -> Paper:
    """For the command line, where no loop runs. Several paths: the parts of one ledger."""
    first, *others = paths
    reading = read_sealed(
        first, name, progress, others=others, bounds=COMMAND_LINE, columns=columns
    )
    return asyncio.run(reading)


async def read_sealed(
    path: Path,
    name: str = "",
    progress: Callable[[int], None] = unheard,
    *,
    others: Sequence[Path] = (),
    bounds: Bounds = CHAT,
    columns: Columns = NO_COLUMNS,
) -> Paper:
    """What the file says, or why it is refused; `others` are further parts of a split
    ledger. Raises only OSError: no such file.
    """
    name = name or path.name
    files = {path: name} | {other: other.name for other in others}
    told = {
        "files": [{"path": str(_whole(one)), "name": files[one]} for one in files],
        "largest": bounds.largest,
        "cpu": bounds.cpu,
        "columns": dict(columns),
    }
    if any(_size(one) > bounds.largest for one in files):
        return _refused(name, _too_large(bounds))
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.documents.reading"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_environment(),
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(bounds.wall):
            return await _heard(child, told, name, progress)
    except TimeoutError:
        return _refused(name, "too_slow")
    finally:
        _end(child)
        await child.wait()


def _too_large(bounds: Bounds) -> str:
    return "too_large" if bounds.largest == LARGEST else "too_large_streamed"


def _size(path: Path) -> int:
    return path.stat().st_size


def _whole(path: Path) -> Path:
    return path.absolute()


def _environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return kept | {"PYTHONPATH": str(HOUSE), "PYTHONIOENCODING": "utf-8"}


async def _heard(
    child: Process, told: Mapping[str, object], name: str, progress: Callable[[int], None]
) -> Paper:
    pieces = wire.Pieces()
    try:
        async for line in _lines(child, json.dumps(told)):
            if line.startswith('{"percent"'):
                progress(int(json.loads(line)["percent"]))
            elif line.startswith('{"failed"'):
                _tell(json.loads(line)["failed"])
            else:
                pieces.add(line)
    except (ValueError, KeyError, TypeError, OSError) as error:
        # No JSON, no paper, a broken pipe.
        _tell(type(error).__name__)
        return _refused(name, "unreadable")
    code = await child.wait()
    if code == 0 and pieces.paper is not None:
        return pieces.paper
    return _refused(name, _reason(code))


async def _lines(child: Process, told: str) -> AsyncIterator[str]:
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    child.stdin.write(f"{told}\n".encode())
    await child.stdin.drain()
    child.stdin.close()
    while line := await child.stdout.readline():
        yield line.decode("utf-8")


def _reason(code: int) -> str:
    if -code in {signal.SIGXCPU, signal.SIGKILL}:
        return "too_slow"
    if code == wire.OUT_OF_MEMORY or -code in ALLOCATORS_END:
        return "too_heavy"
    _tell(signal.Signals(-code).name if code < 0 else f"exit code {code}")
    return "unreadable"


def _tell(cause: str) -> None:
    """Its kind only: messages of parsers quote the file."""
    log.warning("a file could not be read: %s", cause)


def _end(child: Process) -> None:
    """The child, unless it ended by itself, and what it has started (tesseract)."""
    if child.returncode is None or child.returncode < 0:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _refused(name: str, key: str) -> Paper:
    return Paper(file=name, refused=Doubt(key))
