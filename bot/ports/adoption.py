"""What is kept of the files that came in: not the files, but what the owner said of them.

A paper waits between its card and « Valider », for a few days at most. An answer given
once about files (which buyer an account is, how a table is laid out) is remembered for the
company. A batch is everything that one file brought into the books: it is undone whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.names import ChatId, FactId, PersonId
from bot.ports.papers import Paper

# What answers are about.
OWNER, BUYER, TERMS, LAYOUT, COLUMNS = "owner", "buyer", "terms", "layout", "columns"


@dataclass(frozen=True, slots=True)
class Batch:
    """The facts numbered `first` to `last`, written together from one file."""

    file: str
    digest: str
    first: FactId
    last: FactId
    at: datetime
    person: PersonId | None = None
    undone_at: datetime | None = None
    number: int = 0  # 0: not yet written


class Papers(Protocol):
    """One company's."""

    def keep(self, paper: Paper, chat: ChatId | None, at: datetime) -> int:
        """Until it is confirmed or forgotten, for a week at most; gives its number."""
        ...

    def kept(self, number: int, at: datetime) -> Paper | None:
        """None once it was confirmed, forgotten or has waited too long."""
        ...

    def forget(self, number: int) -> None: ...

    def waiting(self, chat: ChatId) -> tuple[int, ...]:
        """Numbers of the papers that came in this chat, the oldest first."""
        ...

    def answers(self, about: str) -> Mapping[str, str]: ...

    def remember(self, about: str, answers: Mapping[str, str], at: datetime) -> None: ...

    def receipts(self) -> frozenset[str]:
        """References of all receipts that batches brought and that still stand."""
        ...

    def add_batch(self, batch: Batch, receipts: Iterable[str]) -> None: ...

    def batch_with(self, fact: FactId) -> Batch | None:
        """The batch in which the fact of this number came, undone or not."""
        ...

    def batch_of(self, digest: str) -> Batch | None:
        """The latest batch of that very file that stands."""
        ...

    def undo_batch(self, number: int, at: datetime) -> None: ...
