"""`vigie members`, `vigie remove`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ports import ChatId, Person, PersonId, Role, UnitOfWork
from tests.cli.conftest import Looks, Run

AT = datetime(2026, 1, 1, tzinfo=UTC)


def join(uow: UnitOfWork, number: int, name: str, role: Role) -> None:
    company = uow.companies.by_slug("lapierre")
    assert company is not None
    uow.people.meet(Person(PersonId(number), ChatId(number), name, "fr"))
    uow.people.join(PersonId(number), company.id, role, AT)


@pytest.fixture
def office(lapierre: Run, in_database: Looks) -> Run:
    in_database(lambda uow: join(uow, 7, "Anne", Role.OWNER))
    in_database(lambda uow: join(uow, 8, "Ben", Role.ACCOUNTANT))
    return lapierre


def test_who_is_told_and_where(office: Run, in_database: Looks) -> None:
    in_database(lambda uow: uow.people.unreachable(ChatId(8)))
    written = office("members", "--person", "anne", "--email", "anne@example.org", "--json")

    assert written.document == [
        {
            "id": 7,
            "name": "Anne",
            "role": "owner",
            "reachable": True,
            "email": "anne@example.org",
            "told": "by_role",
        },
        {
            "id": 8,
            "name": "Ben",
            "role": "accountant",
            "reachable": False,
            "email": "",
            "told": "by_role",
        },
    ]
    assert "conversation fermée" in office("members").out


@pytest.mark.parametrize("email", ["anne", "anne@", "a b@example.org", "a@b", "é@x.fr"])
def test_what_is_no_address_is_refused(office: Run, email: str) -> None:
    refused = office("members", "--person", "7", "--email", email)

    assert refused.code == 2
    assert email in refused.err


def test_somebody_leaves(office: Run) -> None:
    left = office("remove", "Ben")
    unknown = office("remove", "Ben")

    assert (left.code, unknown.code) == (0, 2)
    assert [one["name"] for one in office("members", "--json").document] == ["Anne"]


def test_the_last_owner_leaves_only_when_it_is_meant(office: Run) -> None:
    assert office("remove", "7").code == 1
    assert office("remove", "7", "--yes").code == 0
