"""Which day of an invoice a day is: issued, delivered or due.

A day is what the words beside it make it ("du 3 mars", "échéance 31/01", "livré hier").
A bare day may be the invoice's own or the one on which it falls due: where both are
likely, neither is taken and the two are named in a doubt, so that the person is asked.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.understanding.dates import When
from bot.understanding.spans import Kind, Lattice, Span
from domain.spans import last_of_month

# Terms longer than this are rare, and so are invoices that are written down so late. The
# end of a month is rather a due date, and is one further ahead.
LONGEST_LIKELY, LONGEST_TO_MONTH_END = timedelta(days=100), timedelta(days=150)
DOUBT = "issued_or_due"
_WIDTH = 26

_ISSUED = re.compile(
    r"(?<![a-z])(?:du|de|d'|emise?|facturees?|billed|invoiced|datee?|etablie?|editee?|dated|issued|of|date|from) ?:? ?(?:le |the |du |on |of )*$"
)
_DUE = re.compile(
    r"(?<![a-z])(?:echeances?|echue?s?|ech|payables?|payee?s?|paye|payer|regler|paiement|reglement|exigible|due|pays?|paiera|paient|payment|d'ici|avant|jusqu'au|jusqu'a|until|till|by|before|echoit|tombe|falls|expected|attendue?)(?![a-z])[^0-9,;.]{0,12}$"
    r"|(?<![a-z])(?:pour|au|a|by|for) (?:le |la |the )*$"
)
_DELIVERED = re.compile(
    r"(?<![a-z])(?:livr\w*|deliver\w*|expedi\w*|ship\w*|dispatch\w*)(?![a-z])[^0-9,;.]{0,20}$"
)
# What is told of as done lies behind: "j'ai facturé Leroc le 12".
_TOLD = re.compile(
    r"(?<![a-z])(?:(?:ai|avons|a|as|avez|viens de|vient de|venons de|viens d'|j'ai) (?:\w+ ){0,2}?(?:factur\w+|emis\w*|emettre|etabl\w*|edite\w*|fait\w*|envoye\w*|adresse\w*|vendu\w*)"
    r"|facturee? a|vendue?s? a|invoiced|billed|issued|raised|sent|sold)(?![a-z])"
)
_ANY_DELIVERY = re.compile(
    r"(?<![a-z])(?:livr|deliver|expedi|ship|dispatch|goods (?:left|leave)|marchandises? part)"
)
_ANY_INVOICE = re.compile(r"(?<![a-z])(?:factur|fact|invoic|bill)")
_OPENS_SPAN = re.compile(r"(?:(?:on the|le|du|au|the|un|a|on) )?")


@dataclass(slots=True)
class InvoiceDays:
    """Slot → day, and what could not be told apart."""

    said: dict[str, date] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def put(self, slot: str, day: date) -> None:
        if self.said.setdefault(slot, day) != day:
            self.doubts.append(f"two_days:{slot}")


def days_of_invoice(lattice: Lattice, spans: list[Span], today: date) -> InvoiceDays:
    found = InvoiceDays()
    slots = [_slot(lattice, span) for span in spans]
    for span, slot in zip(spans, slots, strict=True):
        if slot in ("issued_on", "delivered_on"):
            found.put(slot, span.value.past[0])
    for span, slot in zip(spans, slots, strict=True):
        if slot == "due_on":
            found.put(slot, _due(span.value, found, today))
    for span, slot in zip(spans, slots, strict=True):
        if slot is None:
            _bare(lattice, span, found, today)
    return found


def _slot(lattice: Lattice, span: Span) -> str | None:
    """What the words before it say; the nearest have the last word."""
    opening = _OPENS_SPAN.match(lattice.sentence.folded[span.start : span.end])
    said = opening.group() if opening else ""
    before = f"{lattice.before(span, _WIDTH)}{said}"
    cues = (("issued_on", _ISSUED), ("delivered_on", _DELIVERED), ("due_on", _DUE))
    starts = [(found.start(), slot) for slot, cue in cues if (found := cue.search(before))]
    if starts:
        return max(starts)[1]
    return "delivered_on" if is_delivered(lattice, span) else None


def is_delivered(lattice: Lattice, span: Span) -> bool:
    """Of deliveries and invoices, a delivery is what was spoken of last before a day."""
    text = lattice.sentence.folded
    if _ANY_DELIVERY.search(text) and not _ANY_INVOICE.search(text):
        return True
    before = text[: span.start]
    delivered = max((found.start() for found in _ANY_DELIVERY.finditer(before)), default=-1)
    invoiced = max((found.start() for found in _ANY_INVOICE.finditer(before)), default=-1)
    return delivered > invoiced


def _due(when: When, found: InvoiceDays, today: date) -> date:
    """The first one after the invoice; without its day the one to come, unless that is a
    year away and the last one is fresh: an invoice overdue already.
    """
    past, future = when.past[0], when.future[0]
    issued = found.said.get("issued_on")
    if issued is not None:
        return past if past >= issued else future
    if future - today > LONGEST_LIKELY >= today - past:
        return past
    return future


def _bare(lattice: Lattice, span: Span, found: InvoiceDays, today: date) -> None:
    slot = _settled(lattice, span.value, found, today)
    if slot == DOUBT:
        past, future = span.value.past[0], span.value.future[0]
        found.doubts.append(f"{DOUBT}:{past.isoformat()}:{future.isoformat()}")
    elif slot == "due_on":
        found.put(slot, _due(span.value, found, today))
    else:
        found.put(slot, span.value.past[0])


def _settled(lattice: Lattice, when: When, found: InvoiceDays, today: date) -> str:
    past, future = when.past[0], when.future[0]
    if when.is_certain:
        return "due_on" if past > today else "issued_on"
    if "issued_on" in found.said and "due_on" not in found.said:
        return "due_on"
    is_recent = today - past <= LONGEST_LIKELY
    has_due = "due_on" in found.said or bool(lattice.of(Kind.TERMS))
    if is_recent and (has_due or _TOLD.search(lattice.sentence.folded)):
        return "issued_on"
    is_month_end = future.day == last_of_month(future).day
    longest = LONGEST_TO_MONTH_END if is_month_end else LONGEST_LIKELY
    return DOUBT if future - today <= longest else "issued_on"


def doubtful_day(doubts: tuple[str, ...]) -> tuple[date, date] | None:
    """Of the doubts of a reading: the day it would be if issued, and if due."""
    for doubt in doubts:
        name, *days = doubt.split(":")
        if name == DOUBT:
            issued, due = map(date.fromisoformat, days)
            return issued, due
    return None
