"""Companies: founded with their policy, erased whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Protocol

from sqlalchemy import bindparam, delete, select, update

from bot.cases import policy_to_mapping
from bot.ports import ChatId, Company, CompanyId, SlugTaken
from bot.storage.audit import BEGINNING, record_next
from bot.storage.database import insert_row, insert_unless_there
from bot.storage.dialogues import SqlDialogues
from bot.storage.session import Row, Session
from bot.storage.tables import companies, members, people, policies
from bot.storage.words import to_words
from domain.policy import Policy

FOUND = insert_unless_there(companies, "id")
ADD_POLICY = insert_row(policies)
COMPANY = (
    companies.c.id,
    companies.c.slug,
    companies.c.name,
    companies.c.zone,
    companies.c.remind_at,
    companies.c.is_sample,
    companies.c.rebuilt_on,
)
ALL = select(*COMPANY).order_by(companies.c.id)
BY_SLUG = select(*COMPANY).where(companies.c.slug == bindparam("its_slug"))
REMIND_AT = (
    update(companies)
    .where(companies.c.id == bindparam("company"))
    .values(remind_at=bindparam("hour"))
)
ERASE = delete(companies).where(companies.c.id == bindparam("company"))
CHATS = (
    select(people.c.chat)
    .join_from(members, people, members.c.person == people.c.id)
    .where(members.c.company_id == bindparam("company"))
)


class Opened(Protocol):
    """What a unit has read of a company."""

    def company(self) -> Company: ...

    def forget(self) -> None: ...


class SqlCompanies:
    def __init__(
        self,
        session: Session,
        dialogues: SqlDialogues,
        open_books: Callable[[CompanyId], Opened],
    ) -> None:
        self._session = session
        self._dialogues = dialogues
        self._open_books = open_books

    def found(self, company: Company, policy: Policy, at: datetime) -> CompanyId:
        founded = self._session.row(FOUND, **_columns(company), founded_at=at)
        if founded is None:
            raise SlugTaken(company.slug)
        number = CompanyId(founded[0])
        body = to_words(policy_to_mapping(policy))
        self._session.run(ADD_POLICY, company_id=number, body=body)
        record_next(self._session, number, "policy", "", body, at)
        return number

    def by_slug(self, slug: str) -> Company | None:
        found = self._session.row(BY_SLUG, its_slug=slug)
        return None if found is None else company_of(found)

    def get(self, company: CompanyId) -> Company:
        return self._open_books(company).company()

    def all(self) -> list[Company]:
        return [company_of(row) for row in self._session.rows(ALL)]

    def remind_at(self, company: CompanyId, hour: time, at: datetime) -> None:
        told = hour.isoformat("minutes")
        self._session.run(REMIND_AT, company=company, hour=told)
        record_next(self._session, company, "remind_at", told, told, at)

    def erase(self, company: CompanyId, at: datetime) -> None:
        """Everything of the company goes with it; its members' drafts are closed."""
        for (chat,) in self._session.rows(CHATS, company=company):
            self._dialogues.close(ChatId(chat), at)
        self._session.run(ERASE, company=company)
        self._open_books(company).forget()


def company_of(row: Row) -> Company:
    number, slug, name, zone, remind_at, is_sample, rebuilt_on = row
    return Company(
        CompanyId(number),
        slug,
        name,
        zone,
        time.fromisoformat(remind_at),
        is_sample=bool(is_sample),
        rebuilt_on=rebuilt_on,
    )


def _columns(company: Company) -> dict[str, object]:
    return {
        "slug": company.slug,
        "name": company.name,
        "zone": company.zone,
        "remind_at": company.remind_at.isoformat("minutes"),
        "is_sample": company.is_sample,
        "rebuilt_on": company.rebuilt_on,
        "head": 0,
        "head_hash": BEGINNING,
    }
