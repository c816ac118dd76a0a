"""Invoices and credit notes of a file, beside those of the books.

What is owed is what is payable: an invoice partly paid in advance enters with what is left
of it, net and VAT in proportion. An invoice that stands already is not counted twice; one
that the file writes otherwise is shown field by field, and changed only on request.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.ports.papers import PaperInvoice
from bot.services.invoices import EARLIEST, LARGEST
from bot.services.papers.mending import is_single, slot_of
from bot.services.papers.names import clean, plain_number
from bot.services.papers.parties import Comparing
from bot.services.papers.proposal import (
    Change,
    Difference,
    NewCredit,
    NewInvoice,
    Question,
)
from domain.facts import Correction, CreditNote, Invoice
from domain.money import CENT, Money

PREPAID = frozenset({"386", "500"})
CORRECTIVE = frozenset({"384", "471", "472", "473"})
NO_DEBT = frozenset({"751"})  # for the accounts only
NOTHING = Decimal(0)
# What an owner checks of an invoice; its due date is marked where it was reckoned.
SHOWN = frozenset({"buyer", "number", "issued_on", "delivered_on", "net", "vat", "gross"})


@dataclass(frozen=True, slots=True)
class Owed:
    net: Decimal
    vat: Decimal
    estimated: frozenset[str]

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass
class Sales:
    """The pass through a file's invoices; credit notes come after them."""

    at: Comparing
    invoices: list[NewInvoice] = field(default_factory=list)
    credits: list[NewCredit] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    known: int = 0
    purchases: int = 0
    factored: int = 0
    loose: list[tuple[PaperInvoice, str, Owed]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._new: dict[tuple[str, int], NewInvoice] = {}
        self._by_number: defaultdict[str, list[Invoice]] = defaultdict(list)
        self._taken: set[str] = set()
        self._credited: Counter[str] = Counter()

    def read(self, said: Iterable[PaperInvoice]) -> None:
        every = list(said)
        for each in every:
            if not is_credit(each):
                self._invoice(each)
        for each in every:
            if is_credit(each):
                self._credit(each)
        self._assign_loose()

    def find(self, number: str, buyer: str = "") -> Invoice | None:
        """Of the file or of the books."""
        new = self._by_number.get(plain_number(number), ())
        own = [one for one in new if not buyer or one.buyer == buyer]
        return next(iter(own), None) or self.at.shelf.invoice(number, None, buyer)

    # --- Invoices ------------------------------------------------------------------

    def _is_ours(self, said: PaperInvoice) -> bool:
        """A sale of the owner's, in his currency, and his to claim."""
        about = said.number or said.buyer or ""
        sale = self.at.is_sale(said)
        if sale is None:
            return False
        if not sale:
            self.purchases += 1
            return False
        if said.type_code in NO_DEBT:
            self.at.leave("no_debt", about)
            return False
        if said.currency and said.currency != self.at.currency:
            self.at.leave("foreign_currency", about, currency=clean(said.currency))
            return False
        if said.is_factored:
            self.factored += 1
            return self.at.said.get("factored") == "yes"
        return True

    def _invoice(self, said: PaperInvoice) -> None:
        if not self._is_ours(said):
            return
        about = said.number or said.buyer or ""
        if not said.number:
            self._lacking("number", "no_number", said.buyer or "")
            return
        on = said.issued_on
        if on is None or on < EARLIEST:
            self._lacking("issued_on", "no_date", about)
            return
        owed = self._owed(said)
        if owed is None:
            return
        buyer = self.at.buyer(said.buyer, said.buyer_id, said.account)
        if buyer is None:
            if not (said.buyer or said.buyer_id or said.account):
                self._lacking("buyer", "no_buyer", about)
            return
        self._compare(said, buyer, on, owed)

    def _lacking(self, name: str, reason: str, about: str) -> None:
        """Of one invoice alone it is asked for; among many it is left out."""
        if is_single(self.at.paper):
            self.at.ask(Question("field", slot_of(name), name))
        else:
            self.at.leave(reason, about)

    def _owed(self, said: PaperInvoice) -> Owed | None:
        """None (and why, noted) when nothing is owed, or nobody can tell what."""
        about = said.number or said.buyer or ""
        owed = amounts(said, self.at.vat(said.buyer_country or "FR").value)
        if owed is None:
            self._lacking("net", "no_amount", about)
        elif owed.gross <= 0:
            self.at.leave("nothing_owed", about)
            return None
        elif owed.gross > LARGEST:
            self.at.leave("absurd_amount", about)
            return None
        return owed

    def _compare(self, said: PaperInvoice, buyer: str, on: date, owed: Owed) -> None:
        number = clean(said.number or "")
        key = (plain_number(number), on.year)
        if key in self._new:
            self._twice(said, self._new[key], owed)
            return
        net = self._money(owed.net)
        replaced = said.corrects if said.type_code in CORRECTIVE else None
        known = (
            (self.at.shelf.invoice(replaced, None, buyer) if replaced else None)
            or self.at.shelf.invoice(number, on.year, buyer)
            or self.at.shelf.provisional(buyer, on, net)
        )
        if known is not None:
            self._beside(said, buyer, owed, known)
        else:
            self._add(said, buyer, on, owed)

    def _twice(self, said: PaperInvoice, first: NewInvoice, owed: Owed) -> None:
        same = (first.fact.net.amount, first.fact.vat.amount) == (owed.net, owed.vat)
        if same:
            self.known += 1
        else:
            self.at.leave("twice_in_file", said.number or "")

    def _add(self, said: PaperInvoice, buyer: str, on: date, owed: Owed) -> None:
        due = self.at.due_on(buyer, said, on)
        if due is None:
            return
        due_on, terms = due
        if due_on < on:
            self.at.leave("due_before_issue", said.number or "")
            return
        number = self.at.shelf.free_number(clean(said.number or ""), on.year, self._taken)
        fact = Invoice(
            on=on,
            buyer=buyer,
            number=number,
            net=self._money(owed.net),
            vat=self._money(owed.vat),
            delivered_on=said.delivered_on or on,
            due_on=due_on,
            terms=terms,
            prepaid=said.type_code in PREPAID,
        )
        marked = (said.estimated & SHOWN) | owed.estimated
        if terms is not None:
            marked |= {"due_on"}
        new = NewInvoice(said, fact, self.at.is_new(buyer), frozenset(marked))
        self.invoices.append(new)
        self._taken.add(number)
        self._new[plain_number(said.number or ""), on.year] = new
        self._by_number[plain_number(said.number or "")].append(fact)

    def _beside(self, said: PaperInvoice, buyer: str, owed: Owed, known: Invoice) -> None:
        """The file's invoice and the one that stands: what differs, and what would be
        changed. What the file leaves open, or merely infers, is no difference.
        """
        self._by_number[plain_number(said.number or "")].append(known)
        changes = tuple(self._changes(said, buyer, owed, known))
        if not changes:
            self.known += 1
            return
        correction = None
        if self.at.said.get("differ") == "take":
            told = tuple((each.field, each.new) for each in changes)
            correction = Correction(
                on=max(self.at.situation.today, known.on), of=known.id, changes=told
            )
        self.differences.append(Difference(known, changes, correction))

    def _changes(
        self, said: PaperInvoice, buyer: str, owed: Owed, known: Invoice
    ) -> Iterator[Change]:
        written = {
            "number": self._other_number(said, known),
            "buyer": buyer,
            "on": said.issued_on,
            "delivered_on": said.delivered_on,
            "due_on": said.due_on,
            "net": self._money(owed.net),
            "vat": self._money(owed.vat),
        }
        marked = said.estimated | owed.estimated
        if {"net", "vat"} & marked and known.net + known.vat == self._money(owed.gross):
            marked |= {"net", "vat"}
        names = {"on": "issued_on"}
        for name, new in written.items():
            old = getattr(known, name)
            if new is not None and names.get(name, name) not in marked and new != old:
                yield Change(name, old, new)

    def _other_number(self, said: PaperInvoice, known: Invoice) -> str:
        """The file's own, unless it is the same but for its punctuation or its year."""
        number = clean(said.number or "")
        same = {plain_number(number), plain_number(f"{number} ({known.on.year})")}
        return known.number if plain_number(known.number) in same else number

    # --- Credit notes --------------------------------------------------------------

    def _credit(self, said: PaperInvoice) -> None:
        if not self._is_ours(said):
            return
        about = said.number or said.buyer or ""
        if said.issued_on is None or said.issued_on < EARLIEST:
            self.at.leave("no_date", about)
            return
        owed = amounts(said, self.at.vat(said.buyer_country or "FR").value)
        if owed is None or owed.gross == 0:
            self.at.leave("no_amount", about)
            return
        positive = Owed(abs(owed.net), abs(owed.vat), owed.estimated)
        named = self.find(said.corrects) if said.corrects else None
        buyer = (
            named.buyer if named else self.at.buyer(said.buyer, said.buyer_id, said.account)
        )
        if buyer is None:
            return
        if self._stands(said, buyer, positive):
            self.known += 1
        elif named is None:
            self.loose.append((said, buyer, positive))
        elif positive.gross > (named.net + named.vat).amount:
            self.at.leave("credit_too_large", about)
        else:
            self._add_credit(said, named, positive, is_assigned=False)

    def _stands(self, said: PaperInvoice, buyer: str, owed: Owed) -> bool:
        told = [
            note
            for note in self.at.shelf.credit_notes(buyer)
            if note.on == said.issued_on and (note.net + note.vat).amount == owed.gross
        ]
        number = clean(said.number or "")
        own = [note for note in told if note.number == number or not note.number]
        if said.number and any(note.number == number for note in told):
            return True
        if not own:
            return False
        mark = f"{own[0].id}"
        self._credited[mark] += 1
        return self._credited[mark] == 1

    def _assign_loose(self) -> None:
        """Credit notes whose invoice the file does not name: the owner says whether they
        go to each buyer's oldest invoice that can bear them.
        """
        if not self.loose:
            return
        answer = self.at.said.get("credits")
        if answer is None:
            whole = sum((owed.gross for _, _, owed in self.loose), NOTHING)
            self.at.ask(
                Question(
                    "credits",
                    "credits",
                    options=("oldest", "leave"),
                    count=len(self.loose),
                    values={"amount": self._money(whole)},
                )
            )
            return
        for said, buyer, owed in self.loose:
            target = self._bearing(buyer, owed, said) if answer == "oldest" else None
            if target is None:
                self.at.leave("credit_without_invoice", said.number or said.buyer or "")
            else:
                self._add_credit(said, target, owed, is_assigned=True)

    def _bearing(self, buyer: str, owed: Owed, said: PaperInvoice) -> Invoice | None:
        every = [
            *self.at.shelf.of(buyer).values(),
            *(new.fact for new in self.invoices if new.fact.buyer == buyer),
        ]
        able = [
            one
            for one in every
            if (one.net + one.vat).amount - self._given(one) >= owed.gross
            and (said.issued_on is None or one.on <= said.issued_on)
        ]
        return min(able, key=lambda one: (one.due_on, one.on, one.number), default=None)

    def _given(self, invoice: Invoice) -> Decimal:
        """What credit notes took off an invoice already."""
        stood = [
            n
            for n in self.at.shelf.credit_notes(invoice.buyer)
            if n.invoice == invoice.number
        ]
        new = [c.fact for c in self.credits if c.fact.invoice == invoice.number]
        return sum(((note.net + note.vat).amount for note in (*stood, *new)), NOTHING)

    def _add_credit(
        self, said: PaperInvoice, invoice: Invoice, owed: Owed, *, is_assigned: bool
    ) -> None:
        fact = CreditNote(
            on=said.issued_on or invoice.on,
            invoice=invoice.number,
            net=self._money(owed.net),
            vat=self._money(owed.vat),
            number=clean(said.number or ""),
        )
        self.credits.append(NewCredit(fact, invoice.buyer, fact.number, is_assigned))

    def _money(self, amount: Decimal) -> Money:
        return Money(amount.quantize(CENT, ROUND_HALF_UP), self.at.currency)


def is_credit(said: PaperInvoice) -> bool:
    """381 and its like, or negative amounts under any code."""
    main = next((a for a in (said.payable, said.gross, said.net) if a is not None), NOTHING)
    whole = next((a for a in (said.gross, said.net) if a is not None), main)
    return said.is_credit or (main < 0 and whole < 0)


def amounts(said: PaperInvoice, rate: Decimal) -> Owed | None:
    """Net and VAT of what is owed. One that is not said follows from the others; from one
    alone by the usual rate, and it is marked as estimated.
    """
    net, vat, gross = said.net, said.vat, said.gross
    whole = gross if gross is not None else said.payable
    marked: frozenset[str] = said.estimated & {"net", "vat", "gross"}
    if net is None and vat is not None and whole is not None:
        net = whole - vat
    elif net is None and whole is not None:
        net, marked = _cents(whole / (1 + rate)), marked | {"net", "vat"}
    if net is None:
        return None
    if vat is None and whole is not None:
        vat = whole - net
    elif vat is None:
        vat, marked = _cents(net * rate), marked | {"vat"}
    owed = Owed(_cents(net), _cents(vat), marked)
    if said.payable is None or _cents(said.payable) == owed.gross:
        return owed
    return _in_proportion(owed, _cents(said.payable))


def _in_proportion(owed: Owed, payable: Decimal) -> Owed:
    if not owed.gross:
        return Owed(payable, NOTHING, owed.estimated)
    vat = _cents(owed.vat * payable / owed.gross)
    return Owed(payable - vat, vat, owed.estimated)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
