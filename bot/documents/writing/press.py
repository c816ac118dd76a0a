"""What waits in the outbox as data is printed when it is sent: a picture, a PDF, a letter,
a workbook, or several in one archive.

Content travels as compressed JSON; an archive is itself one, whose entries marked so are
printed and whose others are passed on as they are. A media type not known here is
the content itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bot.documents.writing.pictures import SVG, render
from bot.documents.writing.typeset import pdf
from bot.documents.writing.word import docx
from bot.documents.writing.workbooks import workbook

PDF = "application/vnd.vigie.pdf"
DOCX = "application/vnd.vigie.docx"
XLSX = "application/vnd.vigie.xlsx"
ARCHIVE = "application/vnd.vigie.zip"
WAITING = b"to be printed"  # the comment of such an entry
PRINTED_LIKE = (1980, 1, 1, 0, 0, 0)  # the same data gives the same bytes


class Unprintable(Exception):
    """An engine failed: the words are there, the document is not."""


def packed(said: str) -> bytes:
    """How a sheet or a workbook waits."""
    return zlib.compress(said.encode())


def archive(said: Mapping[str, str], files: Mapping[str, bytes] | None = None) -> bytes:
    """Several: sheets and workbooks by the name they will have, and files as they are."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as waiting:
        for name, text in said.items():
            entry = ZipInfo(name, PRINTED_LIKE)
            entry.comment = WAITING
            waiting.writestr(entry, text, ZIP_DEFLATED)
        for name, content in (files or {}).items():
            waiting.writestr(ZipInfo(name, PRINTED_LIKE), content, ZIP_STORED)
    return out.getvalue()


def printed(media_type: str, content: bytes) -> bytes:
    """The bytes to be sent. Slow (0.1 s and more): in a thread. Raises `Unprintable`."""
    printer = PRINTERS.get(media_type)
    if printer is None:
        return content
    try:
        return printer(content)
    except Exception as error:
        raise Unprintable(f"{media_type}: {type(error).__name__}") from error


def _unpacked(engine: Callable[[str], bytes]) -> Callable[[bytes], bytes]:
    return lambda content: engine(zlib.decompress(content).decode())


def _bundle(content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as waiting, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for entry in waiting.infolist():
            data = waiting.read(entry)
            if entry.comment == WAITING:
                data = ENGINES[entry.filename.rpartition(".")[2]](data.decode())
            made.writestr(ZipInfo(entry.filename, PRINTED_LIKE), data, ZIP_DEFLATED)
    return out.getvalue()


ENGINES: dict[str, Callable[[str], bytes]] = {"pdf": pdf, "docx": docx, "xlsx": workbook}
PRINTERS: dict[str, Callable[[bytes], bytes]] = {
    SVG: lambda content: render(content.decode()),
    PDF: _unpacked(pdf),
    DOCX: _unpacked(docx),
    XLSX: _unpacked(workbook),
    ARCHIVE: _bundle,
}
