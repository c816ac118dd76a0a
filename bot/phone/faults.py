"""Trouble on the line, made to order: for tests of what a bot does about it.

`before` the call had its effect or `after`: after it, the message stands in the chat and
only the answer is lost, which a bot cannot know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.phone.parameters import Parameters
from bot.phone.refusals import Json, ServerError, TooManyRequests

POLL = "getupdates"


class Trouble(StrEnum):
    TOO_MANY = "too_many"  # 429 with `retry_after`, nothing done
    SERVER_ERROR = "server_error"  # 5xx (`code`), nothing done
    SERVER_ERROR_AFTER = "server_error_after"  # 5xx, though it was done
    RESET = "reset"  # connection reset, nothing done
    RESET_AFTER = "reset_after"  # connection reset, though it was done
    TIMEOUT_AFTER = "timeout_after"  # done, and no answer ever comes
    SLOW = "slow"  # done after `seconds`
    DUPLICATED = "duplicated"  # getUpdates gives each update twice
    REORDERED = "reordered"  # getUpdates gives the newest first


class LineBroken(Exception):
    """The connection is reset under the call."""


class LineSilent(Exception):
    """The answer never comes."""


@dataclass(slots=True)
class Fault:
    """Strikes `times` calls of `method` that hold `contains`; "" is any but getUpdates."""

    trouble: Trouble
    times: int = 1
    method: str = ""
    contains: str = ""
    retry_after: int = 1
    code: int = 502
    seconds: float = 0.0
    struck: int = field(default=0, init=False)

    def strikes(self, method: str, parameters: Parameters) -> bool:
        wanted = self.method.lower()
        fits = method == wanted if wanted else method != POLL
        said = self.contains in str(dict(parameters.values)) if self.contains else True
        return self.struck < self.times and fits and said

    @property
    def disturbs(self) -> bool:
        """Touches what a poll brings, not whether it comes through."""
        return self.trouble in (Trouble.DUPLICATED, Trouble.REORDERED)

    def before(self) -> None:
        match self.trouble:
            case Trouble.TOO_MANY:
                raise TooManyRequests(self.retry_after)
            case Trouble.SERVER_ERROR:
                raise ServerError(self.code)
            case Trouble.RESET:
                raise LineBroken

    def after(self) -> None:
        match self.trouble:
            case Trouble.SERVER_ERROR_AFTER:
                raise ServerError(self.code)
            case Trouble.RESET_AFTER:
                raise LineBroken
            case Trouble.TIMEOUT_AFTER:
                raise LineSilent


@dataclass(slots=True)
class Faults:
    """The faults ordered and not yet spent; the first that fits strikes."""

    ordered: list[Fault] = field(default_factory=list)

    def order(self, fault: Fault) -> Fault:
        self.ordered.append(fault)
        return fault

    def clear(self) -> None:
        self.ordered.clear()

    def striking(self, method: str, parameters: Parameters) -> Fault | None:
        return self._first(
            lambda fault: not fault.disturbs and fault.strikes(method, parameters)
        )

    def disturbing(self) -> Fault | None:
        """For a poll that brings something."""
        return self._first(lambda fault: fault.disturbs and fault.struck < fault.times)

    def _first(self, fits: Callable[[Fault], bool]) -> Fault | None:
        for fault in self.ordered:
            if fits(fault):
                fault.struck += 1
                return fault
        return None


def disturbed(updates: Sequence[Json], fault: Fault | None) -> list[Json]:
    """What the bot receives instead of these updates."""
    match fault.trouble if fault else None:
        case Trouble.DUPLICATED:
            return [update for update in updates for _ in range(2)]
        case Trouble.REORDERED:
            return list(reversed(updates))
    return list(updates)
