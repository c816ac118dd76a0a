"""What each part costs: CPU time of its thread, from its call until it returns, without
what the parts it calls take. What remains of the process's CPU time is the event loop's
and the threads' handing over.

Being measured costs a little itself (about 1 µs a call): these are shares, the rates are
measured without.
"""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pkgutil import resolve_name
from time import thread_time
from types import FunctionType, ModuleType
from typing import Any
from unittest.mock import patch

PARTS = (
    "intake",
    "understanding",
    "storage",
    "domain",
    "template",
    "outbox and send",
    "guards, handler, keyboard",
)
REST = "event loop and threads"

# Where a part begins: its name, and the functions by which others enter it.
DOORS = {
    "intake": (
        "bot.chat.intake.stored",
        "bot.chat.attendance.read",
        "bot.storage.inbox.SqlInbox.store",
        "bot.storage.inbox.SqlInbox.done",
    ),
    "understanding": ("bot.chat.reception.Reception.read",),
    "storage": (
        "bot.storage.writer.Writer._commit",
        "bot.storage.session.Session.rows",
        "bot.storage.session.Session.run",
        "bot.storage.session.Session.raw",
        "bot.storage.books.SqlBooks._open",
        "bot.storage.people.SqlPeople.memberships",
        "bot.storage.companies.SqlCompanies.get",
        "bot.storage.dialogues.SqlDialogues.of",
        "bot.storage.dialogues.SqlDialogues.save",
    ),
    "domain": ("domain.record.Record.on",),  # and every function of bot.services
    "template": ("bot.rendering.Words.say",),
    "outbox and send": (
        "bot.storage.outbox.SqlOutbox.add",
        "bot.storage.outbox.SqlOutbox.settle",
        "bot.outbox.sender.Sender.hand",
        "bot.outbox.sender.Sender.grant",
        "bot.outbox.sender.Sender._settle",
    ),
    "guards, handler, keyboard": ("bot.chat.reception.Reception.receive",),
}
ASYNC_DOORS = {"outbox and send": ("bot.outbox.courier.Courier.carry",)}


class Meter:
    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._thread = threading.local()

    def shares(self, whole: float, updates: int) -> dict[str, float]:
        """Seconds of each part for one update; together they are the `whole` of one."""
        found = {part: self._seconds[part] / updates for part in PARTS}
        return found | {REST: whole - sum(found.values())}

    def timed(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def timed_work(*args: Any, **kwargs: Any) -> Any:
            with self._in(part):
                return work(*args, **kwargs)

        return timed_work

    def timed_async(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Only for what never waits, as with the recording transport."""

        @wraps(work)
        async def timed_work(*args: Any, **kwargs: Any) -> Any:
            with self._in(part):
                return await work(*args, **kwargs)

        return timed_work

    @contextmanager
    def _in(self, part: str) -> Iterator[None]:
        here = self._thread
        outer = getattr(here, "part", None)
        self._pass_to(part)
        try:
            yield
        finally:
            self._pass_to(outer)

    def _pass_to(self, part: str | None) -> None:
        """From here on the thread works for this part."""
        here, now = self._thread, thread_time()
        if (before := getattr(here, "part", None)) is not None:
            self._seconds[before] += now - here.since
        here.part, here.since = part, now


@contextmanager
def metered() -> Iterator[Meter]:
    """Every door leads through the meter while the block runs."""
    meter = Meter()
    with ExitStack() as stack:
        for part, doors in DOORS.items():
            for door in doors:
                stack.enter_context(patch(door, meter.timed(part, resolve_name(door))))
        for part, doors in ASYNC_DOORS.items():
            for door in doors:
                through = meter.timed_async(part, resolve_name(door))
                stack.enter_context(patch(door, through))
        for module, name, service in services():
            stack.enter_context(patch.object(module, name, meter.timed("domain", service)))
        yield meter


def services() -> list[tuple[ModuleType, str, FunctionType]]:
    """Every function of bot.services, wherever it is called from."""
    return [
        (module, name, value)
        for module in list(sys.modules.values())
        if module.__name__.startswith("bot.")
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__.startswith("bot.services.")
    ]
