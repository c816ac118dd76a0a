"""A buyer's SIREN: which legal entity is meant; limits and notices are about that one."""

from __future__ import annotations

from dataclasses import replace

from bot.ports.world import LegalEntity
from bot.services.papers.names import siren_of
from domain.facts import Buyer
from domain.policy import BuyerKind
from domain.record import Situation


def siren_in(text: str) -> str:
    """Of a SIREN, a SIRET or a French VAT number whose check digit holds; "" else."""
    found = siren_of(text)
    return found if found and _checks(found) else ""


def _checks(siren: str) -> bool:
    """Luhn's rule."""
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(siren)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def others_with(situation: Situation, siren: str, buyer: str) -> tuple[str, ...]:
    """Other buyers of the book that are the same firm."""
    known = situation.record.buyers.values()
    return tuple(b.name for b in known if siren_of(b.siren) == siren and b.name != buyer)


def lacks_siren(situation: Situation, buyer: str) -> bool:
    known = situation.record.buyers.get(buyer, Buyer(buyer))
    return known.country == "FR" and not siren_of(known.siren)


def as_entity(situation: Situation, buyer: str, entity: LegalEntity, kind: str) -> Buyer:
    """The buyer as this entity. `kind` "public": the owner says that it is a public body;
    "company": that it is none; else what was known stays.
    """
    known = situation.buyer_named(buyer)
    kinds = {"public": BuyerKind.PUBLIC, "company": BuyerKind.COMPANY}
    return replace(
        known,
        siren=entity.siren,
        department=entity.department or known.department,
        kind=kinds.get(kind, known.kind),
    )
