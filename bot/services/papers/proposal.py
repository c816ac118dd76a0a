"""What a file would bring into the books, as the owner sees it before anything is written.

A proposal is reckoned from the paper, the books, what was remembered and what was answered
on the way; it holds the facts that « Valider » would write. As long as it has a question,
nothing can be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from bot.ports.papers import Doubt, Paper, PaperInvoice, PaperPayment
from domain.facts import (
    Buyer,
    Correction,
    CreditNote,
    Dispute,
    Fact,
    Invoice,
    LimitDecision,
    Payment,
)
from domain.money import Money, total

NEW = "+"  # said of a buyer: none of the book's
NONE = "-"  # said of a receipt: it settles nothing of ours


@dataclass(frozen=True, slots=True)
class Memory:
    """What the owner once answered about files, for this company."""

    owner: str = ""  # his SIREN, where the policy does not say it
    sellers: Mapping[str, str] = field(default_factory=dict)  # is it he? "yes" or "no"
    buyers: Mapping[str, str] = field(default_factory=dict)  # by account or folded name
    terms: Mapping[str, str] = field(default_factory=dict)  # by buyer
    layouts: Mapping[str, str] = field(default_factory=dict)  # by signature
    receipts: frozenset[str] = frozenset()  # references already counted


@dataclass(frozen=True, slots=True)
class Question:
    """What must be said before anything is written. `key` is a text of paper_ask; the
    answer is kept under `slot`.
    """

    key: str
    slot: str
    about: str = ""
    options: tuple[str, ...] = ()
    count: int = 0
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewInvoice:
    said: PaperInvoice
    fact: Invoice
    is_new_buyer: bool = False
    estimated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewCredit:
    fact: CreditNote
    buyer: str
    number: str
    is_assigned: bool = False  # to an invoice that the file does not name


@dataclass(frozen=True, slots=True)
class Settlement:
    """Invoices that a receipt may settle, and why: a label of paper_reasons."""

    buyer: str
    invoices: tuple[str, ...]
    reason: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt and what it settles; `chosen` None: still to be chosen, or nothing."""

    said: PaperPayment
    amount: Money
    facts: tuple[Payment, ...] = ()
    chosen: Settlement | None = None
    candidates: tuple[Settlement, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Difference:
    """An invoice of the books that the file writes otherwise."""

    known: Invoice
    changes: tuple[Change, ...]
    correction: Correction | None = None  # what is to be written, once he said so


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's account: by the file, by what it is made of, by the books after this."""

    buyer: str
    balance: Money
    items: Money | None  # None: the file does not say what it is made of
    books: Money | None  # None: nobody we know
    estimated: bool = False

    @property
    def agrees(self) -> bool:
        return self.books == self.balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    paper: Paper
    invoices: tuple[NewInvoice, ...] = ()
    credits: tuple[NewCredit, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    unmatched: tuple[Receipt, ...] = ()  # receipts of nobody we know, or said to be none
    disputes: tuple[Dispute, ...] = ()
    disputed: tuple[Invoice, ...] = ()  # those that the disputes are about, in their order
    stopped: tuple[Invoice, ...] = ()  # refused or rejected, to be taken out
    voided: tuple[Payment, ...] = ()  # receipts that bounced
    limits: tuple[LimitDecision, ...] = ()
    differences: tuple[Difference, ...] = ()
    balances: tuple[Balance, ...] = ()
    new_buyers: tuple[Buyer, ...] = ()
    known: int = 0  # invoices and credit notes already in the books
    known_receipts: int = 0
    purchases: int = 0
    factored: int = 0
    doubts: tuple[Doubt, ...] = ()
    left_out: tuple[Doubt, ...] = ()
    question: Question | None = None
    learnt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # to remember
    today: date = date.min
    currency: str = "EUR"

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(self._facts())

    def _facts(self) -> Iterator[Fact]:
        yield from (each.fact for each in self.invoices)
        yield from (each.fact for each in self.credits)
        yield from (fact for receipt in self.receipts for fact in receipt.facts)
        yield from self.disputes
        yield from self.limits
        yield from (each.correction for each in self.differences if each.correction)
        for gone in (*self.stopped, *self.voided):
            yield Correction(on=max(self.today, gone.on), of=gone.id, void=True)

    @property
    def buyers(self) -> tuple[str, ...]:
        named = dict.fromkeys(each.fact.buyer for each in self.invoices)
        named |= dict.fromkeys(each.buyer for each in self.credits)
        paying = (fact.buyer for each in self.receipts for fact in each.facts)
        named |= dict.fromkeys(paying) | dict.fromkeys(each.buyer for each in self.limits)
        return tuple(named)

    @property
    def net(self) -> Money:
        return total((each.fact.net for each in self.invoices), self.currency)

    @property
    def gross(self) -> Money:
        every = (each.fact.net + each.fact.vat for each in self.invoices)
        return total(every, self.currency)

    @property
    def credited(self) -> Money:
        every = (each.fact.net + each.fact.vat for each in self.credits)
        return total(every, self.currency)

    @property
    def received(self) -> Money:
        every = (fact.amount for each in self.receipts for fact in each.facts)
        return total(every, self.currency)

    @property
    def is_empty(self) -> bool:
        return not self.facts

    @property
    def is_usable(self) -> bool:
        """Something of the file could be understood, be it new or not."""
        read = (self.unmatched, self.differences, self.balances)
        known = self.known + self.known_receipts + self.purchases
        return not self.is_empty or any(read) or known > 0

    @property
    def fingerprint(self) -> str:
        """Of all that would be written: the card and « Valider » must mean the same."""
        told = repr((self.facts, self.new_buyers))
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def estimates(self) -> frozenset[str]:
        """The fields that are estimated somewhere."""
        return frozenset().union(*(each.estimated for each in self.invoices))
