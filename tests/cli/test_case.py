"""`vigie case`: what fails, where, and the count alone on the last line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CASES, Run

SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases" / "lapierre.yaml"
OWN = CASES / "lapierre.yaml"


@pytest.mark.parametrize("path", [OWN, SHARED], ids=["own", "shared"])
def test_the_case_study_holds(vigie: Run, path: Path) -> None:
    if not path.exists():
        pytest.skip("the shared specifications are not on this machine")
    checked = vigie("case", path)

    assert checked.code == 0
    assert checked.out.splitlines()[-1] == "12 passed, 0 failed"


def test_what_fails_is_told_with_file_line_and_working(vigie: Run, desk: Path) -> None:
    wrong = OWN.read_text("utf-8").replace("answer: 20000.00", "answer: 20001.00")
    (desk / "wrong.yaml").write_text(wrong, "utf-8")

    checked = vigie("case", "wrong.yaml", OWN)

    told, count = checked.out.splitlines()
    assert checked.code == 1
    assert told.startswith("wrong.yaml:20: on 2015-03-01 premium: expected 20001.00")
    assert "got 20000" in told
    assert "0.25%" in told
    assert count == "23 passed, 1 failed"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("absent.yaml", None, "absent.yaml"),
        ("latin.yaml", "name: Société\n".encode("latin-1"), "latin.yaml"),
        ("empty.yaml", b"", "empty.yaml:1"),
        ("yaml.yaml", b"name: [\n", "yaml.yaml:"),
        ("list.yaml", b"- one\n- two\n", "list.yaml:1"),
        ("picture.yaml", b"\x89PNG\r\n\x1a\n\x00\x00", "picture.yaml"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_traceback(
    vigie: Run, desk: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (desk / name).write_bytes(content)

    checked = vigie("case", name)

    assert checked.code == 2
    assert told in checked.out
    assert checked.out.splitlines()[-1] == "0 passed, 0 failed"
    assert "Traceback" not in checked.err


def test_an_unknown_key_is_told_with_its_line(vigie: Run, desk: Path) -> None:
    wrong = OWN.read_text("utf-8").replace("  insurer: ", "  insuror: ")
    (desk / "wrong.yaml").write_text(wrong, "utf-8")

    checked = vigie("case", "wrong.yaml")

    assert checked.code == 2
    assert "wrong.yaml:5: policy.insuror" in checked.out or "insuror" in checked.out


def test_a_folder_is_no_case_file(vigie: Run, desk: Path) -> None:
    (desk / "folder").mkdir()

    checked = vigie("case", "folder")

    assert checked.code == 2
    assert "folder" in checked.out


def test_no_file_is_bad_usage(vigie: Run) -> None:
    assert vigie("case").code == 2
