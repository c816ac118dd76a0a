"""`vigie remind --dry-run`: what would be sent, to whom, when."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.database import opened
from bot.reminders import forecast
from bot.rendering import Words, day, short_day
from bot.settings import load
from bot.terminal import say, warn

AHEAD = timedelta(days=30)


def remind(
    texts: Words, until: date | None, today: date | None, *, dry_run: bool, as_json: bool
) -> int:
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
        lines = store.write_now(lambda uow: forecast.dry_run(uow, now, last))
    if as_json:
        say(json.dumps([line.to_json() for line in lines], ensure_ascii=False))
        return 0
    for line in lines:
        say(_line(line, texts))
    if not lines:
        say(texts.line("nothing_to_remind"))
    return 0


def _line(line: forecast.Planned, texts: Words) -> str:
    local = line.at.astimezone(ZoneInfo(line.company.zone))
    row = line.row
    parts = [texts.label("duties", row.duty), row.buyer, row.invoice, line.rule]
    return texts.line(
        "reminder_line",
        at=f"{short_day(local.date(), texts.lang)} {local:%H:%M}",
        company=line.company.name,
        to=line.member.person.name or texts.line("nobody"),
        what=" · ".join(part for part in [*parts, day(row.last_day, texts.lang)] if part),
    )
