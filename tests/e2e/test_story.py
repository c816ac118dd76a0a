"""The whole product over HTTP: a real process, its page in a real Chromium.

`vigie phone` is started as a newcomer would start it, with a database of its own; the
story is told in both languages and both themes, with pictures left in bench/out.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.browser import Opens, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[str]:
    """`vigie phone` at work; gives its address, and stops it as Ctrl-C does."""
    environment = {
        **{
            k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "TELEGRAM_"))
        },
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "phone",
        "--port",
        "0",
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield await _address(process.stdout)
    finally:
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert process.returncode == 0


async def _address(output: asyncio.StreamReader) -> str:
    while line := await output.readline():
        if found := ADDRESS.search(line):
            return found.group().decode()
    raise AssertionError("vigie phone ended without an address")


async def says(page: Any, text: str, answer: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await expect(page.locator(".log")).to_contain_text(answer)


FRENCH = {
    "left": ("combien d'indemnité me reste-t-il ?", "510\u202f000\u00a0€"),
    "invoice": ("facture Vasseur 12 000 HT à 60 jours", "Facture à enregistrer"),
    "confirm": "✓ Valider",
    "saved": "Enregistrée",
    "reminder": "43\u202f200\u00a0€ en jeu",
}
ENGLISH = {
    "left": ("how much indemnity is left?", "€510,000"),
    "invoice": ("invoice Vasseur 12,000 excl. VAT net 60", "Invoice to record"),
    "confirm": "✓ Confirm",
    "saved": "Recorded",
    "reminder": "€43,200 at stake",
}


@pytest.mark.parametrize(
    ("theme", "lang", "words"),
    [("light", "fr-FR", FRENCH), ("dark", "en-GB", ENGLISH)],
    ids=["french-light", "english-dark"],
)
async def test_from_the_first_touch_to_a_reminder(
    tmp_path: Path, opens: Opens, theme: str, lang: str, words: dict[str, Any]
) -> None:
    async with running(tmp_path) as address:
        page = await opens(address, theme=theme, lang=lang)
        await page.click("#start")
        await says(page, *words["left"])
        await picture(page, f"story-{lang[:2]}-{theme}-left")
        await says(page, *words["invoice"])
        await picture(page, f"story-{lang[:2]}-{theme}-card")
        await page.click(f"text={words['confirm']}")
        await expect(page.locator(".log")).to_contain_text(words["saved"])
        await page.click("#desk-open")
        await page.click("[data-word=advance_reminder]")
        await expect(page.locator(".log")).to_contain_text(
            words["reminder"], timeout=20_000
        )
        await picture(page, f"story-{lang[:2]}-{theme}-desk")
        await page.keyboard.press("Escape")
        await picture(page, f"story-{lang[:2]}-{theme}-reminder")


async def test_what_was_recorded_outlives_a_restart(tmp_path: Path, opens: Opens) -> None:
    async with running(tmp_path) as address:
        page = await opens(address)
        await page.click("#start")
        await says(page, "facture Vasseur 12 000 HT à 60 jours", "Facture à enregistrer")
        await page.click("text=✓ Valider")
        await expect(page.locator(".log")).to_contain_text("Enregistrée")
    async with running(tmp_path) as address:
        page = await opens(address)
        await page.click("#start")
        await says(page, "Vasseur est-il couvert ?", "34\u202f000\u00a0€")
