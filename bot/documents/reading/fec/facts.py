"""A gathered ledger becomes facts: invoices, payments, events, what is open.

Accounts are taken one by one and let go, so that facts and movements are not held twice.
A due day is a fact only where a column says it. A movement whose meaning is unknown makes
no fact: it stays in the balance, and is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import compress

from bot.documents.reading.encodings import decoded
from bot.documents.reading.fec import accounts as of
from bot.documents.reading.fec.advances import advanced
from bot.documents.reading.fec.ledger import Account, Ledger, Movement, Role
from bot.documents.reading.fec.numbers import number, parts_of, taken_back
from bot.documents.reading.fec.settling import Settled, settled
from bot.ports.papers import (
    Doubt,
    OpenItem,
    PaperEvent,
    PaperEventKind,
    PaperInvoice,
    PaperPayment,
)

# What takes over from another account comes after it: payments there settle its invoices.
ORDER = (of.CUSTOMER, of.RETENTION, of.BILLS, of.DOUBTFUL, of.ADVANCE)
SALES = frozenset({Role.INVOICE, Role.CREDIT})
OWING = frozenset({Role.INVOICE, Role.OPENING})
INVOICED = SALES | {Role.DISCOUNT}
TOLD = (Role.WRITTEN_OFF, Role.SET_OFF, Role.SOLD, Role.OTHER)

MAY_BE_ESTIMATED = ("number", "issued_on", "corrects", "is_factored")
MOST_AMOUNTS = 10_000
BY_LETTER = frozenset({"invoices"})


class Euros(dict[int, Decimal]):
    """Cents as euros. A payment mostly is as large as its invoice: of both there is one."""

    def __missing__(self, cents: int) -> Decimal:
        if len(self) > MOST_AMOUNTS:
            self.clear()
        self[cents] = found = Decimal(cents).scaleb(-2)
        return found


def euros(cents: int) -> Decimal:
    return EUROS[cents]


EUROS = Euros()


@dataclass(slots=True)
class Facts:
    """`told`: what makes no fact, (role, buyer) → (times, cents)."""

    invoices: list[PaperInvoice] = field(default_factory=list)
    payments: list[PaperPayment] = field(default_factory=list)
    events: list[PaperEvent] = field(default_factory=list)
    open_items: list[OpenItem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    told: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    openings: int = 0  # accounts carried over in one sum


def facts_of(ledger: Ledger, encoding: str, seller_id: str) -> Facts:
    """The ledger is emptied on the way."""
    return _Telling(ledger, encoding, seller_id).all()


class _Telling:
    def __init__(self, ledger: Ledger, encoding: str, seller_id: str) -> None:
        number(ledger)
        self._parts = parts_of(ledger)
        self._advanced = advanced(ledger)
        self._numbers = taken_back(ledger)
        self._accounts = ledger.accounts
        self._encoding, self._seller_id = encoding, seller_id
        self._names = self._names_of(ledger.accounts.values())
        # By the place of a transfer's entry: the invoices it carried to another account.
        self._carried: dict[int, tuple[str, ...]] = {}
        self._references: dict[str, int] = {}
        self._facts = Facts()

    def all(self) -> Facts:
        keys = sorted(
            self._accounts, key=lambda key: (ORDER.index(self._accounts[key].family), key)
        )
        for key in keys:
            account = self._accounts.pop(key)
            self._account(account, settled(account))
        return self._facts

    def _names_of(self, accounts: Iterable[Account]) -> dict[bytes, str]:
        """A customer has one name, of his 411 where he has one."""
        names: dict[bytes, str] = {}
        for account in sorted(accounts, key=lambda one: ORDER.index(one.family)):
            if account.family != of.ADVANCE and account.name:
                names.setdefault(account.number, self._text(account.name))
        return names

    def _text(self, raw: bytes) -> str:
        text = raw.decode("ascii") if raw.isascii() else decoded(raw, self._encoding)
        if text.isprintable() and "  " not in text:
            return text
        return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())

    def _account(self, account: Account, state: Settled) -> None:
        number = self._text(account.number)
        buyer = self._names.get(account.number) or self._text(account.name) or number
        told = _Customer(buyer, number, account.number)
        for group in state.groups:
            invoices = self._invoices_of(group)
            for movement in group:
                if movement.role in {Role.TRANSFER, Role.OTHER} and movement.cents < 0:
                    self._carried[movement.entry_place] = invoices
            self._movements(told, group, invoices)
        self._movements(told, state.loose, ())
        self._facts.open_items.append(self._open_item(told, account, state))

    def _invoices_of(self, group: Sequence[Movement]) -> tuple[str, ...]:
        """The invoices a closed group settles, carried ones too."""
        found: dict[str, None] = {}
        for movement in group:
            if movement.cents > 0:
                if movement.role in {Role.TRANSFER, Role.DOUBTFUL}:
                    found |= dict.fromkeys(self._carried.get(movement.entry_place, ()))
                elif movement.role in OWING and (name := self._text(movement.piece)):
                    found[name] = None
        return tuple(found)

    def _movements(
        self, who: _Customer, group: Sequence[Movement], invoices: tuple[str, ...]
    ) -> None:
        sold = any(movement.role == Role.SOLD for movement in group) and bool(invoices)
        for first in group:
            movements = self._whole(first)
            if not movements:
                continue
            if first.role in INVOICED:
                self._invoice(who, movements, invoices, sold=sold)
            elif first.role == Role.PAYMENT:
                self._payment(who, first, invoices)
            elif first.role == Role.OPENING:
                self._opening(who, movements, sold=sold)
            elif first.role == Role.DOUBTFUL:
                self._doubtful(who, first)
            elif first.role in TOLD and not (sold and first.role == Role.SOLD):
                times, cents = self._facts.told.get((first.role, who.buyer), (0, 0))
                self._facts.told[first.role, who.buyer] = times + 1, cents + first.cents

    def _whole(self, movement: Movement) -> Sequence[Movement]:
        """The lines of this invoice, with its first that is met; none with the others."""
        if not movement.together or id(movement) not in self._parts:
            return (movement,)
        found = tuple(self._parts[id(movement)])
        self._parts[id(movement)].clear()
        return found

    def _invoice(
        self,
        who: _Customer,
        movements: Sequence[Movement],
        invoices: tuple[str, ...],
        *,
        sold: bool,
    ) -> None:
        first = movements[0]
        raw, inferred = first.piece, first.inferred
        if first.role == Role.DISCOUNT:
            raw, inferred = b"", True
        credit = first.role != Role.INVOICE
        corrects = invoices[0] if credit and len(invoices) == 1 else None
        if credit and corrects is None and (who.raw, raw) in self._numbers:
            corrects = self._text(raw)  # an invoice taken back under its own number
        cents = abs(sum([m.cents + m.received for m in movements]))
        if first.advance == first.received:
            net, vat = first.net, first.vat
        else:
            net = vat = None
        due_days = _due_days(movements)
        owed = euros(cents)
        name = self._text(raw)
        self._facts.invoices.append(
            PaperInvoice(
                number=name or None,
                type_code="381" if credit else "380",
                issued_on=first.piece_on or first.on,
                due_on=due_days[-1] if due_days else None,
                due_days=due_days if len(due_days) > 1 else (),
                seller_id=self._seller_id or None,
                buyer=who.buyer,
                currency="EUR",
                net=_euros_or_none(net),
                vat=_euros_or_none(vat),
                gross=owed,
                payable=owed,
                corrects=corrects,
                is_credit=credit,
                is_factored=sold and not credit,
                account=who.account,
                estimated=_estimated(
                    inferred, first.piece_on is None, corrects is not None, sold
                ),
            )
        )
        if first.foreign:
            self._foreign(name or who.buyer, *first.foreign)

    def _foreign(self, about: str, amount: bytes, currency: bytes) -> None:
        values = {"amount": self._text(amount), "currency": self._text(currency)}
        self._facts.doubts.append(Doubt("fec_foreign", about, values))

    def _opening(
        self, who: _Customer, movements: Sequence[Movement], *, sold: bool
    ) -> None:
        """One line for each invoice, with its own day; or one sum, which is no invoice."""
        first = movements[0]
        number = self._text(first.piece)
        own_day = first.piece_on is not None and first.piece_on < first.on
        cents = sum(movement.cents for movement in movements)
        if not number or not own_day or cents <= 0:
            self._facts.openings += cents > 0
            return
        due_days = _due_days(movements)
        self._facts.invoices.append(
            PaperInvoice(
                number=number,
                type_code="380",
                issued_on=first.piece_on,
                due_on=due_days[-1] if due_days else None,
                due_days=due_days if len(due_days) > 1 else (),
                seller_id=self._seller_id or None,
                buyer=who.buyer,
                currency="EUR",
                payable=euros(cents),  # what the year began with; it may have been more
                is_factored=sold,
                account=who.account,
                estimated=frozenset({"type_code", "payable"}),
            )
        )

    def _payment(
        self, who: _Customer, movement: Movement, invoices: tuple[str, ...]
    ) -> None:
        if advanced_to := self._advanced.get(id(movement)):
            invoices = tuple(self._text(name) for name in advanced_to)
        self._facts.payments.append(
            PaperPayment(
                amount=euros(-movement.cents),
                paid_on=movement.on,
                buyer=who.buyer,
                account=who.account,
                invoices=invoices,
                currency="EUR",
                text=self._text(movement.text),
                reference=self._reference(who, movement),
                estimated=BY_LETTER if invoices else frozenset(),
            )
        )

    def _reference(self, who: _Customer, movement: Movement) -> str:
        """Journal, number and day of the entry, the customer; and which of several."""
        entry = self._text(movement.journal + b" " + movement.entry)
        name = f"{entry} {movement.on.isoformat()} {who.account}"
        times = self._references.get(name, 0) + 1
        self._references[name] = times
        return name if times == 1 else f"{name} {times}"

    def _doubtful(self, who: _Customer, movement: Movement) -> None:
        invoices = self._carried.get(movement.entry_place, ())
        self._facts.events.append(
            PaperEvent(
                kind=PaperEventKind.DOUBTFUL,
                invoice=invoices[0] if len(invoices) == 1 else None,
                buyer=who.buyer,
                on=movement.on,
                reason=self._text(movement.text),
                amount=euros(movement.cents),
            )
        )

    def _open_item(self, who: _Customer, account: Account, state: Settled) -> OpenItem:
        items = tuple(
            (self._text(movement.piece), euros(rest)) for movement, rest in state.rests
        )
        return OpenItem(
            buyer=who.buyer,
            account=who.account,
            ledger=self._text(account.ledger),
            balance=euros(account.cents),
            items=items,
            estimated=state.estimated,
        )


@dataclass(frozen=True, slots=True)
class _Customer:
    buyer: str
    account: str
    raw: bytes  # the account, as the file writes it


def _due_days(movements: Sequence[Movement]) -> tuple[date, ...]:
    if len(movements) == 1:
        only = movements[0].due_on
        return () if only is None else (only,)
    return tuple(sorted({m.due_on for m in movements if m.due_on is not None}))


@cache
def _estimated(*are_so: bool) -> frozenset[str]:
    """Of equal sets one: a hundred thousand invoices have a handful."""
    return frozenset({"type_code", *compress(MAY_BE_ESTIMATED, are_so)})


def _euros_or_none(cents: int | None) -> Decimal | None:
    return None if cents is None else euros(cents)
