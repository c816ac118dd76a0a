"""`vigie invite`: a one-time link into a company."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Bot
from telegram.error import TelegramError

from bot.commands.database import chosen, opened
from bot.ports import Role
from bot.rendering import Words
from bot.services import invitations
from bot.settings import load
from bot.terminal import say, warn


def invite(slug: str, role: str, texts: Words) -> int:
    if role not in set(Role):
        warn(texts.line("unknown_role", role=role, roles=", ".join(Role)))
        return 2
    settings = load()
    now = datetime.now(UTC)
    with opened(settings) as store:
        company = store.write_now(lambda uow: chosen(uow, slug, texts))
        if company is None:
            return 2
        token = store.write_now(
            lambda uow: invitations.invite(uow, company.id, Role(role), now)
        )
    name = texts.label("roles", role)
    say(texts.line("invite_link", role=name, name=company.name))
    for line in link_lines(settings.token, token, texts):
        say(line)
    return 0


def link_lines(bot_token: str, token: str, texts: Words) -> list[str]:
    """The link, where the bot's name can be learnt, and the words that do the same."""
    if not bot_token:
        return [texts.line("invite_phone", token=token)]
    name = asyncio.run(_name(bot_token))
    link = [f"https://t.me/{name}?start={token}"] if name else []
    return [*link, texts.line("invite_how", token=token)]


async def _name(bot_token: str) -> str:
    try:
        async with Bot(bot_token) as bot:
            return bot.username
    except TelegramError:
        return ""
