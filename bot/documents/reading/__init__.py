"""What a file says: facts with their doubts, or the reason why it is refused.

Each reader is a module with `recognises(source)` and `read(source)`. They stand here in the
order of trust (e-invoice, bank, accounting export, table, text of a page) and are imported
only when asked: light commands stay light. Reading writes nothing and believes nothing.
What comes from outside is read in a child process (`sealed`), never in the bot itself.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from bot.documents.reading.source import LARGEST, Refused, Source
from bot.ports.papers import Doubt, Paper

__all__ = ["READERS", "Reader", "Refused", "Source", "digest", "read", "read_parts"]

AT_ONCE = 1 << 18  # bytes

log = logging.getLogger(__name__)

# Each a module of this room.
STREAMING = frozenset(
    {"fec", "tables"}
)  # may read more than LARGEST, where that is allowed
READERS = ("pdf", "einvoices", "bank", "case", "fec", "tables", "ocr")


class Reader(Protocol):
    """A module that knows one kind of file."""

    def recognises(self, source: Source) -> bool:
        """Whether this looks like one of its own; by what is inside, not by the name."""

    def read(self, source: Source) -> Paper:
        """The facts. Raises Refused; anything else that is raised is a refusal too."""


def read(source: Source) -> Paper:
    """What the file says, or a paper that says why it is refused. Never raises."""
    return _answered([source], lambda: _reader(source).read(source))


def _answered(sources: Sequence[Source], reading: Callable[[], Paper]) -> Paper:
    source = sources[0]
    try:
        paper = reading()
    except Refused as refusal:
        return refused(source, refusal.key, **refusal.values)
    except MemoryError:
        return refused(source, "too_heavy")
    except Exception as error:  # noqa: BLE001 - a strange file must not stop the house
        # Its type only: messages of parsers quote the file.
        log.warning("a file could not be read: %s", type(error).__name__)
        return refused(source, "unreadable")
    return replace(paper, digest=digest([one.path for one in sources]))


def refused(source: Source, key: str, **values: str) -> Paper:
    return Paper(file=source.name, refused=Doubt(key, values=values))


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 of the files, one behind the other."""
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(AT_ONCE):
                found.update(piece)
    return found.hexdigest()


def read_parts(sources: Sequence[Source]) -> Paper:
    """One ledger export that was split over several files, in their order."""
    if len(sources) == 1:
        return read(sources[0])
    return _answered(sources, lambda: _whole(sources))


def _whole(sources: Sequence[Source]) -> Paper:
    fec = importlib.import_module(f"{__name__}.fec")
    for source in sources:
        check_size(source)
    paper: Paper = fec.read_parts(sources)
    return paper


def check_size(source: Source) -> None:
    if source.size == 0:
        raise Refused("empty")
    if source.size > source.largest:
        raise Refused("too_large" if source.largest == LARGEST else "too_large_streamed")


def _reader(source: Source) -> Reader:
    check_size(source)
    for name in READERS:
        reader = cast("Reader", importlib.import_module(f"{__name__}.{name}"))
        if reader.recognises(source):
            if source.size > LARGEST and name not in STREAMING:
                raise Refused("too_large")
            return reader
    raise Refused("unknown")
