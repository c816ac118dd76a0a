"""Telling of notices: an opening judgment at once, then daily until somebody has seen it.

The first day it goes to the first circle, the second day to a second person too and by
e-mail, from the third on to everyone; a chat found closed hands on to the next person at
the next tick. Neither quiet days nor evenings hold it back. What is told once only comes
in one message a company and pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.ports import (
    Channel,
    Company,
    CompanyId,
    Member,
    Message,
    Reminder,
    StoreUnavailable,
    UnitOfWork,
)
from bot.ports.watch import KeptNotice, Settled
from bot.reminders.escalation import Circle, Ear
from bot.reminders.hold import is_on_hold, may_be_repeats
from bot.reminders.local_time import reminding_at, today_of
from bot.reminders.plan import Alarm
from bot.reminders.recipients import ears_of
from bot.services.watch.lookups import standing
from domain.record import Record

NOTICE, CALM_NOTICES = "notice", "notices"  # the rules; the first is the obligation's too
URGENT, CALM = 1, 6


class NoticeWording(Protocol):
    def notice(
        self,
        company: Company,
        record: Record,
        kept: KeptNotice,
        member: Member,
        today: date,
        *,
        by_mail: bool = False,
    ) -> Message:
        """What is told until it is seen."""
        ...

    def notices(
        self,
        company: Company,
        kept: Sequence[KeptNotice],
        member: Member,
        *,
        by_mail: bool = False,
    ) -> Message:
        """What is told once."""
        ...


def obligation_of(number: int) -> str:
    return f"{NOTICE}:{number}"


def tell_open(
    uow: UnitOfWork, now: datetime, wording: NoticeWording, alarm: Alarm, *, has_mail: bool
) -> int:
    """How many messages were added, of every company."""
    if is_on_hold(uow):
        return 0
    added = 0
    for company in uow.companies.all():
        for kept in uow.watchbook(company.id).open():
            telling = Telling(uow, company, wording, alarm, now, has_mail)
            added += _told(telling, kept)
    return added


def _told(telling: Telling, kept: KeptNotice) -> int:
    """One notice's failure, as of a template, does not keep others from being told."""
    try:
        return telling.tell(kept)
    except StoreUnavailable:
        raise
    except Exception as failure:  # noqa: BLE001 - an alarm, and tried again next tick
        about = f"{obligation_of(kept.number)}: {type(failure).__name__}"
        telling.alarm("failed", telling.company.id, about)
        return 0


def tell_once(
    uow: UnitOfWork,
    company: CompanyId,
    kept: Sequence[KeptNotice],
    now: datetime,
    wording: NoticeWording,
    alarm: Alarm,
    *,
    has_mail: bool,
) -> int:
    told = [one for one in kept if one.settled is Settled.TOLD]
    its = uow.companies.get(company)
    telling = Telling(uow, its, wording, alarm, now, has_mail)
    return telling.tell_calmly(told) if told else 0


@dataclass(frozen=True, slots=True)
class Telling:
    uow: UnitOfWork
    company: Company
    wording: NoticeWording
    alarm: Alarm
    now: datetime
    has_mail: bool

    @property
    def today(self) -> date:
        return today_of(self.company, self.now)

    def tell(self, kept: KeptNotice) -> int:
        record = self.uow.books(self.company.id).record()
        if standing(record.on(self.today), kept.buyer, kept.notice) is not Settled.NO:
            self._settle(kept)
            return 0
        is_first_day = self.today <= kept.noticed_on
        if not is_first_day and self.now < reminding_at(self.company, self.today):
            return 0
        key = Reminder(obligation_of(kept.number), NOTICE, self.today)
        ears = list(self._ears((self.today - kept.noticed_on).days))
        if not ears:
            self.alarm("nobody", self.company.id, key.obligation)
        return sum(self._tell(ear, key, kept, record) for ear in ears)

    def tell_calmly(self, kept: Sequence[KeptNotice]) -> int:
        key = Reminder(obligation_of(kept[0].number), CALM_NOTICES, self.today)
        added = 0
        for ear in self._ears(0):
            by_mail = ear.channel is Channel.EMAIL
            message = self.wording.notices(self.company, kept, ear.member, by_mail=by_mail)
            added += self._add(ear, message, key, CALM)
        return added

    def _settle(self, kept: KeptNotice) -> None:
        """It was recorded by another way: what still waits to be sent is taken back."""
        book = self.uow.watchbook(self.company.id)
        book.settle(kept.number, Settled.RECORDED, self.now)
        self.uow.outbox.withdraw(self.company.id, obligation_of(kept.number), self.now)

    def _ears(self, days: int) -> Iterator[Ear]:
        furthest = Circle(min(days + 1, Circle.EVERYONE))
        for ear in ears_of(self.uow, self.company.id, has_mail=self.has_mail):
            if ear.circle > furthest:
                continue
            yield ear
            can_write = self.has_mail and ear.member.person.email
            if days and can_write and ear.channel is not Channel.EMAIL:
                yield Ear(ear.member, Channel.EMAIL, ear.circle)

    def _tell(self, ear: Ear, key: Reminder, kept: KeptNotice, record: Record) -> int:
        chat = ear.member.person.chat
        if self.uow.outbox.is_told(self.company.id, key, chat, ear.channel):
            return 0
        by_mail = ear.channel is Channel.EMAIL
        message = self.wording.notice(
            self.company, record, kept, ear.member, self.today, by_mail=by_mail
        )
        return self._add(ear, message, key, URGENT)

    def _add(self, ear: Ear, message: Message, key: Reminder, urgency: int) -> int:
        person = ear.member.person
        number = self.uow.outbox.add(
            message,
            person.chat,
            at=self.now,
            company=self.company.id,
            reminder=key,
            urgency=urgency,
            channel=ear.channel,
            address=person.email if ear.channel is Channel.EMAIL else "",
            repeat=may_be_repeats(self.uow, self.company, key.due_on),
        )
        return int(number is not None)
