"""A reminder that never arrives: the next channel, the next person, at once; and the
owner is told that somebody cannot be reached any more.

This runs in the unit of work that writes the outcome down. A closed chat, an address that
is refused: what was sent there is told to others. When nobody is left it is an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.ports import (
    Channel,
    Clock,
    CompanyId,
    Delivery,
    Member,
    Outcome,
    Outgoing,
    PersonId,
    Role,
    UnitOfWork,
)
from bot.reminders.escalation import Ear
from bot.reminders.plan import Alarm, Plan
from bot.reminders.recipients import ears_of
from bot.reminders.rules import Rule
from bot.reminders.wording import Wording


@dataclass(frozen=True, slots=True)
class Rerouting:
    wording: Wording
    clock: Clock
    alarm: Alarm
    has_mail: bool = False

    def __call__(self, uow: UnitOfWork, outgoing: Outgoing, delivery: Delivery) -> None:
        lost = PersonId(int(outgoing.chat))  # a private chat bears its person's number
        is_closed = delivery.outcome is Outcome.CLOSED
        if is_closed:
            self._close(uow, outgoing, lost)
        if outgoing.company is None or outgoing.reminder is None:
            return
        known = set(Rule)
        reminders = [
            one for one in uow.outbox.mentioned_in(outgoing.id) if one.rule in known
        ]
        plan = self._plan(uow, outgoing.company)
        plan.tell_others(reminders, by_mail=not is_closed)

    def _plan(self, uow: UnitOfWork, company: CompanyId) -> Plan:
        its = uow.companies.get(company)
        now = self.clock.now()
        return Plan(uow, its, self.wording, self.alarm, now, has_mail=self.has_mail)

    def _close(self, uow: UnitOfWork, outgoing: Outgoing, lost: PersonId) -> None:
        """An address that is refused is forgotten; either way his companies are told,
        unless they know it already.
        """
        memberships = uow.people.memberships(lost)
        if outgoing.channel is Channel.EMAIL and not self.has_mail:
            return  # e-mail was switched off: the address is good
        if outgoing.channel is Channel.EMAIL:
            uow.people.written_to_at(lost, "")
        else:
            uow.people.unreachable(outgoing.chat)
            memberships = [one for one in memberships if one.person.reachable]
        for member in memberships:
            tell_owners(uow, member, outgoing.channel, self.wording, self.clock.now())


def tell_owners(
    uow: UnitOfWork, lost: Member, channel: Channel, wording: Wording, now: datetime
) -> None:
    """The owners who can be reached in their chats, else the nearest who can."""
    company = uow.companies.get(lost.company)
    for ear in _told_of(ears_of(uow, lost.company), lost):
        message = wording.lost(company, lost, channel, ear.member)
        uow.outbox.add(message, ear.member.person.chat, at=now, company=lost.company)


def _told_of(ears: list[Ear], lost: Member) -> list[Ear]:
    others = [
        ear
        for ear in ears
        if ear.channel is Channel.TELEGRAM and ear.member.person.id != lost.person.id
    ]
    owners = [ear for ear in others if ear.member.role is Role.OWNER]
    return owners or others[:1]
