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
from dataclasses import replace
from typing import Protocol, cast

from bot.documents.reading.source import LARGEST, Refused, Source
from bot.ports.papers import Doubt, Paper

__all__ = ["READERS", "Reader", "Refused", "Source", "read"]

log = logging.getLogger(__name__)

# Each a module of this room.
READERS = ("pdf", "einvoices", "bank", "case", "fec", "tables", "ocr")


class Reader(Protocol):
    """A module that knows one kind of file."""

    def recognises(self, source: Source) -> bool:
        """Whether this looks like one of its own; by what is inside, not by the name."""

    def read(self, source: Source) -> Paper:
        """The facts. Raises Refused; anything else that is raised is a refusal too."""


def read(source: Source) -> Paper:
    """What the file says, or a paper that says why it is refused. Never raises."""
    try:
        paper = _reader(source).read(source)
    except Refused as refusal:
        return refused(source, refusal.key, **refusal.values)
    except MemoryError:
        return refused(source, "too_heavy")
    except Exception as error:  # noqa: BLE001 - a strange file must not stop the house
        # Its type only: messages of parsers quote the file.
        log.warning("a file could not be read: %s", type(error).__name__)
        return refused(source, "unreadable")
    return replace(paper, digest=digest(source))


def refused(source: Source, key: str, **values: str) -> Paper:
    return Paper(file=source.name, refused=Doubt(key, values=values))


def digest(source: Source) -> str:
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reader(source: Source) -> Reader:
    if source.size == 0:
        raise Refused("empty")
    if source.size > LARGEST:
        raise Refused("too_large")
    for name in READERS:
        reader = cast("Reader", importlib.import_module(f"{__name__}.{name}"))
        if reader.recognises(source):
            return reader
    raise Refused("unknown")
