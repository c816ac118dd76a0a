"""Calendar feeds: hashes of links, each of one person and one company."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select

from bot.ports import CompanyId, Feed, PersonId
from bot.storage.database import insert_row
from bot.storage.session import Session
from bot.storage.tables import feeds, members

_HIS = and_(
    feeds.c.company_id == bindparam("company"), feeds.c.person == bindparam("its_person")
)
OPEN = insert_row(feeds)
CLOSE = delete(feeds).where(_HIS)
BEHIND = (
    select(feeds.c.company_id, feeds.c.person)
    .join_from(
        feeds,
        members,
        and_(
            members.c.company_id == feeds.c.company_id, members.c.person == feeds.c.person
        ),
    )
    .where(feeds.c.token_hash == bindparam("hash"))
)


class SqlFeeds:
    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, feed: Feed, token_hash: str, at: datetime) -> None:
        self.close(feed)
        self._session.run(
            OPEN,
            token_hash=token_hash,
            company_id=feed.company,
            person=feed.person,
            made_at=at,
        )

    def close(self, feed: Feed) -> bool:
        return self._session.run(CLOSE, company=feed.company, its_person=feed.person) > 0

    def behind(self, token_hash: str) -> Feed | None:
        found = self._session.row(BEHIND, hash=token_hash)
        return None if found is None else Feed(CompanyId(found[0]), PersonId(found[1]))
