"""What the watch keeps: how far each SIREN was looked up, and the notices found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.ports.world import Notice


class Settled(StrEnum):
    """Why a notice is not told (again)."""

    NO = ""  # it is told every day
    TOLD = "told"  # once is enough
    KNOWN = "known"  # the books had it already
    SEEN = "seen"
    RECORDED = "recorded"
    MENDED = "mended"  # a later notice mends or annuls it


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice about one buyer of one company; `number` names it in a button."""

    number: int
    buyer: str
    notice: Notice
    noticed_on: date
    settled: Settled


class Watchbook(Protocol):
    """One company's part of the watch."""

    def through(self) -> dict[str, date]:
        """By SIREN, the day up to which notices were asked for."""
        ...

    def looked_up(self, sirens: Sequence[str], through: date) -> None: ...

    def keep(self, buyer: str, notice: Notice, on: date, settled: Settled) -> int | None:
        """Its number; None when it was kept before: it is never announced twice."""
        ...

    def open(self) -> list[KeptNotice]:
        """Those that are told every day until somebody has seen them."""
        ...

    def of_buyer(self, buyer: str) -> list[KeptNotice]: ...

    def numbered(self, number: int) -> KeptNotice | None: ...

    def settle(self, number: int, settled: Settled, at: datetime) -> None: ...
