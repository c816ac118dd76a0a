"""Why a customer's account was touched, by the counterparts in the same entry.

The order matters: what is carried over is no sale; money decides before VAT, which
services move when they are paid; a sale decides before a transfer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.documents.reading.fec import accounts as of
from bot.documents.reading.fec.header import folded
from bot.documents.reading.fec.ledger import Role

OPENING_JOURNALS = frozenset({"an", "ano", "anx", "anv", "ouv", "ran", "rano", "anouveau"})
OPENING_WORDS = re.compile(r"nouveau|ouverture|reportanouv")
ROUNDING = 100  # cents: a smaller difference is not told apart from the payment
FACTOR = re.compile(r"factor|affactur|dailly|cofacredit|bpifact|eurofact|cga")


def is_opening(journal: bytes, journal_name: bytes) -> bool:
    """AN, ANO, OUV, RAN, « Reports à nouveau »."""
    code = folded(journal.decode("latin-1"))
    return code in OPENING_JOURNALS or bool(
        OPENING_WORDS.search(folded(journal_name.decode("utf-8", "ignore")))
    )


def roles(
    family: int,
    cents: int,
    mine: int,
    nets: Mapping[int, int],
    *,
    names: bytes,
    alone: bool,
) -> Iterator[tuple[str, int]]:
    """The parts of one line on a customer's account: mostly one, all of it.

    `mine` is the sum of families of the customers' lines of the entry, this one's too.
    A payment with a discount or a part written off is two parts, in an entry with one
    customer's line (`alone`): with more, nobody knows whose part it is.
    """
    money = nets.get(of.TREASURY, 0)
    if of.TREASURY in nets and money * cents < 0:
        yield from _paid(cents, nets) if alone else ((Role.PAYMENT, cents),)
    elif of.TREASURY in nets and of.SALES not in nets and not money:
        yield Role.PAYMENT, cents
    elif of.SALES in nets or of.VAT in nets:
        yield _sale(family, cents, nets), cents
    else:
        yield _moved(family, cents, mine, nets, names), cents


def _paid(cents: int, nets: Mapping[int, int]) -> Iterator[tuple[str, int]]:
    """Money came (or went back); what else the entry holds may take a part of it."""
    sign = 1 if cents > 0 else -1
    rest = cents
    for family, role in (
        (of.WRITE_OFF, Role.WRITTEN_OFF),
        (of.DISCOUNT, Role.DISCOUNT),
        (of.SALES, Role.INVOICE if cents > 0 else Role.CREDIT),
    ):
        part = -nets.get(family, 0)
        if family == of.DISCOUNT and part:
            part -= nets.get(of.VAT, 0)
        if family == of.WRITE_OFF and abs(part) <= ROUNDING:
            continue
        if part * sign > 0:
            part = sign * min(abs(part), abs(rest))
            rest -= part
            yield role, part
    if rest:
        yield Role.PAYMENT, rest


def _sale(family: int, cents: int, nets: Mapping[int, int]) -> str:
    if of.WRITE_OFF in nets and of.SALES not in nets:
        return Role.WRITTEN_OFF
    if family == of.ADVANCE:
        return Role.TRANSFER
    return Role.INVOICE if cents > 0 else Role.CREDIT


def _moved(
    family: int, cents: int, mine: int, nets: Mapping[int, int], names: bytes
) -> str:
    """Neither money nor sales."""
    doubtful = mine & of.DOUBTFUL and mine & ~of.DOUBTFUL
    rules = (
        (of.WRITE_OFF in nets, Role.WRITTEN_OFF),
        (of.THIRD_PARTY in nets and cents < 0 and _is_factor(names), Role.SOLD),
        (of.SUPPLIER in nets, Role.SET_OFF),
        (doubtful and family == of.DOUBTFUL and cents > 0, Role.DOUBTFUL),
        (doubtful or not nets, Role.TRANSFER),
        (of.DISCOUNT in nets and cents < 0, Role.DISCOUNT),
    )
    return next((role for holds, role in rules if holds), Role.OTHER)


def _is_factor(names: bytes) -> bool:
    return bool(FACTOR.search(folded(names.decode("utf-8", "ignore"))))
