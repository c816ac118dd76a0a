"""A half-made `.env` does not start: each fault names its variable, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import NAMES
from tests.cli.conftest import Run

TOKEN = "123456789:AAF0abcdefghijklmnopqrstuvwxyz01234"  # noqa: S105 - made up
SECRET = "a-secret-of-many-letters"  # noqa: S105 - made up


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("TELEGRAM_BOT_TOKEN=not-a-token", "TELEGRAM_BOT_TOKEN"),
        (f"TELEGRAM_BOT_TOKEN='{TOKEN} '", "TELEGRAM_BOT_TOKEN"),
        ("VIGIE_TIMEZONE=Europe/Pariss", "VIGIE_TIMEZONE"),
        ("VIGIE_SMTP_URL=mail.example.org\nVIGIE_MAIL_FROM=a@b.fr", "VIGIE_SMTP_URL"),
        ("VIGIE_SMTP_URL=smtp://x\nVIGIE_MAIL_FROM=nobody", "VIGIE_MAIL_FROM"),
        ("VIGIE_PING_URL=hc-ping.example/1", "VIGIE_PING_URL"),
        ("VIGIE_TIMEZONE=../../etc/passwd", "VIGIE_TIMEZONE"),
        ("VIGIE_DATABASE_URL=var/vigie.sqlite3", "VIGIE_DATABASE_URL"),
        ("VIGIE_DATABASE_URL=foo://x", "VIGIE_DATABASE_URL"),
        ("VIGIE_DATABASE_URL=://", "VIGIE_DATABASE_URL"),
        ("VIGIE_LOG=xml", "VIGIE_LOG"),
        ("VIGIE_OPEN=yes", "VIGIE_OPEN"),
        ("VIGIE_BODACC=1", "VIGIE_BODACC"),
        ("VIGIE_REGISTER=true", "VIGIE_REGISTER"),
        ("VIGIE_PUBLIC_URL=https://vigie.example", "TELEGRAM_BOT_TOKEN"),
        ("VIGIE_PUBLIC_URL=https://vigie.example", "VIGIE_WEBHOOK_SECRET"),
        (f"VIGIE_WEBHOOK_SECRET={SECRET}", "VIGIE_PUBLIC_URL"),
        ("VIGIE_WEBHOOK_SECRET=short", "VIGIE_WEBHOOK_SECRET"),
        ("VIGIE_PUBLIC_URL=http://vigie.example", "VIGIE_PUBLIC_URL"),
        ("VIGIE_SMTP_URL=smtps://u:p@mail.example:465", "VIGIE_MAIL_FROM"),
        ("VIGIE_MAIL_FROM=vigie@example.org", "VIGIE_SMTP_URL"),
        ("VIGIE_LLM_URL=http://127.0.0.1:9/v1", "VIGIE_LLM_MODEL"),
        ("VIGIE_LLM_MODEL=small", "VIGIE_LLM_URL"),
        ("VIGIE_LLM_KEY=k", "VIGIE_LLM_URL"),
        ("VIGIE_TIMEZON=Europe/Paris", "VIGIE_TIMEZON"),
        ("VIGIE_LOG text", ".env:1"),
        ("# fine\nVIGIE_LOG=text\nVIGIE_OPEN='on", ".env:3"),
    ],
)
def test_each_variable_is_named(vigie: Run, desk: Path, written: str, named: str) -> None:
    (desk / ".env").write_text(written + "\n", "utf-8")

    refused = vigie("doctor")

    told = [line.split(":")[0].strip() for line in refused.err.splitlines()[1:]]
    assert refused.code == 2
    assert refused.out == ""
    assert named.split(":", maxsplit=1)[0] in told
    assert "Traceback" not in refused.err
    assert "dotenv" not in refused.err
    assert [path.name for path in desk.iterdir()] == [".env"]


@pytest.mark.parametrize(
    "command", ["run", "phone", "ask prime", "invite", "remind --dry-run"]
)
def test_no_command_starts_with_it(vigie: Run, desk: Path, command: str) -> None:
    (desk / ".env").write_text("VIGIE_LOG=xml\n")

    refused = vigie(*command.split())

    assert refused.code == 2
    assert refused.out == ""
    assert "  VIGIE_LOG: " in refused.err
    assert [path.name for path in desk.iterdir()] == [".env"]


def test_several_faults_are_told_at_once(vigie: Run, desk: Path) -> None:
    (desk / ".env").write_text(
        "TELEGRAM_BOT_TOKEN=nope\nVIGIE_LOG=xml\nVIGIE_OPNE=on\nVIGIE_TIMEZONE=Mars\n"
    )

    refused = vigie("doctor", lang="en")

    assert refused.err.splitlines()[0].startswith("Vigie cannot start")
    for name in ("TELEGRAM_BOT_TOKEN", "VIGIE_LOG", "VIGIE_OPNE", "VIGIE_TIMEZONE"):
        assert f"  {name}: " in refused.err


def test_what_is_written_wrong_is_never_repeated(vigie: Run, desk: Path) -> None:
    (desk / ".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}x y\nVIGIE_WEBHOOK_SECRET=pw1\n")

    refused = vigie("doctor")

    assert TOKEN not in refused.err
    assert "pw1" not in refused.err


@pytest.mark.parametrize("content", [b"\xff\xfeV\x00", b"VIGIE_LOG=\xe9\n"])
def test_a_file_that_is_no_text_is_told(vigie: Run, desk: Path, content: bytes) -> None:
    (desk / ".env").write_bytes(content)

    refused = vigie("doctor")

    assert refused.code == 2
    assert ".env: " in refused.err
    assert "Traceback" not in refused.err


def test_empty_means_not_set(vigie: Run, desk: Path) -> None:
    (desk / ".env").write_text("".join(f"{name}=\n" for name in NAMES))

    assert vigie("doctor").code == 0


def test_a_byte_order_mark_is_no_fault(vigie: Run, desk: Path) -> None:
    (desk / ".env").write_text("VIGIE_LOG=text\n", "utf-8-sig")

    assert vigie("doctor").code == 0


def test_the_example_is_a_good_configuration(vigie: Run, desk: Path) -> None:
    example = Path(__file__).resolve().parents[2] / ".env.example"
    (desk / ".env").write_text(example.read_text("utf-8"), "utf-8")

    assert vigie("doctor").code == 0


def test_the_environment_overrules_the_file(
    vigie: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / ".env").write_text("VIGIE_TIMEZONE=Europe/Paris\n")
    monkeypatch.setenv("VIGIE_TIMEZONE", "America/Cayenne")

    assert "America/Cayenne" in vigie("doctor").out


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///rubbish",
        "sqlite:///folder",
        "sqlite:////proc/vigie.sqlite3",
        "postgresql+nodriver://anne:secret@127.0.0.1:1/vigie",
    ],
)
def test_a_database_that_cannot_be_opened_is_told(
    vigie: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    (desk / "rubbish").write_bytes(b"This is no database. " * 300)
    (desk / "folder").mkdir()
    monkeypatch.setenv("VIGIE_DATABASE_URL", url)

    refused = vigie("invite")

    assert refused.code == 2
    assert "base de données" in refused.err
    assert "Traceback" not in refused.err
    assert "secret" not in refused.err
