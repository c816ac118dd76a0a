"""A file to read, and the refusal to read it.

Readers get a `Source`: where the bytes lie, how they begin, how large they are. What they
cannot or must not read they refuse with a key of the templates (labels paper_refused) and
the values to put in: readers hold no words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.ports.papers import NO_COLUMNS, Columns

HEAD = 64 * 1024
LONGEST_NAME = 120  # signs
LARGEST = 20_000_000  # bytes: Telegram hands over no more
LARGEST_STREAMED = 500_000_000  # bytes of what is read line by line, on the command line


def unheard(percent: int) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is the file's own, as its owner wrote it; the path may be another."""

    name: str
    path: Path
    head: bytes  # the first 64 KiB
    size: int  # bytes
    progress: Callable[[int], None] = unheard  # 0 to 100, never backwards
    largest: int = LARGEST  # bytes that are read of a kind that streams
    columns: Columns = field(default_factory=dict)  # of tables that the owner put right

    @classmethod
    def of(
        cls,
        path: Path,
        name: str = "",
        progress: Callable[[int], None] = unheard,
        largest: int = LARGEST,
        columns: Columns = NO_COLUMNS,
    ) -> Source:
        with path.open("rb") as file:
            head = file.read(HEAD)
        plain = "".join(sign for sign in name or path.name if sign.isprintable())
        size = path.stat().st_size
        return cls(plain[:LONGEST_NAME], path, head, size, progress, largest, columns)

    @property
    def suffix(self) -> str:
        """The ending of its name in small letters, « .pdf »; what is inside decides."""
        return Path(self.name).suffix.lower()


class Refused(Exception):
    """This file is not read; `key` says why (labels paper_refused)."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values
