"""The chat page in a real Chromium, with pictures to look at in bench/out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.phone.clock import HandClock
from bot.phone.phone import Phone
from tests.e2e.accessibility import CONTRAST, NAMELESS, TARGETS
from tests.e2e.browser import Opens, chromium, opens, picture
from tests.phone.conftest import Served, serving
from tests.phone.echo import echoing
from tests.phone.pictures import png

__all__ = ["chromium", "opens"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HIDE = """() => {
  Object.defineProperty(document, "hidden", { get: () => window.away === true });
  document.hasFocus = () => window.away !== true;
  window.away = true;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
COME_BACK = """() => { window.away = false; window.dispatchEvent(new Event("focus")); }"""


@pytest_asyncio.fixture(loop_scope="session")
async def served(phone: Phone) -> AsyncIterator[Served]:
    async with serving(phone) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def bot(served: Served) -> AsyncIterator[Any]:
    async with echoing(served.phone) as bot:
        yield bot


async def types(page: Any, text: str, appears: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await page.wait_for_selector(appears)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("theme", "lang", "wide"),
    [
        ("light", "fr-FR", False),
        ("dark", "en-GB", False),
        ("dark", "fr-FR", True),
        ("light", "en-GB", True),
    ],
)
async def test_a_conversation_in_each_dress(
    served: Served, opens: Opens, theme: str, lang: str, *, wide: bool
) -> None:
    page = await opens(served.address, theme=theme, lang=lang, wide=wide, sharp=not wide)
    name = f"phone-{theme}-{lang[:2]}-{'desk' if wide else 'phone'}"
    french = lang == "fr-FR"
    await page.click("#start")
    await page.wait_for_selector("text=N° de police")
    await types(page, "reste", ".fold")
    await page.click(".unfold")
    assert await page.get_attribute(".unfold", "aria-expanded") == "true"
    await types(page, "facture Leroc", "text=Corriger")
    await page.click("text=Corriger")
    await page.wait_for_selector(".key[aria-busy=true]")
    await picture(page, f"{name}-chat")
    await page.click("text=Valider")
    await page.wait_for_selector("#toast:has-text('Facture enregistrée')")
    await page.wait_for_selector(f"text={'modifié' if french else 'edited'}")
    await types(page, "photo", ".photo img")
    await types(page, "quand", "#keys .key")
    await page.click("text=60 jours")
    await page.wait_for_selector("#keys", state="hidden")
    if not wide:
        await page.click("#desk-open")
        await page.wait_for_selector("#desk.open")
    await picture(page, f"{name}-desk")


@pytest.mark.usefixtures("bot")
async def test_by_keyboard_alone(served: Served, opens: Opens) -> None:
    page = await opens(served.address, wide=True)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.focus("#start")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".inline")

    await page.focus("#text")
    await page.keyboard.type("/")
    assert await page.locator("#menu li").all_inner_texts() == [
        "/reste\nl’indemnité qui reste",
        "/prime\nla prime et son calcul",
    ]
    assert await page.get_attribute("#text", "aria-activedescendant") == "c0"
    await page.keyboard.press("ArrowDown")
    assert await page.get_attribute("#text", "aria-activedescendant") == "c1"
    await page.keyboard.press("Escape")
    await page.wait_for_selector("#menu", state="hidden")
    await page.keyboard.type("p")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".theirs >> text=/prime")
    await page.keyboard.type("un")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("deux")
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs .words").last).to_contain_text("un\ndeux")


@pytest.mark.usefixtures("bot")
async def test_an_alert_waits_and_addresses_open_elsewhere(
    served: Served, opens: Opens
) -> None:
    page = await opens(served.address)
    await page.click("#start")
    await types(page, "facture Leroc", "text=Annuler")
    await page.click("text=Annuler")
    await page.wait_for_selector("#box[open] >> text=Rien n’a été écrit.")
    assert await page.locator(".key[aria-busy=true]").count() == 0
    await page.keyboard.press("Escape")
    await page.wait_for_selector("#box", state="hidden")

    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.click("text=N° de police")
    await page.wait_for_selector("#toast:has-text('FR-2231-07')")
    assert await page.evaluate("navigator.clipboard.readText()") == "FR-2231-07"


async def test_what_arrives_unseen_makes_itself_known(
    served: Served, opens: Opens, bot: Any
) -> None:
    page = await opens(served.address)
    await page.click("#start")
    await page.wait_for_selector(".inline")
    await page.evaluate(
        "() => { window.notes = []; window.Notification = class {"
        " static permission = 'granted';"
        " constructor(title, { body }) { notes.push([title, body]); } }; }"
    )
    await page.evaluate(HIDE)
    [person] = served.phone.exchange.people
    for text in ("Moulin : à déclarer avant le 15.\nDétails", "Encore"):
        await bot.send_message(person, text)
    await bot.send_message(person, "sans bruit", disable_notification=True)

    await expect(page).to_have_title("(3) Vigie")
    assert await page.evaluate("notes") == [
        ["Vigie", "Moulin : à déclarer avant le 15."],
        ["Vigie", "Encore"],
    ]
    await page.evaluate(COME_BACK)
    await expect(page).to_have_title("Vigie")


async def test_what_came_meanwhile_is_marked(
    served: Served, opens: Opens, bot: Any
) -> None:
    page = await opens(served.address)
    await page.click("#start")
    await page.wait_for_selector(".inline")
    await page.goto("about:blank")
    [person] = served.phone.exchange.people
    for number in range(30):
        await bot.send_message(person, f"ligne {number}")

    await page.goto(served.address)
    await page.wait_for_selector("#new")
    await expect(page).to_have_title("(30) Vigie")
    await expect(page.locator("#new + .message")).to_contain_text("ligne 0")
    await page.click("#down")
    await expect(page).to_have_title("Vigie")


async def test_one_who_reads_above_is_not_torn_down(
    served: Served, opens: Opens, bot: Any
) -> None:
    page = await opens(served.address)
    await page.click("#start")
    await page.wait_for_selector(".inline")
    [person] = served.phone.exchange.people
    for number in range(25):
        await bot.send_message(person, f"ligne {number}")
    await page.wait_for_selector("text=ligne 24")
    await page.evaluate("document.querySelector('#scroll').scrollTop = 0")
    await page.wait_for_selector("#down:visible")

    await bot.send_message(person, "nouveau")
    await page.wait_for_selector("#badge:has-text('1')")
    await picture(page, "phone-light-fr-phone-unread")
    assert await page.evaluate("document.querySelector('#scroll').scrollTop") == 0
    await page.click("#down")
    await page.wait_for_selector("#down", state="hidden")
    assert await page.title() == "Vigie"


@pytest.mark.usefixtures("bot")
async def test_the_clock_moves_on_every_page(served: Served, opens: Opens) -> None:
    clock = served.phone.exchange.clock
    assert isinstance(clock, HandClock)
    clock.reminders = [clock.now() + timedelta(days=12)]
    page, other = await opens(served.address, wide=True), await opens(served.address)

    await page.click("text=Jusqu’au prochain rappel")
    await other.wait_for_selector(".chip .shift:has-text('+12\xa0jours')")
    await page.click("text=Jusqu’au prochain rappel")
    await page.wait_for_selector("text=Aucun rappel à venir.")
    await page.click("text=Avancer d’un jour")
    await page.wait_for_selector(".clock .shift:has-text('+13\xa0jours')")
    await expect(page.locator("#clock-told")).to_contain_text("lundi 14 septembre 2026")
    await other.click("#start")
    await other.wait_for_selector(".inline")

    await page.click("#anew")
    await picture(page, "phone-light-fr-desk-anew")
    await page.click("#box-no")
    assert clock.shift() == timedelta(days=13)
    await page.click("#anew")
    await page.click("#box-yes")
    await other.wait_for_selector("text=Vigie veille.")
    assert clock.shift() == timedelta(0)


@pytest.mark.usefixtures("bot")
async def test_files_are_chosen_shown_and_saved(served: Served, opens: Opens) -> None:
    page = await opens(served.address)
    await page.click("#start")
    await page.wait_for_selector(".inline")
    image = {"name": "bon.png", "mimeType": "image/png", "buffer": png(300, 200)}
    await page.set_input_files("#file", files=[image])
    await page.wait_for_selector("text=Envoyer en photo")
    await picture(page, "phone-light-fr-phone-attached")
    await page.click("#send")
    await page.wait_for_selector(f"text=Reçu : {len(png(300, 200))} octets")
    assert await page.locator(".mine .photo img").count() == 1
    await page.click(".mine .photo")
    await page.wait_for_selector("#viewer[open]")
    await page.keyboard.press("Escape")

    await types(page, "fichier", ".theirs .file")
    async with page.expect_download() as saving:
        await page.click(".theirs .file")
    saved = await saving.value
    assert saved.suggested_filename == "dossier.csv"


async def test_the_language_and_the_theme_are_chosen_and_kept(
    served: Served, opens: Opens, bot: Any
) -> None:
    page = await opens(served.address, wide=True)
    await page.check("input[value=en]")
    await page.wait_for_selector("text=Forward one day")
    assert await page.get_attribute("html", "lang") == "en"
    await page.click("#start")
    await page.wait_for_selector(".inline")
    await page.keyboard.press("Tab")
    await page.click("#slash")
    assert await page.locator("#menu li").count() == 1
    [person] = served.phone.exchange.people.values()
    assert person.lang == "en"
    await page.check("input[value=dark]")
    await page.reload()
    await page.wait_for_selector("html[data-ready]")
    assert await page.get_attribute("html", "lang") == "en"
    assert await page.get_attribute("html", "data-theme") == "dark"
    assert await bot.get_updates(timeout=0) is not None


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_targets_names_and_contrasts(
    served: Served, opens: Opens, theme: str
) -> None:
    page = await opens(served.address, theme=theme)
    assert await page.evaluate(TARGETS) == []
    await page.click("#start")
    await page.wait_for_selector(".inline")
    await types(page, "fichier", ".theirs .file")
    await types(page, "quand", "#keys .key")
    await page.click("#slash")
    assert await page.evaluate(TARGETS) == []
    assert await page.evaluate(NAMELESS) == []
    await page.keyboard.press("Escape")
    await page.click("#desk-open")
    await page.wait_for_selector("#desk.open")
    assert await page.evaluate(TARGETS) == []
    assert await page.evaluate(NAMELESS) == []
    assert await page.evaluate(CONTRAST) == []
    assert await page.get_attribute("#log", "aria-live") == "polite"
