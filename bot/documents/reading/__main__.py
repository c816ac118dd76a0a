"""The child process that reads one file: `python -m bot.documents.reading`.

On standard input it is told where the file lies and what it is called (or the parts of a
split ledger), how much may be read and for how long; on standard output
it says lines of JSON: how far it is, what kind of error it met, then the paper in pieces.
Before it opens the file it takes its own limits upon itself; a stricter fate (a wall clock)
is its parent's business.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from bot.documents.reading import read_parts, wire
from bot.documents.reading.source import Source
from bot.ports.papers import Columns

MEMORY = 256_000_000  # bytes, for the file and its reader, over what Python itself takes
CPU = 20  # seconds
LARGEST_WRITTEN = 4_000_000  # bytes


def main() -> None:
    told = json.loads(sys.stdin.readline())
    limit(int(told["cpu"]))
    gc.disable()  # nothing lives long here: circles are searched for in vain
    paper = read_parts(list(_sources(told["files"], int(told["largest"]), told["columns"])))
    _progress(100)
    for piece in wire.pieces(paper):
        _say(piece)


def _sources(
    files: Sequence[Mapping[str, str]], largest: int, columns: Columns
) -> Iterator[Source]:
    """Each with its share of the way."""
    paths = [Path(file["path"]) for file in files]
    sizes = [path.stat().st_size for path in paths]
    whole, before = max(sum(sizes), 1), 0
    for file, path, size in zip(files, paths, sizes, strict=True):
        heard = partial(_share, before, size, whole)
        yield Source.of(path, file["name"], heard, largest, columns)
        before += size


def _share(before: int, size: int, whole: int, percent: int) -> None:
    _progress((100 * before + percent * size) // whole)


def limit(cpu: int = CPU) -> None:
    """Memory, time, and little left behind: small files (Python's own cache), no dump."""
    _at_most(resource.RLIMIT_AS, _in_use() + MEMORY)
    _at_most(resource.RLIMIT_CPU, cpu)
    _at_most(resource.RLIMIT_FSIZE, LARGEST_WRITTEN)
    _at_most(resource.RLIMIT_CORE, 0)


def _at_most(what: int, most: int) -> None:
    # macOS knows some limits only by name; the parent's clock stays.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _in_use() -> int:
    """Bytes of address space, where the system says so; else a fair guess."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    except OSError:
        return 512_000_000
    return int(pages) * resource.getpagesize()


def _progress(percent: int) -> None:
    _say(json.dumps({"percent": percent}))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Causes(logging.Handler):
    """What our own readers could not do is said to the parent; it keeps the log."""

    def emit(self, record: logging.LogRecord) -> None:
        _failed(record.getMessage().rpartition(" ")[2])


def _failed(cause: str) -> None:
    _say(json.dumps({"failed": cause}))


def _set_up_logs() -> None:
    """Libraries quote the file: what they log is not heard."""
    logging.getLogger().addHandler(logging.NullHandler())
    own = logging.getLogger("bot.documents.reading")
    own.addHandler(_Causes())
    own.propagate = False


if __name__ == "__main__":
    _set_up_logs()
    try:
        main()
    except MemoryError:
        sys.exit(wire.OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - such as a panic of a library in Rust
        _failed(type(error).__name__)
        sys.exit(1)
