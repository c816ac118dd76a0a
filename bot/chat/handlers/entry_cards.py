"""How an entry looks before it is written: its lines, its notes, its buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.chat.keyboards import key_of, rows
from bot.chat.turn import Turn
from bot.ports import Button, Keyboard
from bot.rendering import NBSP, capitalised, day, length, money, percent
from bot.services.entries import (
    NOTHING,
    Draft,
    Field,
    Form,
    Kind,
    open_with_vat,
    told_before,
)
from domain.facts import Fact
from domain.money import Money, Percentage
from domain.spans import PaymentTerms

# What stands in bold at the head of the card, where it is not the amount.
HEADLINES = {
    "invoice_extend": "due_on",
    "invoice_dispute": "invoice",
    "limit_decision": "decision",
    "insolvency_report": "buyer",
    "loss_payee": "value",
    "mediation_requested": "buyer",
    "claim_open": "buyer",
    "collection": "buyer",
    "claim_refused": "buyer",
    "settings": "setting",
}
# Fields that say something even when there is nothing to say.
ALWAYS_SHOWN = frozenset({"published_on", "buyer"})
LONG_AGO = timedelta(days=180)
# Choices whose alternative is one press away, on the card itself.
AT_HAND = {"credit_note_add": "basis", "invoice_extend": "agreed"}


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str  # "" as long as it is to be said


def show(turn: Turn, kind: Kind, draft: Draft) -> None:
    """The card; what is still missing is named there, with a button each."""
    missing = kind.missing(draft, turn.situation)
    fact = None if missing else kind.fact(draft, turn.situation)
    turn.say(
        "entry_card",
        _keyboard(turn, kind, draft, missing),
        intent=kind.intent,
        headline=_headline(turn, kind, draft),
        lines=list(_lines(turn, kind, draft)),
        notes=_notes(turn, draft, fact),
        told=told_before(turn.situation, fact) if fact else None,
        missing=missing,
        fact=fact,
    )


def _notes(turn: Turn, draft: Draft, fact: Fact | None) -> tuple[str, ...]:
    """What was assumed; and a day long past, which may be a slip of the year."""
    is_old = fact is not None and fact.on < turn.today - LONG_AGO
    return (*draft.assumed, *(("long_ago",) if is_old else ()))


def _headline(turn: Turn, kind: Kind, draft: Draft) -> str:
    name = HEADLINES.get(kind.intent, "amount")
    return written(turn, kind, kind.field(name), draft) if draft.text(name) else ""


def _lines(turn: Turn, kind: Kind, draft: Draft) -> Iterator[Line]:
    needed = kind.needs(draft, turn.situation)
    for each in kind.fields:
        telling = each.may_be_none and each.name in ALWAYS_SHOWN
        is_shown = draft.text(each.name) or each.name in needed or telling
        if is_shown and each.name != "basis":
            yield Line(label_of(turn, kind, each), written(turn, kind, each, draft))


def label_of(turn: Turn, kind: Kind, field: Field) -> str:
    own = ("entries", "fields_of", kind.intent, field.name)
    words = turn.words
    return words.label(*own) if words.has_label(*own) else _usual_label(turn, field.name)


def _usual_label(turn: Turn, name: str) -> str:
    return turn.words.label("entries", "fields", name)


def written(turn: Turn, kind: Kind, field: Field, draft: Draft) -> str:
    """A field's value as it is read; "" when it is still to be said."""
    if field.may_be_none and not draft.text(field.name):
        return _none(turn, kind, field.name)
    if not draft.has(field.name):
        return ""
    if field.form is Form.BUYER and draft.text(field.name) not in turn.record.buyers:
        return f"{draft.text(field.name)} ({turn.words.label('entries', 'new')})"
    text = worded(turn, field, draft.text(field.name))
    basis = _basis(turn, kind, draft) if _is_main(field) else ""
    return f"{text}{NBSP}{basis}" if basis else text


def _is_main(field: Field) -> bool:
    return field.name == "amount"


def _basis(turn: Turn, kind: Kind, draft: Draft) -> str:
    """With or without VAT, where it must be said."""
    said = draft.text("basis") or ("gross" if kind.intent == "payment_add" else "")
    return turn.words.label("entries", "basis", said) if said else ""


def _none(turn: Turn, kind: Kind, name: str) -> str:
    own = ("entries", "none_of", kind.intent, name)
    words = turn.words
    return words.label(*(own if words.has_label(*own) else ("entries", "none", name)))


def worded(turn: Turn, field: Field, value: str) -> str:
    lang = turn.words.lang
    match field.form:
        case Form.AMOUNT:
            return money(Money(Decimal(value), turn.record.policy.currency), lang)
        case Form.PERCENTAGE:
            return percent(Percentage.of(value), lang)
        case Form.PERIOD:
            return length(PaymentTerms.of(value).span, lang)
        case Form.DAY:
            return day(date.fromisoformat(value), lang)
        case Form.CHOICE:
            return turn.words.label("entries", "options", field.name, value)
        case _:
            return value


# --- Buttons -----------------------------------------------------------------------


def _keyboard(turn: Turn, kind: Kind, draft: Draft, missing: str) -> Keyboard:
    number, keys = turn.dialogue.number, turn.keys
    last = (keys.button("correct", "fix", number), keys.button("cancel", "no", number))
    if missing:
        field = kind.field(missing)
        ask = keys.named(label_of(turn, kind, field), "field", number, missing)
        return (*rows(option_buttons(turn, kind, draft, field)), (ask,), last)
    confirm = (keys.button("confirm", "ok", number),)
    return (confirm, *rows(_other_choices(turn, kind, draft)), last)


def _other_choices(turn: Turn, kind: Kind, draft: Draft) -> Iterator[Button]:
    name = AT_HAND.get(kind.intent)
    if name is None:
        return
    for value in kind.field(name).choices:
        if value != draft.text(name):
            label = turn.words.label("entries", "switch", name, value)
            yield turn.keys.named(label, *_pick(turn, name, value))


def option_buttons(turn: Turn, kind: Kind, draft: Draft, field: Field) -> list[Button]:
    """Likely answers; a day is today or yesterday more often than not."""
    values = kind.options(field.name, draft, turn.situation)
    return [
        turn.keys.named(
            option_label(turn, kind, field, value), *_pick(turn, field.name, value)
        )
        for value in values
    ]


def option_label(turn: Turn, kind: Kind, field: Field, value: str) -> str:
    if value == NOTHING:
        return capitalised(_none(turn, kind, field.name))
    if field.form is Form.INVOICE:
        left = money(open_with_vat(turn.situation, value), turn.words.lang)
        return f"{value} · {left}"
    return capitalised(worded(turn, field, value))


def _pick(turn: Turn, name: str, value: str) -> tuple[str, object, object, object]:
    return "pick", turn.dialogue.number, name, key_of(value)
