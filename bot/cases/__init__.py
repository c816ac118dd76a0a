"""Case files ↔ policy, buyers, facts, questions: the contract as people write it."""

from bot.cases.check import check_cases, main
from bot.cases.facts import fact_from_mapping, fact_to_mapping
from bot.cases.files import Case, CaseUnreadable, load_case, write_case
from bot.cases.policies import (
    buyer_from_mapping,
    buyer_to_mapping,
    policy_from_mapping,
    policy_to_mapping,
)
from bot.cases.questions import QUESTIONS, ask

__all__ = [
    "QUESTIONS",
    "Case",
    "CaseUnreadable",
    "ask",
    "buyer_from_mapping",
    "buyer_to_mapping",
    "check_cases",
    "fact_from_mapping",
    "fact_to_mapping",
    "load_case",
    "main",
    "policy_from_mapping",
    "policy_to_mapping",
    "write_case",
]
