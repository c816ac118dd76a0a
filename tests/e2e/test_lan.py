"""`vigie phone --lan` as a real process, its code read from the terminal as a person would.

The local network is 127.0.0.2, where nothing of this test leaves the machine.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e import accessibility
from tests.e2e.browser import picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ROOT = Path(__file__).resolve().parents[2]
NEAR = re.compile(r"http://127\.0\.0\.2:\d+")
CODE = re.compile(r": (\d{4}) (\d{4})$")
PROGRAM = """
from bot.commands import local_network
local_network.addresses = lambda: ("127.0.0.2",)
from bot.cli import main
main()
"""
PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000


@dataclass
class Terminal:
    """What the command prints, line by line."""

    lines: asyncio.StreamReader

    async def next(self, pattern: re.Pattern[str]) -> re.Match[str]:
        while line := (await self.lines.readline()).decode():
            if found := pattern.search(line.rstrip()):
                return found
        raise AssertionError(pattern.pattern)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Terminal]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("VIGIE_", "TELEGRAM"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, "phone", "--lan", "--port", "0"),
        cwd=folder,
        env={**ours, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield Terminal(process.stdout)
    finally:
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert process.returncode == 0


async def test_a_real_phone_comes_in_by_the_code(tmp_path: Path, chromium: Any) -> None:
    async with running(tmp_path) as terminal:
        address = (await terminal.next(NEAR)).group()
        code = "".join((await terminal.next(CODE)).groups())
        context = await chromium.new_context(
            viewport=PHONE, color_scheme="dark", locale="fr-FR", device_scale_factor=2
        )
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()

        await page.goto(address)
        await page.get_by_label("Code à 8 chiffres").fill("1111 1111")
        await page.get_by_role("button", name="Ouvrir").click()
        await expect(page.get_by_role("alert").first).to_contain_text("n’ouvre pas")
        assert await page.evaluate(accessibility.TEXT_CONTRAST) == []
        assert await page.evaluate(accessibility.NAMELESS) == []
        await picture(page, "lan-door-fr-dark")

        await page.goto(f"{address}/?code={code}")
        await page.get_by_role("button", name="Ouvrir").click()
        await page.get_by_role("button", name="Démarrer").click()
        await page.get_by_role("button", name="Enveloppe restante").click()
        await expect(page.locator("#log")).to_contain_text("510 000 €", timeout=PATIENCE)
        assert (await terminal.next(CODE)).group() != code
        assert "code=" not in page.url
        await context.close()
