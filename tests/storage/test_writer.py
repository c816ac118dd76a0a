from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.ports import StoreUnavailable, UnitOfWork
from bot.storage import SqlStore, open_store
from bot.storage.writer import LONGEST_RIDE, UnitWithinUnit


class Refused(Exception):
    pass


def take(key: str, value: str = "yes") -> Callable[[UnitOfWork], None]:
    return lambda uow: uow.take_note(key, value)


def refuse_after(key: str) -> Callable[[UnitOfWork], None]:
    def work(uow: UnitOfWork) -> None:
        uow.take_note(key, "yes")
        raise Refused

    return work


def notes(store: SqlStore, *keys: str) -> list[str | None]:
    return store.write_now(lambda uow: [uow.note(key) for key in keys])


def count_up(uow: UnitOfWork) -> None:
    uow.take_note("count", str(int(uow.note("count") or 0) + 1))


def hold_the_writer(store: SqlStore) -> Callable[[], None]:
    """What is written from now on waits, and shares one commit; gives the release."""
    begun, released = threading.Event(), threading.Event()

    def wait(_uow: UnitOfWork) -> None:
        begun.set()
        released.wait(10)

    threading.Thread(target=lambda: store.write_now(wait)).start()
    begun.wait(10)
    return released.set


async def test_a_failing_unit_takes_back_only_itself(store: SqlStore) -> None:
    release = hold_the_writer(store)
    units = [take("a"), refuse_after("b"), take("c")]
    writing = [asyncio.ensure_future(store.write(unit)) for unit in units]
    await asyncio.sleep(0)
    release()
    results = await asyncio.gather(*writing, return_exceptions=True)

    assert [type(result) for result in results] == [type(None), Refused, type(None)]
    assert notes(store, "a", "b", "c") == ["yes", None, "yes"]


def test_a_unit_alone_is_taken_back_when_it_fails(store: SqlStore) -> None:
    with pytest.raises(Refused):
        store.write_now(refuse_after("a"))

    assert notes(store, "a") == [None]


async def test_when_the_commit_fails_nothing_of_the_group_stands(store: SqlStore) -> None:
    def break_the_commit(uow: Any) -> None:
        uow._session.raw("COMMIT")  # noqa: SLF001 - the ground goes from under the group

    release = hold_the_writer(store)
    units = [take("a"), break_the_commit, take("c")]
    writing = [asyncio.ensure_future(store.write(unit)) for unit in units]
    await asyncio.sleep(0)
    release()
    results = await asyncio.gather(*writing, return_exceptions=True)

    assert all(isinstance(result, StoreUnavailable) for result in results)


def test_no_update_is_lost_between_threads(disk: SqlStore) -> None:
    def work() -> None:
        for _ in range(50):
            disk.write_now(count_up)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert notes(disk, "count") == ["400"]


def test_no_update_is_lost_between_two_writers(url: str) -> None:
    stores = [open_store(url), open_store(url)]

    def work(store: SqlStore) -> None:
        for _ in range(50):
            store.write_now(count_up)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert notes(stores[0], "count") == ["100"]
    for store in stores:
        store.close()


async def test_more_than_sixty_four_units_all_stand(store: SqlStore) -> None:
    await asyncio.gather(*[store.write(count_up) for _ in range(200)])

    assert notes(store, "count") == ["200"]


async def test_a_unit_in_no_hurry_rides_along_with_the_next(store: SqlStore) -> None:
    soon = store.write_soon(take("a"))
    await store.write(take("b"))

    assert soon.done()


async def test_a_unit_in_no_hurry_goes_alone_when_none_follows(store: SqlStore) -> None:
    await asyncio.wait_for(store.write_soon(take("a")), 50 * LONGEST_RIDE)

    assert notes(store, "a") == ["yes"]


def test_a_unit_may_not_wait_for_another(store: SqlStore) -> None:
    with pytest.raises(UnitWithinUnit):
        store.write_now(lambda _uow: store.write_now(take("a")))


async def test_who_gives_up_waiting_harms_nobody(store: SqlStore) -> None:
    release = hold_the_writer(store)
    writing = asyncio.ensure_future(store.write(take("a")))
    await asyncio.sleep(0)
    writing.cancel()
    release()
    await store.write(take("b"))

    assert notes(store, "a", "b") == ["yes", "yes"]


async def test_closing_finishes_what_waits(url: str) -> None:
    store = open_store(url)
    soon = store.write_soon(take("a"))
    store.close()
    await soon
    again = open_store(url)

    assert notes(again, "a") == ["yes"]
    again.close()


def test_a_closed_store_says_so(url: str) -> None:
    store = open_store(url)
    store.close()

    with pytest.raises(StoreUnavailable):
        store.write_now(take("a"))


def test_a_database_held_by_another_is_unavailable(url: str) -> None:
    store, other = open_store(url), open_store(url)

    def keep_waiting(uow: Any) -> None:
        uow._session.raw("PRAGMA busy_timeout=10")  # noqa: SLF001 - not five seconds here

    store.write_now(keep_waiting)
    release = hold_the_writer(other)

    with pytest.raises(StoreUnavailable, match="locked"):
        store.write_now(take("a"))
    release()
    store.write_now(take("a"))
    store.close()
    other.close()
