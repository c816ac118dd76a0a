"""Notices of the BODACC as their reader sees them: what happened, and until when what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat.keyboards import Keyboards
from bot.ports import Company, Keyboard, Member, Message
from bot.ports.watch import KeptNotice
from bot.rendering import Words, words
from bot.services.watch.notices import notice_view
from domain.record import Record

MOST_LINES = 15


class NoticeWords:
    """The port through which notices get their words."""

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
        texts = words(member.person.lang)
        text = texts.say(
            "messages/notice.html.j2",
            view=notice_view(record.on(today), kept),
            today=today,
            company=company,
            by_mail=by_mail,
        )
        return Message(text, keyboard_of(texts, company, kept))

    def notices(
        self,
        company: Company,
        kept: Sequence[KeptNotice],
        member: Member,
        *,
        by_mail: bool = False,
    ) -> Message:
        texts = words(member.person.lang)
        text = texts.say(
            "messages/notices.html.j2",
            kept=kept[:MOST_LINES],
            count=len(kept),
            more=max(0, len(kept) - MOST_LINES),
            company=company,
            by_mail=by_mail,
        )
        return Message(text)


def keyboard_of(texts: Words, company: Company, kept: KeptNotice) -> Keyboard:
    keys, name = Keyboards(texts), (company.id, kept.number)
    return (
        (keys.button("record_judgment", "judged", *name),),
        (keys.button("seen", "noted", *name),),
    )
