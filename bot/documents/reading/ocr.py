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
AGAIN_SECONDS = 8  # for the second look, which may fail
BLOCK, COLUMN, WHOLE_PAGE = "6", "4", "1"  # ways in which tesseract divides a page
ORIENTED = "osd"  # what finds the way up
ENOUGH_WORDS = 5
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

    picture = source.path.read_bytes()
    found = lines([picture])
    differing = pdf_text.differing(found, _read_again(picture))
    return pdf_text.offered(found, source.name, (Doubt("read_by_ocr"),), differing)


def _read_again(picture: bytes) -> list[list[Cell]]:
    """Looked at in another way: « 1 000 » easily becomes « 4 000 », and is sure of it."""
    try:
        return _read(picture, WHOLE_PAGE if ORIENTED in _known() else COLUMN, AGAIN_SECONDS)
    except (Refused, subprocess.TimeoutExpired):
        return []


def lines(pictures: Iterable[bytes]) -> list[list[Cell]]:
    """Raises Refused: ocr_missing, nothing_found."""
    if not installed():
        raise Refused("ocr_missing")
    found = [line for picture in pictures for line in _upright(picture)]
    if not found:
        raise Refused("nothing_found")
    return found


def _upright(picture: bytes) -> list[list[Cell]]:
    """A photo may lie on its side: then little is found, and its way up is looked for."""
    found = _read(picture, BLOCK)
    if _sure(found) >= ENOUGH_WORDS or ORIENTED not in _known():
        return found
    return max(found, _read(picture, WHOLE_PAGE), key=_sure)


def _sure(found: list[list[Cell]]) -> int:
    """Words of some length: noise has few."""
    texts = (cell.text for line in found for cell in line)
    return sum(len(word) > 3 and word.isalpha() for text in texts for word in text.split())  # noqa: PLR2004


def languages() -> tuple[str, ...]:
    """Those of ours that are installed."""
    known = _known()
    return tuple(each for each in LANGUAGES if each in known)


def _known() -> frozenset[str]:
    done = subprocess.run(  # noqa: S603 - a fixed command
        [PROGRAM, "--list-langs"], capture_output=True, timeout=SECONDS, check=False
    )
    return frozenset(done.stdout.decode("utf-8", "replace").split())


def _read(picture: bytes, way: str, seconds: int = SECONDS) -> list[list[Cell]]:
    spoken = "+".join(languages()) or "eng"
    done = subprocess.run(  # noqa: S603 - a fixed command; the picture is its input
        [PROGRAM, "stdin", "stdout", "-l", spoken, "--psm", way, "tsv"],
        input=picture,
        capture_output=True,
        timeout=seconds,
        check=False,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},  # each thread reserves memory
    )
    if done.returncode < 0 or b"alloc" in done.stderr:
        raise Refused("picture_too_large")
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
