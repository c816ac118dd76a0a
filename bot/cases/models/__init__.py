"""Six policies as the French market writes them: models, and templates at onboarding.

Each file names the sources of its figures. They are no insurer's wording: a policy read
from a model must be compared with the contract, term by term.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from bot.cases.files import Case, load_case

NAMES = (
    "first_euro",
    "flat_fee",
    "annual_aggregate",
    "maximum_term_plus_30",
    "oldest_due_extension_30",
    "several_percentages",
)


@cache
def model(name: str) -> Case:
    return load_case(text_of(name), f"{name}.yaml")


def text_of(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
