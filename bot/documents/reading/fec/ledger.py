"""What is kept of a ledger: the customers' accounts and what moved on them.

Amounts are whole cents, debits positive. Texts stay as the file's bytes until the end:
only then is it known how they are encoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

SAMPLE = 1 << 16  # bytes of names and labels kept to tell their encoding


class Role:
    """Why a customer's account was touched. Plain words: an enum's members take longer to
    compare, and there are as many movements as lines.
    """

    INVOICE: Final = "invoice"
    CREDIT: Final = "credit"  # a credit note
    DISCOUNT: Final = "discount"  # taken when paying
    PAYMENT: Final = "payment"  # debit: bounced or paid back
    OPENING: Final = "opening"  # carried over from the year before
    TRANSFER: Final = "transfer"  # still owed, on another of his accounts
    DOUBTFUL: Final = "doubtful"  # 411 → 416
    SOLD: Final = "sold"  # to a factor
    SET_OFF: Final = "set_off"  # against what the owner owes him
    WRITTEN_OFF: Final = "written_off"
    OTHER: Final = "other"


@dataclass(slots=True)
class Movement:
    """One line on a customer's account."""

    role: str
    cents: int
    on: date  # of the entry
    piece_on: date | None
    due_on: date | None
    journal: bytes
    entry: bytes
    piece: bytes  # becomes the invoice's number once all are known (numbers.py)
    letter: bytes
    text: bytes
    line: int
    net: int | None = None
    vat: int | None = None
    foreign: tuple[bytes, bytes] | None = None  # amount and currency
    inferred: bool = False  # the number is
    entry_place: int = 0  # of the entry in the file: two sides of a transfer share it
    together: bool = False  # other lines of customers stand in the entry
    advance: int = 0  # cents of an invoice that advances took off in its own entry
    received: int = 0  # cents of them that are payments of this ledger


@dataclass(slots=True)
class Account:
    """A customer on one general account. `family` says which of accounts.py."""

    ledger: bytes
    number: bytes
    name: bytes
    family: int
    movements: list[Movement] = field(default_factory=list)

    @property
    def cents(self) -> int:
        return sum(movement.cents for movement in self.movements)


@dataclass(slots=True)
class Ledger:
    accounts: dict[tuple[bytes, bytes], Account] = field(default_factory=dict)
    lines: int = 0
    debit: int = 0  # cents of the whole ledger
    credit: int = 0
    uneven: list[int] = field(default_factory=list)  # first lines of uneven entries
    both_sides: list[int] = field(default_factory=list)  # lines with debit and credit
    bad_days: list[bytes] = field(default_factory=list)  # cells that are no day
    days: set[date] = field(default_factory=set)
    sample: bytearray = field(default_factory=bytearray)
    has_due_days: bool = False

    def account(self, ledger: bytes, number: bytes, name: bytes, family: int) -> Account:
        key = (ledger, number)
        found = self.accounts.get(key)
        if found is None:
            found = self.accounts[key] = Account(ledger, number or ledger, name, family)
        if name and not found.name:
            found.name = name
        return found

    def movements(self) -> Iterator[tuple[Account, Movement]]:
        return (
            (account, movement)
            for account in self.accounts.values()
            for movement in account.movements
        )

    def keep_sample(self, chunk: bytes) -> None:
        """Until enough letters that are not ASCII were met."""
        if len(self.sample) < SAMPLE and not chunk.isascii():
            first = next(place for place, byte in enumerate(chunk) if byte >= 0x80)  # noqa: PLR2004 - ASCII ends
            begins = chunk.rfind(b"\n", 0, first) + 1
            self.sample += chunk[begins : begins + SAMPLE]
