"""`vigie remind --dry-run`: what would be sent, to whom, when."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.database import is_new, opened
from bot.ports import Channel
from bot.reminders import forecast
from bot.rendering import Words, day, short_day
from bot.settings import Settings, load
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
    lines = [] if is_new(settings) else _planned(settings, now, last)
    for name in sorted({line.company.name for line in lines if line.member is None}):
        warn(texts.line("nobody_to_remind", name=name))
    if as_json:
        say(json.dumps([line.to_json() for line in lines], ensure_ascii=False))
        return 0
    for line in lines:
        say(_line(line, texts))
    if not lines:
        say(texts.line("nothing_to_remind"))
    return 0


def _planned(settings: Settings, now: datetime, last: date) -> list[forecast.Planned]:
    with opened(settings) as store:
        has_mail = bool(settings.smtp_url.get_secret_value())
        return store.write_now(
            lambda uow: forecast.dry_run(uow, now, last, has_mail=has_mail)
        )


def _line(line: forecast.Planned, texts: Words) -> str:
    local = line.at.astimezone(ZoneInfo(line.company.zone))
    row = line.row
    rule = texts.label("sayings", line.rule)
    parts = [texts.label("duties", row.duty), row.buyer, row.invoice, rule]
    return texts.line(
        "reminder_line",
        at=f"{short_day(local.date(), texts.lang)} {local:%H:%M}",
        company=line.company.name,
        to=_to(line, texts),
        what=" · ".join(part for part in [*parts, day(row.last_day, texts.lang)] if part),
    )


def _to(line: forecast.Planned, texts: Words) -> str:
    """A name, or the address written to; of somebody who has no name, the number by which
    Telegram knows them.
    """
    if line.member is None:
        return texts.line("nobody")
    person = line.member.person
    name = person.name or str(person.id)
    return f"{name} <{person.email}>" if line.channel is Channel.EMAIL else name
