"""« Mon contrat » : a few questions, each with likely answers and « je ne sais pas ».

It ends with a card; confirmed, the company is founded, its envelope shown as a picture
and the three duties that make a policy pay said in three lines. A case file sent at any
moment takes the place of the questions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cases import Case, CaseUnreadable, load_case, policy_from_mapping
from bot.cases.fields import Unreadable
from bot.chat.handlers.answers import read, shown
from bot.chat.house import House
from bot.chat.incoming import Incoming
from bot.chat.keyboards import Keyboards, rows
from bot.documents.writing.pictures import SVG, Studio
from bot.ports import (
    Attachment,
    Author,
    CompanyId,
    Dialogue,
    Keyboard,
    Message,
    Person,
    Role,
    UnitOfWork,
)
from bot.reminders.refreshing import refresh
from bot.rendering import Words
from bot.services import founding, invitations, onboarding
from bot.services.envelope import EnvelopeView, envelope_view
from bot.services.onboarding import UNKNOWN
from domain.errors import DomainError, NoTermInForce
from domain.policy import Policy

TOPIC = "founding"
PRESSES = frozenset({"quiz", "answer", "fixq", "found"})
SHOWN_ERRORS = 8
LARGEST_CASE = 2_000_000  # bytes: a policy with ten thousand invoices
MENU = ("invoice_add", "buyer_cover", "premium", "deadlines")


@dataclass(slots=True)
class Onboarding:
    """One step of it; `messages` are what is said back."""

    uow: UnitOfWork
    incoming: Incoming
    now: datetime
    house: House
    words: Words
    dialogue: Dialogue

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.house.zone)).date()

    @property
    def keys(self) -> Keyboards:
        return Keyboards(self.words)

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.dialogue.draft)

    def say(
        self,
        template: str,
        keyboard: Keyboard = (),
        *,
        edits: int | None = None,
        **values: object,
    ) -> list[Message]:
        text = self.words.say(f"messages/{template}.html.j2", today=self.today, **values)
        return [Message(text, keyboard, edits)]

    # --- The conversation ----------------------------------------------------------

    def begin(self, token_hash: str = "") -> list[Message]:
        """« Mon contrat » : questions, or a case file."""
        self._keep({"token": token_hash} if token_hash else {})
        questions = self.keys.button("questions", "quiz", self.dialogue.number)
        return self.say("my_contract", ((questions,),), name=self.incoming.name)

    def step(self) -> list[Message]:
        """A file, a press or a typed answer."""
        if self.incoming.file is not None:
            return self._case_file(self.incoming.file)
        if self.incoming.tap:
            return self._press(*self.incoming.tap.split(":", 2))
        if self.dialogue.asked and self.incoming.text:
            return self._typed(self.incoming.text)
        return self.begin(self.answers.get("token", ""))

    def _press(self, verb: str, number: str = "", argument: str = "") -> list[Message]:
        """Buttons of an older question or card are dead."""
        if number != str(self.dialogue.number):
            return self.say("stale_card")
        match verb:
            case "found":
                return self._found()
            case "fixq":
                return self._again(argument)
            case "answer" if self.dialogue.asked and argument:
                return self._ask({**self.answers, self.dialogue.asked: argument})
            case _:
                return self._ask(self.answers)

    def _ask(self, answers: dict[str, str]) -> list[Message]:
        question = onboarding.next_question(answers)
        self._keep(answers, question)
        if not question:
            return self._card(answers)
        number = onboarding.QUESTIONS.index(question) + 1
        count = len(onboarding.QUESTIONS)
        return self.say(
            "onboarding_question",
            self._suggestions(question),
            question=question,
            number=number,
            count=count,
        )

    def _suggestions(self, question: str) -> Keyboard:
        number = self.dialogue.number
        likely = [
            self.keys.named(shown(question, code, self.words), "answer", number, code)
            for code in onboarding.suggestions(question, self.today)
        ]
        keyboard = rows(likely)
        if question in onboarding.MUST_BE_KNOWN:
            return keyboard
        return (*keyboard, (self.keys.button("unknown", "answer", number, UNKNOWN),))

    def _typed(self, text: str) -> list[Message]:
        question = self.dialogue.asked
        code = read(question, text, self.today, self.words.lang)
        if code is None:
            return self.say(
                "onboarding_unclear", self._suggestions(question), question=question
            )
        return self._ask({**self.answers, question: code})

    def _card(self, kept: dict[str, str], edits: int | None = None) -> list[Message]:
        number = self.dialogue.number
        lines = [(q, shown(q, kept[q], self.words)) for q in onboarding.QUESTIONS]
        return self.say(
            "onboarding_card",
            (
                (self.keys.button("create_company", "found", number),),
                (self.keys.button("correct", "fixq", number),),
            ),
            edits=edits,
            lines=lines,
            unknown=onboarding.unknown(kept),
        )

    def _again(self, question: str) -> list[Message]:
        """One answer anew; without a question, which."""
        if question not in onboarding.QUESTIONS:
            number = self.dialogue.number
            buttons = (
                self.keys.named(
                    self.words.label("onboarding", "short", q), "fixq", number, q
                )
                for q in onboarding.QUESTIONS
            )
            return self.say("correct_which", rows(buttons))
        kept = {q: a for q, a in self.answers.items() if q != question}
        return self._ask(kept)

    # --- A case file ---------------------------------------------------------------

    def _case_file(self, file: Attachment) -> list[Message]:
        if not file.content:
            return self._refused(file.name, "no_content")
        if len(file.content) > LARGEST_CASE:
            return self._refused(file.name, "too_long")
        try:
            text = file.content.decode("utf-8-sig")
            case = load_case(text, file.name)
        except UnicodeDecodeError:
            return self._refused(file.name, "not_utf8")
        except CaseUnreadable as error:
            return self._refused(file.name, "case", [str(one) for one in error.problems])
        self._keep({"case": text, **self._token()})
        found = self.keys.button("create_company", "found", self.dialogue.number)
        return self.say(
            "case_read",
            ((found,),),
            case=case,
            buyers=len(case.buyers),
            facts=len(case.facts),
        )

    def _refused(
        self, name: str, reason: str, lines: list[str] | None = None
    ) -> list[Message]:
        told = lines or []
        return self.say(
            "file_refused",
            name=name,
            reason=reason,
            lines=told[:SHOWN_ERRORS],
            more=max(0, len(told) - SHOWN_ERRORS),
        )

    # --- The company ---------------------------------------------------------------

    def _found(self) -> list[Message]:
        try:
            case = self._case()
        except (DomainError, Unreadable):
            return self.say("stale_card")
        if case is None:
            return self.say("stale_card")
        token = self.answers.get("token", "")
        if token and self.uow.people.invitation(token, self.now) is None:
            self._close()
            return self.say("link_spent")
        company = self._founded(case, token)
        self._close()
        return self._ready(case, company)

    def _close(self) -> None:
        """Nothing is open any more; buttons of what was are old from here on."""
        self.dialogue = Dialogue(number=self.dialogue.number + 1)
        self.uow.dialogues.save(self.incoming.chat, self.dialogue, self.now)

    def _case(self) -> Case | None:
        answers = self.answers
        if "case" in answers:
            return load_case(answers["case"], "case")
        if onboarding.next_question(answers):
            return None
        policy: Policy = policy_from_mapping(onboarding.policy_mapping(answers, self.today))
        return Case(policy.policyholder, policy, (), ())

    def _founded(self, case: Case, token: str) -> CompanyId:
        incoming = self.incoming
        person = Person(incoming.person, incoming.chat, incoming.name, incoming.lang)
        self.uow.people.meet(person)
        company = founding.found(
            self.uow,
            case.policy,
            buyers=case.buyers,
            facts=case.facts,
            author=Author(incoming.person, incoming.update_id, "file"),
            at=self.now,
            zone=self.house.zone,
        )
        if token:
            invitations.accept(
                self.uow, token, incoming.person, company, Role.OWNER, self.now
            )
        else:
            self.uow.people.join(incoming.person, company, Role.OWNER, self.now)
        self.uow.people.choose(incoming.person, company, self.now)
        refresh(self.uow, company, None, self.now)
        return company

    def _ready(self, case: Case, company: CompanyId) -> list[Message]:
        """Done: the envelope as a picture, and the three duties."""
        said = self.say(
            "company_created",
            self.keys.asks(*MENU),
            edits=self.incoming.message_id,
            name=case.policy.policyholder,
            buyers=len(case.buyers),
            facts=len(case.facts),
        )
        try:
            view = envelope_view(self.uow.books(company).record().on(self.today))
        except NoTermInForce:
            return said
        return [*said, self._picture(view)]

    def _picture(self, view: EnvelopeView) -> Message:
        svg = Studio(self.words).envelope(
            left=view.left.value,
            maximum=view.maximum.value,
            used=view.used,
            expected=view.expected,
            year=view.year,
            on=self.today,
        )
        caption = self.words.say(
            "messages/picture_envelope.html.j2",
            today=self.today,
            left=view.left.value,
            maximum=view.maximum.value,
        )
        picture = Attachment("envelope.png", svg.encode(), SVG, is_photo=True)
        return Message(caption, attachment=picture)

    # --- Keeping -------------------------------------------------------------------

    def _token(self) -> dict[str, str]:
        token = self.answers.get("token", "")
        return {"token": token} if token else {}

    def _keep(self, draft: dict[str, str], asked: str = "") -> None:
        self.dialogue = replace(
            self.dialogue,
            topic=TOPIC,
            draft=draft,
            asked=asked,
            number=self.dialogue.number + 1,
        )
        self.uow.dialogues.save(self.incoming.chat, self.dialogue, self.now)
