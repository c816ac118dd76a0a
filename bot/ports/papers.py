"""Papers: what a file that came in says, before anything of it is believed.

A reader (documents/reading) turns a file into one `Paper`: facts as the file writes them,
with its doubts; or the reason why it is refused. Nothing here is in the books: a service
compares a paper with the books, the owner confirms, and only then facts are written.

What the file does not say is None, never guessed. What was inferred (from lettering, from
a counterpart, from the text of a page) is named in `estimated`, by field. Amounts keep the
file's sign. Doubts and refusals are keys of templates (labels paper_doubts, paper_refused),
with values to put in: readers hold no words.

Papers are never changed. Invoices and payments are not frozen all the same: a ledger has a
hundred thousand of each, and a frozen one takes five times as long to make.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

# How the owner put tables right: by a layout's signature, what its columns mean, in their
# order, parted by commas; blank is a column that is left alone.
Columns = Mapping[str, str]
NO_COLUMNS: Columns = MappingProxyType({})


class PaperKind(StrEnum):
    """INTERFACES, JSON of `read`."""

    CII = "cii"
    UBL = "ubl"
    ZUGFERD1 = "zugferd1"
    FACTURX = "facturx"
    FEC = "fec"
    TABLE = "table"
    CAMT053 = "camt053"
    CDAR = "cdar"
    CASE = "case"
    PDF_TEXT = "pdf_text"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the owner should look at. `about` names the invoice or buyer, if any."""

    key: str
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class PaperInvoice:
    """An invoice or credit note as the file writes it. `payable` is what is owed."""

    number: str | None = None
    type_code: str | None = None  # UNTDID 1001: 380, 381, 386…
    issued_on: date | None = None
    delivered_on: date | None = None
    due_on: date | None = None  # of several, the last
    due_days: tuple[date, ...] = ()  # all of them, where there are several
    terms: str | None = None  # as written, when the day itself is not said
    seller: str | None = None
    seller_id: str | None = None  # SIREN where there is one, else the VAT number
    buyer: str | None = None
    buyer_id: str | None = None
    buyer_country: str | None = None
    currency: str | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    payable: Decimal | None = None
    corrects: str | None = None  # the invoice a credit note is about
    is_credit: bool = False  # 381 and its like, or negative amounts
    is_factored: bool = False  # 393, 396, 501, 502
    account: str | None = None  # of the customer, in a ledger or table
    estimated: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class PaperPayment:
    """Money from a buyer; negative: a receipt cancelled or bounced."""

    amount: Decimal
    paid_on: date | None = None
    buyer: str | None = None
    buyer_id: str | None = None
    account: str | None = None
    invoices: tuple[str, ...] = ()  # that it settles, where the file says or infers it
    currency: str | None = None
    text: str = ""  # of the bank or ledger line
    reference: str = ""  # names this receipt for ever: the bank's, or the ledger entry
    estimated: frozenset[str] = frozenset()


class PaperEventKind(StrEnum):
    """What a life-cycle message (CDAR) or a ledger makes known of an invoice or buyer."""

    DISPUTED = "disputed"  # 207
    REFUSED = "refused"  # 210: the receivable stops
    REJECTED = "rejected"  # 213: the receivable stops
    DOUBTFUL = "doubtful"  # 411 → 416
    OTHER = "other"  # a status that changes nothing here


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEvent:
    kind: PaperEventKind
    invoice: str | None = None
    buyer: str | None = None
    on: date | None = None
    code: str = ""
    reason: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What is left open on a customer's account, and what it is made of.

    `balance` is the account's own; the `items` (invoice number, amount) must add up to it.
    In an aged balance `buckets` holds (label as written, amount) and there are no items.
    """

    buyer: str
    account: str = ""  # the customer's, as in his invoices
    ledger: str = (
        ""  # the general account: one customer may have some (411, 413, 416, 4191)
    )
    balance: Decimal  # negative: the owner owes
    items: tuple[tuple[str, Decimal], ...] = ()
    buckets: tuple[tuple[str, Decimal], ...] = ()
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLimit:
    """A guarantee as a table of the insurer writes it."""

    buyer: str
    buyer_id: str | None = None
    amount: Decimal | None = None
    decided_on: date | None = None
    ends_on: date | None = None
    decision: str | None = None  # in the words of facts.Decision, where it is plain


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of a table was understood, to be confirmed once and remembered."""

    header: str
    meaning: str  # "buyer", "number", "issued_on"…; "" when it is left alone
    score: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The layout of a table. `signature` names it the next time: its headers, folded."""

    about: str  # "invoices", "payments", "aged_balance", "limits"
    columns: tuple[Column, ...]
    signature: str
    separator: str = ""
    encoding: str = ""
    asks: tuple[str, ...] = ()  # what the owner must say: "basis", "day_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What one file says. `refused` set: nothing else is."""

    file: str
    kind: PaperKind | None = None
    digest: str = ""  # SHA-256 of the bytes: the same file twice
    invoices: tuple[PaperInvoice, ...] = ()
    payments: tuple[PaperPayment, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    limits: tuple[PaperLimit, ...] = ()
    events: tuple[PaperEvent, ...] = ()
    layout: Layout | None = None
    lines: int = 0  # of a ledger or table that were read, its header left out
    total: Decimal | None = None  # debits of a ledger; what a table's lines come to
    case_text: str = ""  # of a case file: bot.cases reads it
    owner_id: str = ""  # whose books they are, where the file says (FEC's name, account)
    doubts: tuple[Doubt, ...] = ()
    refused: Doubt | None = None


class PaperReader(Protocol):
    """Reads a file somewhere safe, outside the bot's own process. Never raises."""

    async def read(
        self,
        content: bytes,
        name: str,
        progress: Callable[[int], None],
        columns: Columns = NO_COLUMNS,
    ) -> Paper:
        """`progress` hears per cent, 0 to 100."""
        ...
