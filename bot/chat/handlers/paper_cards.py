"""How a file looks before it is written: the question, the card, its details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.chat.keyboards import rows
from bot.chat.turn import Turn
from bot.ports import Button, Keyboard
from bot.ports.adoption import Batch
from bot.ports.papers import Doubt, Paper, PaperKind
from bot.rendering import Words
from bot.services.pages import page
from bot.services.papers.mending import FIELDS, all_unsure, is_single, slot_of
from bot.services.papers.names import clean
from bot.services.papers.proposal import (
    NEW,
    NONE,
    NewInvoice,
    Proposal,
    Question,
    Settlement,
)
from domain.facts import Invoice
from domain.money import Money, total

USUAL_TERMS = ("30 days", "45 days end of month", "60 days", "3 months end of month")
SHOWN_DOUBTS = 4
# What the card itself says: where due dates come from, which fields are to be looked at.
ON_THE_CARD = frozenset({"due_day_missing", "fec_no_due_days", "unsure"})
SHOWN_NAMES = 5
DETAILS = 8
ISO = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
AMOUNTS = frozenset(
    {"net", "vat", "gross", "prepaid", "payable", "total", "amount", "balance"}
)


# --- Questions -------------------------------------------------------------------------


def options_of(question: Question) -> tuple[str, ...]:
    """What the buttons of a question answer; those of terms are the usual ones."""
    return USUAL_TERMS if question.key == "terms" else question.options


def ask(
    turn: Turn, question: Question, found: Proposal, *, edits: int | None = None
) -> None:
    number = turn.dialogue.number
    options = (
        turn.keys.named(option_told(turn.words, question, option), "reply", number, index)
        for index, option in enumerate(options_of(question))
    )
    last = [
        *_for_the_rest(turn, question),
        turn.keys.button("cancel", "paper", number, "no"),
    ]
    turn.say(
        "paper_ask",
        (*rows(options), *((button,) for button in last)),
        edits=edits,
        **asked(question, found),
    )


def asked(question: Question, found: Proposal) -> dict[str, object]:
    """What the template paper_ask needs."""
    whole = found.paper.total
    return {
        "question": question,
        "name": clean(found.paper.file),
        "buyers": question.values.get("buyers", ())[:SHOWN_NAMES],  # type: ignore[index]
        "candidates": question.values.get("candidates", ()),
        "layout": question.values.get("layout"),
        "total": None if whole is None else Money(whole, found.currency),
        "proposal": found,
    }


def option_told(words: Words, question: Question, option: str) -> str:
    match question.key:
        case "buyer":
            return words.label("buttons", "new_buyer") if option == NEW else option
        case "terms":
            return words.label("terms_of_payment", option)
        case "receipt":
            return _settled_by(question, option, words)
        case key:
            return words.label("paper_options", key, option)


def _settled_by(question: Question, option: str, words: Words) -> str:
    if option == NONE:
        return words.label("paper_options", "receipt", "none")
    candidates = question.values["candidates"]
    chosen: Settlement = candidates[int(option)]  # type: ignore[index]
    numbers = ", ".join(chosen.invoices)
    return f"{chosen.buyer} · {numbers}" if numbers else chosen.buyer


def _for_the_rest(turn: Turn, question: Question) -> Iterator[Button]:
    number, keys = turn.dialogue.number, turn.keys
    if question.key == "buyer" and question.count > 1:
        yield keys.button("paper_all_new", "reply", number, "all")
    if question.key == "terms" and len(question.options) > 1:
        yield keys.button("paper_each_buyer", "reply", number, "each")
    if question.key == "layout":
        yield keys.button("correct", "columns", 1, number)
    if question.key == "receipt" and question.count > 1:
        yield keys.button("paper_leave_rest", "reply", number, "sure")


def ask_field(turn: Turn, name: str) -> None:
    turn.say("paper_field", field=name)


def which_field(turn: Turn, names: Sequence[str], *, of_a_table: bool) -> None:
    number = turn.dialogue.number
    buttons = (
        turn.keys.named(turn.words.label("fields", name), "mend", number, name)
        for name in names
    )
    columns = ((turn.keys.button("paper_columns", "columns", 1, number),),)
    turn.say("correct_which", (*rows(buttons), *(columns if of_a_table else ())))


# --- The card --------------------------------------------------------------------------


def has_something(found: Proposal) -> bool:
    """Something to write, or to decide about."""
    return not found.is_empty or bool(found.differences) or found.factored > 0


def show(
    turn: Turn, found: Proposal, said: Mapping[str, str], *, edits: int | None = None
) -> None:
    before = turn.uow.papers(turn.company.id).batch_of(found.paper.digest)
    values = card(turn.words, found, said, before)
    turn.say("paper_card", _keyboard(turn, found, said), edits=edits, **values)


def card(
    words: Words, found: Proposal, said: Mapping[str, str], before: Batch | None
) -> dict[str, object]:
    """What the template paper_card needs; `before`: this very file was adopted once."""
    single = found.invoices[0] if is_single(found.paper) and found.invoices else None
    is_short = len(found.receipts) <= SHOWN_NAMES
    chosen = [
        each
        for each in found.receipts
        if each.chosen and (is_short or each.chosen.reason != "said")
    ]
    doubts = _not_on_the_card(words, found)
    return {
        "p": found,
        "name": clean(found.paper.file),
        "kind": kind_of(found.paper),
        "single": single,
        "prepaid": _prepaid(single, found.currency),
        "unsure": _unsure(found.paper, said),
        "disputed": _gross(found.disputed, found.currency),
        "stopped": _gross(found.stopped, found.currency),
        "taken": said.get("differ") == "take",
        "new_names": [buyer.name for buyer in found.new_buyers][:SHOWN_NAMES],
        "doubts": doubts[:SHOWN_DOUBTS],
        "more_doubts": max(0, len(doubts) - SHOWN_DOUBTS),
        "left_out": reasons(words, found.left_out),
        "sure": chosen,
        "off": [each for each in found.balances if not each.agrees],
        "before": before,
    }


def _not_on_the_card(words: Words, found: Proposal) -> list[Note]:
    return worded(words, [each for each in found.doubts if each.key not in ON_THE_CARD])


def _unsure(paper: Paper, said: Mapping[str, str]) -> frozenset[str]:
    """The fields that a page says and nobody has looked at."""
    if not all_unsure(paper):
        return frozenset()
    return frozenset(name for name in FIELDS if slot_of(name) not in said)


def _gross(invoices: Sequence[Invoice], currency: str) -> Money:
    return total((one.net + one.vat for one in invoices), currency)


def _prepaid(single: NewInvoice | None, currency: str) -> Money | None:
    """What was paid before, of an invoice whose rest alone is owed."""
    paid = single.said.prepaid if single else None
    return Money(paid, currency) if paid else None


def _keyboard(turn: Turn, found: Proposal, said: Mapping[str, str]) -> Keyboard:
    number, keys = turn.dialogue.number, turn.keys
    laid: list[tuple[Button, ...]] = []
    if not found.is_empty:
        laid.append((keys.button("confirm", "paper", number, "ok"),))
    if found.differences:
        label = "paper_keep_books" if said.get("differ") == "take" else "paper_take_file"
        laid.append((keys.button(label, "paper", number, "differ"),))
    if found.factored and said.get("factored") != "yes":
        laid.append((keys.button("paper_factored", "paper", number, "factored"),))
    if any(each.key == "maybe_same_receipt" for each in found.left_out):
        laid.append((keys.button("paper_count_near", "paper", number, "near"),))
    about = [keys.button("paper_details", "lines", 1, number)]
    if not is_status(found):
        about.append(keys.button("correct", "paper", number, "fix"))
    laid.append(tuple(about))
    laid.append((keys.button("cancel", "paper", number, "no"),))
    return tuple(laid)


def is_status(found: Proposal) -> bool:
    """A message that an invoice is disputed, refused or rejected: nothing to correct."""
    return found.paper.kind is PaperKind.CDAR and not found.receipts


def queued(turn: Turn, paper: Paper, number: int, before: int) -> None:
    """Another file is being looked at."""
    button = turn.keys.button("paper_show_first", "next", number)
    turn.say(
        "paper_queued",
        ((button,),),
        edits=turn.incoming.progress,
        name=clean(paper.file),
        before=before,
    )


def left_behind(turn: Turn, paper: Paper, number: int, more: int) -> None:
    """A file is not done with, and waits."""
    button = turn.keys.button("paper_show", "next", number)
    turn.say("paper_left", ((button,),), name=clean(paper.file), more=more)


def nothing_new(turn: Turn, found: Proposal, *, edits: int | None = None) -> None:
    """There is nothing to confirm: why."""
    keys = turn.keys.asks("overdue_list", "deadlines")
    turn.say("paper_nothing", keys, edits=edits, **nothing(turn.words, found))


def nothing_understood(turn: Turn, found: Proposal, *, edits: int | None = None) -> None:
    """A table of which no line could be used: its columns may be put right."""
    number, keys = turn.dialogue.number, turn.keys
    buttons = (
        (keys.button("paper_columns", "columns", 1, number),),
        (keys.button("cancel", "paper", number, "no"),),
    )
    turn.say("paper_nothing", buttons, edits=edits, **nothing(turn.words, found))


def nothing(words: Words, found: Proposal) -> dict[str, object]:
    """What the template paper_nothing needs."""
    return {
        "p": found,
        "name": clean(found.paper.file),
        "kind": kind_of(found.paper),
        "doubts": _not_on_the_card(words, found)[:SHOWN_DOUBTS],
        "left_out": reasons(words, found.left_out),
        "off": [each for each in found.balances if not each.agrees][:DETAILS],
        "unmatched": found.unmatched[:DETAILS],
    }


def saved(turn: Turn, found: Proposal, last: str) -> None:
    undo = ((turn.keys.button("undo", "undo", last, turn.company.id),),) if last else ()
    turn.say(
        "paper_saved",
        (*undo, *turn.keys.asks("overdue_list", "deadlines")),
        edits=turn.incoming.message_id,
        p=found,
        name=clean(found.paper.file),
    )


def kind_of(paper: Paper) -> str:
    return paper.kind.value if paper.kind else "table"


# --- Doubts ----------------------------------------------------------------------------


def refusal(words: Words, key: str, values: Mapping[str, str]) -> str:
    return worded_as(words, "paper_refused", key, values)


@dataclass(frozen=True, slots=True)
class Note:
    """A doubt in words, and what it is about ("": the file)."""

    about: str
    text: str


def worded(
    words: Words, doubts: Sequence[Doubt], group: str = "paper_doubts"
) -> list[Note]:
    every = (
        Note(clean(each.about), worded_as(words, group, each.key, each.values))
        for each in doubts
    )
    return list(dict.fromkeys(every))


def worded_as(words: Words, group: str, key: str, values: Mapping[str, str]) -> str:
    """A text with its values; one that we have no words for is said to be so."""
    known = key if words.has_label(group, key) else "other"
    shown = {name: _value(words, name, value) for name, value in values.items()}
    return words.label(group, known).format_map(_Values({"key": key, **shown}))


def _value(words: Words, name: str, value: str) -> str:
    """A value of a doubt: days and amounts as they are read, fields by their names."""
    if name == "fields":
        named = (each for each in value.split(", "))
        return ", ".join(
            words.label("paper_fields", each)
            if words.has_label("paper_fields", each)
            else each
            for each in named
        )
    if name in AMOUNTS and DECIMAL.fullmatch(value):
        return words.quantity(Decimal(value))
    return ISO.sub(lambda found: _day(words, found[0]), clean(value))


def _day(words: Words, text: str) -> str:
    try:
        return words.quantity(date.fromisoformat(text))
    except ValueError:
        return text


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some of the file's lines are left out."""

    text: str
    count: int
    about: tuple[str, ...]


def reasons(words: Words, left_out: Sequence[Doubt]) -> list[Reason]:
    """By reason, with the first names."""
    by_key: dict[str, list[Doubt]] = {}
    for each in left_out:
        by_key.setdefault(each.key, []).append(each)
    return [
        Reason(
            worded_as(words, "paper_left_out", key, found[0].values),
            len(found),
            tuple(dict.fromkeys(each.about for each in found if each.about))[:3],
        )
        for key, found in by_key.items()
    ]


# --- Details ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Detail:
    kind: str
    of: object


def details(turn: Turn, found: Proposal, number: int) -> None:
    shown = page(list(_details(turn, found)), number, DETAILS)
    more = turn.keys.following(shown.following, "lines", turn.dialogue.number)
    turn.say("paper_lines", more, page=shown)


def _details(turn: Turn, found: Proposal) -> Iterator[Detail]:
    groups: Sequence[tuple[str, Sequence[object]]] = (
        ("difference", found.differences),
        ("receipt", found.receipts),
        ("unmatched", found.unmatched),
        ("balance", [each for each in found.balances if not each.agrees]),
        ("invoice", found.invoices),
        ("credit", found.credits),
        ("dispute", found.disputes),
        ("stopped", found.stopped),
        ("voided", found.voided),
        ("limit", found.limits),
        ("doubt", worded(turn.words, found.doubts)),
    )
    for kind, every in groups:
        yield from (Detail(kind, one) for one in every)
    for note in worded(turn.words, found.left_out, "paper_left_out"):
        yield Detail("doubt", note)
