"""The company register, against a local server."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from starlette.responses import Response

from bot.connectors.register import Register, entities
from bot.ports.world import LegalEntity, WorldUnavailable
from tests.connectors.registers import Service, serving

LEROC = {
    "siren": "894670793",
    "nom_complet": "leroc menuiserie (leroc)",
    "nom_raison_sociale": "LEROC MENUISERIE",
    "siege": {
        "siret": "89467079300012",
        "code_postal": "41000",
        "departement": "41",
        "libelle_commune": "BLOIS",
    },
    "date_fermeture": None,
    "etat_administratif": "A",
    "nature_juridique": "5499",
    "matching_etablissements": [],
    "complements": {"est_administration": False},
}


async def at_once(seconds: float) -> None:
    del seconds
    await asyncio.sleep(0)


def register(service: Service) -> Register:
    return Register(service.address, apart=0, sleep=at_once)


async def test_a_firm_by_its_name() -> None:
    answer = {"results": [LEROC], "total_results": 1}
    async with serving(Service(answer=answer)) as service:
        found = await register(service).find("Leroc & Fils #1")

    assert found == (
        LegalEntity("894670793", "LEROC MENUISERIE", "BLOIS", "41", is_closed=False),
    )
    (request,) = service.asked
    assert request.query_params["q"] == "Leroc & Fils #1"
    assert request.query_params["include"] == "siege,complements"
    assert request.headers["user-agent"].startswith("Vigie")


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("894 670 793", "894670793"),
        ("894 670 793 00012", "89467079300012"),
        ("8946", "8946"),
    ],
)
async def test_a_number_is_asked_as_bare_digits(query: str, asked: str) -> None:
    async with serving(Service(answer={"results": []})) as service:
        found = await register(service).find(query)

    assert found == ()
    assert service.asked[0].query_params["q"] == asked


def test_a_closed_firm_is_flagged_with_its_day() -> None:
    closed = {**LEROC, "etat_administratif": "C", "date_fermeture": "2024-05-31"}
    (one,) = entities({"results": [closed]})

    assert one.is_closed
    assert one.closed_on == date(2024, 5, 31)


@pytest.mark.parametrize(
    "more",
    [{"complements": {"est_administration": True}}, {"nature_juridique": "7210"}],
)
def test_a_public_body_is_flagged(more: dict[str, Any]) -> None:
    (one,) = entities({"results": [{**LEROC, **more}]})

    assert one.is_public


@pytest.mark.parametrize(
    ("seat", "department"),
    [
        ({"code_postal": "97400"}, "974"),
        ({"code_postal": "20090"}, "2A"),
        ({"code_postal": "20200"}, "2B"),
        ({"departement": "2B"}, "2B"),
        ({"code_postal": "75008"}, "75"),
        ({"code_postal": "[ND]"}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_the_department_of_the_registered_office(seat: Any, department: str) -> None:
    (one,) = entities({"results": [{**LEROC, "siege": seat}]})

    assert one.department == department


def test_what_has_no_siren_is_left_out() -> None:
    assert entities({"results": [{"siren": "12"}, "text", {}]}) == ()


async def test_its_wish_is_kept_and_a_failure_is_told() -> None:
    faults = [Response(status_code=429, headers={"Retry-After": "600"})]
    async with serving(Service(faults=faults)) as service:
        with pytest.raises(WorldUnavailable, match="http 429"):
            await register(service).find("Leroc")


async def test_a_page_of_html_is_tried_again() -> None:
    fault = Response("<html></html>", media_type="text/html")
    async with serving(Service(answer={"results": [LEROC]}, faults=[fault])) as service:
        found = await register(service).find("Leroc")

    assert len(found) == 1
