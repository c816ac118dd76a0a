"""Every case file of this folder, each expectation a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cases import ask, check_cases, load_case, main
from bot.cases.check import Report, check_case, record_of
from bot.sample import case_study
from domain.steps import recomputed

FILES = sorted(Path(__file__).with_name("cases").glob("**/*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_file_comes_out_as_it_says(path: Path) -> None:
    report = check_cases([path])

    assert report.exit_code == 0, str(report)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_steps_of_every_answer_lead_to_it(path: Path) -> None:
    case = load_case(path.read_text("utf-8"), path.name)
    record = record_of(case)
    for asked in case.expectations:
        result = ask(record.on(asked.on), asked.ask, asked.arguments)
        told = result.told[result.main] if isinstance(result.told, dict) else result.told
        for step in result.steps:
            assert recomputed(step) == step.value, step
        if result.steps and asked.ask != "premium_simulation":
            assert result.steps[-1].value == told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_holds_in_another_currency(path: Path) -> None:
    text = path.read_text("utf-8").replace("currency: USD", "currency: CHF")
    told = text.replace("\n  starts_on:", "\n  currency: USD\n  starts_on:", 1)
    report = Report()
    check_case(load_case(told, path.name), report)

    assert not report.failures, str(report)


def test_the_case_study_is_told_in_twelve_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = Path(__file__).with_name("cases") / "lapierre.yaml"

    assert main([path]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "12 passed, 0 failed"


def test_the_sample_folder_holds_the_case_study() -> None:
    assert case_study().policy.policyholder == "Lapierre"
