"""CAMT.053: the bank's own statement of an account, as ISO 20022 writes it.

Of each entry what came in is a payment; an entry of several transactions (a batch) gives
each of them. A reversal of something that came in is negative: it went back. What was paid
out is no business here, nor what is not booked yet. Which invoices a receipt settles is
not decided here: its text says what the payer wrote.

Our own reader and not pycamt: lxml, which refuses what is hostile, is already here, and
the names a receipt keeps for ever are ours to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.documents.reading.einvoices.xml import Part, parse
from bot.documents.reading.receipts import named_once
from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Doubt, Paper, PaperKind, PaperPayment

PENDING = frozenset({"PDNG", "INFO", "FUTR"})
TEXTS = (
    "RmtInf/Ustrd",
    "RmtInf/Strd/CdtrRefInf/Ref",
    "RmtInf/Strd/RfrdDocInf/Nb",
    "RmtInf/Strd/AddtlRmtInf",
    "Refs/EndToEndId",
    "AddtlTxInf",
)
NOT_PROVIDED = frozenset({"NOTPROVIDED", "NONREF", "NOTAVAILABLE"})
PAYERS = (
    "RltdPties/Dbtr/Nm",
    "RltdPties/Dbtr/Pty/Nm",
    "RltdPties/UltmtDbtr/Nm",
    "RltdPties/UltmtDbtr/Pty/Nm",
    "RltdPties/InitgPty/Nm",
)


def read(source: Source) -> Paper:
    doubts: list[Doubt] = []
    root = Part(parse(source.path.read_bytes()), doubts)
    source.progress(50)
    statements = list(root.all("BkToCstmrStmt/Stmt"))
    if not statements:
        raise Refused("camt_no_statement")
    payments = [each for one in statements for each in _payments(one)]
    return Paper(
        file=source.name,
        kind=PaperKind.CAMT053,
        payments=tuple(named_once(payments)),
        lines=sum(1 for one in statements for _ in one.all("Ntry")),
        total=sum((each.amount for each in payments), Decimal("0.00")),
        doubts=(*doubts, *_copies(statements)),
    )


def _payments(statement: Part) -> Iterator[PaperPayment]:
    account = statement.text("Acct/Id/IBAN", "Acct/Id/Othr/Id") or ""
    for entry in statement.all("Ntry"):
        if (entry.text("Sts/Cd", "Sts") or "BOOK") not in PENDING:
            yield from _of_entry(entry, account)


def _of_entry(entry: Part, account: str) -> Iterator[PaperPayment]:
    """One for the entry, or one for each transaction whose amount is said."""
    sign = _sign(entry)
    amount = entry.amount("Amt")
    if not sign or amount is None:
        return
    parts = list(entry.all("NtryDtls/TxDtls"))
    amounts = [_amount_of(part, entry) for part in parts]
    known = [each for each in amounts if each is not None]
    if len(parts) < 2 or len(known) < len(parts) or sum(known) != amount:  # noqa: PLR2004 - a batch
        yield _payment(entry, parts, sign * amount, account)
        return
    for place, (part, each) in enumerate(zip(parts, known, strict=True), 1):
        yield _payment(entry, [part], sign * each, account, place)


def _sign(entry: Part) -> int:
    """1: came in; -1: what came in went back; 0: paid out, or a payment out come back.

    Taken back by the bank (reversal) or returned by the payer's (RtrInf).
    """
    came_in = entry.text("CdtDbtInd") == "CRDT"
    returned = next(entry.all("NtryDtls/TxDtls/RtrInf"), None) is not None
    if returned or entry.text("RvslInd") in {"true", "1"}:
        return 0 if came_in else -1
    return 1 if came_in else 0


def _amount_of(part: Part, entry: Part) -> Decimal | None:
    """In the currency of the account."""
    currency = entry.first("Amt").scheme("Ccy")
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        found = part.first(path)
        if found.own is not None and found.scheme("Ccy") in {"", currency}:
            return part.amount(path)
    return None


def _payment(
    entry: Part, parts: list[Part], amount: Decimal, account: str, place: int = 0
) -> PaperPayment:
    said = list(_texts(parts))
    only = parts[0] if len(parts) == 1 else None
    payer = only.text(*PAYERS) if only else None
    entry_text = entry.text("AddtlNtryInf")
    own = entry.text("AcctSvcrRef", "NtryRef")
    reference = (only.text("Refs/AcctSvcrRef", "Refs/TxId") if only else None) or own
    on = entry.day("BookgDt/Dt", "BookgDt/DtTm") or entry.day("ValDt/Dt", "ValDt/DtTm")
    words = dict.fromkeys(filter(None, (payer, *said, None if said else entry_text)))
    name = reference or " ".join(filter(None, (str(on), *words)))
    return PaperPayment(
        amount=amount,
        paid_on=on,
        buyer=payer,
        currency=entry.first("Amt").scheme("Ccy") or None,
        text=" ".join(words),
        reference=" ".join(
            filter(None, (account[-8:], name, str(amount), str(place) if place else ""))
        ),
    )


def _texts(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        for path in TEXTS:
            for one in part.all(path):
                if one.own is not None and one.own not in NOT_PROVIDED:
                    yield one.own


def _copies(statements: list[Part]) -> Iterator[Doubt]:
    """The bank says when it sends a statement again."""
    for one in statements:
        if one.text("CpyDplctInd") in {"DUPL", "CODU"}:
            yield Doubt("camt_duplicate", one.text("Id") or "")
