"""`vigie import` of files for a company that exists: read, ask, show, write; all or none.

What the chat asks with buttons is asked here by number. With --yes nothing is asked: a
file that leaves a question open is not written, and the question is told.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.handlers import paper_cards
from bot.chat.handlers.paper_answers import usual_vat
from bot.commands.database import chosen, opened
from bot.commands.faults import why
from bot.documents.reading import digest
from bot.documents.reading.parts import together
from bot.documents.reading.sealed import read_sealed_now
from bot.ports import Author, Company, Store, UnitOfWork
from bot.ports.adoption import COLUMNS
from bot.ports.papers import NO_COLUMNS, Columns, Doubt, Paper, PaperKind
from bot.reminders.refreshing import refresh
from bot.rendering import Words
from bot.services.invoices import UNDO_WITHIN
from bot.services.papers.adopting import adopt, memory_of, remember, undo
from bot.services.papers.comparing import propose
from bot.services.papers.proposal import Proposal, Question
from bot.settings import load
from bot.terminal import plain, say, warn
from domain.errors import DomainError, NotATerm
from domain.spans import PaymentTerms

WIDTH = 24  # of the bar
Said = dict[str, str]


class NotAdopted(RuntimeError):
    """The books have changed since they were shown; nothing of any file is written."""


@dataclass
class Incoming:
    """A file on its way, and what was answered about it."""

    paper: Paper
    said: Said = field(default_factory=dict)


def adopt_files(
    files: Sequence[Path], slug: str, answers: Mapping[str, str], texts: Words, *, yes: bool
) -> int:
    """Exit code: 0 written, or nothing new; 1 not wanted or a question left open; 2 a file
    or a company that cannot be read.
    """
    with opened(load()) as store:
        company = store.write_now(lambda uow: chosen(uow, slug, texts))
        columns = _columns(store, company)
        read = [_read(parts, columns, texts) for parts in together(files)]
        papers = [paper for paper in read if paper is not None]
        if len(papers) < len(read):
            warn(texts.line("import_refused"))
            return 2
        if company is None:
            return 2
        every = [Incoming(paper, dict(answers)) for paper in papers]
        told = [_settled(store, company, one, texts, yes=yes) for one in every]
        if not all(told):
            warn(texts.line("import_refused"))
            return 1
        wanted = [one for one, found in zip(every, told, strict=True) if _writes(found)]
        if not wanted:
            return 0
        if not (yes or _agrees(texts.line("adopt_ask", name=company.name), texts)):
            say(texts.line("import_refused"))
            return 1
        return _write(store, company, wanted, texts)


def take_back(files: Sequence[Path], slug: str, texts: Words) -> int:
    """What each of these very files brought within the day; exit code 1: one of them
    brought nothing that can be taken back, and all is left as it is.
    """
    every = together(files)
    digests = [_digest(parts, texts) for parts in every]
    if not all(digests):
        return 2
    now = datetime.now(UTC)

    def all_of_them(uow: UnitOfWork, company: Company) -> list[int]:
        return [_taken_back(uow, company, digest, now) for digest in digests]

    with opened(load()) as store:
        company = store.write_now(lambda uow: chosen(uow, slug, texts))
        if company is None:
            return 2
        try:
            counts = store.write_now(lambda uow: all_of_them(uow, company))
        except NotAdopted:
            warn(texts.line("undo_nothing"))
            return 1
    for parts, count in zip(every, counts, strict=True):
        say(texts.line("undo_done", file=_name(parts), count=count))
    return 0


def _name(parts: Sequence[Path]) -> str:
    return " + ".join(path.name for path in parts)


def _digest(parts: Sequence[Path], texts: Words) -> str:
    try:
        return digest(parts)
    except OSError as error:
        warn(texts.line("cannot_read", file=_name(parts), reason=why(error, texts)))
        return ""


def _taken_back(uow: UnitOfWork, company: Company, digest: str, now: datetime) -> int:
    papers = uow.papers(company.id)
    batch = papers.batch_of(digest)
    if batch is None or now - batch.at > UNDO_WITHIN:
        raise NotAdopted
    today = now.astimezone(ZoneInfo(company.zone)).date()
    author = Author(None, via="cli")
    for buyer in sorted(undo(uow.books(company.id), papers, batch, author, today, now)):
        refresh(uow, company.id, buyer, now)
    return batch.last - batch.first + 1


# --- Reading ---------------------------------------------------------------------------


def _columns(store: Store, company: Company | None) -> Columns:
    """Of tables that were put right in the chat."""
    if company is None:
        return NO_COLUMNS
    return store.write_now(lambda uow: uow.papers(company.id).answers(COLUMNS))


def _read(parts: Sequence[Path], columns: Columns, texts: Words) -> Paper | None:
    """A file, or the parts of a split ledger."""
    path = parts[0]
    for one in parts:
        try:
            with one.open("rb"):
                pass
        except OSError as error:
            warn(texts.line("cannot_read", file=one, reason=why(error, texts)))
            return None
    paper = read_sealed_now(*parts, progress=_bar(path.name), columns=columns)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    refused = paper.refused or (Doubt("case") if paper.kind is PaperKind.CASE else None)
    if refused is None:
        return paper
    reason = paper_cards.refusal(texts, refused.key, refused.values)
    warn(texts.line("cannot_read", file=path, reason=reason))
    return None


def _bar(name: str) -> Callable[[int], None]:
    """On a terminal only: a log wants no bars."""

    def show(percent: int) -> None:
        if sys.stderr.isatty():
            full = WIDTH * percent // 100
            cells = "█" * full + "░" * (WIDTH - full)
            sys.stderr.write(f"\r{name} {cells} {percent:3d} %")
            sys.stderr.flush()

    return show


# --- Asking and showing ----------------------------------------------------------------


def _settled(
    store: Store, company: Company, one: Incoming, texts: Words, *, yes: bool
) -> Proposal | None:
    """The proposal once nothing is left to be asked, shown; None when it is not wanted."""
    while True:
        found = store.write_now(lambda uow: _proposed(uow, company, one))
        question = found.question
        if question is None:
            _show(store, company, one, found, texts)
            return found
        asked = paper_cards.asked(question, found)
        say(plain(texts.say("messages/paper_ask.html.j2", **asked)))
        answer = None if yes else _answer(question, texts)
        if answer is None:
            if yes:
                warn(texts.line("adopt_needs", slot=question.slot))
            return None
        one.said[question.slot] = answer


def _answer(question: Question, texts: Words) -> str | None:
    """By number, or a payment term in the words of case files; None: given up."""
    options = paper_cards.options_of(question)
    for number, option in enumerate(options, 1):
        say(f"  {number}. {paper_cards.option_told(texts, question, option)}")
    while True:
        try:
            said = input("> ").strip()
        except EOFError:
            return None
        if said.isdigit() and 0 < int(said) <= len(options):
            return options[int(said) - 1]
        if question.key == "terms" and _is_term(said):
            return said
        if question.key == "field" and said:
            return said
        if not said:
            return None
        say(texts.line("adopt_number", count=len(options)))


def _is_term(text: str) -> bool:
    try:
        PaymentTerms.of(text)
    except NotATerm:
        return False
    return True


def _show(
    store: Store, company: Company, one: Incoming, found: Proposal, texts: Words
) -> None:
    if not paper_cards.has_something(found):
        values = paper_cards.nothing(texts, found)
        say(plain(texts.say("messages/paper_nothing.html.j2", **values)))
        return
    before = store.write_now(
        lambda uow: uow.papers(company.id).batch_of(found.paper.digest)
    )
    values = paper_cards.card(texts, found, one.said, before)
    say(plain(texts.say("messages/paper_card.html.j2", **values)))


def _writes(found: Proposal | None) -> bool:
    return found is not None and not found.is_empty


def _agrees(question: str, texts: Words) -> bool:
    words = texts.line("yes_words").split()
    try:
        return input(f"{question} ({words[0]}/n) ").strip().lower() in words
    except EOFError:
        return False


# --- Writing ---------------------------------------------------------------------------


def _proposed(uow: UnitOfWork, company: Company, one: Incoming) -> Proposal:
    today = datetime.now(UTC).astimezone(ZoneInfo(company.zone)).date()
    papers = uow.papers(company.id)
    situation = uow.books(company.id).record().on(today)
    memory = memory_of(papers, with_receipts=bool(one.paper.payments))
    return propose(one.paper, situation, memory, one.said, usual_vat)


def _write(store: Store, company: Company, every: Sequence[Incoming], texts: Words) -> int:
    """All files in one unit: each is compared with the books that hold the ones before."""
    now = datetime.now(UTC)

    def all_of_them(uow: UnitOfWork) -> list[Proposal]:
        return [_adopted(uow, company, one, now) for one in every]

    try:
        written = store.write_now(all_of_them)
    except (NotAdopted, DomainError):
        warn(texts.line("adopt_changed"))
        return 1
    for found in written:
        say(texts.line("adopt_done", count=len(found.facts), file=found.paper.file))
    return 0


def _adopted(uow: UnitOfWork, company: Company, one: Incoming, now: datetime) -> Proposal:
    found = _proposed(uow, company, one)
    if found.question is not None:
        raise NotAdopted
    papers = uow.papers(company.id)
    author = Author(None, via="cli")
    _, buyers = adopt(uow.books(company.id), papers, found, author, now)
    remember(papers, found.learnt, now)
    for buyer in sorted(buyers):
        refresh(uow, company.id, buyer, now)
    return found
