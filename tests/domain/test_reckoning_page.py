from __future__ import annotations

import yaml

from tests.domain.reckoning_page import HERE, PAGE, case_named, page


def test_the_page_is_what_the_cases_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.domain.reckoning_page"


def test_every_decision_is_held_by_a_case() -> None:
    told = yaml.load((HERE / "reckoning.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506

    for decision in told["decisions"]:
        assert case_named(decision["case"]).expectations
