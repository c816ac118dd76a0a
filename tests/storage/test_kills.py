"""A process killed at any moment: what was acknowledged stands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.storage import open_store

# Eight threads write; each number is printed only once its unit is on the disk.
WRITES = """
import os, sys, threading
from bot.storage import open_store

store = open_store(sys.argv[1])

def work(first):
    for number in range(first, 10_000_000, 8):
        store.write_now(lambda uow: uow.take_note(str(number), "kept"))
        os.write(1, f"{number}\\n".encode())

for first in range(8):
    threading.Thread(target=work, args=(first,)).start()
"""


@pytest.mark.parametrize("acknowledged", [1, 300])
def test_what_was_acknowledged_outlives_a_kill(url: str, acknowledged: int) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", WRITES, url], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        heard = [process.stdout.readline() for _ in range(acknowledged)]
        process.kill()
        heard += process.stdout.readlines()
    numbers = [line.strip() for line in heard if line.endswith("\n")]
    store = open_store(url)
    lost = store.write_now(lambda uow: [n for n in numbers if uow.note(n) != "kept"])
    store.close()

    assert len(numbers) >= acknowledged
    assert lost == []
