"""`vigie ask`: one question, through the same doors as in the chat, and nothing kept.

The turn runs in a unit of work that is taken back at its end, unless `--yes` was given
and the sentence asks for a write: then its card is confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat import routing
from bot.chat.handlers import failures
from bot.chat.house import House
from bot.chat.incoming import Incoming
from bot.chat.reception import Reception
from bot.chat.turn import Turn
from bot.commands import database
from bot.commands.understanding import understood
from bot.ports import (
    Author,
    ChatId,
    Clock,
    Company,
    Dialogue,
    Member,
    Person,
    PersonId,
    Role,
    Store,
    UnitOfWork,
)
from bot.rendering import Words, quantity, words
from bot.sample import sample_case
from bot.sample.company import SAMPLE
from bot.services import founding
from bot.services.entries import KINDS
from bot.settings import Settings, load
from bot.terminal import plain, say, warn
from bot.understanding import Decision, Intent, Reading, Slots
from bot.understanding.reading import decimal_text
from domain.errors import DomainError
from domain.money import Money, Percentage
from domain.steps import Answer, Step

NOBODY = PersonId(0)
CARDS = frozenset(
    {Intent.INVOICE_ADD, *KINDS}
)  # what is written once its card is confirmed
NO_ANSWER = frozenset({Decision.ABSTAIN, Decision.CHOOSE, Decision.ASK})


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    company: str
    today: date | None
    lang: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Reply:
    reading: Reading
    figures: dict[str, Answer[Any]]
    text: str
    lang: str
    is_no: bool
    is_card: bool  # what would be recorded is shown
    was_written: bool


class TakenBack(Exception):
    """Carries the reply out of a unit whose writes must not stand."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


@dataclass(frozen=True, slots=True)
class StandingClock:
    instant: datetime

    def now(self) -> datetime:
        return self.instant


def ask(question: Question, *, as_json: bool) -> int:
    """Exit code: 0 answered, 1 not understood or the answer is no, 2 bad usage."""
    texts = words(question.lang)
    if not question.text.strip():
        warn(texts.line("no_text"))
        return 2
    settings = load()
    reply = _from_database(question, settings, texts)
    if reply is None:
        return 2
    if as_json:
        say(json.dumps(document(reply), ensure_ascii=False))
    else:
        say(reply.text)
        _say_what_was_written(reply, texts)
    return 1 if reply.is_no else 0


def _say_what_was_written(reply: Reply, texts: Words) -> None:
    if reply.is_card and not reply.was_written and not reply.is_no:
        warn(texts.line("needs_yes"))


def _from_database(question: Question, settings: Settings, texts: Words) -> Reply | None:
    if database.is_new(settings):
        return _from_sample(question, settings, texts)
    with database.opened(settings) as store:
        companies = store.write_now(lambda uow: uow.companies.all())
        if not companies:
            return _from_sample(question, settings, texts)
        company = store.write_now(lambda uow: database.chosen(uow, question.company, texts))
        return None if company is None else _answered(question, settings, store, company)


def _from_sample(question: Question, settings: Settings, texts: Words) -> Reply | None:
    """Nothing was ever recorded: the sample answers, from memory."""
    if question.company not in {"", SAMPLE}:
        warn(texts.line("unknown_company", slug=question.company, slugs="—"))
        return None
    if settings.token:
        warn(texts.line("no_company"))
        return None
    warn(texts.line("from_the_sample"))
    clock = _clock(question, settings)
    in_memory = database.in_memory()
    try:
        company = in_memory.write_now(lambda uow: _found_sample(uow, clock, settings))
        return _answered(question, settings, in_memory, company)
    finally:
        in_memory.close()


def _found_sample(uow: UnitOfWork, clock: Clock, settings: Settings) -> Company:
    now = clock.now()
    case = sample_case(now.astimezone(ZoneInfo(settings.timezone)).date())
    number = founding.found(
        uow,
        case.policy,
        buyers=case.buyers,
        facts=case.facts,
        author=Author(None, via="sample"),
        at=now,
        slug=SAMPLE,
        zone=settings.timezone,
    )
    return uow.companies.get(number)


def _clock(question: Question, settings: Settings) -> StandingClock:
    if question.today is None:
        return StandingClock(datetime.now(UTC))
    noon = datetime.combine(question.today, time(12), ZoneInfo(settings.timezone))
    return StandingClock(noon.astimezone(UTC))


def _answered(
    question: Question, settings: Settings, store: Store, company: Company
) -> Reply:
    clock = _clock(question, settings)

    def unit(uow: UnitOfWork) -> Reply:
        reply = _one_turn(uow, question, clock, company)
        if not reply.was_written:
            raise TakenBack(reply)
        return reply

    try:
        return store.write_now(unit)
    except TakenBack as taken:
        return taken.reply


def _one_turn(uow: UnitOfWork, question: Question, clock: Clock, company: Company) -> Reply:
    turn = _turn(uow, question, clock, company)
    reception = Reception(clock, House())
    reading = reception.converse(turn, question.text)
    is_card = turn.dialogue.topic in CARDS and not turn.dialogue.asked
    written = is_card and question.yes and _confirmed(turn)
    text = "\n\n".join(plain(message.text) for message in turn.messages)
    is_no = turn.failed or turn.answer_is_no or reading.decision in NO_ANSWER
    return Reply(reading, turn.figures, text, turn.words.lang, is_no, is_card, written)


def _confirmed(turn: Turn) -> bool:
    """The card confirmed as by its button; False when it cannot be recorded."""
    turn.messages.clear()
    try:
        routing.PRESSES["ok"](turn, [str(turn.dialogue.number)])
    except DomainError as error:
        failures.tell(turn, error)
    return not turn.failed and not turn.dialogue.topic


def _turn(uow: UnitOfWork, question: Question, clock: Clock, company: Company) -> Turn:
    person = Person(NOBODY, ChatId(0), "", question.lang)
    now = clock.now()
    return Turn(
        uow=uow,
        incoming=Incoming(
            update_id=0,
            chat=ChatId(0),
            person=NOBODY,
            name="",
            lang=question.lang,
            is_private=True,
            text=question.text,
        ),
        member=Member(person, company.id, Role.OWNER),
        words=words(question.lang),
        now=now,
        today=now.astimezone(ZoneInfo(company.zone)).date(),
        dialogue=Dialogue(),
        slots=Slots(),
        by=Author(None, via="cli"),
    )


def document(reply: Reply) -> dict[str, Any]:
    """The JSON of INTERFACES: what was understood, the figures, their steps, the text."""
    figures = {name: _value(answer.value) for name, answer in reply.figures.items()}
    steps = [
        _step(step, reply.lang)
        for answer in reply.figures.values()
        for step in answer.steps
    ]
    return {
        **understood(reply.reading),
        "figures": figures,
        "steps": steps,
        "text": reply.text,
        "lang": reply.lang,
    }


def _step(step: Step, lang: str) -> dict[str, str]:
    texts = words(lang)
    return {
        "label": texts.label("steps", step.label),
        "formula": " ".join(_formula(step, texts)),
        "value": _value(step.value),
        "clause": step.clause,
    }


def _formula(step: Step, texts: Words) -> Iterator[str]:
    sign = texts.label("signs", step.operation)
    for number, one in enumerate(step.inputs):
        if number:
            yield sign
        yield quantity(one, texts.lang)


def _value(value: object) -> str:
    """Decimal text for amounts and rates, ISO for days."""
    match value:
        case Money():
            return str(value.rounded().amount)
        case Percentage():
            return decimal_text(value.value)
        case date():
            return value.isoformat()
        case _:
            return str(value)
