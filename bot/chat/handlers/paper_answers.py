"""What a typed answer says to a question about a file, read as any sentence is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.chat.turn import Turn
from bot.facts import facts
from bot.services.papers.names import Book, clean
from bot.understanding import Context, Decision, Intent, Pending, Slots, understand
from domain.facts import Buyer
from domain.money import Percentage

NO_VAT = Percentage.of("0%")
CLEAR = frozenset({Decision.ACT, Decision.CONFIRM})
READ_AS = {
    "net": "amount",
    "vat": "amount",
    "issued_on": "issued_on",
    "due_on": "due_on",
    "number": "invoice",
}


def usual_vat(country: str) -> Percentage:
    """The standard rate of a country, a dated fact; none where we know of none."""
    rates = facts("law")["vat"].get(country)
    return Percentage.of(rates["standard"]) if rates else NO_VAT


def heard(turn: Turn, slot: str, text: str) -> tuple[str, str] | None:
    """The answer to what was asked under `slot`: where it goes, and as what."""
    kind, _, about = slot.partition("=")
    if _is_for_itself(turn, about if kind == "field" else kind, text):
        return None
    match kind:
        case "terms":
            terms = _slots(turn, text, "terms").terms
            return (slot, str(terms)) if terms else None
        case "buyer":
            return _buyer(turn, slot, text)
        case "field":
            value = _field(turn, about, text)
            return (slot, value) if value else None
        case _:
            return None


def _is_for_itself(turn: Turn, asked: str, text: str) -> bool:
    """A sentence that would be acted upon were nothing asked is no answer: « facture Leroc
    1 200 HT à 60 jours » says no terms of the file's buyers. Where any words would do, one
    that only lacks something is none either.
    """
    context = Context(turn.today, tuple(turn.record.names), turn.words.lang)
    decision = understand(text, context).decision
    is_free = asked in {"buyer", "number"}
    return decision in CLEAR or (is_free and decision is Decision.ASK)


def _buyer(turn: Turn, slot: str, text: str) -> tuple[str, str] | None:
    record = turn.record
    book = Book(record.buyers.get(name) or Buyer(name) for name in record.names)
    found = book.find(text).name
    return (slot, found) if found else None


def _field(turn: Turn, name: str, text: str) -> str:
    if name == "buyer":
        found = _buyer(turn, "", text)
        return found[1] if found else clean(text)
    slots = _slots(turn, text, READ_AS[name])
    if name == "number":
        return slots.invoice or (clean(text) if len(text.split()) == 1 else "")
    if name == "due_on" and slots.due_on is None and slots.terms:
        return ""
    return _written(getattr(slots, READ_AS[name]))


def _slots(turn: Turn, text: str, asked: str) -> Slots:
    pending = Pending(Intent.INVOICE_ADD, asked)
    return understand(text, Context(turn.today, (), turn.words.lang, pending)).slots


def _written(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return ""
