"""What was said of a duty, to whom, when it was seen, and what was done about it.

Kept for ever: should the insurer say that nothing was declared, or a partner that nobody
was told, here is the answer. The claim's file holds it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.ports import Channel, CompanyId, PersonId, Reaction, SentReminder, UnitOfWork


@dataclass(frozen=True, slots=True)
class Said:
    """One reminder to one person. `sent_at` None: not sent (yet); `state` says why."""

    obligation: str
    rule: str
    to: str
    channel: Channel
    sent_at: datetime | None
    seen_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Reacted:
    """`what`: "seen", "put_off", "file", "sent:portal", "done:letter"…"""

    obligation: str
    who: str
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    said: tuple[Said, ...]
    reacted: tuple[Reacted, ...]


def about(uow: UnitOfWork, company: CompanyId, obligation: str) -> Evidence:
    sent = uow.outbox.sent_about(company, obligation)
    reactions = uow.outbox.reactions(company, obligation)
    concerned = {int(one.chat) for one in sent} | {int(one.person) for one in reactions}
    names = _names(uow, company, concerned)
    return Evidence(
        tuple(_said(obligation, one, names) for one in sent),
        tuple(_reacted(one, names) for one in reactions),
    )


def about_buyer(uow: UnitOfWork, company: CompanyId, buyer: str) -> Evidence:
    """Of every duty about him, those done since included: for the claim's file."""
    found = [
        about(uow, company, obligation)
        for obligation in uow.outbox.obligations_of(company, buyer)
    ]
    said = [one for each in found for one in each.said]
    reacted = [one for each in found for one in each.reacted]
    return Evidence(
        tuple(sorted(said, key=_when)), tuple(sorted(reacted, key=lambda one: one.at))
    )


def told_in(evidence: Evidence, zone: tzinfo) -> Evidence:
    """The same, with every instant as a clock of that zone shows it."""
    return Evidence(
        tuple(
            replace(
                one, sent_at=_local(one.sent_at, zone), seen_at=_local(one.seen_at, zone)
            )
            for one in evidence.said
        ),
        tuple(replace(one, at=one.at.astimezone(zone)) for one in evidence.reacted),
    )


def _local(instant: datetime | None, zone: tzinfo) -> datetime | None:
    return None if instant is None else instant.astimezone(zone)


def _when(one: Said) -> str:
    return one.sent_at.isoformat() if one.sent_at else ""


def _names(uow: UnitOfWork, company: CompanyId, concerned: set[int]) -> dict[int, str]:
    """By chat and by person: in a private chat they are one number. Of those who have
    left since, too.
    """
    members = uow.people.members(company)
    named = {int(one.person.id): one.person.name for one in members}
    named |= {int(one.person.chat): one.person.name for one in members}
    left = (uow.people.known(PersonId(number)) for number in concerned - named.keys())
    return named | {int(one.id): one.name for one in left if one and one.name}


def _said(obligation: str, one: SentReminder, names: dict[int, str]) -> Said:
    to = names.get(int(one.chat), str(one.chat))
    rule = one.reminder.rule
    return Said(obligation, rule, to, one.channel, one.sent_at, one.seen_at, one.state)


def _reacted(one: Reaction, names: dict[int, str]) -> Reacted:
    who = names.get(int(one.person), str(one.person))
    return Reacted(one.obligation, who, one.what, one.at)
