"""Sums of money, and the bare numbers that may or may not be one.

A sum is MONEY when the sentence itself says so: a currency, HT or TTC, groups of three,
a scale (k, M, mille). Any other number stays NUMBER and only becomes money where the
intent wants some and nothing else claims it. What can be read in two ways, or is to be
multiplied or halved, has no value: the person is asked.
"""
# ruff: noqa: E501, PLR2004 (word lists stay words, patterns stay whole)

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.late import late
from bot.understanding.numerals import Number, numbers
from bot.understanding.spans import Kind, Lattice, Span

TOO_LARGE = Decimal(10) ** 12
FIRST_YEAR, LAST_YEAR = 2015, 2045
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sum:
    """`basis`: "net" or "gross" when written just after it."""

    value: Decimal | None
    basis: str = ""

    @property
    def may_be_a_year(self) -> bool:
        return self.value is not None and FIRST_YEAR <= self.value <= LAST_YEAR


_EURO = late(
    r" ?(?:€|euros?(?![a-z])|eur(?![a-z])|roros?(?![a-z])|balles?(?![a-z])|(?:de |d'|d )euros?(?![a-z]))"
    r"|(?<=[0-9k]) ?e(?![a-z0-9'])"
)
_EURO_BEFORE = late(r"(?:€|eur|euros?) ?$")
_FOREIGN = late(
    r" ?(?:de |d'|d )?(?:\$|us\$|usd|dollars?|bucks|£|gbp|quid|pounds?|livres?|chf|francs?|yens?|jpy|cad|aud|"
    r"mad|dirhams?|dinars?|roubles?|yuans?|cny|sek|nok|dkk|pln|zlotys?)(?![a-z])"
)
_FOREIGN_BEFORE = late(r"(?:\$|us\$|usd|£|gbp|chf|cad|jpy) ?$")
_CENTS = late(
    r"(?: ?(?:et |and ))?[ ]?(?P<cents>[0-9]{2})(?![0-9a-z.,%])(?: ?(?:centimes?|cts?|cents?)(?![a-z]))?"
)
_CENTS_ALONE = late(r" ?(?:centimes?|cts)(?![a-z])")
_SPELT_CENTS = late(r" (?:et |and )?(?=[a-z])")

_NET = r"ht\b|h\.t\b\.?|hors[ -]tax\w*|hors tva|sans (?:la )?tva|excl(?:uding|\.|usive)? ?(?:of )?(?:vat|tax)?|ex[ -]?vat|(?:before|plus|\+ ?|net of) ?(?:vat|tax|taxes|tva)(?![a-z])|sans taxes?|net of vat|nets? de taxes?|net(?! ?[0-9])\b|without vat"
_GROSS = r"ttc\b|t\.t\.c\b\.?|toutes taxes|incl(?:uding|\.|usive)? ?(?:of )?(?:vat|tax)|gross\b|avec (?:la )?tva|tva (?:incluse|comprise)|brut\b|with vat|vat included|vat inclusive|inclusive of (?:vat|tax)|tax included|taxes? (?:comprises?|incluses?)"
_BASIS = late(rf"[ ,(]*(?:(?P<net>{_NET})|(?P<gross>{_GROSS}))")
_BASIS_ANYWHERE = late(rf"(?<![a-z])(?:(?P<net>{_NET})|(?P<gross>{_GROSS}))")
_WEAK_NET = late(r"(?<![a-z])net(?![a-z])")

# Half of a sum, a percentage of one, or several times one is no sum that was said.
_PART_OF = late(
    r"(?:(?:la )?moitie|(?:un |le )?tiers|(?:un |le )?quart|(?:le )?double|(?:le )?triple|half|thirds?|quarters?|twice|double|most|part|partie|trois quarts)(?: de| d'| of|)\s?$"
)
_OF = late(r" ?(?:de|d'|of|a|at|@|x|\*|par|each of|chacune? de) ?$|^$|^ $")
_RANGE = late(
    r" ?(?:€|euros?|eur|k)? ?(?:a|et|ou|-|to|and|or|/|au lieu de|instead of|rather than|plutot que|sur|of the) ?(?:€|\$)?"
)


def own_sums(lattice: Lattice) -> None:
    """Own what is money beyond doubt; leave bare numbers for the invoice numbers."""
    for number in numbers(lattice.text):
        span = _sum_span(lattice, number)
        if span is not None:
            lattice.own(span)
    _doubt_ranges(lattice)
    _doubt_products(lattice)


def own_bare_numbers(lattice: Lattice) -> None:
    for number in numbers(lattice.text):
        if number.spelt and not _worth_keeping(number):
            continue
        absurd = number.value is not None and number.value >= TOO_LARGE
        kept = None if absurd else number.value
        doubt = "absurd_amount" if absurd else ""
        if kept is not None and _MULTIPLIED.search(
            lattice.sentence.folded, 0, number.start
        ):
            kept, doubt = None, "part_of_amount"
        lattice.own(Span(number.start, number.end, Kind.NUMBER, Sum(kept), doubt))


def _worth_keeping(number: Number) -> bool:
    """`un`, `neuf`, `six`, `mille` alone are words before they are numbers."""
    return number.value is None or (
        number.value > 19 and number.text not in ("mille", "cent")
    )


def _sum_span(lattice: Lattice, number: Number) -> Span | None:
    text = lattice.text
    if _foreign(text, number):
        return Span(number.start, number.end, Kind.MONEY, Sum(None), "foreign_currency")
    value, end, is_euro = _with_currency(text, number)
    basis = _BASIS.match(text, end)
    certain = is_euro or basis is not None or number.exact
    if not certain or (number.spelt and not is_euro and not _worth_keeping(number)):
        return None
    doubt = _doubt(lattice, number, value)
    kept = None if doubt not in ("", "negative") else value
    side = "" if basis is None else "net" if basis["net"] else "gross"
    if basis is not None:
        end = basis.end()
    return Span(number.start, end, Kind.MONEY, Sum(kept, side), doubt)


def _foreign(text: str, number: Number) -> bool:
    after = _FOREIGN.match(text, number.end)
    return after is not None or _FOREIGN_BEFORE.search(text, 0, number.start) is not None


def _with_currency(text: str, number: Number) -> tuple[Decimal | None, int, bool]:
    """The value with its cents, where it ends, and whether a currency was said."""
    euro = _EURO.match(text, number.end)
    if euro is None:
        if _CENTS_ALONE.match(text, number.end) and number.value is not None:
            return number.value * CENT, number.end, True
        return (
            number.value,
            number.end,
            _EURO_BEFORE.search(text, 0, number.start) is not None,
        )
    return *_with_cents(text, number, euro.end()), True


def _with_cents(text: str, number: Number, end: int) -> tuple[Decimal | None, int]:
    cents = _CENTS.match(text, end)
    if number.value is None or not number.is_count or cents is None:
        return number.value, end
    return number.value + int(cents["cents"]) * CENT, cents.end()


# "facture 118 100 000 €", "le 10 100 000 €": a number of its own may stand before the sum.
_SWALLOWED = late(
    r"(?:facture|fact|fac|invoice|inv|n°|no|numero|#|le|du|au|the|on) ?(?:n° ?|no ?)?$"
)


# "un virgule cinq million": the whole part is said before, the figure is not all there.
_AFTER_POINT = late(r"(?:virgule|comma|point) $")


# "14 and a half million" is no half million: what stands before belongs to it.
_HALF = late(r"(?:half|demi)")
_AND_A = late(r"[a-z0-9] (?:and|et) (?:a |un |une )?$")


def _begins_with_a_half(text: str, number: Number) -> bool:
    half = _HALF.match(text, number.start)
    return half is not None and _AND_A.search(text, 0, number.start) is not None


# "10 palettes à 120 €", "12 heures à 80 €": a price for each, no sum that was said.
_EACH = late(
    r"(?<![0-9a-z.,/-])[0-9]{1,4} ?(?:(?!jours|mois|days|months|weeks|semaines|ans|years)[a-z]{3,}s|h|kg|t|m2|m3|u) (?:a|at|@) $"
)


def _doubt(lattice: Lattice, number: Number, value: Decimal | None) -> str:
    if value is None or _begins_with_a_half(lattice.text, number):
        return "unclear_amount"
    if value >= TOO_LARGE:
        return "absurd_amount"
    if _AFTER_POINT.search(lattice.sentence.folded, 0, number.start):
        return "unclear_amount"
    groups = number.text.count(" ")
    if not number.spelt and groups > 1 and _SWALLOWED.search(lattice.text, 0, number.start):
        return "unclear_amount"
    folded = lattice.sentence.folded
    if _PART_OF.search(folded, 0, number.start) or _EACH.search(folded, 0, number.start):
        return "part_of_amount"
    return "negative" if value < 0 else ""


def _doubt_ranges(lattice: Lattice) -> None:
    """As in "entre 10 et 20 k€", "10 à 15 k€": the smaller one has lost its scale."""
    for span in lattice.of(Kind.MONEY):
        for number in numbers(lattice.text[: span.start]):
            between = lattice.text[number.end : span.start]
            if number.value is not None and not number.exact and _RANGE.fullmatch(between):
                _forget(lattice, span, "range")
                lattice.own(Span(number.start, number.end, Kind.COUNT))


# "2 x 500": several times what is said.
_MULTIPLIED = late(r"(?<![0-9a-z])[0-9]{1,3} ?(?:x|\*|fois|times) ?$")
_FACTOR = late(r"x|fois|times|factures?|invoices?|avoirs?|virements?|cheques?|bills?")


_ONE = late(r"(?:une?|an?|one|1) ")  # "un avoir de 500 €" multiplies nothing


def _doubt_products(lattice: Lattice) -> None:
    for span in lattice.of(Kind.MONEY):
        before = lattice.of(Kind.COUNT, Kind.RATE)
        for other in (found for found in before if found.end <= span.start):
            between = lattice.sentence.folded[other.end : span.start]
            if _OF.fullmatch(between) and _multiplies(other):
                _forget(lattice, span, "part_of_amount")


def _multiplies(span: Span) -> bool:
    if span.kind is Kind.RATE:
        return True
    said = str(span.value)
    return _FACTOR.search(said) is not None and not _ONE.match(said)


def _forget(lattice: Lattice, span: Span, doubt: str) -> None:
    """The figure stays owned, and has no value any more."""
    lattice.spans.remove(span)
    lattice.own(Span(span.start, span.end, Kind.MONEY, Sum(None), doubt))


def basis_of(lattice: Lattice) -> str | None:
    """HT or TTC, said anywhere in what is left of the sentence; None when both are."""
    text = lattice.text
    found = {
        "net" if match["net"] else "gross"
        for match in _BASIS_ANYWHERE.finditer(text)
        if _WEAK_NET.fullmatch(match.group()) is None or _near_money(lattice, match.start())
    }
    return found.pop() if len(found) == 1 else None


def _near_money(lattice: Lattice, position: int) -> bool:
    """As in "net" alone is a basis only just after a sum."""
    sums = lattice.of(Kind.MONEY, Kind.NUMBER)
    return any(0 <= position - span.end <= 1 for span in sums)
