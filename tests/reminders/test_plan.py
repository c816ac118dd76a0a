from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ports import CompanyId, Role
from bot.reminders.rules import snoozed_until
from domain.facts import Fact
from tests.reminders.conftest import Desk, morning
from tests.storage.lapierre import ANNE, BY_ANNE, fact, invoice

ONE_DAY = timedelta(days=1)

# Window from 29 August to Monday 28 September 2026.
F1 = invoice("F1", date(2026, 6, 30))
# Window from 14 June to 14 July 2026, a holiday; to be filed on Monday the 13th.
BASTILLE = invoice("B1", date(2026, 4, 15))
PAID = fact("payment", date(2026, 9, 20), buyer="Leroc", amount="120000", invoice="F1")
ASKED = fact("intervention_request", date(2026, 9, 20), buyer="Leroc")


async def days_told(desk: Desk, first: str, last: str) -> list[tuple[str, str]]:
    """A tick each morning; the day and the words of what went out."""
    day, told = datetime.fromisoformat(first).date(), []
    while day <= date.fromisoformat(last):
        desk.clock.move_to(morning(day.isoformat()))
        told += [(day.isoformat(), text) for text in await desk.ticked()]
        day += ONE_DAY
    return told


async def test_each_threshold_day_is_told(desk: Desk) -> None:
    desk.tell(desk.found(), F1)

    assert await days_told(desk, "2026-08-20", "2026-10-10") == [
        ("2026-08-31", "Anne opens F1"),  # the Monday after
        ("2026-09-14", "Anne d15 F1"),
        ("2026-09-21", "Anne d7 F1"),
        ("2026-09-25", "Anne d3 F1"),
        ("2026-09-27", "Anne d1 F1"),
        ("2026-09-28", "Anne d0 F1"),
        ("2026-09-29", "Anne missed F1"),
    ]


async def test_a_last_day_that_is_a_holiday_is_told_daily(desk: Desk) -> None:
    desk.tell(desk.found(), BASTILLE)

    assert await days_told(desk, "2026-07-01", "2026-07-20") == [
        ("2026-07-01", "Anne d15 B1"),
        ("2026-07-06", "Anne d7 B1"),
        ("2026-07-10", "Anne d3 B1"),
        ("2026-07-12", "Anne d1 B1"),
        ("2026-07-13", "Anne d0 B1"),
        ("2026-07-14", "Anne daily B1"),
        ("2026-07-15", "Anne missed B1"),
    ]


async def test_a_day_is_told_once_however_often_it_ticks(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move(days=(date(2026, 8, 31) - date(2026, 7, 1)).days)
    told = [await desk.ticked() for _ in range(3)]

    assert told == [["Anne opens F1"], [], []]


async def test_nothing_is_told_before_the_company_s_hour(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move(days=61, hours=-1, minutes=-1)
    early = await desk.ticked()
    desk.clock.move(minutes=1)

    assert early == []
    assert desk.clock.now() == datetime(2026, 8, 31, 7, 0, tzinfo=UTC)
    assert await desk.ticked() == ["Anne opens F1"]


async def test_days_slept_through_are_told_late_once(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move(days=(date(2026, 9, 26) - date(2026, 7, 1)).days)

    assert await desk.ticked() == ["Anne d3 F1 since 2026-09-25"]


async def test_what_is_late_waits_for_the_morning(desk: Desk) -> None:
    desk.tell(desk.found(), F1)
    desk.clock.move(days=62, hours=-5)
    night = await desk.ticked()
    desk.clock.move(hours=5)

    assert night == []
    assert await desk.ticked() == ["Anne opens F1 since 2026-08-31"]


@pytest.mark.parametrize("settled", [PAID, ASKED])
async def test_what_is_done_is_told_no_more(desk: Desk, settled: Fact) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move(days=(date(2026, 9, 20) - date(2026, 7, 1)).days)
    await desk.ticked()
    desk.tell(company, settled)

    assert await days_told(desk, "2026-09-21", "2026-10-10") == []


@pytest.mark.parametrize("settled", [PAID, ASKED])
async def test_what_is_done_is_withdrawn_even_if_planned(desk: Desk, settled: Fact) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move(days=(date(2026, 9, 21) - date(2026, 7, 1)).days)
    await desk.planner.tick()
    desk.tell(company, settled)

    assert desk.outgoing() == []


async def test_what_was_told_elsewhere_is_seen_before_it_is_planned(desk: Desk) -> None:
    """Another process wrote the fact, and refreshed nothing."""
    company = desk.found()
    desk.tell(company, F1)
    await days_told(desk, "2026-09-20", "2026-09-20")
    now = desk.clock.now()
    desk.do(lambda uow: uow.books(company).append([ASKED], BY_ANNE, now))

    assert await days_told(desk, "2026-09-21", "2026-09-21") == []


async def test_taken_back_after_all_it_is_told_again(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move(days=(date(2026, 9, 21) - date(2026, 7, 1)).days)
    await desk.planner.tick()
    desk.tell(company, ASKED)
    asked = desk.do(lambda uow: uow.books(company).record().facts[-1].id)
    void = fact("correction", date(2026, 9, 21), of=asked, void="true")
    desk.tell(company, void)

    assert await desk.ticked() == ["Anne d7 F1"]


async def test_a_longer_due_date_moves_what_is_told(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move(days=(date(2026, 9, 21) - date(2026, 7, 1)).days)
    await desk.planner.tick()
    of = desk.do(lambda uow: uow.books(company).record().facts[0].id)
    desk.tell(company, fact("correction", date(2026, 9, 21), of=of, due_on="2026-07-10"))
    (row,) = desk.rows(company)

    assert row.last_day == date(2026, 10, 8)
    assert desk.outgoing() == []
    assert await desk.ticked() == ["Anne opens F1"]


async def test_the_owner_has_the_calm_rhythm_and_who_only_reads_hears_nothing(
    desk: Desk,
) -> None:
    company = desk.found()
    desk.welcome(company, "Ben", 8, Role.ACCOUNTANT)
    desk.welcome(company, "Rita", 9, Role.READER)
    desk.tell(company, F1)
    desk.clock.move(days=61)

    assert await desk.ticked() == ["Anne opens F1"]


async def test_when_nobody_can_be_reached_it_is_an_alarm_and_stays_due(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move(days=61)
    desk.do(lambda uow: uow.people.unreachable(ANNE.chat))
    nobody = await desk.ticked()
    desk.do(lambda uow: uow.people.meet(ANNE))

    assert (nobody, desk.alarms) == (
        [],
        [("nobody", "intervention_request:Leroc:F1")] * 2,
    )
    assert await desk.ticked() == ["Anne opens F1"]


async def test_one_buyer_s_trouble_does_not_keep_the_others_from_being_told(
    desk: Desk,
) -> None:
    company = desk.found()
    moulin = invoice("F2", date(2026, 6, 30), buyer="Moulin")
    desk.tell(company, F1, moulin, buyer=None)
    desk.words.breaks_for = "Leroc"
    desk.clock.move(days=61)
    told = await desk.ticked()
    desk.words.breaks_for = ""

    assert told == ["Anne opens F2"]
    assert ("failed", "Leroc: KeyError") in desk.alarms
    assert await desk.ticked() == ["Anne opens F1"]


async def test_a_fact_dated_ahead_is_reckoned_on_its_day(desk: Desk) -> None:
    company = desk.found()
    ahead = invoice("F3", date(2026, 9, 10), on="2026-08-15", delivered_on="2026-08-15")
    desk.tell(company, ahead)
    before = desk.rows(company)
    desk.clock.move(days=46)
    await desk.ticked()

    assert before == []
    assert [row.invoice for row in desk.rows(company)] == ["F3"]


async def test_companies_keep_their_own_hours(desk: Desk) -> None:
    zones = ("Indian/Reunion", "Europe/Paris", "America/Martinique")
    for zone in zones:
        desk.tell(desk.found(zone.split("/")[1].lower(), zone), F1)
    desk.clock.move(days=60, hours=-8)
    told_at = []
    for _ in range(48):
        told_at += [desk.clock.now()] * len(await desk.ticked())
        desk.clock.move(hours=1)

    assert [at.isoformat() for at in told_at] == [
        "2026-08-31T05:00:00+00:00",
        "2026-08-31T07:00:00+00:00",
        "2026-08-31T13:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("zone", "first", "due_on"),
    [
        ("Europe/Paris", "2026-10-24", date(2026, 8, 25)),
        ("America/New_York", "2026-10-31", date(2026, 9, 1)),
        ("Pacific/Noumea", "2026-10-24", date(2026, 8, 25)),
    ],
)
async def test_a_change_of_clocks_neither_doubles_nor_drops(
    desk: Desk, zone: str, first: str, due_on: date
) -> None:
    """Ticking each quarter of an hour, from the Saturday before to the Tuesday after."""
    company = desk.found(zone=zone)
    desk.tell(company, invoice("F1", due_on))
    start = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    desk.clock.move(seconds=(start - desk.clock.now()).total_seconds())
    told: list[tuple[str, str]] = []
    for _ in range(4 * 24 * 4):
        local = desk.clock.now().astimezone(ZoneInfo(zone))
        told += [(text, f"{local:%d %H:%M}") for text in await desk.ticked()]
        desk.clock.move(minutes=15)

    monday = date.fromisoformat(first) + 2 * ONE_DAY
    assert told == [("Anne opens F1", f"{monday.day:02} 09:00")]


# --- « Demain 9 h » ---


async def test_put_off_it_comes_back_the_next_morning_and_once(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    desk.clock.move(days=61)
    await desk.ticked()
    put_off(desk, company)
    desk.clock.move(hours=16)
    night = await desk.ticked()
    desk.clock.move(hours=8)
    told = [await desk.ticked(), await desk.ticked()]

    assert (night, told) == ([], [["Anne snoozed F1"], []])


async def test_put_off_into_a_threshold_day_that_day_speaks(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    await days_told(desk, "2026-09-27", "2026-09-27")
    put_off(desk, company)

    assert await days_told(desk, "2026-09-28", "2026-09-28") == [
        ("2026-09-28", "Anne d0 F1")
    ]


def put_off(desk: Desk, company: CompanyId) -> None:
    (row,) = desk.rows(company)
    today = desk.clock.now().date()
    until = snoozed_until(row, today)
    assert until is not None
    desk.do(lambda uow: uow.books(company).deadlines.snooze(row.obligation, until))


# --- Rows ---


def test_a_row_keeps_its_number_and_what_was_seen(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    (before,) = desk.rows(company)
    desk.do(
        lambda uow: uow.books(company).deadlines.seen(before.obligation, date(2026, 7, 1))
    )
    desk.tell(company, invoice("F2", date(2026, 7, 31)))
    after = desk.do(lambda uow: uow.books(company).deadlines.numbered(before.number))

    assert before.number > 0
    assert after is not None
    assert (after.invoice, after.seen_on) == ("F1", date(2026, 7, 1))


def test_a_number_says_nothing_in_another_company(desk: Desk) -> None:
    ours, theirs = desk.found("ours"), desk.found("theirs")
    desk.tell(ours, F1)
    (row,) = desk.rows(ours)

    assert desk.do(lambda uow: uow.books(theirs).deadlines.numbered(row.number)) is None


def test_the_number_of_a_duty_that_is_gone_names_nothing_else(desk: Desk) -> None:
    company = desk.found()
    desk.tell(company, F1)
    (gone,) = desk.rows(company)
    desk.clock.move(days=90)
    desk.tell(company, PAID, invoice("F2", date(2026, 7, 31)))
    (row,) = desk.rows(company)

    assert row.number > gone.number
    assert desk.do(lambda uow: uow.books(company).deadlines.numbered(gone.number)) is None


async def test_a_good_scan_is_noted(desk: Desk) -> None:
    await desk.ticked()

    assert desk.do(lambda uow: uow.note("last_scan")) == desk.clock.now().isoformat()


async def test_old_history_is_told_once_and_together(desk: Desk) -> None:
    company = desk.found()
    desk.clock.move(days=200)
    old = [invoice(f"O{n}", date(2026, 4, 1), buyer=f"B{n}") for n in range(3)]
    desk.tell(company, *old, buyer=None)
    sunday = await desk.ticked()
    desk.clock.move(days=1)
    told = [await desk.ticked(), await desk.ticked()]

    assert sunday == []
    assert told == [["Anne: missed O0, missed O1, missed O2"], []]


async def test_however_many_there_are_each_is_named_in_few_messages(desk: Desk) -> None:
    many = [invoice(f"F{n}", date(2026, 6, 30), buyer=f"B{n}") for n in range(45)]
    desk.tell(desk.found(), *many, buyer=None)
    desk.clock.move_to(morning("2026-08-31"))
    told = await desk.ticked()

    assert [text.count("opens") for text in told] == [15, 15, 15]
    named = {word.strip(",") for text in told for word in text.split() if word[0] == "F"}
    assert named == {f"F{n}" for n in range(45)}
    assert await desk.ticked() == []
