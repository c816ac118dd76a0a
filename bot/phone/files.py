"""Files that were sent: what the bot and the page know of them, and their bytes."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import PurePosixPath
from typing import Any

from bot.phone import pictures, refusals
from bot.phone.counting import Counts
from bot.phone.parameters import Upload
from bot.phone.refusals import BadRequest, Json, TooLarge
from bot.phone.shelf import Shelf

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
_SIDES_LIMIT, _RATIO_LIMIT = 10_000, 20


class Files:
    def __init__(self, shelf: Shelf, counts: Counts) -> None:
        self._shelf, self._counts = shelf, counts
        self._known: dict[str, Json] = {
            record["file_id"]: record for record in shelf.all("file").values()
        }

    def add_document(self, upload: Upload) -> Json:
        """Telegram's Document."""
        record = self._add(upload, "documents")
        return {
            "file_name": record["file_name"],
            "mime_type": record["mime_type"],
            **_identity(record),
        }

    def add_photo(self, upload: Upload) -> list[Json]:
        """Telegram's PhotoSizes: one size, the whole picture."""
        width, height = pictures.size(upload.content)
        if not width or not height:
            raise BadRequest(refusals.NOT_A_PICTURE)
        if len(upload.content) > PHOTO_LIMIT:
            raise BadRequest(refusals.FILE_TOO_BIG)
        ratio = max(width, height) / min(width, height)
        if width + height > _SIDES_LIMIT or ratio > _RATIO_LIMIT:
            raise BadRequest(refusals.PICTURE_TOO_WIDE)
        record = self._add(upload, "photos")
        return [{**_identity(record), "width": width, "height": height}]

    def of(self, file_id: str) -> Json:
        if file_id not in self._known:
            raise BadRequest(refusals.INVALID_FILE_ID)
        return self._known[file_id]

    def upload_of(self, file_id: str) -> Upload:
        """A file sent before, to be sent again."""
        if file_id not in self._known:
            raise BadRequest(refusals.WRONG_FILE)
        record = self._known[file_id]
        return Upload(record["file_name"], self.content(file_id), record["mime_type"])

    def at(self, file_path: str) -> str:
        """The id of the file at this path; "" for none."""
        found = (i for i, record in self._known.items() if record["file_path"] == file_path)
        return next(found, "")

    def content(self, file_id: str) -> bytes:
        return self._shelf.content(file_id)

    def clear(self) -> None:
        self._known.clear()
        self._shelf.clear("file")
        self._shelf.clear_contents()

    def _add(self, upload: Upload, folder: str) -> Json:
        if not upload.content:
            raise BadRequest(refusals.FILE_EMPTY)
        if len(upload.content) > UPLOAD_LIMIT:
            raise TooLarge
        number = self._counts.next("file")
        record = _record(upload, folder, number)
        self._known[record["file_id"]] = record
        self._shelf.keep("file", number, record)
        self._shelf.keep_content(record["file_id"], upload.content)
        return record


def _record(upload: Upload, folder: str, number: int) -> Json:
    name = PurePosixPath(upload.name.replace("\\", "/")).name or "file"
    unique = hashlib.sha256(upload.content).hexdigest()[:16]
    return {
        "file_id": f"{folder}-{number}-{unique}",
        "file_unique_id": unique,
        "file_size": len(upload.content),
        "file_path": f"{folder}/file_{number}{PurePosixPath(name).suffix.lower()}",
        "file_name": name,
        "mime_type": _media_type(upload, name),
    }


def _media_type(upload: Upload, name: str) -> str:
    guessed: str | None = mimetypes.guess_type(name)[0]
    if upload.media_type and upload.media_type != "application/octet-stream":
        return upload.media_type
    return guessed or "application/octet-stream"


def _identity(record: Json) -> dict[str, Any]:
    return {name: record[name] for name in ("file_id", "file_unique_id", "file_size")}
