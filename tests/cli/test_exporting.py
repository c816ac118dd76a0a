"""`vigie export`: what is taken away reads back."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.cases import load_case
from tests.cli.conftest import Run


def test_the_books_are_written_to_a_folder_for_their_owner_alone(
    lapierre: Run, desk: Path
) -> None:
    ran = lapierre("export", "out")
    files = sorted((desk / "out").iterdir())

    assert ran.code == 0
    assert [path.suffix for path in files] == [".yaml", ".xlsx", ".ics"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert load_case(files[0].read_text("utf-8")).policy.policyholder == "Lapierre"
    assert files[2].read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_nothing_is_overwritten(lapierre: Run, desk: Path) -> None:
    lapierre("export", "out")
    before = {path: path.read_bytes() for path in (desk / "out").iterdir()}
    again = lapierre("export", "out")

    assert again.code == 1
    assert "existe déjà" in again.err
    assert {path: path.read_bytes() for path in (desk / "out").iterdir()} == before


def test_a_folder_that_cannot_be_is_said(lapierre: Run, desk: Path) -> None:
    (desk / "out").write_text("a file")

    refused = lapierre("export", "out")

    assert refused.code == 2
    assert (
        refused.err
        == "Je ne peux pas écrire dans out\N{NO-BREAK SPACE}: ce n’est pas un dossier\n"
    )
