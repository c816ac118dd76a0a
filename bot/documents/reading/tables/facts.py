"""The lines of a table become invoices, payments, open items or guarantees.

What a table is about shows in the meanings of its columns. A line that is no invoice yet
or no longer (draft, quote, cancelled) is left out and counted. An aged balance has sums of
invoices, hence no invoice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.documents.reading.tables.headings import BUCKET, folded
from bot.documents.reading.tables.values import Line
from bot.ports.papers import (
    Column,
    Doubt,
    OpenItem,
    PaperInvoice,
    PaperLimit,
    PaperPayment,
)

CREDIT = re.compile(
    r"\b(?:avoirs?|av|credit notes?|credit|refund|out refund|note de credit|nc)\b"
)
NO_INVOICE = re.compile(
    r"\b(?:brouillons?|drafts?|devis|quotes?|pro ?forma|annulee?s?|cancell?ed|void|bon de"
    r"|commandes?|orders?|abandonnee?s?|cancel)\b"
)
PAID = re.compile(
    r"^(?:payee?s?|reglee?s?|soldee?s?|encaissee?s?|paid|in payment|closed|acquittee?)\b"
)
COUNTRY = re.compile(r"[A-Z]{2}")
DECISIONS = (
    ("refused", re.compile(r"\brefus|\brejet|\bdeclin|\bnon accord|\brefused")),
    ("cancelled", re.compile(r"\bannul|\bresili|\bsupprim|\bcancel|\bwithdrawn|\bretir")),
    ("suspended", re.compile(r"\bsuspen")),
    ("reduced", re.compile(r"\breduc|\breduit|\breduced|\bdiminu")),
    ("partial", re.compile(r"\bpartiel|\bpartial|\baccord partiel")),
    ("requested", re.compile(r"\ben (?:cours|attente)|\bpending|\bdemande\b|\brequested")),
    ("granted", re.compile(r"\baccord|\bagree|\bgrante|\bapproved|\bacti|\ben vigueur")),
)
IDENTIFIER = re.compile(r"[^0-9A-Za-z]")
OF_INVOICES = frozenset({"net", "gross", "due_on", "remaining"})
OF_A_LEDGER = frozenset({"account", "due_on"})
NEVER_OF_A_BANK = frozenset({"due_on", "net", "number", "buyer"})
INVOICE_WORDS = frozenset({"issued_on", "due_on", "number"})


@dataclass(slots=True)
class Read:
    """What the lines gave. `total` is of the column that a total line would sum up."""

    invoices: list[PaperInvoice] = field(default_factory=list)
    payments: list[PaperPayment] = field(default_factory=list)
    open_items: list[OpenItem] = field(default_factory=list)
    limits: list[PaperLimit] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)  # of receipts
    total: Decimal = Decimal("0.00")
    left_out: int = 0
    doubts: list[Doubt] = field(default_factory=list)

    def name_of(self, *parts: object) -> str:
        """Names a receipt for ever: day, amount, text; and which of several such."""
        name = " ".join(str(part) for part in parts if part)
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name} {self.names[name]}"


def about(columns: Sequence[Column]) -> str:
    """Invoices, payments, statement, aged_balance or limits; blank when unclear."""
    has = {column.meaning for column in columns}
    buckets = sum(column.meaning == BUCKET for column in columns)
    who = bool(has & {"buyer", "account", "buyer_id"})
    money = bool(has & {"net", "gross", "amount", "remaining"})
    on = bool(has & {"issued_on", "booked_on", "value_on", "paid_on"})
    columns_of_a_bank = {"label", "amount"} <= has and not has & NEVER_OF_A_BANK
    of_payments = "paid_on" in has and has & {"amount", "paid"} and not has & OF_INVOICES
    of_paid = {"paid", "issued_on"} <= has and not has & (
        OF_INVOICES | {"amount", "paid_on"}
    )
    rules = (
        (buckets > 1 and who, "aged_balance"),
        ("limit" in has and who, "limits"),
        ({"decision", "amount"} <= has and who, "limits"),
        (
            on and {"debit", "credit"} <= has and not has & {"account", "due_on"},
            "statement",
        ),
        (on and {"credit", "label"} <= has, "statement"),
        ("booked_on" in has and money, "statement"),
        (on and columns_of_a_bank, "statement"),
        (of_payments and (who or "number" in has), "payments"),
        (of_paid and who, "payments"),
        (money and (who or "number" in has) and has & INVOICE_WORDS, "invoices"),
    )
    return next((name for holds, name in rules if holds), "")


def total_of(subject: str, columns: Sequence[Column]) -> str:
    """The column whose total is the table's."""
    has = {column.meaning for column in columns}
    order = {
        "invoices": ("gross", "amount", "net", "remaining"),
        "payments": ("paid", "amount"),
        "statement": ("credit", "amount"),
        "aged_balance": ("remaining", "amount", "gross"),
        "limits": ("limit", "amount"),
    }[subject]
    return next((name for name in order if name in has), "")


def invoice(line: Line, read: Read) -> None:
    kind, status = folded(line.text("kind") or ""), folded(line.text("status") or "")
    if NO_INVOICE.search(kind) or NO_INVOICE.search(status):
        read.left_out += 1
        return
    net, vat, gross = line.amount("net"), line.amount("vat"), line.amount("gross")
    unclear = line.amount("amount")
    estimated: set[str] = set()
    if gross is None and "gross" not in line.cells:
        gross = unclear  # beside a net amount it is the gross one
    elif gross is None and vat is not None and net is not None:
        gross = net + vat
        estimated.add("gross")
    remaining, paid = line.amount("remaining"), line.amount("paid")
    if gross is None and net is None:
        gross = remaining
    payable, prepaid = _left(gross, remaining, paid)
    if PAID.search(status) and payable in {None, gross} and gross is not None:
        payable, prepaid = gross * 0, gross
        estimated |= {"payable", "prepaid"}
    said = gross if gross is not None else net
    if said is None and line.text("number") is None:
        read.left_out += 1
        return
    is_credit = bool(CREDIT.search(kind)) or (said is not None and said < 0)
    due = line.day("due_on")
    read.invoices.append(
        PaperInvoice(
            number=line.text("number"),
            type_code="381" if is_credit else None,
            issued_on=line.day("issued_on"),
            delivered_on=line.day("delivered_on"),
            due_on=due,
            terms=line.text("terms"),
            buyer=line.text("buyer") or line.text("account"),
            buyer_id=_identifier(line.text("buyer_id")),
            buyer_country=_country(line.text("country")),
            currency=_currency(line.text("currency")),
            net=net,
            vat=vat,
            gross=gross,
            prepaid=prepaid,
            payable=payable,
            is_credit=is_credit,
            account=line.text("account"),
            estimated=frozenset(estimated | ({"type_code"} if is_credit else set())),
        )
    )


def _left(
    gross: Decimal | None, remaining: Decimal | None, paid: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """What is still owed and what was paid before; one follows from the other."""
    if gross is None:
        return remaining, paid
    if remaining is not None:
        return remaining, gross - remaining if paid is None else paid
    return (None, None) if paid is None else (gross - paid, paid)


def payment(line: Line, read: Read) -> None:
    paid = line.amount("paid")
    amount = line.amount("amount") if paid is None else paid
    if not amount:
        read.left_out += 1
        return
    number, on = line.text("number"), line.day("paid_on") or line.day("issued_on")
    buyer = line.text("buyer") or line.text("account")
    read.payments.append(
        PaperPayment(
            amount=amount,
            paid_on=on,
            buyer=buyer,
            buyer_id=_identifier(line.text("buyer_id")),
            account=line.text("account"),
            invoices=(number,) if number else (),
            currency=_currency(line.text("currency")),
            text=line.text("label") or "",
            reference=read.name_of(on, amount, buyer, number),
        )
    )


def receipt(line: Line, read: Read) -> None:
    """Of a bank statement only what comes in; a cancelled debit looks the same there."""
    credit = line.amount("credit")
    amount = (
        line.amount("amount") if credit is None and "credit" not in line.cells else credit
    )
    if amount is not None and "credit" in line.cells:
        amount = abs(amount)
    if amount is None or amount <= 0:
        read.left_out += 1
        return
    on = line.day("booked_on") or line.day("issued_on") or line.day("value_on")
    names = ("label", "detail", "buyer", "number")
    text = " ".join(word for name in names if (word := line.text(name)))
    read.payments.append(
        PaperPayment(
            amount=amount,
            paid_on=on,
            currency=_currency(line.text("currency")),
            text=text,
            reference=read.name_of(on, amount, text),
        )
    )


def balance(line: Line, read: Read) -> None:
    buyer = line.text("buyer") or line.text("account")
    buckets = tuple(
        (label, amount)
        for label, cell in line.buckets
        if (amount := line.read_amount(label, cell)) is not None
    )
    whole = next(
        (
            a
            for name in ("remaining", "amount", "gross")
            if (a := line.amount(name)) is not None
        ),
        None,
    )
    if buyer is None or (whole is None and not buckets):
        read.left_out += 1
        return
    summed = sum((amount for _, amount in buckets), Decimal("0.00"))
    if whole is not None and summed != whole:
        values = {"written": str(whole), "summed": str(summed), "line": str(line.number)}
        read.doubts.append(Doubt("aged_total", buyer, values))
    read.open_items.append(
        OpenItem(
            buyer=buyer,
            account=line.text("account") or "",
            balance=summed if whole is None else whole,
            buckets=buckets,
        )
    )


def limit(line: Line, read: Read) -> None:
    buyer = line.text("buyer") or line.text("account") or line.text("buyer_id")
    if buyer is None:
        read.left_out += 1
        return
    amount = line.amount("limit")
    said = folded(line.text("decision") or line.text("status") or "")
    read.limits.append(
        PaperLimit(
            buyer=buyer,
            buyer_id=_identifier(line.text("buyer_id")),
            amount=line.amount("amount") if amount is None else amount,
            decided_on=line.day("decided_on") or line.day("issued_on"),
            ends_on=line.day("ends_on") or line.day("due_on"),
            decision=next((name for name, found in DECISIONS if found.search(said)), None),
        )
    )


MAKERS: dict[str, Callable[[Line, Read], None]] = {
    "invoices": invoice,
    "payments": payment,
    "statement": receipt,
    "aged_balance": balance,
    "limits": limit,
}


def _identifier(text: str | None) -> str | None:
    """Without blanks and points: 732 829 320 → 732829320; a SIRET keeps its SIREN."""
    bare = IDENTIFIER.sub("", text or "").upper()
    if bare.isdigit() and len(bare) == 14:  # noqa: PLR2004 - SIRET
        return bare[:9]
    return bare or None


def _country(text: str | None) -> str | None:
    code = (text or "").strip().upper()
    if COUNTRY.fullmatch(code):
        return code
    return {"FRANCE": "FR"}.get(code)


def _currency(text: str | None) -> str | None:
    code = (text or "").strip().upper()
    return {"€": "EUR", "EUROS": "EUR", "EURO": "EUR", "$": "USD", "£": "GBP"}.get(
        code
    ) or (code if re.fullmatch(r"[A-Z]{3}", code) else None)
