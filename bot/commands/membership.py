"""`vigie members`, `vigie remove`: who is told, by which way, and who no longer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.commands.database import chosen, is_new, opened
from bot.ports import Company, Member, PersonId, Role, Store, UnitOfWork
from bot.rendering import Words
from bot.services.people import is_address, leave
from bot.settings import load
from bot.terminal import say, warn


def members(texts: Words, slug: str, person: str, email: str, *, as_json: bool) -> int:
    """All of them; with a person and an address, where that person is written to."""
    settings = load()
    if is_new(settings):
        warn(texts.line("no_company"))
        return 2
    with opened(settings) as store:
        company = store.write_now(lambda uow: chosen(uow, slug, texts))
        if company is None:
            return 2
        if person or email:
            code = _write_to(store, texts, company, person, email)
            if code:
                return code
        found = store.write_now(lambda uow: uow.people.members(company.id))
    if as_json:
        say(json.dumps([_document(one) for one in found], ensure_ascii=False))
        return 0
    for one in found:
        say(_line(texts, one))
    if not found:
        say(texts.line("members.none", name=company.name))
    return 0


def remove(texts: Words, slug: str, person: str, *, yes: bool) -> int:
    settings, now = load(), datetime.now(UTC)
    if is_new(settings):
        warn(texts.line("no_company"))
        return 2
    with opened(settings) as store:
        company = store.write_now(lambda uow: chosen(uow, slug, texts))
        if company is None:
            return 2
        found = store.write_now(lambda uow: _named(uow, company, person))
        if found is None:
            warn(texts.line("members.unknown", found=person, name=company.name))
            return 2
        if not yes and store.write_now(lambda uow: _is_last_owner(uow, company, found)):
            warn(texts.line("members.last_owner", found=_name(found)))
            return 1
        store.write_now(lambda uow: leave(uow, company.id, found.person, now))
    say(texts.line("members.removed", found=_name(found), name=company.name))
    return 0


def _write_to(store: Store, texts: Words, company: Company, person: str, email: str) -> int:
    if email and not is_address(email):
        warn(texts.line("members.no_address", found=email))
        return 2
    found = store.write_now(lambda uow: _named(uow, company, person))
    if found is None:
        warn(texts.line("members.unknown", found=person, name=company.name))
        return 2
    number = found.person.id
    store.write_now(lambda uow: uow.people.written_to_at(number, email))
    return 0


def _named(uow: UnitOfWork, company: Company, person: str) -> Member | None:
    """By Telegram's number, or by the name if only one bears it."""
    found = uow.people.members(company.id)
    if person.isascii() and person.isdecimal():
        number = PersonId(int(person))
        return next((one for one in found if one.person.id == number), None)
    same = [one for one in found if one.person.name.casefold() == person.casefold()]
    return same[0] if len(same) == 1 else None


def _is_last_owner(uow: UnitOfWork, company: Company, leaving: Member) -> bool:
    owners = [one for one in uow.people.members(company.id) if one.role is Role.OWNER]
    return owners == [leaving]


def _name(member: Member) -> str:
    return member.person.name or str(member.person.id)


def _line(texts: Words, one: Member) -> str:
    key = "members.line" if one.person.reachable else "members.unreachable_line"
    return texts.line(
        key,
        id=one.person.id,
        found=_name(one),
        role=texts.label("roles", one.role),
        email=one.person.email or "—",
    )


def _document(one: Member) -> dict[str, object]:
    return {
        "id": one.person.id,
        "name": one.person.name,
        "role": one.role.value,
        "reachable": one.person.reachable,
        "email": one.person.email,
        "told": one.told.value or "by_role",
    }
