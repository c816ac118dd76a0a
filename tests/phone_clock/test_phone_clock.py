"""The clock of the phone: forward only, kept over a restart, begun anew at any time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clock import ShiftedClock
from bot.phone_clock import PhoneClock
from bot.sample.company import SAMPLE
from bot.storage import open_store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Standing:
    def now(self) -> datetime:
        return NOW


async def test_it_may_begin_before_today() -> None:
    store = open_store("sqlite://")
    clock = PhoneClock(store, ShiftedClock(Standing()), "Europe/Paris")
    starts = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)

    await clock.prepare(fresh=False, starts=starts)

    made_for = store.write_now(lambda uow: uow.companies.by_slug(SAMPLE))
    assert clock.now() == starts
    assert made_for is not None
    assert made_for.rebuilt_on == starts.date()
    store.close()


async def test_a_restart_takes_up_the_shift() -> None:
    store = open_store("sqlite://")
    clock = PhoneClock(store, ShiftedClock(Standing()), "Europe/Paris")
    await clock.prepare(fresh=False, starts=datetime(2026, 9, 1, 7, 0, tzinfo=UTC))
    await clock.advance_a_day()

    again = PhoneClock(store, ShiftedClock(Standing()), "Europe/Paris")
    await again.prepare(fresh=False, starts=None)

    assert again.now() == datetime(2026, 9, 2, 7, 0, tzinfo=UTC)
    store.close()


async def test_anew_is_at_the_true_time() -> None:
    store = open_store("sqlite://")
    clock = PhoneClock(store, ShiftedClock(Standing()), "Europe/Paris")
    await clock.prepare(fresh=False, starts=None)
    await clock.advance_a_day()

    await clock.start_anew()

    assert clock.now() == NOW
    assert clock.shift() == timedelta(0)
    store.close()
