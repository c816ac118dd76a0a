"""One pass over the lines of a ledger export, keeping what touches customers.

An entry is its journal, number and day (the number alone comes again); it is complete when
it balances, so that a month's batch under one number falls into its own entries, and an
entry whose lines lie apart comes together. What never balances is put together by the
piece instead, then taken as it is, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.documents.reading.fec import accounts as of
from bot.documents.reading.fec.cells import Cents, Days, Families, cents, direction
from bot.documents.reading.fec.header import DUE, NUMBER, Header
from bot.documents.reading.fec.ledger import Account, Ledger, Movement, Role
from bot.documents.reading.fec.lines import mended, split
from bot.documents.reading.fec.roles import is_opening, roles
from bot.documents.reading.figures import NotADay, NotAFigure, day
from bot.documents.reading.source import Refused

Key = tuple[bytes, bytes, bytes]
Keeper = Callable[[list[bytes], int, int, int], tuple[Account, Movement]]
EUROS = frozenset({b"", b"EUR", b"E", b"EURO", b"EUROS", b"\xe2\x82\xac", b"\x80", b"\xa4"})


@dataclass(slots=True)
class Entry:
    """Lines that belong together until they balance."""

    line: int  # its first
    piece: bytes = b""
    balance: int = 0
    customers: list[tuple[Account, Movement]] = field(default_factory=list)
    others: list[tuple[int, int, bytes]] = field(default_factory=list)


class Gathering:
    """Lines go in, a ledger comes out. One for all parts of a split export."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._cents, self._families = Cents(), Families()
        self._days, self._entry_days = Days(), EntryDays()
        self._openings: dict[tuple[bytes, bytes], bool] = {}
        self._texts: dict[bytes, bytes] = {}
        self._pending: dict[Key, Entry] = {}
        self._entries = 0

    def end(self) -> Ledger:
        """What never balanced is settled; then the ledger is whole."""
        self._settle_pending()
        for cell, entries in self._entry_days.items():
            self.ledger.days[self._day(cell)] += entries
        return self.ledger

    def add(self, chunks: Iterable[bytes], header: Header, skipped: int) -> None:
        """Whole lines of one file; `skipped` stand before them, its header among them."""
        number = skipped
        for chunk in chunks:
            self.ledger.keep_sample(chunk)
            number = self._lines(chunk, header, number)
        self.ledger.lines += number - skipped
        self.ledger.has_due_days |= header.place(*DUE) is not None
        self.ledger.has_numbers |= header.place(*NUMBER) is not None

    def _lines(  # noqa: C901, PLR0912, PLR0915 - a million times: no call that can be spared
        self, chunk: bytes, header: Header, number: int
    ) -> int:
        """The hot loop: everything it needs stands in names of its own."""
        ledger, pending, complete = self.ledger, self._pending, self._complete
        in_cents, families = self._cents, self._families
        separator, width = header.separator, header.width
        places, days = header.places, self._entry_days
        journal_at, entry_at = places["journalcode"], places["ecriturenum"]
        day_at, account_at = places["ecrituredate"], places["comptenum"]
        piece_at, name_at = places["pieceref"], places.get("comptelib", account_at)
        signed = header.by_direction
        first_at, second_at = (
            places[name]
            for name in (("montant", "sens") if signed else ("debit", "credit"))
        )
        keep = self._keeper(header)
        debits = credits_ = 0
        key: Key = (b"", b"", b"")
        entry = Entry(number)
        cells: list[bytes] = []
        try:
            for line in chunk.split(b"\n"):
                if not line or line.isspace():
                    continue
                number += 1
                cells = line.split(separator)
                if header.quoted and b'"' in line:
                    cells = split(line, header)
                if len(cells) != width:
                    if not line.strip(separator + b" \x1a"):
                        continue
                    cells = mended(cells, header, number)
                if signed:
                    amount = in_cents[cells[first_at]] * direction(cells[second_at])
                    debit, credit = (amount, 0) if amount > 0 else (0, -amount)
                else:
                    debit, credit = in_cents[cells[first_at]], in_cents[cells[second_at]]
                    amount = debit - credit
                    if debit and credit:
                        ledger.both_sides.append(number)
                debits += debit
                credits_ += credit
                if (
                    cells[entry_at] != key[1]
                    or cells[day_at] != key[2]
                    or cells[journal_at] != key[0]
                ):
                    if entry.balance:
                        pending[key] = entry
                    key = (cells[journal_at], cells[entry_at], cells[day_at])
                    days[key[2]] += 1
                    found = pending.pop(key, None) if pending else None
                    entry = found or Entry(number, cells[piece_at])
                if not amount:
                    continue
                entry.balance += amount
                family = families[cells[account_at]]
                if family & of.OWED:
                    entry.customers.append(keep(cells, family, amount, number))
                else:
                    entry.others.append((family, amount, cells[name_at]))
                if not entry.balance:
                    if entry.customers:
                        complete(entry)
                    entry = Entry(number + 1, b"")
        except NotAFigure:
            raise _bad_amount(cells, first_at, second_at, number) from None
        except NotADay:
            raise _bad("fec_bad_day", cells[day_at], number) from None
        if entry.balance:
            pending[key] = entry
        ledger.debit += debits
        ledger.credit += credits_
        return number

    def _keeper(self, header: Header) -> Keeper:
        """What of a customer's line is kept, by the columns of this file."""
        spot = header.place
        journal_at, entry_at = header.places["journalcode"], header.places["ecriturenum"]
        day_at, account_at = header.places["ecrituredate"], header.places["comptenum"]
        piece_day_at, text_at = header.places["piecedate"], header.places["ecriturelib"]
        piece_at = spot(*NUMBER)
        fallback_at = header.places["pieceref"]
        aux_at, aux_name_at, name_at = (
            spot("compauxnum"),
            spot("compauxlib"),
            spot("comptelib"),
        )
        letter_at, due_at = spot("ecriturelet"), spot(*DUE)
        foreign_at, currency_at = spot("montantdevise"), spot("idevise")
        journal_name_at = spot("journallib")

        def keep(
            cells: list[bytes], family: int, cents: int, line: int
        ) -> tuple[Account, Movement]:
            def cell(place: int | None) -> bytes:
                return b"" if place is None else cells[place].strip()

            aux = cell(aux_at)
            name = cell(aux_name_at) or (cell(name_at) if not aux else b"")
            account = self.ledger.account(cell(account_at), aux, name, family)
            journal = cell(journal_at)
            opening = self._is_opening(journal, cell(journal_name_at))
            currency = cell(currency_at).upper()
            movement = Movement(
                Role.OPENING if opening else Role.OTHER,
                cents,
                self._day(cells[day_at]),
                self._kind_day(cell(piece_day_at), line),
                self._kind_day(cell(due_at), line),
                self._interned(journal),
                cell(entry_at),
                cell(piece_at) or cell(fallback_at),
                self._interned(cell(letter_at)),
                cell(text_at),
                line,
            )
            if currency not in EUROS and cell(foreign_at):
                movement.foreign = (cell(foreign_at), currency)
            return account, movement

        return keep

    def _is_opening(self, journal: bytes, name: bytes) -> bool:
        key = (journal, name)
        if key not in self._openings:
            self._openings[key] = is_opening(journal, name)
        return self._openings[key]

    def _interned(self, cell: bytes) -> bytes:
        """The same bytes once: codes of journals and letterings come again and again."""
        return self._texts.setdefault(cell, cell)

    def _day(self, cell: bytes) -> date:
        if found := self._days[cell]:
            return found
        raise NotADay

    def _kind_day(self, cell: bytes, line: int) -> date | None:
        """A day that may be missing; one that is none is told, not fatal."""
        try:
            return self._days[cell]
        except NotADay:
            self.ledger.bad_days.append(line)
            return None

    def _complete(self, entry: Entry) -> None:
        """The roles of the customers' lines, by what stands against them."""
        self._entries += 1
        nets: dict[int, int] = {}
        names = b""
        for family, amount, name in entry.others:
            nets[family] = nets.get(family, 0) + amount
            if family == of.THIRD_PARTY:
                names += name + b" "
        mine = 0
        for account, _ in entry.customers:
            mine |= account.family
        owing = [account for account, _ in entry.customers if account.family != of.ADVANCE]
        alone = len(entry.customers) == 1
        for account, movement in entry.customers:
            movement.entry_place = self._entries
            account.movements.append(movement)
            if movement.role is Role.OPENING:
                continue
            parts = list(
                roles(account.family, movement.cents, mine, nets, names=names, alone=alone)
            )
            (movement.role, movement.cents), *others = parts
            account.movements += [
                replace(movement, role=role, cents=amount) for role, amount in others
            ]
            if len(owing) == 1 and movement.role in {Role.INVOICE, Role.CREDIT}:
                movement.net, movement.vat = _made_of(movement.cents, nets)

    def _settle_pending(self) -> None:
        """What never balanced by its number may by its piece."""
        by_piece: dict[Key, Entry] = {}
        for (journal, _, on), entry in self._pending.items():
            if not entry.piece.strip():
                self._uneven(entry)
                continue
            whole = by_piece.setdefault(
                (journal, entry.piece, on), Entry(entry.line, entry.piece)
            )
            whole.balance += entry.balance
            whole.customers += entry.customers
            whole.others += entry.others
        self._pending.clear()
        for entry in by_piece.values():
            if entry.balance:
                self._uneven(entry)
            elif entry.customers:
                self._complete(entry)

    def _uneven(self, entry: Entry) -> None:
        self.ledger.uneven.append(entry.line)
        if entry.customers:
            self._complete(entry)


def _made_of(cents: int, nets: Mapping[int, int]) -> tuple[int | None, int | None]:
    """Net and VAT of an invoice, where they add up to it; as large as it, without sign."""
    net, vat = nets.get(of.SALES, 0), nets.get(of.VAT, 0)
    if net + vat + cents:
        return None, None
    return (abs(net), abs(vat)) if net * vat >= 0 else (None, None)


def _bad(key: str, cell: bytes, line: int) -> Refused:
    return Refused(key, line=str(line), value=cell.decode("latin-1").strip()[:40])


def _bad_amount(cells: list[bytes], first: int, second: int, line: int) -> Refused:
    """Of the two cells the one that is no figure."""
    try:
        cents(cells[first])
    except NotAFigure:
        return _bad("fec_bad_amount", cells[first], line)
    return _bad("fec_bad_amount", cells[second], line)


class EntryDays(dict[bytes, int]):
    """How many entries each day has, by the day's cell; what is no day is refused."""

    def __missing__(self, cell: bytes) -> int:
        if day(cell.decode("latin-1")) is None:
            raise NotADay
        return 0
