"""Sellers and buyers: by SIREN where there is one, else by VAT number.

A SIREN stands under scheme 0002 (ISO 6523), where a SIRET is met too: nine digits count. It
is also the end of a French VAT number (FR, two signs, SIREN). Monaco's VAT numbers look
French, and hold none. Those of examples often fail the check of Luhn: a doubt, no refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stdnum import luhn

from bot.ports.papers import Doubt

SIREN_SCHEMES = ("0002", "0009")  # SIREN, SIRET
SIREN = 9
SIRET = 14
FRENCH_VAT = re.compile(r"FR[0-9A-HJ-NP-Z]{2}(\d{9})")
MONACO = "000"


@dataclass(frozen=True, slots=True)
class Party:
    """`ids`: (scheme, value) as the file writes them; scheme VA is a VAT number."""

    name: str | None
    country: str | None = None
    ids: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str | None:
        """SIREN, else the VAT number as written, else nothing."""
        return next(iter((*self.sirens, *self.vat_numbers)), None)

    @property
    def sirens(self) -> tuple[str, ...]:
        """Each one said, plainly or within a VAT number; the plain ones first."""
        plain = (
            siren
            for scheme, value in self.ids
            if scheme in SIREN_SCHEMES and (siren := siren_of(value))
        )
        inside = (siren for number in self.vat_numbers if (siren := siren_in_vat(number)))
        return tuple(dict.fromkeys((*plain, *inside)))

    @property
    def vat_numbers(self) -> tuple[str, ...]:
        return tuple(value for scheme, value in self.ids if scheme == "VA")

    def doubts(self, number: str | None) -> Iterator[Doubt]:
        about = number or ""
        if len(self.sirens) > 1:
            said = {"name": self.name or "", "sirens": ", ".join(self.sirens)}
            yield Doubt("ids_disagree", about, said)
        for siren in self.sirens[:1]:
            if not luhn.is_valid(siren):
                yield Doubt("siren_check", about, {"name": self.name or "", "siren": siren})


def ids(found: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((scheme, value) for scheme, value in found if value))


def siren_of(value: str) -> str | None:
    """Of a SIREN or SIRET, its nine digits."""
    digits = "".join(value.split())
    if digits.isdecimal() and digits.isascii() and len(digits) in {SIREN, SIRET}:
        return digits[:SIREN]
    return None


def siren_in_vat(number: str) -> str | None:
    found = FRENCH_VAT.fullmatch("".join(number.split()).upper())
    if found is None or found[1].startswith(MONACO):
        return None
    return found[1]
