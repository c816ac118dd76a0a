"""After a restore: the owner is told that reminders are on hold, and lets them go."""

from __future__ import annotations

from datetime import datetime

from bot.chat.handlers import failures
from bot.chat.keyboards import Keyboards
from bot.chat.turn import Turn
from bot.ports import Message, Role, UnitOfWork
from bot.reminders.hold import HOLD, is_on_hold, release
from bot.rendering import words

TOLD = "hold_told"


def tell(uow: UnitOfWork, now: datetime) -> int:
    """Every owner who can be reached, once for each hold. The button stands only where one
    company is served: what is held is everybody's.
    """
    since = uow.note(HOLD)
    if since is None or uow.note(TOLD) == since:
        return 0
    uow.take_note(TOLD, since)
    companies = uow.companies.all()
    owners = [
        member
        for company in companies
        for member in uow.people.members(company.id)
        if member.role is Role.OWNER and member.person.reachable
    ]
    for member in owners:
        texts = words(member.person.lang)
        keyboard = ((Keyboards(texts).button("release", "release"),),)
        text = texts.say("messages/held.html.j2", is_alone=len(companies) == 1)
        message = Message(text, keyboard if len(companies) == 1 else ())
        uow.outbox.add(message, member.person.chat, at=now, company=member.company)
    return len(owners)


def let_go(turn: Turn, arguments: list[str]) -> None:
    del arguments
    is_owner = turn.member.role is Role.OWNER
    if not is_owner or len(turn.uow.companies.all()) != 1 or not is_on_hold(turn.uow):
        failures.stale(turn)
        return
    release(turn.uow, turn.now)
    turn.say("released")
