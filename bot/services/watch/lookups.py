"""Which SIRENs are to be looked up, since when, and what is kept of the notices found.

A SIREN is asked for from the day it was last asked, with an overlap, because notices come
into the open data late. One that is new is asked for a good year back: what was opened
just before its firm became a buyer matters too. The sample's firms are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.ports import Company, CompanyId, UnitOfWork
from bot.ports.watch import KeptNotice, Settled, Watchbook
from bot.ports.world import Nature, Notice
from bot.services.papers.names import siren_of
from domain.facts import Insolvency
from domain.record import Situation

LOOKED_BACK = timedelta(days=400)
OVERLAP = timedelta(days=10)
# « BODACC A 20260176 5232 »; the number within its issue may stand padded in an id.
PARUTION = re.compile(r"(?:BODACC )?([A-C]) (\d{8}) (\d{1,9})", re.IGNORECASE)
SAID_ONCE = frozenset({Nature.PLAN, Nature.CLOSING, Nature.OTHER, Nature.REVERSED})


@dataclass(frozen=True, slots=True)
class Lookup:
    siren: str
    since: date
    is_new: bool = False


def lookups(uow: UnitOfWork, today: date) -> list[Lookup]:
    """Each SIREN once, whoever's buyer it is; the new ones first. Those that were looked
    up today are done.
    """
    since: dict[str, date | None] = {}
    for company in _watched(uow):
        through = uow.watchbook(company.id).through()
        for siren in sirens_of(uow, company.id):
            last = through.get(siren)
            if last is not None and last >= today:
                continue
            earlier = since.get(siren, last)
            known = (last, earlier)
            since[siren] = None if None in known else min(day for day in known if day)
    found = [_lookup(siren, last, today) for siren, last in since.items()]
    return sorted(found, key=lambda one: (one.since, one.siren))


def sirens_of(uow: UnitOfWork, company: CompanyId) -> dict[str, list[str]]:
    """The buyers by their SIREN; two names may be one firm."""
    found: dict[str, list[str]] = {}
    for buyer in uow.books(company).record().buyers.values():
        if buyer.country == "FR" and (siren := siren_of(buyer.siren)):
            found.setdefault(siren, []).append(buyer.name)
    return found


def take(
    uow: UnitOfWork,
    asked: Collection[str],
    notices: Sequence[Notice],
    today: date,
    now: datetime,
) -> dict[CompanyId, list[KeptNotice]]:
    """Keep what is new, and that these SIRENs were looked up: both or neither. What was
    kept now, by company.
    """
    taken: dict[CompanyId, list[KeptNotice]] = {}
    for company in _watched(uow):
        by_siren = sirens_of(uow, company.id)
        ours = [siren for siren in asked if siren in by_siren]
        if not ours:
            continue
        found = sorted(
            (one for one in notices if one.siren in by_siren),
            key=lambda one: (one.published_on, one.id),
        )
        keeping = _Keeping(uow, company, today, now)
        taken[company.id] = [
            kept
            for notice in found
            for buyer in by_siren[notice.siren]
            if (kept := keeping.keep(buyer, notice))
        ]
        uow.watchbook(company.id).looked_up(ours, today)
    return taken


@dataclass(frozen=True, slots=True)
class _Keeping:
    uow: UnitOfWork
    company: Company
    today: date
    now: datetime

    def keep(self, buyer: str, notice: Notice) -> KeptNotice | None:
        book = self.uow.watchbook(self.company.id)
        situation = self.uow.books(self.company.id).record().on(self.today)
        settled = standing(situation, buyer, notice)
        if settled is Settled.NO and is_again(book.of_buyer(buyer), notice):
            settled = Settled.KNOWN
        number = book.keep(buyer, notice, self.today, settled)
        if number is None:
            return None
        self._mend(book, buyer, notice)
        return KeptNotice(number, buyer, notice, self.today, settled)

    def _mend(self, book: Watchbook, buyer: str, notice: Notice) -> None:
        """What a later notice mends or annuls is told no more."""
        for earlier in book.open():
            if earlier.buyer == buyer and mends(notice, earlier.notice):
                book.settle(earlier.number, Settled.MENDED, self.now)


def standing(situation: Situation, buyer: str, notice: Notice) -> Settled:
    """Whether it must be told until somebody has seen it."""
    known = situation.account(buyer).all(Insolvency)
    if notice.nature in SAID_ONCE:
        return Settled.TOLD
    if notice.nature is Nature.CONVERSION:
        return Settled.TOLD if known else Settled.NO
    is_known = any(_is_in(each, notice) for each in known)
    return Settled.KNOWN if is_known else Settled.NO


def _is_in(known: Insolvency, notice: Notice) -> bool:
    """Of a judgment published twice the first publication counts."""
    if known.published_on is None or known.published_on == notice.published_on:
        return known.published_on is not None
    is_earlier = known.published_on < notice.published_on
    is_same = known.judgment_on == notice.judgment_on
    return is_earlier and is_same and _opens_plainly(notice)


def is_again(kept: Sequence[KeptNotice], notice: Notice) -> bool:
    """The same judgment was announced by an earlier publication that still stands."""
    return _opens_plainly(notice) and any(
        one.notice.id != notice.id
        and one.notice.nature is Nature.OPENING
        and one.settled is not Settled.MENDED
        and one.notice.judgment_on == notice.judgment_on is not None
        and one.notice.kind == notice.kind
        and one.notice.published_on <= notice.published_on
        for one in kept
    )


def _opens_plainly(notice: Notice) -> bool:
    return notice.nature is Nature.OPENING and not notice.is_rectified


def mends(later: Notice, earlier: Notice) -> bool:
    """By the number it names; else the same judgment, published anew."""
    if later.id == earlier.id or later.siren != earlier.siren:
        return False
    if not (later.is_rectified or later.nature is Nature.REVERSED):
        return False
    if named := PARUTION.fullmatch(later.rectifies):
        own = earlier.id.removeprefix(named[1].upper() + named[2])
        return own != earlier.id and own.isdecimal() and int(own) == int(named[3])
    is_same = later.judgment_on is not None and later.judgment_on == earlier.judgment_on
    return later.is_rectified and is_same


def _lookup(siren: str, last: date | None, today: date) -> Lookup:
    if last is None:
        return Lookup(siren, today - LOOKED_BACK, is_new=True)
    return Lookup(siren, last - OVERLAP)


def _watched(uow: UnitOfWork) -> Iterator[Company]:
    return (company for company in uow.companies.all() if not company.is_sample)
