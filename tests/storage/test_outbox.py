from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest

from bot.ports import (
    Attachment,
    Button,
    ChatId,
    CompanyId,
    Delivery,
    Lease,
    Message,
    Outcome,
    Outgoing,
    Reminder,
    UnitOfWork,
)
from bot.storage import SqlStore
from tests.fakes import MONDAY_MORNING as NOW

T = TypeVar("T")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ANNE, BEN = ChatId(7), ChatId(8)
OBLIGATION = "intervention_request:Moulin:F204"
D3 = Reminder(OBLIGATION, "d3", date(2026, 11, 23))
SENT = Delivery(Outcome.SENT, message_id=55)


class Outbox:
    """The real outbox, a unit for each call."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def do(self, work: Callable[[UnitOfWork], T]) -> T:
        return self._store.write_now(work)

    def add(self, text: str, chat: ChatId = ANNE, **more: object) -> int | None:
        at = more.pop("at", NOW)
        return self.do(lambda uow: uow.outbox.add(Message(text), chat, at=at, **more))

    def lease(
        self, owner: str = "one", now: datetime = NOW, most: int = 9
    ) -> list[Outgoing]:
        until = now + MINUTE
        return self.do(lambda uow: uow.outbox.lease(owner, now=now, until=until, most=most))

    def settle(
        self,
        outgoing: Outgoing,
        delivery: Delivery,
        owner: str = "one",
        now: datetime = NOW,
    ) -> bool:
        return self.do(lambda uow: uow.outbox.settle(outgoing, owner, delivery, now))

    def texts(self, **how: object) -> list[str]:
        return [outgoing.message.text for outgoing in self.lease(**how)]


@pytest.fixture
def outbox(store: SqlStore) -> Outbox:
    return Outbox(store)


def test_a_message_comes_out_as_it_was_put_in(outbox: Outbox) -> None:
    message = Message(
        "<b>Reste 510 000 €</b>",
        (
            (Button("Vu", tap="seen:1"), Button("Site", url="https://x.fr")),
            (Button("IBAN", copy="FR"),),
        ),
        edits=4,
        attachment=Attachment("f.pdf", b"\x00%PDF", "application/pdf"),
        pin=True,
    )
    outbox.do(lambda uow: uow.outbox.add(message, ANNE, at=NOW))
    (leased,) = outbox.lease()

    assert leased.message == message
    assert (leased.attempt, leased.repeat, leased.reminder) == (1, False, None)


def test_a_message_is_leased_once(outbox: Outbox) -> None:
    outbox.add("a")

    assert outbox.texts() == ["a"]
    assert outbox.texts() == []
    assert outbox.texts(owner="two") == []


def test_one_message_per_chat_at_a_time_oldest_first(outbox: Outbox) -> None:
    outbox.add("a1")
    outbox.add("a2")
    outbox.add("b1", BEN)
    first, other = outbox.lease()
    outbox.settle(first, SENT)

    assert [first.message.text, other.message.text] == ["a1", "b1"]
    assert outbox.texts() == ["a2"]


def test_answers_go_before_reminders_and_the_urgent_before_the_calm(
    outbox: Outbox, lapierre: CompanyId
) -> None:
    calm = Reminder(OBLIGATION, "opens", date(2026, 11, 23))
    outbox.add("calm", reminder=calm, company=lapierre, urgency=6)
    outbox.add("urgent", reminder=D3, company=lapierre, urgency=2)
    outbox.add("answer")
    order = []
    for _ in range(3):
        (leased,) = outbox.lease()
        order.append(leased.message.text)
        outbox.settle(leased, SENT)

    assert order == ["answer", "urgent", "calm"]


def test_nothing_is_leased_before_it_is_due(outbox: Outbox) -> None:
    outbox.add("later", at=NOW + MINUTE)

    assert outbox.texts() == []
    assert outbox.do(lambda uow: uow.outbox.next_due_at()) == NOW + MINUTE
    assert outbox.texts(now=NOW + MINUTE) == ["later"]


def test_a_flood_to_one_chat_does_not_keep_another_from_its_turn(outbox: Outbox) -> None:
    for number in range(50):
        outbox.add(f"a{number}")
    outbox.add("b", BEN)

    assert outbox.texts(most=2) == ["a0", "b"]


def test_a_message_tried_again_waits_and_is_not_overtaken(outbox: Outbox) -> None:
    outbox.add("a1")
    outbox.add("a2")
    (leased,) = outbox.lease()
    outbox.settle(leased, Delivery(Outcome.NOT_SENT, retry_after=30.0))

    assert outbox.texts(now=NOW + 29 * SECOND) == []
    (again,) = outbox.lease(now=NOW + 30 * SECOND)
    assert (again.message.text, again.attempt, again.repeat) == ("a1", 2, False)


def test_an_unknown_outcome_is_tried_again_tagged(outbox: Outbox) -> None:
    outbox.add("a")
    (leased,) = outbox.lease()
    outbox.settle(leased, Delivery(Outcome.UNKNOWN))
    (again,) = outbox.lease()
    outbox.settle(again, Delivery(Outcome.NOT_SENT))
    (still,) = outbox.lease()

    assert again.repeat
    assert still.repeat


def test_a_lease_that_ended_unsettled_comes_back_tagged(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.lease(owner="dead")

    assert outbox.texts(owner="two", now=NOW + 59 * SECOND) == []
    (again,) = outbox.lease(owner="two", now=NOW + 60 * SECOND)
    assert again.repeat


def test_its_own_living_owner_does_not_lease_it_again(outbox: Outbox) -> None:
    """The phone's clock may jump by days while a message is in flight."""
    outbox.add("a")
    outbox.add("a2")
    (leased,) = outbox.lease(owner="one")

    assert outbox.texts(owner="one", now=NOW + timedelta(days=12)) == []
    assert outbox.settle(leased, SENT, now=NOW + timedelta(days=12))


def test_who_lost_the_lease_is_not_heard(outbox: Outbox) -> None:
    outbox.add("a")
    (frozen,) = outbox.lease(owner="frozen")
    (taken,) = outbox.lease(owner="two", now=NOW + MINUTE)

    assert not outbox.settle(frozen, Delivery(Outcome.NOT_SENT), owner="frozen")
    assert outbox.settle(taken, SENT, owner="two")
    assert not outbox.settle(taken, SENT, owner="two")


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.CLOSED, Outcome.UNREADABLE])
def test_a_known_end_is_never_repeated(outbox: Outbox, outcome: Outcome) -> None:
    outbox.add("a")
    (leased,) = outbox.lease()
    outbox.settle(leased, Delivery(outcome, reason="why"))

    assert outbox.texts(owner="two", now=NOW + timedelta(days=9)) == []
    assert outbox.do(lambda uow: uow.outbox.next_due_at()) is None


def test_a_reply_can_come_with_its_lease(outbox: Outbox) -> None:
    lease = Lease("one", NOW + MINUTE, 0.0)

    def reply(uow: UnitOfWork) -> list[Outgoing]:
        uow.outbox.add(Message("a"), ANNE, at=NOW, lease=lease)
        return uow.outbox.handed

    (handed,) = outbox.do(reply)

    assert outbox.texts(owner="two") == []
    assert outbox.settle(handed, SENT)
    assert outbox.texts(owner="two", now=NOW + 2 * MINUTE) == []


def test_a_chat_that_moved_is_followed(outbox: Outbox) -> None:
    outbox.add("a1")
    outbox.add("a2")
    (leased,) = outbox.lease()
    outbox.settle(leased, Delivery(Outcome.NOT_SENT, moved_to=ChatId(-100)))
    (again,) = outbox.lease()

    assert (again.chat, again.message.text) == (-100, "a1")


# --- Reminders ---


def remind(outbox: Outbox, company: CompanyId, chat: ChatId = ANNE) -> int | None:
    return outbox.add("r", chat, reminder=D3, company=company, zone="Europe/Paris")


def test_a_reminder_stands_once_for_each_person(
    outbox: Outbox, lapierre: CompanyId
) -> None:
    added = [
        remind(outbox, lapierre),
        remind(outbox, lapierre),
        remind(outbox, lapierre, BEN),
    ]

    assert [number is not None for number in added] == [True, False, True]


def test_a_reminder_that_was_sent_never_stands_again(
    outbox: Outbox, lapierre: CompanyId
) -> None:
    remind(outbox, lapierre)
    (leased,) = outbox.lease()
    outbox.settle(leased, SENT)
    outbox.do(lambda uow: uow.outbox.withdraw(lapierre, OBLIGATION, NOW))

    assert remind(outbox, lapierre) is None
    assert leased.reminder == D3


def test_a_reminder_withdrawn_unsent_is_not_sent(
    outbox: Outbox, lapierre: CompanyId
) -> None:
    remind(outbox, lapierre)
    withdrawn = outbox.do(lambda uow: uow.outbox.withdraw(lapierre, OBLIGATION, NOW))

    assert withdrawn == 1
    assert outbox.texts() == []


def test_a_reminder_withdrawn_and_wanted_after_all_stands_again(
    outbox: Outbox, lapierre: CompanyId
) -> None:
    remind(outbox, lapierre)
    outbox.do(lambda uow: uow.outbox.withdraw(lapierre, OBLIGATION, NOW))

    assert remind(outbox, lapierre) is not None
    assert outbox.texts() == ["r"]


@pytest.mark.parametrize("outcome", [Outcome.NOT_SENT, Outcome.UNKNOWN])
def test_one_withdrawn_in_flight_is_not_tried_again(
    outbox: Outbox, lapierre: CompanyId, outcome: Outcome
) -> None:
    remind(outbox, lapierre)
    (leased,) = outbox.lease()
    outbox.do(lambda uow: uow.outbox.withdraw(lapierre, OBLIGATION, NOW))
    outbox.settle(leased, Delivery(outcome))

    assert outbox.texts(owner="two", now=NOW + 2 * MINUTE) == []
    assert outbox.do(lambda uow: uow.outbox.next_due_at()) is None


def test_what_was_sent_and_seen_is_told(outbox: Outbox, lapierre: CompanyId) -> None:
    remind(outbox, lapierre)
    remind(outbox, lapierre, BEN)
    for leased in outbox.lease():
        outbox.settle(leased, SENT)
    outbox.do(lambda uow: uow.outbox.seen(lapierre, OBLIGATION, BEN, NOW + MINUTE))
    outbox.do(lambda uow: uow.outbox.seen(lapierre, OBLIGATION, BEN, NOW + 2 * MINUTE))
    told = outbox.do(lambda uow: uow.outbox.sent_about(lapierre, OBLIGATION))

    assert [(each.chat, each.sent_at, each.seen_at) for each in told] == [
        (ANNE, NOW, None),
        (BEN, NOW, NOW + MINUTE),
    ]


def test_another_company_s_reminder_is_another(outbox: Outbox, lapierre: CompanyId) -> None:
    remind(outbox, lapierre)

    assert outbox.do(lambda uow: uow.outbox.withdraw(CompanyId(99), OBLIGATION, NOW)) == 0
    assert outbox.do(lambda uow: uow.outbox.sent_about(CompanyId(99), OBLIGATION)) == []


def test_a_mention_passes_to_the_digest_that_says_it_anew(
    store: SqlStore, lapierre: CompanyId
) -> None:
    """Found by the simulation (seed 1741): a digest taken back a second time forgot what
    the first had mentioned, and that duty was never told.
    """
    paid, other = (Reminder(f"filing:{n}", "opens", date(2026, 11, 23)) for n in "12")

    def digest(uow: UnitOfWork, name: str, mentions: tuple[Reminder, ...]) -> None:
        key = Reminder("digest", name, date(2026, 11, 23))
        uow.outbox.add(
            Message(name), ANNE, at=NOW, company=lapierre, reminder=key, mentions=mentions
        )

    store.write_now(lambda uow: digest(uow, "a", (paid, other)))
    store.write_now(lambda uow: uow.outbox.withdraw(lapierre, paid.obligation, NOW))
    store.write_now(lambda uow: digest(uow, "b", (other,)))

    assert store.write_now(
        lambda uow: (
            uow.outbox.told_beside(lapierre, paid.obligation),
            uow.outbox.withdraw(lapierre, other.obligation, NOW),
        )
    ) == ({}, 1)
