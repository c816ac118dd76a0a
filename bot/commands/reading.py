"""`vigie read`: what files say, their doubts, or why they are refused; writes nothing."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.cases import CaseUnreadable, load_case
from bot.commands.faults import why
from bot.documents.reading.parts import together
from bot.documents.reading.sealed import read_sealed_now
from bot.ports.papers import Doubt, OpenItem, Paper, PaperInvoice, PaperKind
from bot.rendering import Words
from bot.terminal import say, warn
from domain.money import Money

INVOICE = (
    *("number", "type_code", "issued_on", "due_on", "seller", "seller_id", "buyer"),
    *("buyer_id", "currency", "net", "vat", "gross", "prepaid", "payable"),
)  # INTERFACES, JSON of `read`
SHOWN = 20  # of each kind of fact
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
AMOUNTS = {"net", "vat", "gross", "prepaid", "payable", "total", "amount", "balance"}


def read_files(files: Sequence[Path], texts: Words, *, as_json: bool) -> int:
    """Exit code: 0 read, 1 a file is refused, 2 one cannot be opened."""
    for path in files:
        if reason := _unopened(path, texts):
            warn(texts.line("cannot_read", file=path, reason=reason))
            return 2
    papers = [_checked(_read(parts, texts)) for parts in together(files)]
    if as_json:
        documents = [document(paper, texts) for paper in papers]
        whole = documents[0] if len(documents) == 1 else documents
        say(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for paper in papers:
            say("\n".join(_told(paper, texts)))
    return 1 if any(paper.refused for paper in papers) else 0


def _unopened(path: Path, texts: Words) -> str:
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return why(error, texts)


def _read(parts: Sequence[Path], texts: Words) -> Paper:
    """A person who waits at a terminal sees how far it is."""
    if not sys.stderr.isatty():
        return read_sealed_now(*parts)

    def show(percent: int) -> None:
        line = texts.line("read_progress", file=parts[0].name, percent=percent)
        sys.stderr.write(f"\r{line}\x1b[K")
        sys.stderr.flush()

    try:
        return read_sealed_now(*parts, progress=show)
    finally:
        sys.stderr.write("\r\x1b[K")


def _checked(paper: Paper) -> Paper:
    """A case file is read here: a fault in it is a refusal."""
    if paper.kind is not PaperKind.CASE:
        return paper
    try:
        load_case(paper.case_text, paper.file)
    except CaseUnreadable as error:
        problems = {"problems": "; ".join(map(str, error.problems[:3]))}
        return Paper(file=paper.file, refused=Doubt("case_unreadable", values=problems))
    return paper


# --- As JSON -----------------------------------------------------------------------


def document(paper: Paper, texts: Words) -> dict[str, Any]:
    """INTERFACES, JSON of `read`: amounts are decimal text, days ISO, absent facts null.
    Guarantees (`limits`) stand only where a file has some.
    """
    limits = [_record(limit) for limit in paper.limits]
    return {
        "file": paper.file,
        "kind": paper.kind,
        "invoices": [
            {name: _plain(getattr(invoice, name)) for name in INVOICE}
            for invoice in paper.invoices
        ],
        "payments": [_record(payment) for payment in paper.payments],
        "open_items": [_open_item(item) for item in paper.open_items],
        "doubts": [doubt_told(doubt, texts, exact=True) for doubt in paper.doubts],
        "refused": refusal_told(paper.refused, texts) if paper.refused else None,
    } | ({"limits": limits} if limits else {})


def _record(fact: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(fact, each.name)) for each in fields(fact)}


def _open_item(item: OpenItem) -> dict[str, Any]:
    pairs = {"items": ("number", item.items), "buckets": ("label", item.buckets)}
    lists = {
        name: [{key: one, "amount": str(amount)} for one, amount in found]
        for name, (key, found) in pairs.items()
    }
    return _record(replace(item, items=(), buckets=())) | lists


def _plain(value: object) -> Any:
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


# --- In words ----------------------------------------------------------------------


def doubt_told(doubt: Doubt, texts: Words, *, exact: bool = False) -> str:
    """A doubt in a sentence; `exact` leaves days and amounts as the file has them."""
    told = _sentence("paper_doubts", doubt, texts, exact=exact)
    colon = "\u00a0: " if texts.lang == "fr" else ": "
    return f"{doubt.about}{colon}{told}" if doubt.about else told


def refusal_told(refusal: Doubt, texts: Words) -> str:
    return _sentence("paper_refused", refusal, texts, exact=False)


def _sentence(section: str, doubt: Doubt, texts: Words, *, exact: bool) -> str:
    values = {
        key: _value(key, value, texts, exact=exact) for key, value in doubt.values.items()
    }
    if not texts.has_label(section, doubt.key):
        return f"{doubt.key} {values or ''}".strip()
    return texts.label(section, doubt.key).format_map(values)


def _value(key: str, value: str, texts: Words, *, exact: bool) -> str:
    if key == "fields":
        return ", ".join(_field(name, texts) for name in value.split(", "))
    if exact:
        return value
    if key in AMOUNTS and DECIMAL.fullmatch(value):
        return texts.quantity(Decimal(value))
    return ISO.sub(lambda day: texts.quantity(date.fromisoformat(day[0])), value)


def _field(name: str, texts: Words) -> str:
    return (
        texts.label("paper_fields", name) if texts.has_label("paper_fields", name) else name
    )


def _told(paper: Paper, texts: Words) -> Iterator[str]:
    if paper.refused or paper.kind is None:
        reason = refusal_told(paper.refused or Doubt("unknown"), texts)
        yield f"{paper.file}\n  {texts.line('read_refused', reason=reason)}"
        return
    yield f"{paper.file} ({texts.label('paper_kinds', paper.kind)})"
    for name, facts in _facts(paper).items():
        if facts:
            yield f"  {texts.line(f'read_{name}', count=len(facts))}"
            yield from (f"    {_row(fact, texts)}" for fact in facts[:SHOWN])
            if len(facts) > SHOWN:
                yield f"    {texts.line('read_more', count=len(facts) - SHOWN)}"
    for doubt in paper.doubts:
        yield f"  {texts.line('read_doubt', doubt=doubt_told(doubt, texts))}"


def _facts(paper: Paper) -> Mapping[str, Sequence[Any]]:
    return {
        "invoices": paper.invoices,
        "payments": paper.payments,
        "open_items": paper.open_items,
        "limits": paper.limits,
        "events": paper.events,
    }


def _row(fact: Any, texts: Words) -> str:
    """A fact on a line: what is known of it, in the order in which it is declared."""
    named = isinstance(fact, PaperInvoice)
    names = INVOICE if named else tuple(each.name for each in fields(fact))
    told = [
        f"{_field(name, texts)} {shown}" if named else shown
        for name in names
        if name != "estimated" and (shown := _shown_field(fact, name, texts))
    ]
    mark = f" {texts.line('read_estimated')}" if getattr(fact, "estimated", False) else ""
    return ", ".join(told) + mark


def _shown_field(fact: Any, name: str, texts: Words) -> str:
    value = getattr(fact, name)
    if value is None or value is False or value in ("", ()):
        return ""
    if name in AMOUNTS:
        currency = getattr(fact, "currency", "EUR")  # ledgers and limits are in euros
        return texts.quantity(Money(value, currency) if currency else value)
    return _shown(value, texts)


def _shown(value: object, texts: Words) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(each, texts) for each in value)
    return texts.quantity(value)
