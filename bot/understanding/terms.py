"""Payment terms: "45 jours fin de mois", "fin de mois 45", "net 30", "comptant".

The words "fin de mois" and "end of month" belong to the terms beside them. "30 jours"
alone may be a duration asked about ("en retard de plus de 30 jours"): it is terms only
where nothing says otherwise.
"""
# ruff: noqa: E501, ISC004 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re

from bot.understanding.late import late
from bot.understanding.numerals import BELOW_HUNDRED, SAID_BELOW_HUNDRED
from bot.understanding.spans import Kind, Lattice, Span
from domain.errors import NotATerm
from domain.spans import PaymentTerms

LONGEST_DAYS, LONGEST_MONTHS, WEEK = 365, 12, 7

_N = rf"(?P<n>[0-9]{{1,3}}|{SAID_BELOW_HUNDRED})"
_DAYS = r"(?P<unit>jours?|jrs?|j|days?|d|mois|months?|m|semaines?|weeks?)"
_EOM = (
    r"(?:fin (?:de |du )?mois|fdm|f\.d\.m\.?|end of (?:the )?month|end month|month end|eom)"
)
_THEN = r"(?: (?:le|the|on the) (?P<then>[0-3]?[0-9])(?:th|st|nd|rd)?(?![0-9/ ]*(?:/|janv|fev|mars|avr|mai|juin|juil|aou|sep|oct|nov|dec|[0-9])))?"
_NET = r"(?: ?(?:nets?|date (?:de |d')?(?:facture|facturation|emission)|ddf|d\.d\.f\.?|(?:from|after) (?:the )?invoice(?: date)?|invoice date|apres (?:la )?(?:facture|facturation|livraison)|de date de facture))"

_PATTERNS = (
    ("after", rf"{_N} ?-?{_DAYS}?\.? ?(?:nets? )?,? ?{_EOM}{_THEN}"),
    (
        "before",
        rf"{_EOM} ?(?:\+|plus|et|a|then)? ?{_N}(?: ?{_DAYS})?(?![0-9/.,%]|[ ]?(?:€|k\b|eur|%))",
    ),
    ("then", rf"{_EOM} (?:le|the|on the) (?P<then>[0-3]?[0-9])(?:th|st|nd|rd)?(?![0-9/])"),
    (
        "net",
        rf"(?:net|terms|termes?|delai|conditions?) (?:of |de |a )?{_N}(?: ?{_DAYS})?(?: net)?(?![0-9.,%/]|[ ]?(?:€|k\b|eur|%|[0-9]{{3}}|jan|fe|mar|av|apr|mai|may|ju|ao|aug|sep|oct|nov|dec))",
    ),
    ("net", rf"{_N} ?{_DAYS}{_NET}"),
    ("net", rf"{_N} net"),
    (
        "eom",
        rf"(?:payables?|paiement|reglement|echeance|a|due|payment|terms?) (?:en |at |a |by )?{_EOM}",
    ),
    (
        "cash",
        r"(?:au )?comptant|(?:payable |paiement )?(?:a |des )(?:la )?(?:reception|livraison)(?: de (?:la )?facture)?"
        r"|paiement immediat|cash(?: on delivery| payment)?|(?:due |payable )?(?:up)?on receipt|c\.?o\.?d\.?|payable immediately|upfront",
    ),
    (
        "plain",
        rf"(?:(?:payables?|paiement|reglement|payment|due)(?: terms?)? (?:a |at |in |within |sous |of )?|a |at |sous |within |@ ?){_N} ?-?{_DAYS}",
    ),
    ("plain", rf"{_N} ?-?{_DAYS}"),
)
_FRAME = r"(?<![a-z0-9\u00a4.,/-]){}(?![a-z0-9\u00a4])"
_READERS = tuple((name, late(_FRAME.format(f"(?:{p})"))) for name, p in _PATTERNS)

# Words before "30 jours" that make it a length of time rather than terms.
_A_DURATION = late(
    r"(?:il y a|ya|y a|ca fait|voila|dans|d'ici|depuis|plus d[e']|moins d[e']|retard d[e']|prolong\w*(?: \S+){0,4}? de"
    r"|report\w*(?: \S+){0,4}? de|decal\w*(?: \S+){0,4}? de|pendant|les|over|more than|less than|past|last|next|in|extend\w*(?: \S+){0,4}? by"
    r"|by|for|since|about|environ|presque|au dela de|delai supplementaire de|du[er]*e? de|premiers|derniers|prochains|attend\w*|carence de|au bout de|apres|after|sous|every|tous|toutes)"
    r" (?:les |the |a |encore |deja )?$"
)
_A_DURATION_AFTER = late(
    r" ?(?:de retard|d'avance|supplementaires?|de plus|ago|late|overdue|past due|de delai|more|longer|extra|de carence|depasses?|avant|before|apres|after|de garantie|qui viennent|prochains|derniers)"
)


def own_terms(lattice: Lattice) -> None:
    for name, pattern in _READERS:
        for match in pattern.finditer(lattice.text):
            _own(lattice, name, match)


def _own(lattice: Lattice, name: str, match: re.Match[str]) -> None:
    if name == "plain" and _is_a_duration(lattice.sentence.folded, match):
        return
    terms = _terms(name, match)
    if terms is not None:
        lattice.own(Span(match.start(), match.end(), Kind.TERMS, terms))


def _is_a_duration(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    if not match.group()[0].isdigit() and match["n"] not in match.group().split()[:1]:
        said_as_terms = True  # "à 60 jours", "payable sous 60 jours"
    else:
        said_as_terms = _ONE_LETTER.fullmatch(
            match.group()
        ) is not None and not before.endswith(" les ")
    if _A_DURATION_AFTER.match(text, match.end()):
        return True
    if match["unit"] == "m" or (match["unit"] or "").startswith(("sem", "week")):
        return True
    return (not said_as_terms and _A_DURATION.search(before) is not None) or (
        match["unit"] == "d" and not said_as_terms
    )


_ONE_LETTER = late(r"[0-9]+j")


def _terms(name: str, match: re.Match[str]) -> PaymentTerms | None:
    groups = match.groupdict()
    if name == "cash":
        return PaymentTerms()
    then = f" the {int(groups['then'])}" if groups.get("then") else ""
    if name in ("eom", "then"):
        return _made(f"end of month{then}")
    length = _length(groups["n"], groups.get("unit") or "j")
    if length is None:
        return None
    sides = {"after": f"{length} end of month{then}", "before": f"end of month {length}"}
    return _made(sides.get(name, length))


def _length(said: str, unit: str) -> str | None:
    number = int(said) if said.isdigit() else BELOW_HUNDRED[said.replace("-", " ")]
    if unit.startswith("m"):
        return f"{number} months" if 0 < number <= LONGEST_MONTHS else None
    days = number * (WEEK if unit.startswith(("s", "w")) else 1)
    return f"{days} days" if 0 < days <= LONGEST_DAYS else None


def _made(text: str) -> PaymentTerms | None:
    if text.startswith("end of month the "):
        return PaymentTerms(end_of_month="after", then_on=int(text.rsplit(" ", 1)[1]))
    try:
        return PaymentTerms.of(text)
    except NotATerm:
        return None
