"""How the watch is doing: a note of the installation, for `doctor` and the next pass."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bot.ports import UnitOfWork

NOTE = "watch"
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Progress:
    """`good_at`: when a pass last went through all that was to be looked up. Empty texts:
    never. `failures` in a row, of which the last was of the kind `failure`.
    """

    good_at: str = ""
    tried_at: str = ""
    failure: str = ""
    failures: int = 0
    unreadable: int = 0  # records of the last pass
    asked: int = 0  # SIRENs of the last pass

    @property
    def good(self) -> datetime | None:
        return datetime.fromisoformat(self.good_at) if self.good_at else None

    def may_try(self, now: datetime) -> bool:
        """After a failure the pauses double, up to four hours."""
        if not self.failures or not self.tried_at:
            return True
        wait = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(self.failures - 1, 8)))
        return now - datetime.fromisoformat(self.tried_at) >= wait

    def failed(self, kind: str, now: datetime) -> Progress:
        return replace(
            self, tried_at=now.isoformat(), failure=kind, failures=self.failures + 1
        )

    def went_well(self, now: datetime, asked: int, unreadable: int) -> Progress:
        told = now.isoformat()
        return Progress(told, told, unreadable=unreadable, asked=asked)


def progress(uow: UnitOfWork) -> Progress:
    text = uow.note(NOTE)
    return Progress(**json.loads(text)) if text else Progress()


def note(uow: UnitOfWork, state: Progress) -> None:
    uow.take_note(NOTE, json.dumps(asdict(state)))
