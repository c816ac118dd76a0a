"""What is attached to a PDF: in its name tree, as associated files, or on its pages.

Nothing is written out and nothing is passed on: an attachment is looked at only as far as
it may be an e-invoice. What unfolds beyond 20 MB is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from bot.documents.reading.source import Refused

LARGEST = 20_000_000  # bytes of one attachment, unfolded
MOST = 50  # attachments
PAGES = 3  # on which paper clips are looked for

CAPS: dict[str, Any] = {
    "zlib_maximum_output_length": LARGEST,
    "lzw_maximum_output_length": LARGEST,
    "run_length_maximum_output_length": LARGEST,
    "array_based_stream_maximum_output_length": LARGEST,
    "maximum_declared_stream_length": LARGEST,
    "jbig2dec_binary": None,  # no program is started
}

# What pypdf raises on files that are none: its own errors, and those of plain Python.
BROKEN = (
    *(PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(RecursionError, NotImplementedError, AssertionError, OSError),
)


class Locked(Exception):
    """Encrypted in a way that pypdf does not open."""


def attached(path: Path) -> tuple[bytes, ...]:
    """Each attachment that may be XML. Raises Refused (damaged_pdf) and Locked."""
    with pypdf.apply_configuration(**CAPS):
        try:
            contents = _all(_opened(path))
            return tuple(dict.fromkeys(filter(_may_be_xml, contents)))
        except (DependencyError, FileNotDecryptedError):  # a cipher, or a word, we lack
            raise Locked from None


def _opened(path: Path) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Locked
    except FileNotDecryptedError:
        raise
    except BROKEN:
        raise Refused("damaged_pdf") from None
    return reader


def _all(reader: pypdf.PdfReader) -> Iterator[bytes]:
    for shelf in (_named, _associated, _clipped):
        yield from _guarded(shelf, reader)


def _guarded(
    shelf: Callable[[pypdf.PdfReader], Iterator[Callable[[], bytes]]],
    reader: pypdf.PdfReader,
) -> Iterator[bytes]:
    """A broken attachment hides none of the others."""
    try:
        for number, content in enumerate(shelf(reader)):
            if number >= MOST:
                return
            try:
                yield content()
            except BROKEN:
                continue
    except BROKEN:
        return


def _named(reader: pypdf.PdfReader) -> Iterator[Callable[[], bytes]]:
    for file in reader.attachment_list:
        yield lambda file=file: file.content  # type: ignore[misc]


def _associated(reader: pypdf.PdfReader) -> Iterator[Callable[[], bytes]]:
    for file in _object(reader.root_object.get("/AF", [])):
        yield lambda file=file: _embedded(file)  # type: ignore[misc]


def _clipped(reader: pypdf.PdfReader) -> Iterator[Callable[[], bytes]]:
    for number in range(min(PAGES, len(reader.pages))):
        for clip in _object(reader.pages[number].get("/Annots", [])):
            if _object(clip).get("/Subtype") == "/FileAttachment":
                file = _object(clip)["/FS"]
                yield lambda file=file: _embedded(file)  # type: ignore[misc]


def _embedded(file: Any) -> bytes:
    streams = _object(_object(file)["/EF"])
    stream = streams["/UF"] if "/UF" in streams else streams["/F"]
    return bytes(_object(stream).get_data())


def _object(found: Any) -> Any:
    return found.get_object() if hasattr(found, "get_object") else found


def _may_be_xml(content: bytes) -> bool:
    start = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and len(content) <= LARGEST
