from __future__ import annotations

import asyncio
from random import Random

import pytest

from bot.outbox.courier import Courier, Held
from bot.outbox.pace import Pace
from bot.outbox.patience import LONGEST_WAIT, seconds_to_wait
from bot.outbox.plain import LONGEST, without_markup, words_alone
from bot.ports import (
    Attachment,
    Button,
    ChatId,
    Delivery,
    Message,
    Outcome,
    Outgoing,
    Reminder,
)
from tests.fakes import MONDAY_MORNING, FixedClock, RecordingMessenger

ANNE, BEN, GROUP = ChatId(7), ChatId(8), ChatId(-100)
REMINDER = Reminder("duty:Leroc:F1", "d3", MONDAY_MORNING.date())
UNREADABLE = Delivery(Outcome.UNREADABLE, reason="can't parse entities")
BUTTONS = ((Button("Vu", tap="seen:1"),),)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def messenger(clock: FixedClock) -> RecordingMessenger:
    return RecordingMessenger(clock)


@pytest.fixture
def courier(clock: FixedClock, messenger: RecordingMessenger) -> Courier:
    return Courier(messenger, clock.monotonic, clock.sleep, send_limit=0.05)


def outgoing(
    text: str = "a", chat: ChatId = ANNE, reminder: Reminder | None = None, attempt: int = 1
) -> Outgoing:
    message = Message(text, BUTTONS)
    return Outgoing(1, chat, message, attempt, repeat=False, reminder=reminder)


def held(text: str = "a", **more: object) -> Held:
    return Held(outgoing(text, **more), gives_up_at=40.0)


async def test_no_send_begins_after_the_lease_gives_up(
    courier: Courier, clock: FixedClock, messenger: RecordingMessenger
) -> None:
    clock.move(seconds=40.5)
    delivery = await courier.carry(held())

    assert (delivery.outcome, delivery.retry_after) == (Outcome.NOT_SENT, 0.0)
    assert messenger.sent == []


async def test_no_answer_in_time_is_unknown(courier: Courier) -> None:
    class Silent:
        async def send(self, *_args: object, **_more: object) -> Delivery:
            await asyncio.Event().wait()
            raise AssertionError

    courier._messenger = Silent()  # noqa: SLF001
    delivery = await courier.carry(held())

    assert delivery.outcome is Outcome.UNKNOWN


async def test_a_messenger_that_raises_leaves_it_unknown(
    courier: Courier, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, ConnectionResetError("bot123456:SECRET"))
    delivery = await courier.carry(held())

    assert (delivery.outcome, delivery.reason) == (
        Outcome.UNKNOWN,
        "broken: ConnectionResetError",
    )


async def test_what_cannot_be_read_is_sent_without_markup(
    courier: Courier, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, UNREADABLE)
    delivery = await courier.carry(held("<b>Délai</b> pour <b &amp; fils"))

    assert delivery.outcome is Outcome.SENT
    assert messenger.texts[1] == "Délai pour &lt;b &amp; fils"
    assert messenger.sent[1].message.keyboard == BUTTONS


async def test_at_last_the_words_go_alone(
    courier: Courier, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, UNREADABLE, UNREADABLE)
    delivery = await courier.carry(held())

    assert delivery.outcome is Outcome.SENT
    assert messenger.sent[2].message == Message("a")


async def test_what_is_refused_three_times_is_given_up(
    courier: Courier, messenger: RecordingMessenger
) -> None:
    messenger.will(ANNE, *[UNREADABLE] * 3)
    delivery = await courier.carry(held())

    assert delivery == UNREADABLE
    assert len(messenger.sent) == 3


async def test_reminders_stay_below_thirty_a_second(
    courier: Courier, messenger: RecordingMessenger
) -> None:
    for number in range(59):
        await courier.carry(held(chat=ChatId(1 + number), reminder=REMINDER))
    last = messenger.sent[-1].at - messenger.sent[0].at

    assert last.total_seconds() == pytest.approx(2.0, abs=0.01)


async def test_reminders_keep_one_a_second_to_a_chat(
    courier: Courier, messenger: RecordingMessenger
) -> None:
    for _ in range(3):
        await courier.carry(held(reminder=REMINDER))
    times = [sent.at for sent in messenger.sent]

    assert [(at - times[0]).total_seconds() for at in times] == [0, 1, 2]


async def test_answers_never_wait(courier: Courier, messenger: RecordingMessenger) -> None:
    for _ in range(5):
        await courier.carry(held())
    await courier.carry(held(reminder=REMINDER))
    times = [(sent.at - messenger.sent[0].at).total_seconds() for sent in messenger.sent]

    assert times[:5] == [0] * 5
    assert times[5] == 5.0


def test_a_group_gets_twenty_a_minute() -> None:
    pace = Pace()
    waits = [pace.reserve(GROUP, 0.0) for _ in range(21)]

    assert waits[20] == 60.0


def test_the_pace_forgets_chats_it_need_not_remember() -> None:
    pace = Pace()
    for number in range(30_000):
        pace.count(ChatId(number + 1), float(number))

    assert len(pace._next_to) <= 10_002  # noqa: SLF001


# --- Patience ---


class Least(Random):
    def random(self) -> float:
        return 0.0


@pytest.mark.parametrize(
    ("attempt", "delivery", "reminder", "wait"),
    [
        (1, Delivery(Outcome.NOT_SENT), None, 2.0),
        (2, Delivery(Outcome.NOT_SENT), None, 4.0),
        (5, Delivery(Outcome.NOT_SENT), None, 32.0),
        (900, Delivery(Outcome.NOT_SENT), None, LONGEST_WAIT),
        (1, Delivery(Outcome.NOT_SENT, retry_after=17.0), None, 17.0),
        (4, Delivery(Outcome.NOT_SENT, retry_after=0.0), None, 0.0),
        (1, Delivery(Outcome.NOT_SENT, moved_to=GROUP), None, 0.0),
        (1, Delivery(Outcome.FORBIDDEN), None, 0.0),
        (1, Delivery(Outcome.UNKNOWN), None, 2.0),
        (1, Delivery(Outcome.UNKNOWN), REMINDER, 300.0),
    ],
)
def test_how_long_it_waits(
    attempt: int, delivery: Delivery, reminder: Reminder | None, wait: float
) -> None:
    tried = outgoing(attempt=attempt, reminder=reminder)

    assert seconds_to_wait(tried, delivery, Least()) == wait


def test_not_all_come_back_at_once() -> None:
    random = Random(1)  # noqa: S311 - repeatable
    waits = {
        seconds_to_wait(outgoing(), Delivery(Outcome.NOT_SENT), random) for _ in range(9)
    }

    assert len(waits) == 9
    assert all(2.0 <= wait <= 3.0 for wait in waits)


# --- Plain words ---


def test_markup_goes_and_words_stay() -> None:
    rich = Message(
        '<b>1 &lt; 2</b> <a href="https://x.fr">ici</a> <tg-spoiler>x</tg-spoiler>'
    )

    assert without_markup(rich).text == "1 &lt; 2 ici x"


def test_words_too_long_are_cut_counted_as_telegram_counts() -> None:
    cut = without_markup(Message("😀" * 3000)).text

    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut.endswith("😀…")


def test_words_alone_carry_nothing() -> None:
    file = Attachment("a.pdf", b"", "application/pdf")

    assert words_alone(Message("<i>a</i>", BUTTONS, 4, file, pin=True)) == Message("a")
