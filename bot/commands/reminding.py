"""`vigie remind --dry-run`: what would be sent, to whom, when."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.asking import StandingClock
from bot.commands.database import opened
from bot.rendering import Words, quantity
from bot.settings import load
from bot.terminal import say, warn

AHEAD = timedelta(days=30)


def remind(
    texts: Words, until: date | None, today: date | None, *, dry_run: bool, as_json: bool
) -> int:
    from bot.reminders.schedule import dry_run as planned  # noqa: PLC0415

    if not dry_run:
        warn(texts.line("only_dry_run"))
        return 2
    settings = load()
    zone = ZoneInfo(settings.timezone)
    now = datetime.now(UTC)
    if today is not None:
        now = datetime.combine(today, time(0), zone).astimezone(UTC)
    last = until or (now.astimezone(zone).date() + AHEAD)
    with opened(settings) as store:
        lines = store.write_now(lambda uow: planned(uow, StandingClock(now).now(), last))
    if as_json:
        say(json.dumps([line.to_json() for line in lines], ensure_ascii=False))
        return 0
    for line in lines:
        say(_line(line, texts))
    if not lines:
        say(texts.line("nothing_to_remind"))
    return 0


def _line(line: object, texts: Words) -> str:
    return texts.line("reminder_line", at=quantity(line, texts.lang))
