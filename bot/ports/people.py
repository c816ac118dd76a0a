"""People and companies: who may speak for whom, and by which one-time link."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from bot.ports.names import ChatId, CompanyId, PersonId
from bot.ports.quiet_days import QuietDays
from domain.policy import Policy


class Role(StrEnum):
    OWNER = "owner"
    ACCOUNTANT = "accountant"
    READER = "reader"
    BROKER = "broker"

    @property
    def may_write(self) -> bool:
        return self is not Role.READER


class Told(StrEnum):
    """When reminders come to a member first, rather than once nobody has reacted."""

    BY_ROLE = ""  # owners first
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    chat: ChatId  # the private chat
    name: str
    lang: str  # "fr" or "en"
    reachable: bool = True
    theme: str = "light"  # of pictures: "light" or "dark"
    quiet: QuietDays = field(default_factory=QuietDays)
    email: str = ""  # where reminders go that nobody has seen; "": not told


@dataclass(frozen=True, slots=True)
class Member:
    person: Person
    company: CompanyId
    role: Role
    told: Told = Told.BY_ROLE


@dataclass(frozen=True, slots=True)
class Company:
    id: CompanyId
    slug: str
    name: str
    zone: str  # IANA
    remind_at: time = time(9, 0)
    is_sample: bool = False
    rebuilt_on: date | None = None  # of the sample: the day it was made for


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link opens. `company` None: its bearer founds a new company."""

    company: CompanyId | None
    role: Role
    expires_at: datetime


class People(Protocol):
    def meet(self, person: Person) -> Person:
        """Remember who writes (name, chat, first language); keeps what was chosen:
        language, theme, quiet days, e-mail address.
        """
        ...

    def known(self, person: PersonId) -> Person | None:
        """Whoever was met, a member or not."""
        ...

    def speaks(self, person: PersonId, lang: str) -> None: ...

    def sees_in(self, person: PersonId, theme: str) -> None:
        """The theme of this person's pictures from now on."""
        ...

    def rests_on(self, person: PersonId, quiet: QuietDays) -> None:
        """The days on which this person is told of nothing that can wait."""
        ...

    def written_to_at(self, person: PersonId, email: str) -> None:
        """This person's e-mail address from now on; "" for none."""
        ...

    def unreachable(self, chat: ChatId) -> None: ...

    def moved(self, old: ChatId, new: ChatId) -> None:
        """The chat has another number now."""
        ...

    def memberships(self, person: PersonId) -> list[Member]:
        """Those of the company chosen last come first."""
        ...

    def members(self, company: CompanyId) -> list[Member]: ...

    def join(
        self, person: PersonId, company: CompanyId, role: Role, at: datetime
    ) -> None: ...

    def choose(self, person: PersonId, company: CompanyId, at: datetime) -> None:
        """Of several companies this is the one spoken of from now on."""
        ...

    def told(
        self, person: PersonId, company: CompanyId, told: Told, at: datetime
    ) -> None: ...

    def remove(self, person: PersonId, company: CompanyId, at: datetime) -> bool: ...

    def invite(self, invitation: Invitation, token_hash: str) -> None: ...

    def invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        """The open invitation behind a link; None when unknown, spent or expired."""
        ...

    def spend(self, token_hash: str, person: PersonId, now: datetime) -> None:
        """Raises `InvitationSpent` when it is no longer open."""
        ...


class Companies(Protocol):
    def found(self, company: Company, policy: Policy, at: datetime) -> CompanyId:
        """A new company with its policy; `company.id` is ignored. Raises `SlugTaken`."""
        ...

    def by_slug(self, slug: str) -> Company | None: ...

    def get(self, company: CompanyId) -> Company:
        """Raises `UnknownCompany`."""
        ...

    def all(self) -> list[Company]: ...

    def remind_at(self, company: CompanyId, hour: time, at: datetime) -> None:
        """Reminders to all its members leave at this local time from now on."""
        ...

    def erase(self, company: CompanyId, at: datetime) -> None:
        """Everything the company has, and the open drafts of its members."""
        ...


class SlugTaken(Exception):
    """Another company bears this slug."""


class UnknownCompany(Exception):
    """There is none of this number, or there is none any more."""


class InvitationSpent(Exception):
    """The link was used already, or its time is over."""
