"""The same phone without a network: faults become the exceptions PTB would raise."""

from __future__ import annotations

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.phone.phone import Phone


@pytest.mark.parametrize(
    ("trouble", "arrives"), [("reset", 0), ("reset_after", 1), ("server_error_after", 1)]
)
async def test_trouble_on_the_line(
    bot: Bot, phone: Phone, trouble: str, arrives: int
) -> None:
    anne = phone.visitor("Anne")
    phone.fails(trouble)

    with pytest.raises(NetworkError) as failed:
        await bot.send_message(1001, "bonjour")
    assert not isinstance(failed.value, BadRequest | TimedOut)
    await anne.types("?")
    assert len(anne.screen.fresh) == arrives
    await bot.send_message(1001, "encore")


async def test_a_read_timeout_names_its_cause(bot: Bot, phone: Phone) -> None:
    phone.visitor("Anne")
    phone.fails("timeout_after")

    with pytest.raises(TimedOut) as failed:
        await bot.send_message(1001, "bonjour")
    assert isinstance(failed.value.__cause__, httpx.ReadTimeout)


async def test_a_fault_waits_for_its_call(bot: Bot, phone: Phone) -> None:
    phone.visitor("Anne")
    fault = phone.fails("reset", times=2, method="sendMessage", contains="Moulin")

    await bot.send_message(1001, "Leroc")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "Moulin")
    await bot.send_message(1001, "Moulin")
    assert fault.struck == 2
    assert [call.outcome for call in phone.calls("sendMessage")] == [
        "ok",
        "LineBroken",
        "LineBroken",
        "ok",
    ]
