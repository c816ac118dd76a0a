"""People, who belongs to which company, and the links that let them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.ports import (
    ChatId,
    CompanyId,
    Invitation,
    InvitationSpent,
    Member,
    Person,
    PersonId,
    QuietDays,
    Role,
    Told,
)
from bot.storage.audit import record_next
from bot.storage.database import insert_or_replace, insert_row
from bot.storage.session import Row, Session
from bot.storage.tables import invitations, members, people

PERSON = (
    people.c.id,
    people.c.chat,
    people.c.name,
    people.c.lang,
    people.c.reachable,
    people.c.theme,
    people.c.quiet_days,
    people.c.email,
)
FIND = select(*PERSON).where(people.c.id == bindparam("its_id"))
SAVE = insert_or_replace(people)
SPEAKS = (
    update(people)
    .where(people.c.id == bindparam("its_id"))
    .values(lang=bindparam("language"))
)
SEES_IN = (
    update(people)
    .where(people.c.id == bindparam("its_id"))
    .values(theme=bindparam("its_theme"))
)
RESTS_ON = (
    update(people)
    .where(people.c.id == bindparam("its_id"))
    .values(quiet_days=bindparam("days"))
)
WRITTEN_TO_AT = (
    update(people)
    .where(people.c.id == bindparam("its_id"))
    .values(email=bindparam("address"))
)
UNREACHABLE = (
    update(people).where(people.c.chat == bindparam("its_chat")).values(reachable=False)
)
MOVED = (
    update(people).where(people.c.chat == bindparam("old")).values(chat=bindparam("new"))
)

MEMBER = select(members.c.company_id, members.c.role, members.c.told, *PERSON).join_from(
    members, people, members.c.person == people.c.id
)
MEMBERSHIPS = MEMBER.where(members.c.person == bindparam("its_person")).order_by(
    members.c.chosen_at.desc(), members.c.company_id.desc()
)
MEMBERS = MEMBER.where(members.c.company_id == bindparam("company")).order_by(
    members.c.person
)
JOIN = insert_or_replace(members)
CHOOSE = (
    update(members)
    .where(
        members.c.company_id == bindparam("company"),
        members.c.person == bindparam("its_person"),
    )
    .values(chosen_at=bindparam("at"))
)
TOLD = (
    update(members)
    .where(
        members.c.company_id == bindparam("company"),
        members.c.person == bindparam("its_person"),
    )
    .values(told=bindparam("when"))
)
REMOVE = delete(members).where(
    members.c.company_id == bindparam("company"),
    members.c.person == bindparam("its_person"),
)

INVITE = insert_row(invitations)
OPEN_INVITATION = select(
    invitations.c.company_id, invitations.c.role, invitations.c.expires_at
).where(
    invitations.c.token_hash == bindparam("hash"),
    invitations.c.spent_at.is_(None),
    invitations.c.expires_at > bindparam("now"),
)
SPEND = (
    update(invitations)
    .where(
        invitations.c.token_hash == bindparam("hash"),
        invitations.c.spent_at.is_(None),
        invitations.c.expires_at > bindparam("now"),
    )
    .values(spent_by=bindparam("its_person"), spent_at=bindparam("now"))
)


class SqlPeople:
    def __init__(self, session: Session) -> None:
        self._session = session

    def meet(self, person: Person) -> Person:
        """Who writes can be reached. The language is the first one seen or the one
        chosen since, like the theme and the quiet days; the name and the chat are those
        of today.
        """
        known = self.known(person.id)
        met = replace(known or person, chat=person.chat, name=person.name, reachable=True)
        if met != known:
            self._session.run(SAVE, **_columns(met))
        return met

    def known(self, person: PersonId) -> Person | None:
        found = self._session.row(FIND, its_id=person)
        return None if found is None else _person(found)

    def speaks(self, person: PersonId, lang: str) -> None:
        self._session.run(SPEAKS, its_id=person, language=lang)

    def sees_in(self, person: PersonId, theme: str) -> None:
        self._session.run(SEES_IN, its_id=person, its_theme=theme)

    def rests_on(self, person: PersonId, quiet: QuietDays) -> None:
        self._session.run(RESTS_ON, its_id=person, days=str(quiet))

    def written_to_at(self, person: PersonId, email: str) -> None:
        self._session.run(WRITTEN_TO_AT, its_id=person, address=email)

    def unreachable(self, chat: ChatId) -> None:
        self._session.run(UNREACHABLE, its_chat=chat)

    def moved(self, old: ChatId, new: ChatId) -> None:
        self._session.run(MOVED, old=old, new=new)

    def memberships(self, person: PersonId) -> list[Member]:
        return [_member(row) for row in self._session.rows(MEMBERSHIPS, its_person=person)]

    def members(self, company: CompanyId) -> list[Member]:
        return [_member(row) for row in self._session.rows(MEMBERS, company=company)]

    def join(self, person: PersonId, company: CompanyId, role: Role, at: datetime) -> None:
        self._session.run(
            JOIN, company_id=company, person=person, role=role.value, chosen_at=at, told=""
        )
        self._audit(company, f"{person} {role.value}", at)

    def choose(self, person: PersonId, company: CompanyId, at: datetime) -> None:
        self._session.run(CHOOSE, its_person=person, company=company, at=at)

    def told(self, person: PersonId, company: CompanyId, told: Told, at: datetime) -> None:
        self._session.run(TOLD, its_person=person, company=company, when=told.value)
        self._audit(company, f"{person} told {told.value}", at)

    def remove(self, person: PersonId, company: CompanyId, at: datetime) -> bool:
        removed = self._session.run(REMOVE, its_person=person, company=company)
        if removed:
            self._audit(company, f"{person} removed", at)
        return removed == 1

    def invite(self, invitation: Invitation, token_hash: str) -> None:
        self._session.run(
            INVITE,
            token_hash=token_hash,
            company_id=invitation.company,
            role=invitation.role.value,
            expires_at=invitation.expires_at,
        )

    def invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        found = self._session.row(OPEN_INVITATION, hash=token_hash, now=now)
        if found is None:
            return None
        company, role, expires_at = found
        return Invitation(company, Role(role), expires_at)

    def spend(self, token_hash: str, person: PersonId, now: datetime) -> None:
        spent = self._session.run(SPEND, hash=token_hash, its_person=person, now=now)
        if spent != 1:
            raise InvitationSpent

    def _audit(self, company: CompanyId, ref: str, at: datetime) -> None:
        record_next(self._session, company, "member", ref, ref, at)


def _columns(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "chat": person.chat,
        "name": person.name,
        "lang": person.lang,
        "reachable": person.reachable,
        "theme": person.theme,
        "quiet_days": str(person.quiet),
        "email": person.email,
    }


def _person(row: Row) -> Person:
    number, chat, name, lang, reachable, theme, quiet, email = row
    return Person(
        number, chat, name, lang, bool(reachable), theme, QuietDays.of(quiet), email
    )


def _member(row: Row) -> Member:
    company, role, told, *person = row
    return Member(_person(person), company, Role(role), Told(told))
