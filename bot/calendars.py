"""Public holidays as the domain wants them: a calendar of the policyholder's place.

The `holidays` library knows the days by law. A country's module is loaded from its file:
imported by its name it brings all 250 with it (0.1 s and 7 MB). Alsace-Moselle and the
overseas departments have days of their own, and are named by region or by department.
"""

from __future__ import annotations

import importlib
from datetime import date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from domain.policy import Policy
from domain.spans import Calendar

YEARS = range(2000, 2061)  # what a policy can reach: past claims, prescription to come
ALSACE_MOSELLE = "Alsace-Moselle"

# ISO 3166-2 codes, as the library names them, by what people write.
FRENCH_REGIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "alsace": "6AE",
    "moselle": "57",
    "alsace-moselle": "57",
    "gp": "971",
    "guadeloupe": "971",
    "mq": "972",
    "martinique": "972",
    "gf": "973",
    "guyane": "973",
    "re": "974",
    "reunion": "974",
    "la reunion": "974",
    "la-reunion": "974",
    "la réunion": "974",
    "la-réunion": "974",
    "réunion": "974",
    "yt": "976",
    "mayotte": "976",
    "975": "PM",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
"""Modules of the library, by country."""
MODULES = {
    "FR": ("france", "France"),
    "BE": ("belgium", "Belgium"),
    "CH": ("switzerland", "Switzerland"),
    "DE": ("germany", "Germany"),
    "ES": ("spain", "Spain"),
    "GB": ("united_kingdom", "UnitedKingdom"),
    "IT": ("italy", "Italy"),
    "LU": ("luxembourg", "Luxembourg"),
    "MC": ("monaco", "Monaco"),
    "NL": ("netherlands", "Netherlands"),
    "PT": ("portugal", "Portugal"),
}


def calendar_of(policy: Policy) -> Calendar:
    """Of the policyholder's place: his region where it has days of its own, else his
    department.
    """
    of_region = calendar_for(policy.country, policy.region)
    if of_region != calendar_for(policy.country):
        return of_region
    return calendar_for(policy.country, policy.department)


@cache
def calendar_for(country: str = "FR", region: str = "") -> Calendar:
    """Of a country the library does not know: weekends only."""
    found = MODULES.get(country.upper())
    if found is None:
        return _by_the_whole_library(country.upper())
    module, name = found
    country_class = getattr(_country(module), name)
    place = FRENCH_REGIONS.get(region.lower(), region.upper()) if region else ""
    subdivision = place if place in country_class.subdivisions else None
    return Calendar(frozenset(_days(country_class, subdivision)))


def _country(module: str) -> ModuleType:
    library = Path(importlib.import_module("holidays").__path__[0])
    path = library / "countries" / f"{module}.py"
    spec = spec_from_file_location(f"holidays.countries.{module}", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(path)
    country = module_from_spec(spec)
    spec.loader.exec_module(country)
    return country


def _days(country_class: type, subdivision: str | None) -> list[date]:
    return list(country_class(subdiv=subdivision, years=YEARS))


def _by_the_whole_library(country: str) -> Calendar:
    holidays = importlib.import_module("holidays")
    try:
        return Calendar(frozenset(holidays.country_holidays(country, years=YEARS)))
    except NotImplementedError:
        return Calendar()
