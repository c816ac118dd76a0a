"""« Facture Leroc 100 000 HT du 10 mars à 3 mois fin de mois » : card and correction.

Nothing is written before « Valider ». What was assumed is said on the card. Each card
carries the number of its draft: a button of an older card does nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.chat.handlers import doubtful_days, failures, guidance, sirens
from bot.chat.keyboards import rows
from bot.chat.turn import Turn
from bot.facts import facts
from bot.ports import Keyboard
from bot.reminders.refreshing import refresh
from bot.services import invoices as service
from bot.services.invoices import InvoiceDraft
from bot.understanding import Slots
from domain.facts import Invoice
from domain.money import Money, Percentage
from domain.spans import PaymentTerms

TOPIC = "invoice_add"
FIELDS = ("buyer", "number", "net", "vat", "issued_on", "delivered_on", "due_on")
ASKED = {"net": "amount", "number": "invoice", "due_on": "due_on", "which_day": "terms"}
DAYS = frozenset({"issued_on", "delivered_on", "due_on"})
USUAL_TERMS = ("30 days", "45 days end of month", "60 days", "3 months end of month")
MOST_QUESTIONS = 2  # in a row
# Kept with the draft, no part of it.
BESIDE_DRAFT = frozenset({"unknown", "questions", doubtful_days.KEPT_AS})
NO_VAT = Percentage.of("0%")


def add(turn: Turn) -> None:
    """A new invoice, or the answer to a question about the one on its way."""
    if turn.may_write():
        draft = _draft(turn)
        is_open = draft != InvoiceDraft()
        asked, doubtful = (turn.dialogue.asked, _doubtful(turn)) if is_open else ("", "")
        draft = filled(draft, turn.slots, asked)
        if doubtful and turn.slots.terms:  # when it falls due is said: it was the other
            draft = doubtful_days.chosen(draft, doubtful, doubtful_days.ISSUED)
        _go_on(turn, draft, doubtful_days.heard(turn, doubtful))


def filled(draft: InvoiceDraft, slots: Slots, asked: str) -> InvoiceDraft:
    """The draft with what was just said; what was not said stays. The day that answers
    the question about one day is none of the others.
    """
    slots = _number_is_no_term(slots)
    changes: dict[str, object] = {
        "buyer": slots.buyer,
        "number": slots.invoice,
        "issued_on": slots.issued_on,
        "delivered_on": slots.delivered_on,
        "terms": slots.terms,
        "due_on": None if slots.terms else slots.due_on,
    }
    if asked in DAYS and changes[asked] is not None:
        changes |= dict.fromkeys(DAYS - {asked})
    if slots.terms:
        draft = replace(draft, due_on=None)
    elif slots.due_on:
        draft = replace(draft, terms=None)
    if slots.amount is not None:
        draft = _with_amount(draft, slots, asked)
    return replace(draft, **{k: v for k, v in changes.items() if v is not None})  # type: ignore[arg-type]


def _number_is_no_term(slots: Slots) -> Slots:
    """« F301 », said when the terms were asked for, is no 301 days."""
    if slots.terms is None or not slots.invoice:
        return slots
    is_same = str(slots.terms.span.days) == re.sub(r"[^0-9]", "", slots.invoice)
    return replace(slots, terms=None, due_on=None) if is_same else slots


def _with_amount(draft: InvoiceDraft, slots: Slots, asked: str) -> InvoiceDraft:
    if asked == "vat":
        return replace(draft, vat=slots.amount)
    said = slots.basis is not None
    if slots.basis == "gross":
        return replace(draft, gross=slots.amount, net=None, vat=None, basis_said=said)
    return replace(draft, net=slots.amount, gross=None, vat=None, basis_said=said)


def _draft(turn: Turn) -> InvoiceDraft:
    """The draft whose question is being answered, unless this is another invoice."""
    if turn.dialogue.topic != TOPIC or not turn.dialogue.asked:
        return InvoiceDraft()
    draft = _kept(turn)
    is_known = draft.buyer and (draft.net is not None or draft.gross is not None)
    is_another = is_known and turn.slots.buyer and turn.slots.amount is not None
    return InvoiceDraft() if is_another else draft


def _kept(turn: Turn) -> InvoiceDraft:
    draft = turn.dialogue.draft
    said = {name: text for name, text in draft.items() if name not in BESIDE_DRAFT}
    return InvoiceDraft.from_mapping(said)


def _go_on(turn: Turn, draft: InvoiceDraft, doubtful: str = "") -> None:
    """Ask for what is missing, or show the card. After two questions the card comes
    anyway, and names what is still to be said. A day that may be either is asked about
    as soon as the rest is there.
    """
    doubtful = doubtful_days.settled(draft, doubtful)
    missing, before = draft.missing(), turn.dialogue
    is_open = before.topic == TOPIC and bool(before.asked)
    count = int(before.draft.get("questions", "0")) + 1 if is_open else 1
    if not missing and _fell_due_before_today(draft, turn.today):
        missing = "issued_on"
    if doubtful and missing in ("", "terms"):
        missing = "which_day"
    beside = {"questions": str(count), doubtful_days.KEPT_AS: doubtful}
    said = {**draft.to_mapping(), **{key: text for key, text in beside.items() if text}}
    turn.open_topic(TOPIC, said, ASKED.get(missing, missing))
    if missing == "which_day":
        doubtful_days.ask(turn, doubtful)
        return
    if missing and count > MOST_QUESTIONS:
        _show_partial(turn, draft, missing)
        return
    match missing:
        case "":
            _show_card(turn, draft)
        case "buyer":
            _ask_buyer(turn)
        case "terms":
            turn.say("ask_slot", _terms_keys(turn), slot="terms")
        case slot:
            turn.say("ask_slot", slot=slot)


def _fell_due_before_today(draft: InvoiceDraft, today: date) -> bool:
    """Overdue already: it was not issued today, as it would be if its day is not said."""
    return draft.issued_on is None and draft.due_on is not None and draft.due_on < today


def _show_partial(turn: Turn, draft: InvoiceDraft, missing: str) -> None:
    """What was understood so far, and the likely answers to what is missing."""
    options: Keyboard = ()
    if missing == "terms":
        options = _terms_keys(turn)
    elif missing == "buyer":
        options = guidance.buyer_keys(turn, tuple(turn.record.buyers))
    cancel = ((turn.keys.button("cancel", "no", turn.dialogue.number),),)
    currency = turn.record.policy.currency
    turn.say(
        "invoice_partial",
        (*options, *cancel),
        buyer=draft.buyer,
        number=draft.number,
        net=None if draft.net is None else Money(draft.net, currency),
        gross=None if draft.gross is None else Money(draft.gross, currency),
        missing=missing,
    )


def _ask_buyer(turn: Turn) -> None:
    unknown = turn.reading.unknown_buyer if turn.reading else None
    if unknown:
        draft = {**turn.dialogue.draft, "unknown": unknown}
        turn.remember(draft=draft)
    guidance.ask_buyer(turn, new=bool(unknown))


def _terms_keys(turn: Turn) -> Keyboard:
    number = turn.dialogue.number
    return rows(
        turn.keys.named(turn.words.label("terms_of_payment", code), "terms", number, index)
        for index, code in enumerate(USUAL_TERMS)
    )


def _show_card(turn: Turn, draft: InvoiceDraft, *, edits: int | None = None) -> None:
    invoice = _invoice(turn, draft)
    number = turn.dialogue.number
    keys = turn.keys
    assumed = [] if draft.basis_said else ["basis"]
    assumed += [] if draft.vat is not None else ["vat"]
    switch = [] if draft.basis_said else [(keys.button("gross", "basis", number),)]
    turn.say(
        "invoice_card",
        (
            (keys.button("confirm", "ok", number),),
            *switch,
            (keys.button("correct", "fix", number), keys.button("cancel", "no", number)),
        ),
        edits=edits,
        invoice=invoice,
        gross=invoice.net + invoice.vat,
        due_on=invoice.due_on,
        is_new=draft.is_new,
        provisional=service.is_provisional(invoice.number),
        duplicate=service.duplicate(invoice, turn.record),
        doubts=assumed,
    )


def _invoice(turn: Turn, draft: InvoiceDraft) -> Invoice:
    return service.completed(draft, turn.record, turn.today, _usual_vat(turn, draft.buyer))


def _usual_vat(turn: Turn, buyer: str) -> Percentage:
    """The standard rate of the buyer's country, a dated fact; none abroad."""
    known = turn.record.buyers.get(buyer)
    country = known.country if known else turn.record.policy.country
    rates = facts("law")["vat"].get(country)
    return Percentage.of(rates["standard"]) if rates else NO_VAT


# --- Buttons of the card -----------------------------------------------------------


def _current(turn: Turn, arguments: list[str]) -> InvoiceDraft | None:
    """The draft of this card; None (and a word) when the card is an old one."""
    is_current = arguments[:1] == [str(turn.dialogue.number)]
    if turn.dialogue.topic != TOPIC or not is_current:
        failures.stale(turn)
        return None
    if not turn.may_write():
        return None
    return _kept(turn)


def confirm(turn: Turn, arguments: list[str]) -> None:
    draft = _current(turn, arguments)
    if draft is None:
        return
    invoice = _invoice(turn, draft)
    if service.number_is_taken(invoice.number, turn.record):
        turn.failed = True
        turn.open_topic(TOPIC, draft.to_mapping(), ASKED["number"])
        turn.say("errors", error="number_taken", number=invoice.number)
        return
    fact_id = service.record_invoice(
        turn.books, invoice, turn.author, turn.now, new_buyer=draft.is_new
    )
    turn.forget_situation()
    refresh(turn.uow, turn.company.id, invoice.buyer, turn.now)
    turn.close_topic()
    view = service.recorded(turn.situation, invoice)
    turn.figures["insured_part"] = view.insured_part
    turn.say(
        "invoice_saved",
        (
            (turn.keys.button("undo", "undo", fact_id, turn.company.id),),
            *turn.keys.asks("buyer_cover", "deadlines"),
            *sirens.ask_along(turn, invoice.buyer),
        ),
        edits=turn.incoming.message_id,
        invoice=invoice,
        due_on=invoice.due_on,
        insured_part=view.insured_part,
        rest=view.rest,
        refusals=view.refusals,
        deadline=view.deadline,
        over_legal_term=view.over_legal_term,
    )


def correct(turn: Turn, arguments: list[str]) -> None:
    if _current(turn, arguments) is None:
        return
    number = turn.dialogue.number
    buttons = (
        turn.keys.named(turn.words.label("fields", name), "field", number, name)
        for name in FIELDS
    )
    turn.say("correct_which", rows(buttons))


def ask_field(turn: Turn, arguments: list[str]) -> None:
    """One field anew; the others stay."""
    draft = _current(turn, arguments)
    if draft is None:
        return
    if arguments[1] not in FIELDS:
        failures.stale(turn)
        return
    name = arguments[1]
    slot = ASKED.get(name, name)
    turn.open_topic(TOPIC, draft.to_mapping(), slot)
    match name:
        case "buyer":
            guidance.ask_buyer(turn)
        case "due_on":
            turn.say("ask_slot", _terms_keys(turn), slot=slot)
        case _:
            turn.say("ask_slot", slot=slot)


def cancel(turn: Turn, arguments: list[str]) -> None:
    if _current(turn, arguments) is not None:
        turn.close_topic()
        turn.say("cancelled", edits=turn.incoming.message_id)


def accept_new_buyer(turn: Turn, arguments: list[str]) -> None:
    unknown = turn.dialogue.draft.get("unknown", "")
    draft = _current(turn, arguments)
    if draft is not None and unknown:
        _go_on(turn, replace(draft, buyer=unknown, is_new=True), _doubtful(turn))


def choose_buyer(turn: Turn, buyer: str) -> None:
    draft = _current(turn, [str(turn.dialogue.number)])
    if draft is not None:
        _go_on(turn, replace(draft, buyer=buyer, is_new=False), _doubtful(turn))


def _doubtful(turn: Turn) -> str:
    return turn.dialogue.draft.get(doubtful_days.KEPT_AS, "")


def day_answered(turn: Turn) -> bool:
    """« C'est l'échéance » , typed instead of pressed."""
    if turn.dialogue.topic != TOPIC or not turn.dialogue.asked or not _doubtful(turn):
        return False
    slot = doubtful_days.told(turn)
    if not slot or not turn.may_write():
        return False
    _go_on(turn, doubtful_days.chosen(_kept(turn), _doubtful(turn), slot))
    return True


def choose_day(turn: Turn, arguments: list[str]) -> None:
    """What the day was that could be either."""
    draft = _current(turn, arguments)
    if draft is None:
        return
    if not _doubtful(turn) or arguments[1] not in (doubtful_days.ISSUED, doubtful_days.DUE):
        failures.stale(turn)
        return
    _go_on(turn, doubtful_days.chosen(draft, _doubtful(turn), arguments[1]))


def switch_basis(turn: Turn, arguments: list[str]) -> None:
    """The amount was meant with VAT."""
    draft = _current(turn, arguments)
    if draft is not None and draft.net is not None:
        _go_on(turn, replace(draft, gross=draft.net, net=None, vat=None, basis_said=True))


def choose_terms(turn: Turn, arguments: list[str]) -> None:
    draft = _current(turn, arguments)
    if draft is not None and int(arguments[1]) < len(USUAL_TERMS):
        terms = PaymentTerms.of(USUAL_TERMS[int(arguments[1])])
        _go_on(turn, replace(draft, terms=terms, due_on=None))
