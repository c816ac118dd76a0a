"""Invoice numbers: "F-2026-118", "facture n° 118", "INV204".

A number with no letter right after the word "facture" is `bare`: where the intent wants
money and no other sum was said, a round one may be the amount instead.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.spans import Kind, Lattice, Span


@dataclass(frozen=True, slots=True)
class InvoiceNumber:
    text: str
    bare: bool = False


_PREFIX = r"(?:factures?|fact|facs?|fct|invoices?|inv|bills?|avoirs?|credit notes?|fact\.)"
_NUMBER_SIGN = r"(?:n°|nos?\.?|n\.|n|num(?:ero)?\.?|nr\.?|number|ref(?:erence)?\.?|#)"
_TAIL = r"[0-9][0-9a-z]*(?:[-_/.][0-9a-z]+)*"
_CODE = rf"(?:[a-z]{{1,6}}[-_/]?|(?:f|fa|fac|fc|inv|av) )?{_TAIL}"

_AFTER_SIGN = re.compile(
    rf"(?<![a-z0-9])(?:{_PREFIX} )?{_NUMBER_SIGN} ?:? ?(?P<code>{_CODE})(?![a-z0-9])"
)
_AFTER_WORD = re.compile(
    rf"(?<![a-z0-9]){_PREFIX} ?:? ?(?P<code>{_CODE})(?![a-z0-9]| ?(?:€|eur|k\b|%))"
)
_STANDALONE = re.compile(
    r"(?<![a-z0-9/.-])(?P<code>(?:(?:f|fa|fc|fv|fac|fact|inv|av|cn)[-_]?[0-9]+|[a-z]{1,5}[-_/]?[0-9]{2,}|(?:fa|fc|fac|fv|inv|cn|av) [0-9]{2,}|20[0-9]{2}[-_/][0-9]{2,6})"
    r"(?:[-_/][0-9a-z]+)*)(?![a-z0-9€%])"
)


def own_invoice_numbers(lattice: Lattice) -> None:
    for pattern in (_AFTER_SIGN, _AFTER_WORD, _STANDALONE):
        for match in pattern.finditer(lattice.text):
            start, end = match.span("code")
            code = lattice.sentence.clean[start:end]
            bare = code.isdigit() and pattern is _AFTER_WORD
            lattice.own(Span(start, end, Kind.INVOICE, InvoiceNumber(code, bare)))
