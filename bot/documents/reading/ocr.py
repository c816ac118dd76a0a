"""Photos and scans, read by tesseract where the machine has it.

The program gets a picture on its standard input and says words with their places; it keeps
within the limits of the child process. Without it the file is refused in words that say
what to install.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.documents.reading.cells import Cell
from bot.documents.reading.source import Refused, Source
from bot.ports.papers import Doubt, Paper

PROGRAM = "tesseract"
MOST = 3  # pages of a scan
SECONDS = 25
LANGUAGES = ("fra", "eng")
UNSURE = 30  # of 100: below it a word is noise
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"GIF8")
MOST_BYTES = 15_000_000


def installed() -> bool:
    return shutil.which(PROGRAM) is not None


def recognises(source: Source) -> bool:
    if source.head.startswith(b"RIFF"):
        return source.head[8:12] == b"WEBP"
    return source.head.startswith(PICTURES) or b"ftypheic" in source.head[:16]


def read(source: Source) -> Paper:
    from bot.documents.reading import pdf_text  # noqa: PLC0415 - each needs the other

    found = lines([source.path.read_bytes()])
    return pdf_text.offered(found, source.name, (Doubt("read_by_ocr"),))


def lines(pictures: Iterable[bytes]) -> list[list[Cell]]:
    """Raises Refused: ocr_missing, nothing_found."""
    if not installed():
        raise Refused("ocr_missing")
    found = [line for picture in pictures for line in _read(picture)]
    if not found:
        raise Refused("nothing_found")
    return found


def languages() -> tuple[str, ...]:
    """Those of ours that are installed."""
    done = subprocess.run(  # noqa: S603 - a fixed command
        [PROGRAM, "--list-langs"], capture_output=True, timeout=SECONDS, check=False
    )
    known = done.stdout.decode("utf-8", "replace").split()
    return tuple(each for each in LANGUAGES if each in known)


def _read(picture: bytes) -> list[list[Cell]]:
    spoken = "+".join(languages()) or "eng"
    done = subprocess.run(  # noqa: S603 - a fixed command; the picture is its input
        [PROGRAM, "stdin", "stdout", "-l", spoken, "--psm", "6", "tsv"],
        input=picture,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},  # each thread reserves memory
    )
    if done.returncode != 0:
        raise Refused("picture_unreadable")
    return words(done.stdout.decode("utf-8", "replace"))


def words(table: str) -> list[list[Cell]]:
    """The lines of tesseract's table: words that stand close are one cell."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        kept = [row for row in rows if _is_word(row)]
    except (ValueError, TypeError, KeyError, csv.Error):
        raise Refused("picture_unreadable") from None
    keys = ("page_num", "block_num", "par_num", "line_num")
    return [
        list(_cells(line))
        for _, line in groupby(kept, key=lambda row: [row[key] for key in keys])
    ]


def _is_word(row: dict[str, str]) -> bool:
    return bool((row.get("text") or "").strip()) and float(row["conf"]) >= UNSURE


def _cells(line: Iterable[dict[str, str]]) -> Iterator[Cell]:
    last: Cell | None = None
    for row in line:
        left, top = float(row["left"]), float(row["top"])
        right, bottom = left + float(row["width"]), top + float(row["height"])
        word = Cell(row["text"].strip(), left, right, top, bottom)
        if last is not None and left - last.right <= bottom - top:
            text = f"{last.text} {word.text}"
            last = Cell(
                text, last.left, right, min(last.top, top), max(last.bottom, bottom)
            )
            continue
        if last is not None:
            yield last
        last = word
    if last is not None:
        yield last
