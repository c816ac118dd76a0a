"""The books as a file is compared with them: what stands under a number, who paid when.

Everything that was ever told and not taken back counts, whatever its day. A buyer's
account is read only when the file names him.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from bot.services.invoices import is_provisional
from bot.services.papers.names import plain_number
from domain.facts import CreditNote, Invoice, Payment
from domain.money import Money
from domain.record import Record, Situation
from domain.spans import PaymentTerms

Paid = tuple[str, date, Decimal]  # who, when, how much


class Shelf:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.standing = Situation(record, date.max)
        self._numbers: defaultdict[str, list[str]] = defaultdict(list)
        for number in record.index.buyers_of:
            self._numbers[plain_number(number)].append(number)
        self._accounts: dict[str, dict[str, Invoice]] = {}
        self._paid: dict[str, Counter[Paid]] = {}
        self._payments: dict[str, list[Payment]] = {}
        self._provisional: dict[str, dict[tuple[date, Money], Invoice]] = {}

    def invoice(self, number: str, year: int | None, buyer: str = "") -> Invoice | None:
        """That of the number, of the year where it is said; a number may come back every
        year. Of several, the buyer's own.
        """
        written = (f"{number} ({year})", *self._numbers.get(plain_number(number), ()))
        found = [one for each in dict.fromkeys(written) for one in self._under(each)]
        of_year = [one for one in found if year is None or one.on.year == year]
        own = [one for one in of_year if one.buyer == buyer]
        return next(iter([*own, *of_year]), None)

    def free_number(self, number: str, year: int, taken: set[str]) -> str:
        """The number; with its year where another year's invoice bears it."""
        is_free = not self._under(number) and number not in taken
        return number if is_free else f"{number} ({year})"

    def provisional(self, buyer: str, on: date, net: Money) -> Invoice | None:
        """An invoice told without its number, of that day and amount."""
        if buyer not in self._provisional:
            self._provisional[buyer] = {
                (one.on, one.net): one
                for one in self.of(buyer).values()
                if is_provisional(one.number)
            }
        return self._provisional[buyer].get((on, net))

    def of(self, buyer: str) -> dict[str, Invoice]:
        if buyer not in self._accounts:
            known = self.standing.account(buyer).all(Invoice)
            self._accounts[buyer] = {one.number: one for one in known}
        return self._accounts[buyer]

    def credit_notes(self, buyer: str) -> list[CreditNote]:
        return self.standing.account(buyer).all(CreditNote)

    def paid(self, buyer: str) -> Counter[Paid]:
        """The buyer's payments, to be taken out one by one as the file tells them."""
        if buyer not in self._paid:
            told = self.payments(buyer)
            self._paid[buyer] = Counter((buyer, p.on, p.amount.amount) for p in told)
        return self._paid[buyer]

    def payments(self, buyer: str) -> list[Payment]:
        if buyer not in self._payments:
            self._payments[buyer] = self.standing.account(buyer).all(Payment)
        return self._payments[buyer]

    def terms(self, buyer: str) -> PaymentTerms | None:
        """Of the buyer's latest invoice that was told by its terms."""
        told = [one for one in self.of(buyer).values() if one.terms]
        return max(told, key=lambda one: one.on).terms if told else None

    def _under(self, number: str) -> list[Invoice]:
        buyers = self.record.index.buyers_of.get(number, ())
        found = (self.of(buyer).get(number) for buyer in buyers)
        return [one for one in found if one is not None]
