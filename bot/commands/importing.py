"""`vigie import`: read, show, ask, write. A case file founds a company; any other file
goes to the books of one that exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cases import Case, CaseUnreadable, load_case
from bot.commands.database import opened
from bot.commands.faults import why
from bot.ports import Author, SlugTaken, UnitOfWork
from bot.reminders.refreshing import refresh
from bot.rendering import Words, quantity
from bot.services import founding
from bot.settings import Settings, load
from bot.terminal import say, warn

CASES = frozenset({".yaml", ".yml"})


def import_files(
    files: Sequence[Path],
    company: str,
    texts: Words,
    answers: Mapping[str, str] | None = None,
    *,
    yes: bool,
) -> int:
    """Exit code: 0 written, 1 not wanted or taken, 2 unreadable. All files or none."""
    are_cases = {path.suffix.lower() in CASES for path in files}
    if len(are_cases) > 1:
        warn(texts.line("import_mixed"))
        return 2
    if are_cases == {True}:
        return _import_cases(files, company, texts, yes=yes)
    from bot.commands.adopting import adopt_files  # noqa: PLC0415 - cases need no readers

    return adopt_files(files, company, answers or {}, texts, yes=yes)


def _import_cases(files: Sequence[Path], company: str, texts: Words, *, yes: bool) -> int:
    cases = [_read(path, texts) for path in files]
    if any(case is None for case in cases):
        warn(texts.line("import_refused"))
        return 2
    read = [case for case in cases if case is not None]
    settings = load()
    for path, case in zip(files, read, strict=True):
        _show(path, case, texts)
    slugs = [company or founding.slug_of(case.policy.policyholder) for case in read]
    if not (yes or _agreed(slugs, texts)):
        say(texts.line("import_refused"))
        return 1
    return _write(settings, read, slugs, texts)


def _read(path: Path, texts: Words) -> Case | None:
    try:
        return load_case(path.read_text("utf-8-sig"), str(path))
    except CaseUnreadable as error:
        for problem in error.problems:
            warn(str(problem))
    except UnicodeDecodeError:
        warn(texts.line("cannot_read", file=path, reason="UTF-8"))
    except OSError as error:
        warn(texts.line("cannot_read", file=path, reason=why(error, texts)))
    return None


def _show(path: Path, case: Case, texts: Words) -> None:
    say(
        texts.line(
            "import_read",
            file=path,
            name=case.policy.policyholder,
            starts_on=quantity(case.policy.starts_on, texts.lang),
            buyers=len(case.buyers),
            facts=len(case.facts),
        )
    )


def _agreed(slugs: Sequence[str], texts: Words) -> bool:
    question = texts.line("import_ask", slug=", ".join(slugs))
    try:
        answer = input(f"{question} ({texts.line('yes_words').split()[0]}/n) ")
    except EOFError:
        return False
    return answer.strip().lower() in texts.line("yes_words").split()


def _write(settings: Settings, cases: list[Case], slugs: list[str], texts: Words) -> int:
    now = datetime.now(UTC)

    def all_of_them(uow: UnitOfWork) -> None:
        for case, slug in zip(cases, slugs, strict=True):
            number = founding.found(
                uow,
                case.policy,
                buyers=case.buyers,
                facts=case.facts,
                author=Author(None, via="cli"),
                at=now,
                slug=slug,
                zone=settings.timezone,
            )
            refresh(uow, number, None, now)

    with opened(settings) as store:
        try:
            store.write_now(all_of_them)
        except SlugTaken:
            warn(texts.line("import_taken", slug=", ".join(slugs)))
            return 1
    for slug in slugs:
        say(texts.line("import_done", slug=slug))
    return 0
