"""The law's own deadlines, whatever the policy says (CONTRACT §6).

Always on for French buyers in insolvency: declare the debt within 2 months of the BODACC
publication (4 when creditor and procedure are not both in metropolitan France, nor in one
territory overseas), claim retained title within 3, ask relief from
forclusion within 6. A limit that ends on a day off runs to the next working day (CPC
642): `last_day` stands unextended, with `legal_extension_to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from domain.acts import acts, done_on
from domain.deadlines import Deadline, DutyState, Origin, dated_on
from domain.facts import Insolvency
from domain.policy import Event
from domain.receivables import Receivable, ledger, receivables
from domain.record import Account, Situation
from domain.spans import ONE_DAY, Span, months_after

MAINLAND = ""
SOMEWHERE_OVERSEAS = "?"  # which territory is not said
# Each territory beyond the sea: its ISO code, its department or collectivity, its names.
TERRITORIES = {
    "GP": ("971", "guadeloupe"),
    "MQ": ("972", "martinique"),
    "GF": ("973", "guyane"),
    "RE": (
        "974",
        "réunion",
        "reunion",
        "la réunion",
        "la reunion",
        "la-réunion",
        "la-reunion",
    ),
    "PM": ("975", "saint-pierre-et-miquelon"),
    "YT": ("976", "mayotte"),
    "BL": ("977", "saint-barthélemy"),
    "MF": ("978", "saint-martin"),
    "TF": ("984",),
    "WF": ("986", "wallis-et-futuna"),
    "PF": ("987", "polynésie française"),
    "NC": ("988", "nouvelle-calédonie"),
}
CODES = {name: code for code, names in TERRITORIES.items() for name in names}
PRESCRIPTION = Span(months=60)  # art. L110-4 C. com.
PRESCRIPTION_OF_CARRIAGE = Span(months=12)  # art. L133-6 C. com.


@dataclass(frozen=True, slots=True)
class Statute:
    """A statutory duty on the publication of an opening judgment."""

    duty: str
    months: int
    clause: str
    from_far: int  # months, when the sea lies between creditor and procedure


STATUTES = (
    Statute("declare_debt", 2, "art. L622-24, R622-24 C. com.", 4),
    Statute("claim_title", 3, "art. L624-9 C. com.", 3),
    Statute("relief", 6, "art. L622-26 C. com.", 6),
)


def statutory(situation: Situation, buyer: str) -> list[Deadline]:
    """Of every published proceeding of a French buyer, whatever the policy counts."""
    account = situation.account(buyer)
    if account.buyer.country not in {"FR", *TERRITORIES}:
        return []
    return [
        each
        for place, published_on in enumerate(_openings(situation, account))
        for each in _published(situation, buyer, published_on, again=place > 0)
    ]


def prescription(situation: Situation, one: Receivable) -> Iterator[Deadline]:
    """Of the debt itself; a reminder does not interrupt it."""
    if one.invoice is None:
        return
    carriage = one.invoice.transport
    span = PRESCRIPTION_OF_CARRIAGE if carriage else PRESCRIPTION
    found = dated_on(
        situation,
        duty="prescription",
        buyer=one.buyer,
        invoice=one.number,
        event=(Event.DUE_DATE.value, one.due_on),
        last_day=span.after(one.due_on),
        clause="art. L133-6 C. com." if carriage else "art. L110-4 C. com.",
        origin=Origin.STATUTE,
    )
    if ledger(situation, one.buyer).open.get(one.number, one.gross):
        yield found
    else:
        yield replace(found, state=DutyState.DISCHARGED)


def _openings(situation: Situation, account: Account) -> Iterator[date]:
    """The publications that start the law's time: the first one, and a later one where
    something delivered since the judgment before is still owed. A mere conversion opens
    nothing again for what had to be declared already.
    """
    published: dict[date, date] = {}
    for each in account.all(Insolvency):
        if each.published_on:
            earliest = min(each.published_on, published.get(each.judgment_on, date.max))
            published[each.judgment_on] = earliest
    before: date | None = None
    for judgment_on, published_on in sorted(published.items()):
        if before is None or _owed_since(situation, account.buyer.name, before):
            yield published_on
        before = judgment_on


def _owed_since(situation: Situation, buyer: str, day: date) -> bool:
    known, opened = receivables(situation, buyer), ledger(situation, buyer).open
    return any(gross and known[n].delivered_on >= day for n, gross in opened.items())


def _published(
    situation: Situation, buyer: str, published_on: date, *, again: bool
) -> list[Deadline]:
    debt = _statute(situation, STATUTES[0], buyer, published_on)
    title = _statute(situation, STATUTES[1], buyer, published_on)
    relief = _statute(situation, STATUTES[2], buyer, published_on)
    opens_on = debt.last_day + ONE_DAY
    relief = replace(relief, opens_on=opens_on)
    if debt.state is DutyState.DISCHARGED and not debt.late:
        relief = replace(relief, state=DutyState.DISCHARGED)
    elif relief.state is DutyState.OPEN and situation.today < opens_on:
        relief = replace(relief, state=DutyState.UPCOMING)
    found = [debt, title, relief]
    return [replace(each, period=published_on) for each in found] if again else found


def _statute(
    situation: Situation, statute: Statute, buyer: str, published_on: date
) -> Deadline:
    months = statute.from_far if _across_the_sea(situation, buyer) else statute.months
    found = dated_on(
        situation,
        duty=statute.duty,
        buyer=buyer,
        event=(Event.PUBLICATION.value, published_on),
        last_day=months_after(published_on, months),
        clause=statute.clause,
        origin=Origin.STATUTE,
    )
    working = situation.calendar.working_day_on_or_after(found.last_day)
    extended = working if working != found.last_day else None
    done = done_on(acts(situation.account(buyer), statute.duty), "", published_on)
    return _discharged(replace(found, legal_extension_to=extended), done, situation, buyer)


def _discharged(
    found: Deadline, done: date | None, situation: Situation, buyer: str
) -> Deadline:
    """By the act (in time until the legal extension), or because nothing is owed."""
    if done is not None:
        late = done > (found.legal_extension_to or found.last_day)
        return replace(found, state=DutyState.DISCHARGED, done_on=done, late=late)
    invoiced = bool(receivables(situation, buyer))
    if invoiced and not any(ledger(situation, buyer).open.values()):
        return replace(found, state=DutyState.DISCHARGED)
    return found


def _across_the_sea(situation: Situation, buyer: str) -> bool:
    """Creditor and procedure are not in the same territory (art. R622-24: who dwells in
    the department of the court has no longer time; Cass. com. 13 July 2010, 09-13.103).
    """
    policy, there = situation.policy, situation.account(buyer).buyer
    creditor = _territory(policy.country, policy.department, policy.region)
    procedure = _territory(there.country, there.department, "")
    return SOMEWHERE_OVERSEAS in {creditor, procedure} or creditor != procedure


def _territory(country: str, department: str, region: str) -> str:
    """Of a French place the territory beyond the sea, or the mainland; else the country."""
    if country != "FR":
        return country
    said = (
        department[:3],
        region.strip()[:3],
        region.strip().upper(),
        region.strip().lower(),
    )
    known = (one if one in TERRITORIES else CODES.get(one) for one in said)
    away = department.startswith(("97", "98")) or said[1].startswith(("97", "98"))
    vague = away or said[3] in {"outre-mer", "overseas"}
    return next(filter(None, known), SOMEWHERE_OVERSEAS if vague else MAINLAND)
