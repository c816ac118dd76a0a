"""One pinned message per person: the state of the policy, edited in place.

It is made once in each chat and edited whenever facts change or a day begins. What is
pinned where is known from the outbox, which keeps the number of the message sent.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.chat.keyboards import Keyboards
from bot.ports import (
    ChatId,
    Company,
    CompanyId,
    Lease,
    Member,
    Message,
    Reminder,
    UnitOfWork,
)
from bot.reminders.refreshing import asked_anew
from bot.rendering import words
from bot.services.summary import Summary, summary

OBLIGATION, RULE = "dashboard", "pinned"


def show(
    uow: UnitOfWork,
    company: CompanyId,
    now: datetime,
    *,
    speaker: ChatId | None = None,
    lease: Lease | None = None,
) -> None:
    """Bring every member's dashboard up to date; who has none yet gets one. The speaker's
    goes out under the lease of the answer, right after it.
    """
    if asked_anew(uow, company):
        uow.drop_note(shown_key(company))  # once every buyer is reckoned
        return
    books = uow.books(company)
    its_company = books.company()
    today = now.astimezone(ZoneInfo(its_company.zone)).date()
    view = summary(books.record().on(today))
    pinned = _pinned(uow, company)
    for member in uow.people.members(company):
        if member.person.reachable:
            chat = member.person.chat
            message = _worded(its_company, member, view, today)
            held = lease if chat == speaker else None
            _put(uow, its_company, chat, message, pinned, today, now, held)


def on_new_days(uow: UnitOfWork, now: datetime) -> list[CompanyId]:
    """A dashboard speaks of today: on a new local day it is said anew, and where it had
    to wait. Whose is of another day.
    """
    return [
        company.id
        for company in uow.companies.all()
        if uow.note(shown_key(company.id)) != _day(company, now)
    ]


def show_on_new_day(uow: UnitOfWork, company: CompanyId, now: datetime) -> None:
    uow.take_note(shown_key(company), _day(uow.companies.get(company), now))
    show(uow, company, now)


def _day(company: Company, now: datetime) -> str:
    return now.astimezone(ZoneInfo(company.zone)).date().isoformat()


def shown_key(company: CompanyId) -> str:
    return f"dashboards:{company}"


def _pinned(uow: UnitOfWork, company: CompanyId) -> dict[ChatId, int | None]:
    """The message pinned in each chat; None: on its way."""
    told = uow.outbox.sent_about(company, OBLIGATION)
    return {sent.chat: sent.message_id for sent in told}


def _put(
    uow: UnitOfWork,
    company: Company,
    chat: ChatId,
    message: Message,
    pinned: dict[ChatId, int | None],
    today: date,
    now: datetime,
    lease: Lease | None,
) -> None:
    if chat not in pinned:
        new = Message(message.text, message.keyboard, pin=True)
        reminder = Reminder(OBLIGATION, RULE, today)
        uow.outbox.add(
            new,
            chat,
            at=now,
            company=company.id,
            reminder=reminder,
            zone=company.zone,
            lease=lease,
        )
    elif (edited := pinned[chat]) is not None:
        edit = Message(message.text, message.keyboard, edits=edited)
        uow.outbox.add(edit, chat, at=now, company=company.id, lease=lease)


def _worded(company: Company, member: Member, view: Summary, today: date) -> Message:
    texts = words(member.person.lang)
    text = texts.say(
        "messages/dashboard.html.j2",
        company=company,
        today=today,
        left=view.left,
        maximum=view.maximum,
        next=view.deadlines[0] if view.deadlines else None,
        overdue=view.overdue,
        limits=view.limits,
    )
    return Message(text, Keyboards(texts).asks("summary", "deadlines"))
