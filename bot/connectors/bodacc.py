"""The BODACC's open data (DILA): insolvency notices about given SIRENs.

Several firms in one request, joined by `or`, in a URL of bounded length; a hundred
records a page, and never past the service's ten thousandth: then the firms are halved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.connectors.notices import gazette
from bot.connectors.polite import SECONDS, Polite, Sleep
from bot.ports.world import Gazette, WorldUnavailable

ADDRESS = "https://bodacc-datadila.opendatasoft.com"
RECORDS = "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"
PAGE = 100
FURTHEST = 10_000  # offset + limit
AT_MOST = 50  # SIRENs: a URL of about 2 000 characters
APART = 0.5  # seconds


class Bodacc:
    """The port `Notices`."""

    at_most = AT_MOST

    def __init__(
        self,
        address: str = "",
        *,
        apart: float = APART,
        sleep: Sleep = asyncio.sleep,
        seconds: float = SECONDS,
    ) -> None:
        self._url = (address or ADDRESS).rstrip("/") + RECORDS
        self._polite = Polite(apart, sleep=sleep, seconds=seconds)

    async def since(self, sirens: Sequence[str], day: date) -> Gazette:
        parts = (sirens[n : n + AT_MOST] for n in range(0, len(sirens), AT_MOST))
        return _together([await self._some(part, day) for part in parts])

    async def _some(self, sirens: Sequence[str], day: date) -> Gazette:
        first = await self._page(sirens, day, 0)
        total = _total(first)
        if total > FURTHEST and len(sirens) > 1:
            half = len(sirens) // 2
            parts = sirens[:half], sirens[half:]
            return _together([await self._some(part, day) for part in parts])
        if total > FURTHEST:
            raise WorldUnavailable("too many notices")
        records = list(_results(first))
        offset = PAGE
        while offset < total:
            page = _results(await self._page(sirens, day, offset))
            if not page:
                raise WorldUnavailable("a page is missing")
            records += page
            offset += PAGE
        return gazette(records, sirens)

    async def _page(self, sirens: Sequence[str], day: date, offset: int) -> Any:
        return await self._polite.get(
            self._url,
            {
                "where": _where(sirens, day),
                "order_by": "dateparution asc, id asc",
                "limit": min(PAGE, FURTHEST - offset),
                "offset": offset,
            },
        )


def _where(sirens: Sequence[str], day: date) -> str:
    """Nine digits each: nothing else comes into a query."""
    if not all(len(each) == 9 and each.isdecimal() for each in sirens):  # noqa: PLR2004
        raise ValueError("not a SIREN")
    firms = " or ".join(f'registre like "{siren}"' for siren in sirens)
    since = f"dateparution >= date'{day.isoformat()}'"
    return f'familleavis="collective" and {since} and ({firms})'


def _total(page: object) -> int:
    total = page.get("total_count") if isinstance(page, Mapping) else None
    if not isinstance(total, int) or isinstance(total, bool):
        raise WorldUnavailable("another shape")
    return total


def _results(page: object) -> list[Any]:
    results = page.get("results") if isinstance(page, Mapping) else None
    if not isinstance(results, list):
        raise WorldUnavailable("another shape")
    return results


def _together(found: Sequence[Gazette]) -> Gazette:
    notices = tuple(notice for each in found for notice in each.notices)
    return Gazette(notices, sum(each.unreadable for each in found))
