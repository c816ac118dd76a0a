"""The door on the local network: spoken to at an address that is not this machine's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.phone.door import CODE_LIFE, COOKIE, TRIES, Door
from bot.phone.phone import Phone
from bot.phone.server import NoFreePort, create_phone, free_socket, free_sockets

NEAR = "192.168.1.20"
ADDRESS = f"http://{NEAR}:8080"


class Watch:
    """Time that moves by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Lan:
    def __init__(self, phone: Phone) -> None:
        self.watch, self.codes = Watch(), list[str]()
        self.door = Door((NEAR,), self.codes.append, self.watch)
        self.app = create_phone(phone.line, door=self.door)
        self.door.renew()

    @property
    def code(self) -> str:
        return self.codes[-1]

    @asynccontextmanager
    async def browser(self, address: str = ADDRESS) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app)
        headers = {"accept-language": "fr"}
        async with httpx.AsyncClient(
            transport=transport, base_url=address, headers=headers
        ) as client:
            yield client


@pytest.fixture
def lan(phone: Phone) -> Lan:
    return Lan(phone)


@pytest.fixture
async def stranger(lan: Lan) -> AsyncIterator[httpx.AsyncClient]:
    async with lan.browser() as client:
        yield client


async def gives(client: httpx.AsyncClient, code: str, **headers: str) -> httpx.Response:
    return await client.post(
        "/", data={"code": code}, headers={"origin": ADDRESS, **headers}
    )


@pytest.mark.parametrize(
    "path",
    ["/phone/words", "/phone/events", "/static/phone.js", "/healthz", "/bot1:x/getMe"],
)
async def test_a_stranger_sees_only_the_small_page(
    stranger: httpx.AsyncClient, path: str
) -> None:
    page = await stranger.get("/")

    assert "Code à 8 chiffres" in page.text
    assert "phone.js" not in page.text
    assert (await stranger.get(path)).status_code == 401
    assert (await stranger.post("/phone/say", json={"text": "x"})).status_code == 401
    assert (await stranger.get("/static/door.css")).status_code == 200


async def test_looking_spends_nothing_and_giving_the_code_opens(
    stranger: httpx.AsyncClient, lan: Lan
) -> None:
    code = lan.code
    looked = [await stranger.get("/", params={"code": code}) for _ in range(3)]
    assert all(f'value="{code}"' in page.text for page in looked)
    assert COOKIE not in stranger.cookies

    answer = await gives(stranger, f"{code[:4]} {code[4:]}")
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "phone.js" in (await stranger.get("/")).text
    assert (await stranger.get("/phone/words")).status_code == 200
    assert (await stranger.post("/phone/say", json={"text": "bonjour"})).status_code == 200


async def test_a_spent_code_is_replaced_at_once(lan: Lan) -> None:
    spent = lan.code
    async with lan.browser() as anne, lan.browser() as bob:
        assert (await gives(anne, spent)).status_code == 303
        assert len(lan.codes) == 2
        again = await gives(bob, spent)
        assert again.status_code == 403
        assert "Ce code n’ouvre pas." in again.text
        assert (await gives(bob, lan.code)).status_code == 303


async def test_an_old_code_opens_no_more(stranger: httpx.AsyncClient, lan: Lan) -> None:
    old = lan.code
    lan.watch.now += CODE_LIFE

    assert (await gives(stranger, old)).status_code == 403
    assert len(lan.codes) == 2
    lan.watch.now += CODE_LIFE
    await stranger.get("/")
    await stranger.get("/")
    assert len(lan.codes) == 3


@pytest.mark.parametrize("code", ["", "1", "é", "12345678" * 40, "0000 000"])
async def test_wrong_codes(stranger: httpx.AsyncClient, code: str) -> None:
    assert (await gives(stranger, code)).status_code == 403


async def test_only_a_few_tries_a_minute(stranger: httpx.AsyncClient, lan: Lan) -> None:
    for _ in range(TRIES):
        assert (await gives(stranger, "00000000")).status_code == 403

    refused = await gives(stranger, lan.code)
    assert refused.status_code == 429
    assert "Attendez une minute." in refused.text
    lan.watch.now += 60
    assert (await gives(stranger, lan.code)).status_code == 303


async def test_the_code_is_not_repeated_into_the_page(stranger: httpx.AsyncClient) -> None:
    page = await stranger.get("/", params={"code": '12"><script>34'})

    assert 'value="1234"' in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert len(page.headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:8080"},
        {"host": "evil.example"},
        {"host": "192.168.1.21:8080"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
    ],
)
async def test_other_names_and_sites_are_kept_out(
    stranger: httpx.AsyncClient, lan: Lan, headers: dict[str, str]
) -> None:
    assert (await gives(stranger, lan.code, **headers)).status_code == 403
    assert COOKIE not in stranger.cookies
    assert lan.codes == [lan.code]


async def test_a_guest_never_reaches_the_bots_own_lines(
    stranger: httpx.AsyncClient, lan: Lan, phone: Phone
) -> None:
    await gives(stranger, lan.code)

    for path in (f"/bot{phone.token}/getMe", f"/file/bot{phone.token}/photos/1.png"):
        assert (await stranger.get(path)).status_code == 403


async def test_this_machine_needs_no_code(lan: Lan, phone: Phone) -> None:
    async with lan.browser("http://127.0.0.1:8080") as here:
        assert "phone.js" in (await here.get("/")).text
        assert (await here.get(f"/bot{phone.token}/getMe")).status_code == 200
        assert (await here.get("/", headers={"host": NEAR})).status_code == 403


@pytest.fixture
def taken() -> Iterator[int]:
    with free_socket(0) as plug:
        yield plug.getsockname()[1]


def test_all_addresses_listen_on_one_port(taken: int) -> None:
    here, near = free_sockets(taken, ("127.0.0.2", "127.0.0.1"))

    with here, near:
        assert here.getsockname()[1] == near.getsockname()[1] > taken
        assert near.getsockname()[0] == "127.0.0.1"


def test_an_address_that_is_not_this_machines_cannot_be_opened() -> None:
    with pytest.raises(NoFreePort):
        free_sockets(0, ("127.0.0.1", "192.0.2.77"))
