"""The `vigie` command: names, options and exit codes as INTERFACES says.

Exit codes: 0 done, 1 the answer is no or a check failed, 2 bad usage or unreadable input.
Each command imports what it needs when it runs, so that the light ones stay light.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.rendering import Words, words
from bot.terminal import language, say_faults, speak_plainly, warn

F = TypeVar("F", bound=Callable[..., object])
OUR_LANGUAGE = language(sys.argv)
TEXTS: Words = words(OUR_LANGUAGE)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=TEXTS.label("terminal", "help", "vigie"),
)


def command(name: str, **settings: object) -> Callable[[F], F]:
    """A command whose help stands in labels.yaml under terminal.help."""
    return app.command(name, help=TEXTS.label("terminal", "help", name), **settings)  # type: ignore[arg-type]


def _hint(key: str) -> str:
    return TEXTS.label("terminal", "options", key)


Company = Annotated[str, typer.Option("--company", help=_hint("company"))]
Lang = Annotated[str, typer.Option("--lang", help=_hint("lang"))]
AsJson = Annotated[bool, typer.Option("--json", help=_hint("json"))]
Today = Annotated[
    datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help=_hint("today"))
]
Yes = Annotated[bool, typer.Option("--yes", help=_hint("yes"))]
Texts = Annotated[list[str] | None, typer.Argument(help=_hint("text"))]
Files = Annotated[list[Path], typer.Argument(help=_hint("file"))]
File = Annotated[Path, typer.Argument(help=_hint("file"))]
OneFile = Annotated[Path | None, typer.Argument(help=_hint("file"))]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help=_hint("port"))]
FIRST_PORT = 8080


@command("run")
def run() -> None:
    from bot.commands import serving  # noqa: PLC0415 - light commands stay light

    serving.run(TEXTS)


@command("phone")
def phone(
    port: Port = FIRST_PORT,
    fresh: Annotated[bool, typer.Option("--fresh", help=_hint("fresh"))] = False,
    clock: Annotated[
        datetime | None,
        typer.Option(
            "--clock", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"], help=_hint("clock")
        ),
    ] = None,
    lan: Annotated[bool, typer.Option("--lan", help=_hint("lan"))] = False,
) -> None:
    from bot.commands import serving  # noqa: PLC0415

    serving.phone(TEXTS, port=port, fresh=fresh, starts=clock, lan=lan)


@command("ask")
def ask(
    text: Texts = None,
    company: Company = "",
    today: Today = None,
    lang: Lang = OUR_LANGUAGE,
    as_json: AsJson = False,
    yes: Yes = False,
) -> None:
    from bot.commands import asking  # noqa: PLC0415

    day = today.date() if today else None
    wanted = asking.Question(" ".join(text or []), company, day, lang, yes=yes)
    raise typer.Exit(asking.ask(wanted, as_json=as_json))


@command("understand")
def understand(
    text: Texts = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help=_hint("jsonl"))] = False,
    buyers: Annotated[str, typer.Option("--buyers", help=_hint("buyers"))] = "",
    today: Today = None,
    lang: Lang = OUR_LANGUAGE,
    as_json: AsJson = False,
) -> None:
    from bot.commands import understanding  # noqa: PLC0415

    known = [name.strip() for name in buyers.split(",") if name.strip()]
    day = today.date() if today else None
    code = understanding.understand_texts(
        text or [], known, day, lang, jsonl=jsonl, as_json=as_json
    )
    raise typer.Exit(code)


@command("case")
def case(files: Files) -> None:
    from bot.cases import main as check  # noqa: PLC0415

    raise typer.Exit(check([str(path) for path in files]))


@command("read")
def read(files: Files, as_json: AsJson = False) -> None:
    from bot.commands import reading  # noqa: PLC0415

    raise typer.Exit(reading.read_files(files, TEXTS, as_json=as_json))


@command("import")
def import_(
    files: Files,
    company: Company = "",
    yes: Yes = False,
    answers: Annotated[list[str] | None, typer.Option("--say", help=_hint("say"))] = None,
    undo: Annotated[bool, typer.Option("--undo", help=_hint("undo"))] = False,
) -> None:
    if undo:
        from bot.commands import adopting  # noqa: PLC0415

        raise typer.Exit(adopting.take_back(files, company, TEXTS))
    from bot.commands import importing  # noqa: PLC0415

    said = dict(each.rpartition("=")[::2] for each in answers or ())
    raise typer.Exit(importing.import_files(files, company, TEXTS, said, yes=yes))


@command("invite")
def invite(
    company: Company = "",
    role: Annotated[str, typer.Option("--role", help=_hint("role"))] = "owner",
) -> None:
    from bot.commands import inviting  # noqa: PLC0415

    raise typer.Exit(inviting.invite(company, role, TEXTS))


@command("remind")
def remind(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_hint("dry_run"))] = False,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help=_hint("until"))
    ] = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands import reminding  # noqa: PLC0415

    last = until.date() if until else None
    day = today.date() if today else None
    raise typer.Exit(reminding.remind(TEXTS, last, day, dry_run=dry_run, as_json=as_json))


@command("doctor")
def doctor(as_json: AsJson = False) -> None:
    from bot.commands import doctoring  # noqa: PLC0415

    raise typer.Exit(doctoring.doctor(TEXTS, as_json=as_json))


@command("backup")
def backup(file: File) -> None:
    from bot.commands import safekeeping  # noqa: PLC0415

    raise typer.Exit(safekeeping.backup(TEXTS, file))


@command("restore")
def restore(
    file: OneFile = None,
    release: Annotated[bool, typer.Option("--release", help=_hint("release"))] = False,
    hold: Annotated[bool, typer.Option("--hold", help=_hint("hold"))] = False,
    yes: Yes = False,
) -> None:
    from bot.commands import safekeeping  # noqa: PLC0415

    raise typer.Exit(
        safekeeping.restore(TEXTS, file, to_release=release, to_hold=hold, yes=yes)
    )


@command("export")
def export(
    folder: Annotated[Path, typer.Argument(help=_hint("folder"))],
    company: Company = "",
    lang: Lang = "",
) -> None:
    from bot.commands import exporting  # noqa: PLC0415

    raise typer.Exit(exporting.export(TEXTS, company, folder, lang))


@command("members")
def members(
    company: Company = "",
    person: Annotated[str, typer.Option("--person", help=_hint("person"))] = "",
    email: Annotated[str, typer.Option("--email", help=_hint("email"))] = "",
    as_json: AsJson = False,
) -> None:
    from bot.commands import membership  # noqa: PLC0415

    raise typer.Exit(membership.members(TEXTS, company, person, email, as_json=as_json))


@command("remove")
def remove(
    person: Annotated[str, typer.Argument(help=_hint("person"))],
    company: Company = "",
    yes: Yes = False,
) -> None:
    from bot.commands import membership  # noqa: PLC0415

    raise typer.Exit(membership.remove(TEXTS, company, person, yes=yes))


def main() -> None:
    """Run the command; what the operator can mend is said without a traceback."""
    from bot import logs  # noqa: PLC0415
    from bot.ports import StoreUnavailable  # noqa: PLC0415
    from bot.settings import ConfigurationError  # noqa: PLC0415

    speak_plainly()
    logs.set_up(level=logging.WARNING)  # `run` and `phone` say more, in the form chosen
    try:
        app()
    except ConfigurationError as error:
        say_faults(TEXTS, error.faults)
        sys.exit(2)
    except StoreUnavailable as error:
        warn(TEXTS.line("store_unavailable", reason=error))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
