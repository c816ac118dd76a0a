"""Who and what is named by which number, and the only source of "now"."""

from __future__ import annotations

from datetime import datetime
from typing import NewType, Protocol, TypeVar

T = TypeVar("T")

CompanyId = NewType("CompanyId", int)
PersonId = NewType("PersonId", int)  # Telegram's numeric user id
ChatId = NewType("ChatId", int)
FactId = NewType("FactId", int)  # position in the company's record; only ever grows


class Clock(Protocol):
    """The only source of "now" (aware, UTC)."""

    def now(self) -> datetime: ...
