"""Tables: invoices, payments, bank statements, aged balances, guarantees, in the layouts of
French and English software.

How the columns were understood comes back as the paper's `Layout`; confirmed or put right
by the owner it can be given back: the source's `columns` say by signature what the columns
mean, `columns` maps headings to meanings, `answers` says what the table leaves open
(basis, day_first).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.documents.reading.source import Refused, Source
from bot.documents.reading.tables.contents import with_its_day
from bot.documents.reading.tables.facts import MAKERS, Read, about, total_of
from bot.documents.reading.tables.headings import folded, header_of
from bot.documents.reading.tables.rows import Row, Sheet, is_workbook, sheets, text_sheet
from bot.documents.reading.tables.totals import check, is_total
from bot.documents.reading.tables.values import MOST_DOUBTS, Style, lines_of, style_of
from bot.ports.papers import (
    NO_COLUMNS,
    Column,
    Columns,
    Doubt,
    Layout,
    Paper,
    PaperInvoice,
    PaperKind,
)

TEXT_ENDINGS = {".csv", ".tsv"}
SIGNATURE = 24  # characters


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    header: int  # its place
    columns: tuple[Column, ...]
    subject: str
    is_misled: bool = False  # what the owner said of its columns makes no table


def recognises(source: Source) -> bool:
    """A workbook, or text with a header that means something."""
    if is_workbook(source):
        return True
    if b"\0" in source.head[:200] and not source.head.startswith(
        (b"\xff\xfe", b"\xfe\xff")
    ):
        return False
    if source.head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"<", b"{", b"%"}:
        return False
    if source.suffix in TEXT_ENDINGS:
        return True
    table = _of(text_sheet(source.head), None)
    return table is not None and table.subject != ""


def read(
    source: Source,
    columns: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Paper:
    found = [
        table for sheet in sheets(source) if (table := _of(sheet, columns, source.columns))
    ]
    source.progress(50)
    if not found:
        raise Refused("table_no_header")
    table = max(found, key=lambda one: (bool(one.subject), _score(one)))
    if not table.subject:
        raise Refused("table_unclear", columns=_known(table))
    paper = _paper(source, table, answers or {})
    others = sum(bool(one.subject) for one in found) - 1
    told = [Doubt("columns_unclear")] if table.is_misled else []
    if others:
        told.append(Doubt("table_other_sheets", values={"count": str(others)}))
    return replace(paper, doubts=(*told, *paper.doubts))


def _of(
    sheet: Sheet, given: Mapping[str, str] | None, put_right: Columns = NO_COLUMNS
) -> _Table | None:
    found = header_of(sheet.rows)
    if found is None:
        return None
    place, columns = found
    said = _as_put_right(columns, put_right)
    if said and about(said):
        return _Table(sheet, place, said, about(said))
    if given is not None:
        columns = tuple(
            replace(column, meaning=given[column.header], score=100)
            if column.header in given
            else column
            for column in columns
        )
    else:
        columns = with_its_day(columns, sheet.rows[place + 1 :])
    return _Table(sheet, place, columns, about(columns), is_misled=bool(said))


def _as_put_right(
    columns: Sequence[Column], put_right: Columns
) -> tuple[Column, ...] | None:
    """The columns as the owner once said of this very layout, if he did."""
    told = put_right.get(signature(columns), "").split(",")
    if len(told) != len(columns) or not any(told):
        return None
    return tuple(
        replace(column, meaning=meaning, score=100)
        for column, meaning in zip(columns, told, strict=True)
    )


def _score(table: _Table) -> int:
    return sum(column.score for column in table.columns if column.meaning)


def _known(table: _Table) -> str:
    return ", ".join(column.header for column in table.columns if column.meaning)


def _paper(source: Source, table: _Table, answers: Mapping[str, str]) -> Paper:
    below = table.sheet.rows[table.header + 1 :]
    style = style_of(below, table.columns)
    if style.unclear_days and (style.mark == "," or table.sheet.separator == ";"):
        style = replace(style, unclear_days=False)  # written in the French way
    if style.unclear_days and "day_first" in answers:
        style = replace(style, day_first=answers["day_first"] != "no", unclear_days=False)
    read, lines, doubts = _read(table, below, style)
    if not lines:
        raise Refused("table_no_lines")
    source.progress(99)
    subject = table.subject
    return Paper(
        file=source.name,
        kind=PaperKind.TABLE,
        invoices=_in_basis(read.invoices, answers),
        payments=tuple(read.payments),
        open_items=tuple(read.open_items),
        limits=tuple(read.limits),
        lines=lines,
        total=read.total,
        layout=Layout(
            about="payments" if subject == "statement" else subject,
            columns=table.columns,
            signature=signature(table.columns),
            separator=table.sheet.separator,
            encoding=table.sheet.encoding,
            asks=tuple(ask for ask in _asks(table, style) if ask not in answers),
        ),
        doubts=tuple(doubts),
    )


def _read(
    table: _Table, below: Sequence[Row], style: Style
) -> tuple[Read, int, list[Doubt]]:
    """What the lines give, how many they are, what is doubtful."""
    read, count, cells = Read(), 0, list[Doubt]()
    make, name, totals = MAKERS[table.subject], total_of(table.subject, table.columns), []
    whole = Decimal("0.00")
    first = table.header + 2
    for line, row in zip(lines_of(below, table.columns, first, style), below, strict=True):
        if is_total(line, row):
            totals.append((line, line.cells.get(name)))
            continue
        if [cell for cell in row if cell] == [c.header for c in table.columns if c.header]:
            continue  # the header once more, on a new page
        left_out = read.left_out
        make(line, read)
        count += 1
        cells += line.doubts
        amount = line.amount(name) or Decimal(0)
        whole += amount
        read.total += amount if read.left_out == left_out else 0
    doubts = [*cells[:MOST_DOUBTS], *read.doubts, *check(totals, (read.total, whole), name)]
    if len(cells) > MOST_DOUBTS:
        doubts.append(Doubt("unreadable_cells", values={"count": str(len(cells))}))
    if read.left_out and table.subject != "statement":
        doubts.append(Doubt("table_left_out", values={"count": str(read.left_out)}))
    if style.unclear_marks:
        doubts.append(Doubt("unclear_thousands"))
    return read, count, doubts


def _asks(table: _Table, style: Style) -> Iterator[str]:
    has = {column.meaning for column in table.columns}
    if table.subject == "invoices" and not has & {"net", "gross"} and "amount" in has:
        yield "basis"
    if style.unclear_days:
        yield "day_first"


def _in_basis(
    invoices: Sequence[PaperInvoice], answers: Mapping[str, str]
) -> tuple[PaperInvoice, ...]:
    """The one amount that was written is without VAT, where the owner says so."""
    if answers.get("basis") != "net":
        return tuple(invoices)
    return tuple(
        replace(one, net=one.gross, gross=None, payable=None) if one.net is None else one
        for one in invoices
    )


def signature(columns: Sequence[Column]) -> str:
    """The headings, folded: the same layout has the same one the next month."""
    names = "|".join(folded(column.header) for column in columns)
    return hashlib.sha256(names.encode()).hexdigest()[:SIGNATURE]
