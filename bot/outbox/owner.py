"""Who holds a lease, and whether that process still lives.

A lease outlives its process by up to a minute, and a person who waits for an answer after
a restart need not. Only a process of this very machine can be known to be dead; one that
is frozen still lives, and so may one elsewhere: their leases run out by themselves.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

PROCESSES = Path("/proc/self/ns/pid")  # which numbers of processes are ours (Linux)


def machine() -> str:
    """Two containers may share a name, but not each other's processes."""
    numbers = PROCESSES.stat().st_ino if PROCESSES.exists() else 0
    return f"{os.uname().nodename}/{numbers}"


def new_owner() -> str:
    return f"{machine()}:{os.getpid()}:{token_hex(4)}"


def is_dead(owner: str, alive: str) -> bool:
    """Whether `owner` ran on this machine and does no more. `alive` asks: this process
    knows of itself that it holds nothing under another name.
    """
    host, _, rest = owner.partition(":")
    number, _, _ = rest.partition(":")
    if owner == alive or host != machine() or not number.isdecimal():
        return False
    return int(number) == os.getpid() or not _runs(int(number))


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
