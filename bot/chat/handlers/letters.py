"""Letters about a buyer: chosen by a button, sent in Word to be edited, and as PDF.

A rate of late interest that is nobody's data is asked for, and never assumed; it can be
left blank. That a reminder was posted is a fact, recorded by a press.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.chat.handlers import failures
from bot.chat.handlers.claim_files import LONGEST, buyer_of
from bot.chat.handlers.reminders import its_books
from bot.chat.keyboards import key_of, rows
from bot.chat.law import half_year, law, least_rate, products_of
from bot.chat.turn import Turn
from bot.documents.writing import press
from bot.documents.writing.sheets import Sheet, sheet
from bot.ports import Attachment, Books, Button, CompanyId, Keyboard
from bot.reminders.refreshing import refresh
from bot.rendering import Words, words
from bot.services.founding import slug_of
from bot.services.glossary import fold
from bot.services.late_interest import HalfYear
from bot.services.letters import (
    DUNNING_STEPS,
    LETTERS,
    Law,
    LetterView,
    To,
    letter_view,
    missing_rates,
    next_dunning,
)
from domain.facts import Dunning
from domain.help_routes import loss_payee
from domain.money import Percentage
from domain.record import Situation

TOPIC = "letter_rate"
ONE_DAY = timedelta(days=1)
RATE = re.compile(
    r"(\d{1,2}(?:[.,]\d{1,4})?)\s*(?:%|pour\s?cents?|per\s?cent)?", re.IGNORECASE
)
NAMED = re.compile(
    r"\b(lettres?|courriers?|relances?|mise en demeure|letters?|reminders?|formal notice)\b"
)
OF_LATE = frozenset({*DUNNING_STEPS, "delivery_stop"})  # about what is overdue


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter about a buyer, in the books of the company it belongs to."""

    books: Books
    situation: Situation
    name: str
    buyer: str

    @property
    def company(self) -> CompanyId:
        return self.books.company().id


def is_asked(text: str) -> bool:
    return bool(NAMED.search(fold(text)))


def menu(turn: Turn, arguments: list[str]) -> None:
    """« Lettres » : all there are, the next reminder first."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None:
        return
    buyer = buyer_of(books, arguments[1])
    if buyer is None:
        failures.stale(turn)
        return
    situation = books.record().on(turn.today)
    show_menu(turn, situation, books.company().id, buyer)


def show_menu(turn: Turn, situation: Situation, company: CompanyId, buyer: str) -> None:
    first = next_dunning(situation, buyer)
    names = [first, *(name for name in LETTERS if name != first)]
    keys = [_letter_key(turn, company, name, buyer) for name in names]
    turn.say("letters", rows(keys), buyer=buyer, following=first)


def write(turn: Turn, arguments: list[str]) -> None:
    """A press on a letter's name."""
    asked = _asked(turn, arguments)
    if asked is not None:
        _go_on(turn, asked, {})


def answered(turn: Turn) -> bool:
    """A rate, typed; whether that was what the sentence says."""
    said = RATE.fullmatch(turn.incoming.text.strip())
    if turn.dialogue.topic != TOPIC or said is None:
        return False
    draft = turn.dialogue.draft
    asked = _asked(turn, [draft["company"], draft["name"], draft["buyer"]])
    if asked is None:
        return True
    half, rate = half_year(draft["half_year"]), Decimal(said[1].replace(",", ".")) / 100
    least = least_rate(half)
    if rate <= 0 or (least is not None and rate < least.value):
        turn.say("letter_rate_low", _blank_key(turn), half_year=half, least=least)
        return True
    told = {**_told(draft.get("rates", "")), half: Percentage(rate)}
    _go_on(turn, asked, told)
    return True


def leave_blank(turn: Turn, arguments: list[str]) -> None:
    """The letter, with the rate to be filled in by hand."""
    draft = turn.dialogue.draft
    if turn.dialogue.topic != TOPIC or arguments[0] != str(turn.dialogue.number):
        failures.stale(turn)
        return
    asked = _asked(turn, [draft["company"], draft["name"], draft["buyer"]])
    turn.close_topic()
    if asked is not None:
        _send(turn, asked, law(_told(draft.get("rates", ""))))


def posted(turn: Turn, arguments: list[str]) -> None:
    """« Envoyée aujourd'hui » : a reminder is recorded, once a day."""
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None or not turn.may_write():
        return
    buyer, day = buyer_of(books, arguments[1]), date.fromisoformat(arguments[2])
    if buyer is None or day > turn.today:
        failures.stale(turn)
        return
    company, situation = books.company().id, books.record().on(turn.today)
    if any(fact.on == day for fact in situation.account(buyer).all(Dunning)):
        turn.say("letter_posted", buyer=buyer, day=day, again=True)
        return
    number = turn.record_facts(books, [Dunning(on=day, buyer=buyer)])[0]
    refresh(turn.uow, company, buyer, turn.now)
    undo = turn.keys.button("undo", "undo", number, company)
    turn.say("letter_posted", ((undo,),), buyer=buyer, day=day, again=False)


def _asked(turn: Turn, arguments: list[str]) -> Asked | None:
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None:
        return None
    name, buyer = arguments[1], buyer_of(books, arguments[2])
    if name not in LETTERS or buyer is None:
        failures.stale(turn)
        return None
    return Asked(books, books.record().on(turn.today), name, buyer)


def _go_on(turn: Turn, asked: Asked, told: dict[HalfYear, Percentage]) -> None:
    """The letter, or the question that it still needs answered."""
    known = law(told)
    unknown = missing_rates(asked.situation, asked.name, asked.buyer, known.rates)
    if not unknown:
        if turn.dialogue.topic == TOPIC:
            turn.close_topic()
        _send(turn, asked, known)
        return
    draft = {
        "company": str(asked.company),
        "name": asked.name,
        "buyer": key_of(asked.buyer),
        "half_year": str(unknown[0]),
        "rates": _written(told),
    }
    turn.open_topic(TOPIC, draft)
    turn.say(
        "letter_rate", _blank_key(turn), half_year=unknown[0], least=least_rate(unknown[0])
    )


def _send(turn: Turn, asked: Asked, known: Law) -> None:
    view = letter_view(asked.situation, asked.name, asked.buyer, known)
    if asked.name in OF_LATE and not view.due:
        turn.say("letter_nothing_late", buyer=asked.buyer)
        return
    own = turn.words
    written_in = words("fr") if view.letter.stays_french else own
    paper = sheet_of(written_in, asked.situation, view, known).as_json()
    called, whom = slug_of(own.label("letters", asked.name)), slug_of(asked.buyer)
    name = f"{called}-{whom[:LONGEST]}-{turn.today}"
    editable = Attachment(f"{name}.docx", press.packed(paper), press.DOCX)
    turn.attach(editable, "letter_word", view=view, lang_of_letter=written_in.lang)
    fixed = Attachment(f"{name}.pdf", press.packed(paper), press.PDF)
    turn.attach(fixed, "letter_pdf", keyboard=_next_keys(turn, asked, view), view=view)
    if written_in is not own:
        copy = sheet_of(own, asked.situation, view, known).as_json()
        attached = Attachment(f"{name}-{own.lang}.pdf", press.packed(copy), press.PDF)
        turn.attach(attached, "letter_copy", view=view)


def sheet_of(
    written_in: Words, situation: Situation, view: LetterView, known: Law
) -> Sheet:
    policy = situation.policy
    return sheet(
        written_in,
        f"letters/{view.letter.name}.html.j2",
        author=policy.policyholder,
        v=view,
        policy=policy,
        today=situation.today,
        fee=known.fee,
        products=products_of(policy.insurer),
        payee=loss_payee(situation, view.buyer.name).value,
    )


def _next_keys(turn: Turn, asked: Asked, view: LetterView) -> Keyboard:
    """What there is to record once the letter has left."""
    if view.letter.is_dunning:
        its = (asked.company, key_of(asked.buyer))
        today, yesterday = turn.today, turn.today - ONE_DAY
        return (
            (
                turn.keys.button("posted_today", "posted", *its, today.isoformat()),
                turn.keys.button("posted_yesterday", "posted", *its, yesterday.isoformat()),
            ),
        )
    if view.duty is not None:
        row = asked.books.deadlines.of(view.duty.key)
        if row is not None:
            return ((turn.keys.button("done", "done", asked.company, row.number),),)
    if view.letter.to is To.MEDIATOR and asked.company == turn.company.id:
        return turn.keys.about(asked.buyer, "mediation_requested")
    return ()


def _letter_key(turn: Turn, company: CompanyId, name: str, buyer: str) -> Button:
    text = turn.words.label("letters", name)
    shown = f"{text[:1].upper()}{text[1:]}"
    return turn.keys.named(shown, "mail", company, name, key_of(buyer))


def _blank_key(turn: Turn) -> Keyboard:
    return ((turn.keys.button("leave_blank", "blank", turn.dialogue.number),),)


def _told(text: str) -> dict[HalfYear, Percentage]:
    pairs = (each.partition("=") for each in text.split(";") if each)
    return {half_year(name): Percentage(Decimal(rate)) for name, _, rate in pairs}


def _written(told: dict[HalfYear, Percentage]) -> str:
    return ";".join(f"{each}={rate.value}" for each, rate in told.items())
