"""What binds nobody is told of too: an indemnity that does not come, a limit that ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.reminding import ReminderWording
from bot.ports import Channel, ChatId, CompanyId, Member, Person, PersonId, Role, Told
from bot.reminders.escalation import Circle, ears
from tests.reminders.conftest import Desk, morning
from tests.storage.lapierre import fact, invoice

ONE_DAY = timedelta(days=1)


async def told(desk: Desk, first: str, last: str, about: str) -> list[tuple[str, str]]:
    day, found = datetime.fromisoformat(first).date(), []
    while day <= date.fromisoformat(last):
        desk.clock.move_to(morning(day.isoformat()))
        found += [(f"{day:%d/%m}", text) for text in await desk.ticked() if about in text]
        day += ONE_DAY
    return found


def claimed(desk: Desk) -> CompanyId:
    """Handed over on 1 September; the policy promises payment within thirty days."""
    company = desk.found()
    desk.tell(
        company,
        fact(
            "limit_decision",
            date(2026, 2, 20),
            buyer="Leroc",
            decision="granted",
            amount="200000",
        ),
        invoice("F1", date(2026, 6, 30)),
        fact("intervention_request", date(2026, 9, 1), buyer="Leroc"),
    )
    return company


async def test_an_indemnity_that_does_not_come_is_asked_for_once(desk: Desk) -> None:
    claimed(desk)

    assert await told(desk, "2026-09-01", "2026-11-30", "indemnity") == [
        ("02/10", "Anne missed indemnity_expected")
    ]


async def test_paid_it_is_not_asked_for(desk: Desk) -> None:
    company = claimed(desk)
    desk.clock.move_to(morning("2026-09-20"))
    desk.tell(
        company, fact("indemnity_paid", date(2026, 9, 20), buyer="Leroc", amount="90000")
    )

    assert await told(desk, "2026-09-20", "2026-11-30", "indemnity") == []


async def test_the_end_of_a_limit_is_said_ahead_and_presses_nobody(desk: Desk) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.tell(
        company,
        fact(
            "limit_decision",
            date(2026, 6, 1),
            buyer="Leroc",
            decision="granted",
            amount="50000",
            ends_on="2026-09-30",
        ),
    )

    assert await told(desk, "2026-08-01", "2026-10-15", "limit_end") == [
        ("15/09", "Anne d15 limit_end"),
        ("23/09", "Anne d7 limit_end"),
        ("29/09", "Anne d1 limit_end"),
    ]


async def test_their_words_promise_nothing_that_the_reader_cannot_do(desk: Desk) -> None:
    company = claimed(desk)
    desk.clock.move_to(morning("2026-10-02"))
    await desk.ticked()
    record = desk.do(lambda uow: uow.books(company).record())
    its_company = desk.do(lambda uow: uow.companies.get(company))
    (row,) = [row for row in desk.rows(company) if row.duty == "indemnity_expected"]
    texts = {
        lang: ReminderWording().reminder(
            its_company,
            record,
            row,
            "missed",
            Member(Person(PersonId(7), ChatId(7), "Anne", lang), company, Role.OWNER),
            date(2026, 10, 2),
        )
        for lang in ("fr", "en")
    }

    french, english = texts["fr"], texts["en"]
    assert french is not None
    assert english is not None
    assert french.text.startswith(
        "<b>Indemnité attendue · Leroc\u00a0: rien n’est venu</b>"
    )
    assert english.text.startswith("<b>Indemnity expected · Leroc: nothing has come</b>")
    labels = [button.label for line in french.keyboard for button in line]
    assert labels == ["Vu", "Historique", "Indemnité reçue", "Où en est mon dossier\u202f?"]


# --- Whoever the members are, somebody hears ---

ANYONE = st.builds(
    Member,
    st.builds(
        Person,
        st.integers(1, 9).map(PersonId),
        st.just(ChatId(1)),
        st.just(""),
        st.just("fr"),
        reachable=st.booleans(),
        email=st.sampled_from(["", "a@example.org"]),
    ),
    st.just(CompanyId(1)),
    st.sampled_from(Role),
    st.sampled_from(Told),
)


@given(
    members=st.lists(ANYONE, max_size=6, unique_by=lambda one: one.person.id),
    has_mail=st.booleans(),
)
def test_as_long_as_one_can_be_told_the_calm_rhythm_has_an_ear(
    members: list[Member], *, has_mail: bool
) -> None:
    can_be_told = [
        one for one in members if one.person.reachable or (has_mail and one.person.email)
    ]
    found = ears(members, has_mail=has_mail)
    first = [ear for ear in found if ear.circle is Circle.FIRST]

    assert bool(first) == bool(can_be_told)
    assert len({ear.member.person.id for ear in found}) == len(found)
    for ear in found:
        by_chat = ear.member.person.reachable
        assert ear.channel is (Channel.TELEGRAM if by_chat else Channel.EMAIL)
        assert by_chat or ear.member.person.email
    if any(one.person.reachable and one.role.may_write for one in members):
        assert any(ear.channel is Channel.TELEGRAM for ear in first)
