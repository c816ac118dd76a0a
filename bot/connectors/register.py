"""« Recherche d'entreprises » (DINUM): a firm by its name, SIREN or SIRET.

Seven requests a second are allowed; Vigie asks for at most four. No key, a User-Agent.
The register has no field for insolvency, and flags public bodies with gaps both ways.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.connectors.notices import day_of
from bot.connectors.polite import SECONDS, Polite, Sleep
from bot.ports.world import LegalEntity, WorldUnavailable

ADDRESS = "https://recherche-entreprises.api.gouv.fr"
APART = 0.25  # seconds
MOST = 5  # entities shown
LONGEST = 100  # characters of a name
PUBLIC_LAW = ("4", "7")  # legal categories of public bodies (INSEE)
OVERSEAS = ("97", "98")


class Register:
    """The port `CompanyRegister`."""

    def __init__(
        self,
        address: str = "",
        *,
        apart: float = APART,
        sleep: Sleep = asyncio.sleep,
        seconds: float = SECONDS,
    ) -> None:
        self._url = (address or ADDRESS).rstrip("/") + "/search"
        self._polite = Polite(apart, sleep=sleep, seconds=seconds)

    async def find(self, query: str) -> tuple[LegalEntity, ...]:
        digits = re.sub(r"[\s.\-]", "", query)
        is_number = digits.isdecimal() and len(digits) in (9, 14)
        answer = await self._polite.get(
            self._url,
            {
                "q": digits if is_number else query[:LONGEST],
                "page": 1,
                "per_page": MOST,
                "minimal": "true",
                "include": "siege,complements",
            },
        )
        return entities(answer)


def entities(answer: object) -> tuple[LegalEntity, ...]:
    """Raises `WorldUnavailable` for another shape; what has no SIREN is left out."""
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(results, list):
        raise WorldUnavailable("another shape")
    return tuple(_entities(results))[:MOST]


def _entities(results: list[Any]) -> Iterator[LegalEntity]:
    for each in results:
        if not isinstance(each, Mapping):
            continue
        siren = str(each.get("siren") or "")
        if re.fullmatch(r"[0-9]{9}", siren):
            yield _entity(each, siren)


def _entity(said: Mapping[str, Any], siren: str) -> LegalEntity:
    seat = said.get("siege")
    seat = seat if isinstance(seat, Mapping) else {}
    extras = said.get("complements")
    extras = extras if isinstance(extras, Mapping) else {}
    category = str(said.get("nature_juridique") or "")
    return LegalEntity(
        siren=siren,
        name=_text(said, "nom_raison_sociale") or _text(said, "nom_complet") or siren,
        city=_text(seat, "libelle_commune"),
        department=_department(_text(seat, "code_postal"), _text(seat, "departement")),
        is_closed=said.get("etat_administratif") == "C",
        closed_on=day_of(_text(said, "date_fermeture")),
        is_public=extras.get("est_administration") is True
        or category.startswith(PUBLIC_LAW),
    )


def _department(postcode: str, told: str) -> str:
    """« 41 », « 971 », « 2A »; as told, else by the postcode; "" when neither says."""
    if re.fullmatch(r"\d{2}|2[AB]|9[78]\d", told):
        return told
    if not re.fullmatch(r"\d{5}", postcode):
        return ""
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    return postcode[:3] if postcode.startswith(OVERSEAS) else postcode[:2]


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""
