"""The environment, read once and checked as a whole.

Names, defaults and meanings are those of `.env.example`. A half-made configuration does
not start: each fault names its variable, and all faults are told at once.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
DATABASE_URL = re.compile(r"sqlite://(/.+)?|postgresql(\+\w+)?://\S+")
SMTP_URL = re.compile(r"smtps?://(\S+@)?[^\s/@:]+(:\d{1,5})?/?")
ADDRESS = re.compile(r"([^<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Settings(BaseSettings):
    """What the operator chose. Empty text means "not set"."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    telegram_bot_token: SecretStr = Field(SecretStr(""), alias="TELEGRAM_BOT_TOKEN")
    database_url: SecretStr = Field(
        SecretStr("sqlite:///var/vigie.sqlite3"), alias="VIGIE_DATABASE_URL"
    )
    public_url: str = Field("", alias="VIGIE_PUBLIC_URL")
    webhook_secret: SecretStr = Field(SecretStr(""), alias="VIGIE_WEBHOOK_SECRET")
    timezone: str = Field("Europe/Paris", alias="VIGIE_TIMEZONE")
    smtp_url: SecretStr = Field(SecretStr(""), alias="VIGIE_SMTP_URL")
    mail_from: str = Field("", alias="VIGIE_MAIL_FROM")
    llm_url: str = Field("", alias="VIGIE_LLM_URL")
    llm_model: str = Field("", alias="VIGIE_LLM_MODEL")
    llm_key: SecretStr = Field(SecretStr(""), alias="VIGIE_LLM_KEY")
    bodacc: Literal["", "on", "off"] = Field("", alias="VIGIE_BODACC")
    bodacc_url: str = Field("", alias="VIGIE_BODACC_URL")
    company_register: Literal["", "on", "off"] = Field("", alias="VIGIE_REGISTER")
    company_register_url: str = Field("", alias="VIGIE_REGISTER_URL")
    ping_url: str = Field("", alias="VIGIE_PING_URL")
    open: Literal["", "on", "off"] = Field("", alias="VIGIE_OPEN")
    test_database_url: SecretStr = Field(SecretStr(""), alias="VIGIE_TEST_DATABASE_URL")
    log: Literal["json", "text"] = Field("text", alias="VIGIE_LOG")

    @property
    def token(self) -> str:
        return self.telegram_bot_token.get_secret_value()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the configuration: `key` is a text of templates/*/terminal."""

    variable: str
    key: str
    needs: str = ""


class ConfigurationError(Exception):
    """The configuration cannot be started with."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.variable}: {fault.key}" for fault in faults))
        self.faults = faults


NAMES = frozenset(str(field.alias) for field in Settings.model_fields.values())


def load(
    folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings of `.env` in `folder`, overruled by the environment.

    Raises `ConfigurationError` with every fault found.
    """
    written, unread = _written(folder or Path())
    environ = os.environ if environment is None else environment
    values = {**written, **{name: environ[name] for name in NAMES if environ.get(name)}}
    faults = (*unread, *_unknown(written), *_ill_formed(values))
    if faults:
        raise ConfigurationError(faults)
    settings = Settings.model_validate({k: v for k, v in values.items() if v != ""})
    if faults := tuple(_half_made(settings)):
        raise ConfigurationError(faults)
    return settings


def _written(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """What `.env` says, and its lines that say nothing; both empty without the file."""
    if not (folder / ".env").is_file():
        return {}, []
    try:
        text = (folder / ".env").read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}, [Fault(".env", "unreadable_file")]
    lines = list(parse_stream(io.StringIO(text)))
    said = {line.key: line.value or "" for line in lines if line.key and not line.error}
    wrong = [f".env:{line.original.line}" for line in lines if line.error]
    return said, [Fault(place, "unreadable_line") for place in wrong]


def _unknown(written: Mapping[str, str]) -> Iterator[Fault]:
    for name in written:
        if name.startswith("VIGIE_") and name not in NAMES:
            yield Fault(name, "unknown")


def _ill_formed(values: Mapping[str, str]) -> Iterator[Fault]:
    checks: dict[str, Callable[[str], bool]] = {
        "TELEGRAM_BOT_TOKEN": lambda text: bool(TOKEN.fullmatch(text)),
        "VIGIE_PUBLIC_URL": lambda text: text.startswith("https://"),
        "VIGIE_WEBHOOK_SECRET": lambda text: bool(WEBHOOK_SECRET.fullmatch(text)),
        "VIGIE_TIMEZONE": _is_zone,
        "VIGIE_DATABASE_URL": lambda text: bool(DATABASE_URL.fullmatch(text)),
        "VIGIE_SMTP_URL": lambda text: bool(SMTP_URL.fullmatch(text)),
        "VIGIE_MAIL_FROM": lambda text: bool(ADDRESS.fullmatch(text)),
        "VIGIE_PING_URL": lambda text: text.startswith(("https://", "http://")),
        **dict.fromkeys(
            ("VIGIE_BODACC_URL", "VIGIE_REGISTER_URL"),
            lambda text: text.startswith(("https://", "http://")),
        ),
        "VIGIE_LOG": lambda text: text in {"json", "text"},
        **dict.fromkeys(
            ("VIGIE_OPEN", "VIGIE_BODACC", "VIGIE_REGISTER"),
            lambda text: text in {"on", "off"},
        ),
    }
    for name, is_well_formed in checks.items():
        if values.get(name) and not is_well_formed(values[name]):
            yield Fault(name, f"ill_formed_{name.lower()}")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _half_made(settings: Settings) -> Iterator[Fault]:
    """Variables that make sense only together."""
    secret = settings.webhook_secret.get_secret_value()
    if settings.public_url and not settings.token:
        yield Fault("TELEGRAM_BOT_TOKEN", "missing", "VIGIE_PUBLIC_URL")
    if settings.public_url and not secret:
        yield Fault("VIGIE_WEBHOOK_SECRET", "missing", "VIGIE_PUBLIC_URL")
    if secret and not settings.public_url:
        yield Fault("VIGIE_PUBLIC_URL", "missing", "VIGIE_WEBHOOK_SECRET")
    if settings.smtp_url.get_secret_value() and not settings.mail_from:
        yield Fault("VIGIE_MAIL_FROM", "missing", "VIGIE_SMTP_URL")
    if settings.mail_from and not settings.smtp_url.get_secret_value():
        yield Fault("VIGIE_SMTP_URL", "missing", "VIGIE_MAIL_FROM")
    if settings.llm_url and not settings.llm_model:
        yield Fault("VIGIE_LLM_MODEL", "missing", "VIGIE_LLM_URL")
    if settings.llm_model and not settings.llm_url:
        yield Fault("VIGIE_LLM_URL", "missing", "VIGIE_LLM_MODEL")
    elif settings.llm_key.get_secret_value() and not settings.llm_url:
        yield Fault("VIGIE_LLM_URL", "missing", "VIGIE_LLM_KEY")
