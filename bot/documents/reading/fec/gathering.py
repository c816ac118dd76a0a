"""One pass over the lines of a ledger export, keeping what touches customers.

An entry is its journal, number and day (the number alone comes again); it is complete when
it balances, so that a month's batch under one number falls into its own entries, and an
entry whose lines lie apart comes together. What never balances is put together by the
piece instead, then taken as it is, and told.

A chunk of lines is looked at by columns: what is asked of each of a million lines (figures,
days, balance) is asked by built-in functions, and Python's own loops run over customers.
"""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import accumulate, compress
from operator import mul, ne, sub

from bot.documents.reading.fec import accounts as of
from bot.documents.reading.fec.cells import (
    Cents,
    Days,
    Directions,
    Families,
    LooseDays,
    cents,
)
from bot.documents.reading.fec.header import DUE, NUMBER, Header
from bot.documents.reading.fec.ledger import Account, Ledger, Movement, Role
from bot.documents.reading.fec.lines import Cells, cells_of
from bot.documents.reading.fec.roles import is_opening, roles
from bot.documents.reading.figures import NotADay, NotAFigure
from bot.documents.reading.source import Refused

Key = tuple[bytes, bytes, bytes]
Keeper = Callable[[Cells, int, int, int], tuple[Account, Movement]]
EUROS = frozenset({b"", b"EUR", b"E", b"EURO", b"EUROS", b"\xe2\x82\xac", b"\x80", b"\xa4"})
ORDINARY = of.SALES | of.VAT  # what stands against an invoice
MOST_SHAPES = 1_000
PLAIN = frozenset({of.SALES, ORDINARY, of.TREASURY})  # what leaves no question


@dataclass(slots=True)
class Entry:
    """Lines that belong together until they balance."""

    line: int  # its first
    piece: bytes = b""
    balance: int = 0
    customers: list[tuple[Account, Movement]] = field(default_factory=list)
    others: list[tuple[int, int, bytes]] = field(
        default_factory=list
    )  # family, cents, name


@dataclass(frozen=True, slots=True)
class Columns:
    """A chunk of lines by columns. `sums` are of all amounts before each line."""

    cells: Cells
    first: int  # number of its first line
    keys: Sequence[Key]
    families: bytes  # their places
    amounts: Sequence[int]
    sums: Sequence[int]


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a plain entry: where its one customer's line stands, and those of VAT."""

    owed: int
    is_money: bool
    vat: tuple[int, ...]


class Shapes(dict[bytes, Shape | None]):
    """What the families of an entry's lines make of it; None: it is not plain."""

    def __missing__(self, families: bytes) -> Shape | None:
        if len(self) > MOST_SHAPES:
            self.clear()
        owed = [place for place, each in enumerate(families) if of.IS_OWED[each]]
        against = 0
        for each in families:
            against |= 0 if of.IS_OWED[each] else 1 << each
        found = None
        is_one = len(owed) == 1 and 1 << families[owed[0]] == of.CUSTOMER
        if is_one and against in PLAIN:
            vat = (place for place, each in enumerate(families) if 1 << each == of.VAT)
            found = Shape(owed[0], against == of.TREASURY, tuple(vat))
        self[families] = found
        return found


@contextmanager
def without_collector() -> Iterator[None]:
    """Nothing here refers to itself: looking for circles would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Gathering:
    """Lines go in, a ledger comes out. One for all parts of a split export."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._cents, self._families, self._directions = Cents(), Families(), Directions()
        self._days, self._loose_days = Days(), LooseDays()
        self._shapes = Shapes()
        self._openings: dict[bytes, bool] = {}
        self._texts: dict[bytes, bytes] = {}
        self._pending: dict[Key, Entry] = {}
        self._entries = 0

    def add(self, chunks: Iterable[bytes], header: Header, skipped: int) -> None:
        """Whole lines of one file; `skipped` stand before them, its header among them."""
        number, keep = skipped, self._keeper(header)
        for chunk in chunks:
            self.ledger.keep_sample(chunk)
            cells = cells_of(chunk, header, number)
            if cells:
                self._entries_of(self._columns(cells, header, number + 1), header, keep)
                number += len(cells) // header.width
        self.ledger.lines += number - skipped
        self.ledger.has_due_days |= header.place(*DUE) is not None

    def end(self) -> Ledger:
        """What never balanced is settled; then the ledger is whole."""
        self._settle_pending()
        self.ledger.bad_days += sorted(self._loose_days.bad)
        return self.ledger

    def _columns(self, cells: Cells, header: Header, first: int) -> Columns:
        width, places = header.width, header.places
        days = cells[places["ecrituredate"] :: width]
        self._check_days(days, first)
        numbers = cells[places["ecriturenum"] :: width]
        journals = cells[places["journalcode"] :: width]
        accounts = cells[places["comptenum"] :: width]
        amounts = self._amounts(cells, header, first)
        return Columns(
            cells,
            first,
            list(zip(numbers, days, journals, strict=True)),
            bytes(map(self._families.__getitem__, accounts)),
            amounts,
            list(accumulate(amounts, initial=0)),
        )

    def _check_days(self, days: Sequence[bytes], first: int) -> None:
        for cell in set(days):
            try:
                found = self._days[cell]
            except NotADay:
                found = None
            if found is None:
                raise _bad("fec_bad_day", cell, first + days.index(cell))
            self.ledger.days.add(found)

    def _amounts(self, cells: Cells, header: Header, first: int) -> list[int]:
        """Debits less credits, both added to the ledger's."""
        one, two = ("montant", "sens") if header.by_direction else ("debit", "credit")
        left = cells[header.places[one] :: header.width]
        right = cells[header.places[two] :: header.width]
        ledger = self.ledger
        try:
            figures = list(map(self._cents.__getitem__, left))
            if header.by_direction:
                signs = map(self._directions.__getitem__, right)
                amounts = list(map(mul, figures, signs))
                debit = sum(amount for amount in amounts if amount > 0)
                ledger.debit += debit
                ledger.credit += debit - sum(amounts)
                return amounts
            credits_ = list(map(self._cents.__getitem__, right))
        except NotAFigure:
            raise self._bad_amount(left, right, first, header) from None
        ledger.debit += sum(figures)
        ledger.credit += sum(credits_)
        if figures.count(0) + credits_.count(0) < len(figures):
            lines = range(first, first + len(figures))
            ledger.both_sides += compress(lines, map(mul, figures, credits_))
        return list(map(sub, figures, credits_))

    def _bad_amount(
        self, left: Sequence[bytes], right: Sequence[bytes], first: int, header: Header
    ) -> Refused:
        """The first cell that is no figure."""
        second = self._directions.__getitem__ if header.by_direction else cents
        for line, (one, two) in enumerate(zip(left, right, strict=True), first):
            for cell, read in ((one, cents), (two, second)):
                try:
                    read(cell)
                except NotAFigure:
                    return _bad("fec_bad_amount", cell, line)
        raise AssertionError("every figure can be read")

    def _entries_of(self, columns: Columns, header: Header, keep: Keeper) -> None:
        """Blocks of one key that touch customers or do not balance; the rest is done."""
        keys, sums, size = columns.keys, columns.sums, len(columns.keys)
        changes = map(ne, keys[1:], keys)
        starts = [0, *compress(range(1, size), changes), size]
        at_starts = list(map(sums.__getitem__, starts))
        uneven = compress(range(len(starts) - 1), map(ne, at_starts[1:], at_starts))
        touched = set(uneven)
        if self._pending:
            pending = map(self._pending.__contains__, map(keys.__getitem__, starts[:-1]))
            touched.update(compress(range(len(starts) - 1), pending))
        owed = compress(range(size), columns.families.translate(of.IS_OWED))
        touched.update(bisect_right(starts, place) - 1 for place in owed)
        for block in sorted(touched):
            start, end = starts[block], starts[block + 1]
            if (
                self._pending
                or columns.sums[start] != columns.sums[end]
                or not self._plain(columns, start, end, header.width, keep)
            ):
                self._block(columns, start, end, header, keep)

    def _plain(
        self, columns: Columns, start: int, end: int, width: int, keep: Keeper
    ) -> bool:
        """Takes a block that is one plain invoice, credit note or payment, as most are;
        False: it is not.
        """
        shape = self._shapes[columns.families[start:end]]
        if shape is None or columns.sums.index(columns.sums[start], start + 1) != end:
            return False  # several entries, perhaps
        place = start + shape.owed
        cents = columns.amounts[place]
        row = columns.cells[place * width : (place + 1) * width]
        account, movement = keep(row, of.CUSTOMER, cents, columns.first + place)
        self._entries += 1
        movement.entry_place = self._entries
        account.movements.append(movement)
        if movement.role == Role.OPENING:
            return True
        if shape.is_money:
            movement.role = Role.PAYMENT
            return True
        movement.role = Role.INVOICE if cents > 0 else Role.CREDIT
        vat = sum(columns.amounts[start + place] for place in shape.vat)
        net = -cents - vat
        if net * vat >= 0:
            movement.net, movement.vat = abs(net), abs(vat)
        return True

    def _block(
        self, columns: Columns, start: int, end: int, header: Header, keep: Keeper
    ) -> None:
        """Lines of one key, from balance to balance."""
        key, sums = columns.keys[start], columns.sums
        entry = self._pending.pop(key, None) if self._pending else None
        base = sums[start] - (entry.balance if entry else 0)
        zeros = [place for place in range(start + 1, end + 1) if sums[place] == base]
        for zero in zeros:
            self._complete(self._entry(columns, start, zero, header, keep, entry))
            start, entry = zero, None
        if start < end:
            rest = self._entry(columns, start, end, header, keep, entry)
            if rest.balance:
                self._pending[key] = rest
            else:
                self._complete(rest)

    def _entry(
        self,
        columns: Columns,
        start: int,
        end: int,
        header: Header,
        keep: Keeper,
        entry: Entry | None,
    ) -> Entry:
        """The entry with these lines added."""
        name_at = header.places.get("comptelib", header.places["comptenum"])
        cells, width = columns.cells, header.width
        families, amounts = columns.families, columns.amounts
        if entry is None:
            piece = cells[start * width + header.places["pieceref"]].strip()
            entry = Entry(columns.first + start, piece)
        for place in range(start, end):
            if amount := amounts[place]:
                family = 1 << families[place]
                if family & of.OWED:
                    line = columns.first + place
                    row = cells[place * width : (place + 1) * width]
                    entry.customers.append(keep(row, family, amount, line))
                else:
                    entry.others.append((family, amount, cells[place * width + name_at]))
                entry.balance += amount
        return entry

    def _keeper(self, header: Header) -> Keeper:
        """What of a customer's line is kept, by the columns of this file."""
        place = header.place_or_blank
        journal_at, entry_at = header.places["journalcode"], header.places["ecriturenum"]
        day_at, account_at = header.places["ecrituredate"], header.places["comptenum"]
        piece_at, piece_day_at = header.places["pieceref"], header.places["piecedate"]
        text_at = header.places["ecriturelib"]
        name_at, aux_at = place("comptelib"), place("compauxnum")
        aux_name_at, letter_at = place("compauxlib"), place("ecriturelet")
        foreign_at, currency_at = place("montantdevise"), place("idevise")
        number_at, due_at = place(*NUMBER), place(*DUE)
        journal_name_at = place("journallib")
        days, loose_days, texts = self._days, self._loose_days, self._texts
        openings, account_of = self._openings, self.ledger.account
        accounts = self.ledger.accounts

        def keep(
            cells: Cells, family: int, cents: int, line: int
        ) -> tuple[Account, Movement]:
            cells.append(b"")  # of the columns that are not there
            journal, letter = cells[journal_at].strip(), cells[letter_at].strip()
            if (opening := openings.get(journal)) is None:
                opening = openings[journal] = is_opening(journal, cells[journal_name_at])
            number, aux = cells[account_at].strip(), cells[aux_at].strip()
            account = accounts.get((number, aux))
            if account is None or not account.name:
                name = cells[aux_name_at].strip()
                if not (name or aux):
                    name = cells[name_at].strip()
                account = account_of(number, aux, name, family)
            on = days[cells[day_at]]
            if on is None:
                raise NotADay
            movement = Movement(
                Role.OPENING if opening else Role.OTHER,
                cents,
                on,
                loose_days[cells[piece_day_at]],
                loose_days[cells[due_at]],
                texts.setdefault(journal, journal),
                cells[entry_at].strip(),
                cells[number_at].strip() or cells[piece_at].strip(),
                texts.setdefault(letter, letter),
                cells[text_at].strip(),
                line,
            )
            currency = cells[currency_at].strip()
            if currency and currency.upper() not in EUROS and cells[foreign_at].strip():
                movement.foreign = (cells[foreign_at], currency)
            return account, movement

        return keep

    def _complete(self, entry: Entry) -> None:
        """The roles of the customers' lines, by what stands against them."""
        customers = entry.customers
        if not customers:
            return
        self._entries += 1
        mine = against = 0
        for account, movement in customers:
            mine |= account.family
            movement.entry_place = self._entries
            movement.together = len(customers) > 1
            account.movements.append(movement)
        if customers[0][1].role == Role.OPENING:
            return
        nets: dict[int, int] = {}
        for family, amount, _ in entry.others:
            against |= family
            nets[family] = nets.get(family, 0) + amount
        alone = len(customers) == 1
        if alone and mine == of.CUSTOMER and not against & ~ORDINARY and against & of.SALES:
            movement = customers[0][1]
            movement.role = Role.INVOICE if movement.cents > 0 else Role.CREDIT
            movement.net, movement.vat = _made_of(movement.cents, nets)
        elif mine == of.CUSTOMER and against == of.TREASURY and nets[against]:
            for _, movement in customers:
                movement.role = Role.PAYMENT
        else:
            self._other(customers, entry, mine, nets, alone=alone)

    def _other(
        self,
        customers: list[tuple[Account, Movement]],
        entry: Entry,
        mine: int,
        nets: Mapping[int, int],
        *,
        alone: bool,
    ) -> None:
        """An entry that is neither a plain invoice nor a plain payment."""
        names = b" ".join(
            name for family, _, name in entry.others if family == of.THIRD_PARTY
        )
        for account, movement in customers:
            first, *others = roles(
                account.family, movement.cents, mine, nets, names=names, alone=alone
            )
            movement.role, movement.cents = first
            account.movements += [
                replace(movement, role=role, cents=amount) for role, amount in others
            ]
        _divided(customers, nets)

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


def _divided(
    customers: Sequence[tuple[Account, Movement]], nets: Mapping[int, int]
) -> None:
    """Net and VAT of an entry that is one invoice, on one line or due in parts; what
    advances take off it included. They stand on its first line.
    """
    lines = [
        (account, movement)
        for account, movement in customers
        if account.family != of.ADVANCE
    ]
    sales = {Role.INVOICE, Role.CREDIT}
    if not lines or not {movement.role for _, movement in lines} <= sales:
        return
    if len({(acc.number, one.piece, one.role) for acc, one in lines}) > 1:
        return
    first = lines[0][1]
    first.advance = sum(
        movement.cents for account, movement in customers if account.family == of.ADVANCE
    )
    whole = first.advance + sum(movement.cents for _, movement in lines)
    first.net, first.vat = _made_of(whole, nets)


def _made_of(cents: int, nets: Mapping[int, int]) -> tuple[int | None, int | None]:
    """Net and VAT of an invoice, where they add up to it; as large as it, without sign."""
    net, vat = nets.get(of.SALES, 0), nets.get(of.VAT, 0)
    if net + vat + cents:
        return None, None
    return (abs(net), abs(vat)) if net * vat >= 0 else (None, None)


def _bad(key: str, cell: bytes, line: int) -> Refused:
    return Refused(key, line=str(line), value=cell.decode("latin-1").strip()[:40])
