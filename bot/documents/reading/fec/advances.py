"""What buyers paid in advance (4191), and the invoices that took it off.

An invoice that is booked less an advance was owed whole: where the advance is a payment of
this ledger, both are facts, and the payment settles that invoice. An advance of another
year, or one that was invoiced itself (its VAT with it), leaves the invoice as booked: what
it took off is no payment here.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.documents.reading.fec import accounts as of
from bot.documents.reading.fec.ledger import Account, Ledger, Movement, Role

Names = dict[int, tuple[bytes, ...]]


def advanced(ledger: Ledger) -> Names:
    """By the id of each payment on 4191, the invoices that took it off; these learn how
    much of it they `received`.
    """
    accounts = [one for one in ledger.accounts.values() if one.family == of.ADVANCE]
    if not accounts:
        return {}
    invoices = {
        (account.number, movement.entry_place): movement
        for account, movement in ledger.movements()
        if movement.together and movement.advance and movement.role == Role.INVOICE
    }
    names: Names = {}
    for account in accounts:
        for payment, invoice, cents in _taken_off(account, invoices):
            invoice.received += cents
            names[id(payment)] = (*names.get(id(payment), ()), invoice.piece)
    return names


def _taken_off(
    account: Account, invoices: dict[tuple[bytes, int], Movement]
) -> Iterable[tuple[Movement, Movement, int]]:
    """(payment, invoice, cents): oldest advance first, those under one letter before."""
    movements = sorted(account.movements, key=lambda one: (one.on, one.entry_place))
    advances = [one for one in movements if one.cents < 0]
    left = {id(one): -one.cents for one in advances}
    for debit in (one for one in movements if one.cents > 0):
        invoice = invoices.get((account.number, debit.entry_place))
        rest = debit.cents
        same = [one for one in advances if one.letter and one.letter == debit.letter]
        for one in (*same, *advances):
            part = min(rest, left[id(one)])
            if part > 0 and one.on <= debit.on:
                rest -= part
                left[id(one)] -= part
                if invoice is not None and one.role == Role.PAYMENT:
                    yield one, invoice, part
