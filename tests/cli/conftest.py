"""The command line in process: its own folder, its own environment, French unless said."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import cli
from bot.commands import importing, reminding
from bot.ports import UnitOfWork
from bot.rendering import words
from bot.storage import open_store

CASES = Path(__file__).resolve().parents[1] / "domain" / "cases"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of standard output."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Standard output with plain spaces."""
        return self.out.replace("\u00a0", " ").replace("\u202f", " ")


Run = Callable[..., Ran]
Looks = Callable[[Callable[[UnitOfWork], Any]], Any]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with nothing of ours in the environment."""
    for name in [*os.environ]:
        if name.startswith(("VIGIE_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quiet_logs() -> Iterator[None]:
    """What the command sets up for its own process is undone after it."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def vigie(
    desk: Path,
    quiet_logs: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """`vigie(…)` as typed in a terminal; `lang` is the terminal's."""
    del desk, quiet_logs

    def run(*arguments: object, lang: str = "fr") -> Ran:
        monkeypatch.setattr(sys, "argv", ["vigie", *map(str, arguments)])
        monkeypatch.setattr(cli, "TEXTS", words(lang))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        code = end.value.code
        return Ran(code if isinstance(code, int) else 0, shown.out, shown.err)

    return run


@pytest.fixture
def lapierre(vigie: Run) -> Run:
    """The same, with the case study's company in the database."""
    done = vigie("import", CASES / "lapierre.yaml", "--company", "lapierre", "--yes")
    assert done.code == 0, done.err
    return vigie


class FirstOfAugust(datetime):
    """The day on which the case study's debtor is a month late."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> FirstOfAugust:
        return cls(2015, 8, 1, 6, 0, tzinfo=tz)


@pytest.fixture
def unpaid(vigie: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The case study on 1 August 2015: Leroc has not paid, nothing is declared yet."""
    for module in (importing, reminding):
        monkeypatch.setattr(module, "datetime", FirstOfAugust)
    case = (CASES / "lapierre.yaml").read_text("utf-8").split("  - {on: 2015-09-01")[0]
    (desk / "unpaid.yaml").write_text(case, "utf-8")
    assert vigie("import", "unpaid.yaml", "--company", "lapierre", "--yes").code == 0
    return vigie


@pytest.fixture
def in_database(desk: Path) -> Looks:
    """A look into the desk's database, as a unit of work."""

    def look(work: Callable[[UnitOfWork], Any]) -> Any:
        store = open_store(f"sqlite:///{desk}/var/vigie.sqlite3")
        try:
            return store.write_now(work)
        finally:
            store.close()

    return look
