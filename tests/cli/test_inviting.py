"""`vigie invite`: a one-time link; at rest only its hash is kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bot.ports import (
    ChatId,
    CompanyId,
    InvitationSpent,
    Person,
    PersonId,
    Role,
    UnitOfWork,
)
from bot.services import invitations
from tests.cli.conftest import Looks, Run

TOKEN = re.compile(r"/start ([A-Za-z0-9_-]{22,})")


def token_of(shown: str) -> str:
    found = TOKEN.search(shown)
    assert found is not None, shown
    return found[1]


@pytest.mark.parametrize("role", ["owner", "accountant", "reader", "broker"])
def test_a_link_for_each_role(lapierre: Run, in_database: Looks, role: str) -> None:
    made = lapierre("invite", "--company", "lapierre", "--role", role)

    token = token_of(made.out)
    found = in_database(lambda uow: invitations.opened(uow, token, datetime.now(UTC)))
    assert made.code == 0
    assert found.role == role
    assert found.company == 1


def test_the_token_is_kept_only_as_a_hash(lapierre: Run, desk: Path) -> None:
    token = token_of(lapierre("invite", "--company", "lapierre").out)

    kept = b"".join(file.read_bytes() for file in (desk / "var").iterdir())
    assert token.encode() not in kept
    assert sha256(token.encode()).hexdigest().encode() in kept


def test_it_opens_once(lapierre: Run, in_database: Looks) -> None:
    token = token_of(lapierre("invite", "--company", "lapierre", "--role", "reader").out)
    now = datetime.now(UTC)

    def accept(uow: UnitOfWork, person: int) -> None:
        uow.people.meet(Person(PersonId(person), ChatId(person), "Anne", "fr"))
        invitations.accept(
            uow,
            invitations.hashed(token),
            PersonId(person),
            CompanyId(1),
            Role.READER,
            now,
        )

    in_database(lambda uow: accept(uow, 7))

    with pytest.raises(InvitationSpent):
        in_database(lambda uow: accept(uow, 8))
    assert in_database(lambda uow: invitations.opened(uow, token, now)) is None


def test_it_expires_after_seven_days(lapierre: Run, in_database: Looks) -> None:
    token = token_of(lapierre("invite", "--company", "lapierre").out)
    now = datetime.now(UTC)

    def good(after: timedelta) -> bool:
        found = in_database(lambda uow: invitations.opened(uow, token, now + after))
        return found is not None

    assert good(timedelta(days=6, hours=23))
    assert not good(timedelta(days=7, hours=1))


def test_an_unknown_role_is_told_with_those_there_are(lapierre: Run) -> None:
    refused = lapierre("invite", "--company", "lapierre", "--role", "king")

    assert refused.code == 2
    assert "king" in refused.err
    assert "owner, accountant, reader, broker" in refused.err


def test_an_unknown_company_is_told(lapierre: Run) -> None:
    refused = lapierre("invite", "--company", "zorglub")

    assert refused.code == 2
    assert "zorglub" in refused.err


def test_without_a_company_it_says_how_to_make_one(vigie: Run) -> None:
    refused = vigie("invite")

    assert refused.code == 2
    assert "vigie import" in refused.err
