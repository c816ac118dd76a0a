from __future__ import annotations

import json
from datetime import date

import pytest

from bot.cases import (
    buyer_from_mapping,
    buyer_to_mapping,
    fact_from_mapping,
    fact_to_mapping,
    load_case,
    policy_from_mapping,
    policy_to_mapping,
    write_case,
)
from bot.cases.facts import KINDS
from bot.sample import sample_case
from domain.facts import Correction, every_kind

CASE = sample_case(date(2026, 11, 22))


def test_a_policy_is_read_back_as_it_was_written() -> None:
    written = json.loads(json.dumps(policy_to_mapping(CASE.policy)))

    assert policy_from_mapping(written) == CASE.policy


def test_buyers_are_read_back_as_they_were_written() -> None:
    for buyer in CASE.buyers:
        assert buyer_from_mapping(buyer.name, buyer_to_mapping(buyer)) == buyer


@pytest.mark.parametrize("fact", CASE.facts, ids=lambda fact: fact.kind_of_fact)
def test_facts_are_read_back_as_they_were_written(fact: object) -> None:
    written = json.loads(json.dumps(fact_to_mapping(fact)))  # type: ignore[arg-type]

    assert fact_from_mapping(written) == fact


def test_a_whole_case_is_read_back_as_it_was_written() -> None:
    again = load_case(write_case(CASE), "again")

    assert (again.policy, again.buyers, again.facts) == (
        CASE.policy,
        CASE.buyers,
        CASE.facts,
    )


def test_every_kind_of_fact_has_its_words() -> None:
    assert {kind.kind_of_fact for kind in every_kind()} == set(KINDS)


@pytest.mark.parametrize("name", ["terms", "published_on", "costs", "insured_percentage"])
def test_a_correction_may_take_away_what_need_not_be_said(name: str) -> None:
    taken = Correction(on=date(2026, 11, 22), of="f7", changes=((name, None),))
    written = json.loads(json.dumps(fact_to_mapping(taken)))

    assert written[name] == "none"
    assert fact_from_mapping(written) == taken
