"""The BODACC's open data, against a local server: its shapes, its limits, its faults."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response, StreamingResponse

from bot.connectors.bodacc import Bodacc
from bot.connectors.notices import day_of, gazette
from bot.ports.world import Nature, WorldUnavailable
from domain.policy import InsolvencyKind
from tests.connectors.registers import Service, notice, pages, serving

LEROC = "894670793"
SINCE = date(2026, 11, 1)


class Pauses:
    """In place of a sleep: how long it would have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


def bodacc(service: Service, pauses: Pauses | None = None, seconds: float = 5) -> Bodacc:
    return Bodacc(service.address, apart=0, sleep=pauses or Pauses(), seconds=seconds)


# --- What is read --------------------------------------------------------------------


async def test_an_opening_is_read_whole() -> None:
    async with serving(Service([notice()])) as service:
        found = await bodacc(service).since([LEROC], SINCE)

    (one,) = found.notices
    assert (one.id, one.siren, one.name) == ("A202602250042", LEROC, "LEROC MENUISERIE")
    assert one.nature is Nature.OPENING
    assert one.kind is InsolvencyKind.LIQUIDATION
    assert (one.published_on, one.judgment_on) == (date(2026, 11, 20), date(2026, 11, 12))
    assert one.said == "Jugement d'ouverture de liquidation judiciaire"
    assert one.court == "Tribunal de commerce de Blois"
    assert not one.is_rectified


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-12", date(2026, 11, 12)),
        ("2026-11-12T00:00:00+01:00", date(2026, 11, 12)),
        ("10 décembre 2009", date(2009, 12, 10)),
        ("1er mars 2010", date(2010, 3, 1)),
        ("le 1ER AOÛT 2010", date(2010, 8, 1)),
        ("12/11/2026", date(2026, 11, 12)),
        ("30 février 2026", None),
        ("2026-13-45", None),
        ("prochainement", None),
        ("", None),
    ],
)
def test_a_judgments_day_in_every_form(said: str, day: date | None) -> None:
    assert day_of(said) == day


@pytest.mark.parametrize(
    "registre",
    [
        [LEROC],
        ["894 670 793", LEROC],
        "894 670 793",
        "894670793,894 670 793",
        ["89467079300012"],
    ],
)
def test_the_siren_stands_with_spaces_and_without(registre: Any) -> None:
    found = gazette([notice(registre=registre)], [LEROC])

    assert [one.siren for one in found.notices] == [LEROC]


@pytest.mark.parametrize(
    ("persons", "name"),
    [
        ('{"personne": {"denomination": "LEROC"}}', "LEROC"),
        ('{"personne": [{"nom": "Roc", "prenom": "Zoé"}, {"nom": "B"}]}', "Zoé Roc"),
        ({"personne": {"denomination": "LEROC"}}, "LEROC"),
        ('[{"denomination": "LEROC"}]', "LEROC"),
        ('{"personne": "LEROC"', "Le Roc"),
        (None, "Le Roc"),
        ("null", "Le Roc"),
    ],
)
def test_persons_are_a_dict_a_list_or_broken(persons: Any, name: str) -> None:
    record = notice(listepersonnes=persons, commercant="Le Roc")

    assert gazette([record], [LEROC]).notices[0].name == name


def test_a_broken_judgment_is_shown_as_printed_and_opens_nothing() -> None:
    record = notice(jugement='{"nature": "Jugement d\'ouverture')
    (one,) = gazette([record], [LEROC]).notices

    assert one.nature is Nature.UNKNOWN
    assert one.said == '{"nature": "Jugement d\'ouverture'
    assert one.judgment_on is None


def test_a_rectification_names_what_it_mends() -> None:
    before = {
        "nomPublication": "BODACC A",
        "numeroParution": "20260225",
        "numeroAnnonce": 42,
    }
    record = notice(typeavis="rectificatif", parutionavisprecedent=json.dumps(before))
    (one,) = gazette([record], [LEROC]).notices

    assert one.is_rectified
    assert one.nature is Nature.OPENING
    assert one.rectifies == "BODACC A 20260225 42"


def test_an_annulled_notice_is_no_opening() -> None:
    (one,) = gazette([notice(typeavis="annulation")], [LEROC]).notices

    assert one.nature is Nature.REVERSED


def test_a_notice_about_another_firm_is_not_ours() -> None:
    assert gazette([notice("356000000")], [LEROC]).notices == ()


def test_a_notice_of_two_firms_is_both_theirs() -> None:
    record = notice(registre=[LEROC, "356000000"])
    found = gazette([record], [LEROC, "356000000"])

    assert [one.siren for one in found.notices] == ["356000000", LEROC]


def test_the_same_record_twice_is_one_notice() -> None:
    assert len(gazette([notice(), notice()], [LEROC]).notices) == 1


@pytest.mark.parametrize(
    "record",
    [
        "text",
        None,
        {},
        notice(dateparution=None),
        notice(id=None),
        notice(registre=None),
    ],
)
def test_a_record_that_cannot_be_told_is_counted(record: Any) -> None:
    found = gazette([record], [LEROC])

    assert found.notices == ()
    assert found.unreadable == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["personne", "nature", "date", "famille", "denomination", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
NESTED = JSON | JSON.map(json.dumps)
FIELDS = (
    *("id", "dateparution", "typeavis", "registre", "listepersonnes"),
    *("jugement", "parutionavisprecedent", "tribunal", "commercant"),
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(FIELDS, NESTED),
    )
)
def test_no_record_raises_and_none_is_lost_unseen(changes: dict[str, Any]) -> None:
    found = gazette([{**notice(), **changes}], [LEROC])

    whose = str(changes.get("registre", LEROC))
    assert len(found.notices) + found.unreadable == 1 or LEROC not in whose


# --- How it is asked -----------------------------------------------------------------


async def test_one_request_for_fifty_firms_in_a_short_url() -> None:
    sirens = [f"{100000000 + n}" for n in range(120)]
    async with serving(Service([notice(sirens[119])])) as service:
        found = await bodacc(service).since(sirens, SINCE)

    assert [one.siren for one in found.notices] == [sirens[119]]
    assert len(service.asked) == 3
    assert max(len(str(request.url)) for request in service.asked) < 2500
    where = service.asked[0].query_params["where"]
    assert where.startswith(
        "familleavis=\"collective\" and dateparution >= date'2026-11-01' and "
        '(registre like "100000000" or registre like "100000001" or '
    )


async def test_pages_follow_one_another_to_the_end() -> None:
    records = [notice(number=f"A{n:05}") for n in range(250)]
    async with serving(Service(records)) as service:
        found = await bodacc(service).since([LEROC], SINCE)

    assert len({one.id for one in found.notices}) == 250
    assert [request.query_params["offset"] for request in service.asked] == [
        "0",
        "100",
        "200",
    ]


async def test_more_than_the_service_gives_halves_the_firms() -> None:
    records = [
        notice(siren, number=f"A{siren}{n}")
        for siren in (LEROC, "356000000")
        for n in range(5_001)
    ]
    async with serving(Service(records)) as service:
        found = await bodacc(service).since([LEROC, "356000000"], SINCE)

    assert len(found.notices) == 10_002


async def test_nothing_but_nine_digits_comes_into_the_question() -> None:
    async with serving(Service()) as service:
        with pytest.raises(ValueError, match="not a SIREN"):
            await bodacc(service).since(['1" or "1"="1'], SINCE)

    assert service.asked == []


async def test_requests_keep_their_distance() -> None:
    pauses = Pauses()
    sirens = [f"{100000000 + n}" for n in range(100)]
    async with serving(Service()) as service:
        patient = Bodacc(service.address, apart=60, sleep=pauses)
        await patient.since(sirens, SINCE)

    assert len(pauses.seconds) == 1
    assert 55 < pauses.seconds[0] <= 60


# --- Faults --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Response(status_code=429),
        Response(status_code=500),
        Response(status_code=503),
        Response('{"total_count": 1, "results": [{"id":', media_type="application/json"),
        Response("<html>Bad gateway</html>", media_type="text/html"),
        Response(b""),
        Response(b"\xff\xfe\x00"),
    ],
)
async def test_what_passes_is_tried_again_after_a_pause(fault: Response) -> None:
    pauses = Pauses()
    async with serving(Service([notice()], faults=[fault])) as service:
        found = await bodacc(service, pauses).since([LEROC], SINCE)

    assert len(found.notices) == 1
    assert [round(each) for each in pauses.seconds] == [1]


async def test_pauses_double_and_then_it_is_given_up() -> None:
    pauses, faults = Pauses(), [Response(status_code=500) for _ in range(9)]
    async with serving(Service(faults=faults)) as service:
        with pytest.raises(WorldUnavailable) as told:
            await bodacc(service, pauses).since([LEROC], SINCE)

    assert told.value.kind == "http 500"
    assert len(service.asked) == 4
    first, second, third = pauses.seconds
    assert (1 <= first < 1.3, 2 <= second < 2.6, 4 <= third < 5.1) == (True, True, True)


async def test_the_services_own_wish_is_kept() -> None:
    pauses = Pauses()
    wish = Response(status_code=429, headers={"Retry-After": "30"})
    async with serving(Service([notice()], faults=[wish])) as service:
        await bodacc(service, pauses).since([LEROC], SINCE)

    assert 30 <= pauses.seconds[0] < 31


async def test_a_wish_of_an_hour_is_for_another_day() -> None:
    wish = Response(status_code=429, headers={"Retry-After": "3600"})
    async with serving(Service(faults=[wish])) as service:
        with pytest.raises(WorldUnavailable, match="http 429"):
            await bodacc(service).since([LEROC], SINCE)

    assert len(service.asked) == 1


async def test_a_refusal_is_not_repeated() -> None:
    async with serving(Service(faults=[Response(status_code=400)])) as service:
        with pytest.raises(WorldUnavailable, match="http 400"):
            await bodacc(service).since([LEROC], SINCE)

    assert len(service.asked) == 1


async def test_an_answer_that_drips_is_given_up() -> None:
    async def drip() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    faults: list[Response] = [StreamingResponse(drip()) for _ in range(4)]
    async with serving(Service(faults=faults)) as service:
        with pytest.raises(WorldUnavailable, match="timeout"):
            await bodacc(service, seconds=0.05).since([LEROC], SINCE)


@pytest.mark.parametrize(
    "answer",
    [[], {}, {"total_count": "1", "results": []}, {"total_count": 1, "results": None}],
)
async def test_another_shape_is_no_answer(answer: Any) -> None:
    async with serving(Service(answer=answer)) as service:
        with pytest.raises(WorldUnavailable, match="another shape"):
            await bodacc(service).since([LEROC], SINCE)


async def test_a_missing_page_is_no_good_answer() -> None:
    async with serving(Service(answer={"total_count": 150, "results": []})) as service:
        with pytest.raises(WorldUnavailable, match="a page is missing"):
            await bodacc(service).since([LEROC], SINCE)


async def test_nobody_at_the_address() -> None:
    alone = Bodacc("http://127.0.0.1:9", apart=0, sleep=Pauses())

    with pytest.raises(WorldUnavailable, match="ConnectError"):
        await alone.since([LEROC], SINCE)


async def test_a_page_of_html_for_ever_is_told_as_unreadable() -> None:
    async with serving(Service(faults=[*pages("<html>", 9)])) as service:
        with pytest.raises(WorldUnavailable, match="unreadable"):
            await bodacc(service).since([LEROC], SINCE)
