"""The database behind a command, and the company it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ports import Company, StoreUnavailable, UnitOfWork
from bot.rendering import Words
from bot.settings import Settings
from bot.storage import SqlStore, open_store
from bot.terminal import warn


def open_database(settings: Settings) -> SqlStore:
    """Whatever keeps it from opening (folder, driver, a file that is none) is told as
    one thing, in one line. Raises `StoreUnavailable`.
    """
    try:
        return open_store(settings.database_url.get_secret_value())
    except StoreUnavailable:
        raise
    except Exception as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise StoreUnavailable(reason) from error


@contextmanager
def opened(settings: Settings) -> Iterator[SqlStore]:
    store = open_database(settings)
    try:
        yield store
    finally:
        store.close()


def is_new(settings: Settings) -> bool:
    """No database yet: a reading command must not make one."""
    url = settings.database_url.get_secret_value()
    if not url.startswith("sqlite:///"):
        return False
    return not Path(url.removeprefix("sqlite:///")).exists()


def chosen(uow: UnitOfWork, slug: str, texts: Words) -> Company | None:
    """The company named, or the only one; None (and why, said) when that is unclear."""
    companies = uow.companies.all()
    if slug:
        return _by_slug(companies, slug, texts)
    if not companies:
        warn(texts.line("no_company"))
        return None
    if len(companies) > 1:
        slugs = ", ".join(company.slug for company in companies)
        warn(texts.line("which_company", slugs=slugs))
        return None
    return companies[0]


def _by_slug(companies: list[Company], slug: str, texts: Words) -> Company | None:
    found = next((company for company in companies if company.slug == slug), None)
    if found is None:
        slugs = ", ".join(company.slug for company in companies) or "—"
        warn(texts.line("unknown_company", slug=slug, slugs=slugs))
    return found


def in_memory() -> SqlStore:
    """A database that is gone when it is closed."""
    return open_store("sqlite://")
