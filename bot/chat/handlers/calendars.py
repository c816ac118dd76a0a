"""« Mon calendrier » : the deadlines as a file, and a link for a calendar to subscribe."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.handlers.reminders import its_books
from bot.chat.turn import Turn
from bot.documents.writing.calendar import MEDIA_TYPE, Event, calendar
from bot.ports import Attachment, CompanyId, Keyboard, UnitOfWork
from bot.rendering import Words, words
from bot.services import feeds
from bot.services.feeds import Entry
from bot.services.glossary import fold

NAMED = re.compile(r"\b(calendriers?|calendars?|ics|ical|agenda electronique)\b")


def is_asked(text: str) -> bool:
    return bool(NAMED.search(fold(text)))


def send(turn: Turn, arguments: list[str] | None = None) -> None:
    """The file always; the link where this Vigie can be reached from outside."""
    del arguments
    company = turn.company
    content = book(turn.uow, company.id, turn.words, turn.now)
    count = content.count(b"BEGIN:VEVENT")
    file = Attachment(f"vigie-{company.slug}.ics", content, MEDIA_TYPE)
    turn.attach(file, "calendar", count=count)
    if turn.feeds_at:
        link: Keyboard = ((turn.keys.button("calendar_link", "feed", company.id),),)
        turn.say("calendar_offer", link)


def link(turn: Turn, arguments: list[str]) -> None:
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is None or not turn.feeds_at:
        return
    company = books.company().id
    token = feeds.new_link(turn.uow, company, turn.incoming.person, turn.now)
    turn.say(
        "calendar_link",
        ((turn.keys.button("revoke_link", "unfeed", company),),),
        url=f"{turn.feeds_at}/calendar/{token}.ics",
    )


def revoke(turn: Turn, arguments: list[str]) -> None:
    books = its_books(turn, CompanyId(int(arguments[0])))
    if books is not None:
        feeds.revoke(turn.uow, books.company().id, turn.incoming.person)
        turn.say("calendar_revoked")


def behind(uow: UnitOfWork, token: str, now: datetime) -> bytes | None:
    """For the web: the calendar of this link; None when it is nobody's."""
    feed = feeds.behind(uow, token)
    if feed is None:
        return None
    members = uow.people.members(feed.company)
    person = next(one.person for one in members if one.person.id == feed.person)
    return book(uow, feed.company, words(person.lang), now, named=False)


def book(
    uow: UnitOfWork, company: CompanyId, texts: Words, now: datetime, *, named: bool = True
) -> bytes:
    """`named`: with buyers and amounts; a feed passes through others' servers, a file
    stays with its owner.
    """
    its = uow.books(company).company()
    today = now.astimezone(ZoneInfo(its.zone)).date()
    found = feeds.entries(uow, company, today)
    events = [_event(texts, its.slug, entry, named=named) for entry in found]
    return calendar(f"Vigie · {its.name}", events, now)


def _event(texts: Words, slug: str, entry: Entry, *, named: bool) -> Event:
    deadline = entry.deadline
    told = {"deadline": deadline, "at_stake": entry.at_stake, "named": named}
    title, _, text = texts.say("calendar_event.txt.j2", **told).partition("\n")
    return Event(f"{slug}:{deadline.key}", deadline.file_by, title, text.strip())
