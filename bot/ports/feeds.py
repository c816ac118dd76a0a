"""Calendar feeds: a link by which a person's own calendar reads a company's deadlines.

Who has the link reads them; only its hash is kept. A new link ends the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.names import CompanyId, PersonId


@dataclass(frozen=True, slots=True)
class Feed:
    company: CompanyId
    person: PersonId


class Feeds(Protocol):
    def open(self, feed: Feed, token_hash: str, at: datetime) -> None:
        """This person's link to this company; the one before is dead."""
        ...

    def close(self, feed: Feed) -> bool:
        """No link any more; whether there was one."""
        ...

    def behind(self, token_hash: str) -> Feed | None:
        """None: unknown, revoked, or of somebody who is no member any more."""
        ...
