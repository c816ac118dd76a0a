"""Answers to the question the dialogue asked last.

"7500" after "which amount?" is an amount; "60" after "which terms?" is 60 days. A sentence
that says something else than the value asked for is read as any other sentence.
"""
# ruff: noqa: E501, SIM905 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.understanding import lexicon
from bot.understanding.amounts import Sum
from bot.understanding.buyers import Mention
from bot.understanding.dates import When
from bot.understanding.reading import Pending
from bot.understanding.roles import Filled
from bot.understanding.spans import Kind, Lattice
from domain.errors import NotATerm
from domain.spans import PaymentTerms

# Words that may surround a bare answer without saying anything of their own.
_FILLERS = frozenset(
    "c est ce cest le la les l du de d au a pour sur en the of it s its is to by on in for euh heu "
    "alors ben bah oui ok yes montant amount date client buyer facture invoice echeance due "
    "non plutot chez un une svp stp please merci voila donc environ ht ttc net gross excl incl vat "
    "jours days terms payable numero n° no number sera will be was etait avec with taux rate "
    "hors taxe taxes toutes ca chiffre affaires turnover me m moi and et soit company societe".split()
)
_WORD = re.compile(r"[a-z°]+")
_MOST_OTHER_WORDS = 0

_SUMS = frozenset({"amount", "turnover"})
_DAYS_PAST = frozenset(
    {"issued_on", "delivered_on", "paid_on", "judgment_on", "period_from"}
)
_DAYS = _DAYS_PAST | {"due_on", "effective_on", "period_to"}


@dataclass(frozen=True, slots=True)
class Answer:
    said: dict[str, Any] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    unknown_buyer: str | None = None


def answer(
    lattice: Lattice, pending: Pending, filled: Filled, stranger: str | None
) -> Answer | None:
    """The answer to `pending`, or None when the sentence is no bare answer."""
    if _other_words(lattice) > _MOST_OTHER_WORDS:
        return _short_name(lattice, pending)
    said = dict(filled.said)
    found = _value(lattice, pending.slot, filled)
    if found is not None:
        if pending.slot in _DAYS:  # the one day said is the one asked for
            others = _DAYS - _ends(lattice, pending.slot)
            said = {name: value for name, value in said.items() if name not in others}
        return Answer({**said, pending.slot: found})
    if pending.slot == "terms" and (due := _day(lattice, "due_on", filled)) is not None:
        return Answer({"due_on": due})
    if pending.slot == "buyer":
        return _buyer(lattice, said, stranger)
    return Answer(said) if said and pending.slot in said else None


def _ends(lattice: Lattice, slot: str) -> frozenset[str]:
    """A period, asked from when, answers for both its ends."""
    is_both = slot == "period_from" and bool(lattice.of(Kind.PERIOD))
    return frozenset({"period_to"} if is_both else ())


def _other_words(lattice: Lattice) -> int:
    return sum(word not in _FILLERS for word in _WORD.findall(lattice.text))


def _buyer(lattice: Lattice, said: dict[str, Any], stranger: str | None) -> Answer | None:
    mentions: list[Mention] = lattice.mentions()
    names = tuple(dict.fromkeys(name for mention in mentions for name in mention.names))
    if len(names) == 1:
        return Answer({**said, "buyer": names[0]})
    if names:
        return Answer(said, candidates=names)
    return Answer(said, unknown_buyer=stranger) if stranger else None


_LONGEST_NAME = 4


def _short_name(lattice: Lattice, pending: Pending) -> Answer | None:
    """A few words nobody knows, after "which buyer?", are a name we do not know."""
    words = lattice.sentence.clean.split()
    if pending.slot != "buyer" or lattice.spans or len(words) > 1:
        return None
    return Answer(unknown_buyer=lattice.sentence.clean)


def _value(lattice: Lattice, slot: str, filled: Filled) -> Any | None:  # noqa: PLR0911 (a table of slots)
    if slot in _SUMS:
        return _sum(lattice)
    if slot in _DAYS:
        return _day(lattice, slot, filled)
    match slot:
        case "terms":
            return _terms(lattice)
        case "rate":
            rates = lattice.of(Kind.RATE)
            return rates[0].value if len(rates) == 1 else None
        case "invoice":
            return _invoice(lattice)
        case "decision":
            return lexicon.first(lexicon.DECISIONS, lattice.sentence.folded)
        case "duty":
            return lexicon.duty(lattice.sentence.folded)
        case _:
            return None


def _sum(lattice: Lattice) -> Decimal | None:
    spans = lattice.of(Kind.MONEY, Kind.NUMBER, Kind.INVOICE)
    if not spans and lattice.sentence.clean.isdigit():
        return Decimal(lattice.sentence.clean)  # "2026", asked for an amount
    if len(spans) != 1:
        return None
    found = spans[0].value
    if isinstance(found, Sum):
        return found.value
    return Decimal(found.text) if found.text.isdigit() else None


def _day(lattice: Lattice, slot: str, filled: Filled) -> Any | None:
    spans = lattice.of(Kind.DAY, Kind.PERIOD)
    if len(spans) != 1 or spans[0].value is None:
        return None
    when: When = spans[0].value
    if slot in _DAYS_PAST:
        return when.past[0]
    return when.near(filled.today) if slot == "effective_on" else when.future[1]


def _terms(lattice: Lattice) -> PaymentTerms | None:
    spans = lattice.of(Kind.TERMS)
    if len(spans) == 1:
        return spans[0].value  # type: ignore[no-any-return]
    if lattice.of(Kind.DAY, Kind.PERIOD):
        return None  # "15 décembre" is a day, not 15 days
    numbers = re.findall(r"[0-9]{1,3}", lattice.sentence.folded)
    try:
        return PaymentTerms.of(f"{numbers[0]} days") if len(numbers) == 1 else None
    except NotATerm:
        return None


def _invoice(lattice: Lattice) -> str | None:
    spans = lattice.of(Kind.INVOICE, Kind.NUMBER)
    if len(spans) != 1:
        return None
    return lattice.sentence.clean[spans[0].start : spans[0].end]
