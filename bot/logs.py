"""Logs on standard error, as text or JSON, without the bot's token.

Telegram's token is part of every URL it is called by: httpx would log it, and so would a
traceback. Every line goes through one formatter that blots out whatever looks like a
token or a database password; frames' local variables are never printed.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from asyncio import CancelledError
from types import TracebackType

import structlog

TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
PASSWORD = re.compile(r"(?<=://)([^:/@\s]+):([^@/\s]+)@")
LOUD = ("httpx", "httpcore", "apscheduler", "telegram", "uvicorn", "alembic")


def redacted(text: str) -> str:
    return PASSWORD.sub(r"\1:…@", TOKEN.sub("…token…", text))


class Redacting(logging.Formatter):
    """Another formatter's lines, blotted."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return redacted(self._inner.format(record))


def is_no_farewell(record: logging.LogRecord) -> bool:
    """False for work that was cancelled because the process is ending."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, CancelledError)


def print_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """In place of Python's own traceback: the same, blotted."""
    lines = traceback.format_exception(kind, error, trace)
    sys.stderr.write(redacted("".join(lines)))


def set_up(form: str = "text", level: int = logging.INFO) -> None:
    """`form` is "text" or "json"."""
    sys.excepthook = print_uncaught
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(is_no_farewell)
    handler.setFormatter(
        Redacting(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=shared,
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _renderer(form),
                ],
            )
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def _renderer(form: str) -> structlog.types.Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
