"""A few real processes: streams, exit codes, ports, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
COMMANDS = (
    *("run", "phone", "ask", "understand", "case", "import", "invite", "remind", "doctor"),
)


def environment(lang: str = "fr_FR.UTF-8", **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VIGIE_", "TELEGRAM_", "LC_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT), "LANG": lang, **more}


def vigie(
    folder: Path, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_json_stands_alone_on_standard_output(tmp_path: Path) -> None:
    asked = vigie(tmp_path, "ask", "combien d'indemnité me reste-t-il", "--json")

    assert asked.returncode == 0
    assert json.loads(asked.stdout)["figures"]["indemnity_left"] == "510000.00"
    assert "Lapierre" in asked.stderr


@pytest.mark.parametrize(
    ("lang", "says", "explains"),
    [
        ("fr_FR.UTF-8", "Vigie, le guetteur", "Ce qui serait envoyé"),
        ("en_GB.UTF-8", "Vigie, the lookout", "What would be sent"),
    ],
)
def test_help_speaks_the_terminal_s_language(
    tmp_path: Path, lang: str, says: str, explains: str
) -> None:
    told = vigie(tmp_path, "--help", lang=lang, PYTHONUTF8="1")

    assert told.returncode == 0
    assert says in told.stdout
    assert explains in told.stdout
    for name in COMMANDS:
        assert f"\n  {name} " in told.stdout


def test_a_terminal_without_unicode_is_still_answered(tmp_path: Path) -> None:
    asked = vigie(tmp_path, "ask", "ma prime", lang="C", PYTHONIOENCODING="ascii")

    assert asked.returncode == 0
    assert "Traceback" not in asked.stderr
    assert asked.stdout.startswith("20?000?? de prime")


def test_a_busy_port_gives_the_next_free_one_and_ctrl_c_ends_well(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with running(tmp_path, "phone", "--port", str(port)) as phone:
            assert phone.stdout is not None
            address = phone.stdout.readline()
            phone.send_signal(signal.SIGINT)
            rest, err = phone.communicate(timeout=PATIENCE)

    shown = int(address.rsplit(":", 1)[1])
    assert shown > port
    assert f"http://127.0.0.1:{shown}" in address
    assert phone.returncode == 0
    assert "Traceback" not in err
    assert "rien n’est perdu" in rest


def test_run_without_a_token_opens_the_phone(tmp_path: Path) -> None:
    with running(tmp_path, "run") as run:
        assert run.stdout is not None
        address = run.stdout.readline()
        run.send_signal(signal.SIGTERM)
        run.communicate(timeout=PATIENCE)

    assert "http://127.0.0.1:" in address
    assert run.returncode == 0
    assert (tmp_path / "var" / "vigie.sqlite3").exists()
