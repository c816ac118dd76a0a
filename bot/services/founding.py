"""A company comes to be: its policy, its buyers, and what has happened so far."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.ports import Author, Company, CompanyId, UnitOfWork
from domain.facts import Buyer, Fact
from domain.policy import Policy

NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def found(
    uow: UnitOfWork,
    policy: Policy,
    *,
    buyers: Iterable[Buyer],
    facts: Sequence[Fact],
    author: Author,
    at: datetime,
    slug: str = "",
    zone: str,
) -> CompanyId:
    """Write a whole case down as a new company. Raises `SlugTaken` for a given slug;
    one made from the name gets a number until it is free.
    """
    company = Company(
        id=CompanyId(0),
        slug=slug or _free_slug(uow, policy.policyholder),
        name=policy.policyholder,
        zone=policy.timezone or zone,
        is_sample=author.via == "sample",
        rebuilt_on=at.date() if author.via == "sample" else None,
    )
    number = uow.companies.found(company, policy, at)
    books = uow.books(number)
    for buyer in buyers:
        books.add_buyer(buyer, author, at)
    books.append(facts, author, at)
    return number


def slug_of(name: str) -> str:
    """Dupont & Fils → dupont-fils."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_A_LETTER.sub("-", plain).strip("-") or "company"


def _free_slug(uow: UnitOfWork, name: str) -> str:
    base = slug_of(name)
    slug, number = base, 1
    while uow.companies.by_slug(slug) is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug
