"""Debian's Chromium, driven by Playwright: fixtures for a conftest to import.

One browser serves the whole session, so tests and fixtures that use it share the session's
event loop: `pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]`
and `@pytest_asyncio.fixture(loop_scope="session")`.

`await opens(address, theme="dark", lang="fr-FR", wide=False)` gives a page on a phone's
screen (or a desk's); `sharp` for pictures. It sees nothing of the network but the address
it was given.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

NAMES = ("chromium", "chromium-browser", "google-chrome")
PICTURES = Path(__file__).resolve().parents[2] / "bench" / "out"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PHONE, _DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}

_PATIENCE = 20_000  # milliseconds; a busy machine is no failure

Opens = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Any]:
    """A running browser; the test is skipped where none is installed."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on the PATH (Debian: sudo apt install chromium)")
    from playwright.async_api import async_playwright  # noqa: PLC0415

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=list(_ARGUMENTS)
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def opens(chromium: Any) -> AsyncIterator[Opens]:
    """Opens an address; what goes wrong on the page fails the test."""
    contexts = []

    async def open_page(
        address: str,
        *,
        theme: str = "light",
        lang: str = "fr-FR",
        wide: bool = False,
        sharp: bool = False,
    ) -> Any:
        context = await chromium.new_context(
            viewport=_DESK if wide else _PHONE,
            device_scale_factor=2 if sharp else 1,
            has_touch=not wide,
            color_scheme=theme,
            locale=lang,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(_PATIENCE)
        await context.route(lambda url: not url.startswith((address, "about:")), _refuse)
        page = await context.new_page()
        page.on("pageerror", _fail)
        await page.goto(address)
        await page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        await context.close()


async def _refuse(route: Any) -> None:
    await route.abort()
    pytest.fail(f"the page asked for {route.request.url}")


def _fail(error: Any) -> None:
    pytest.fail(f"the page failed: {error}")


async def picture(page: Any, name: str) -> None:
    """Keep what the page shows, to be looked at: bench/out is not committed."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
