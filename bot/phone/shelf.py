"""What survives a restart of the phone: one small SQLite file, or nothing at all.

Everything kept is a JSON body under a kind and a key; files lie beside in a table of their
own, so that their bytes are read only when asked for. The exchange holds the rest in
memory and writes here what it changes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    kind TEXT NOT NULL, key INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contents (id TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Shelf:
    """Keeps nothing beyond the process but the bytes of files while it lives."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is kept inside stands together or not at all."""
        yield

    def keep(self, kind: str, key: int, body: Any) -> None:
        """Put this body in the place of the one before."""

    def drop(self, kind: str, key: int) -> None: ...

    def clear(self, kind: str) -> None: ...

    def all(self, _kind: str) -> dict[int, Any]:
        """By key, in its order."""
        return {}

    def keep_content(self, file_id: str, content: bytes) -> None:
        self._contents[file_id] = content

    def content(self, file_id: str) -> bytes:
        return self._contents[file_id]

    def clear_contents(self) -> None:
        self._contents.clear()

    def close(self) -> None: ...


class DiskShelf(Shelf):
    """Keeps everything in a SQLite file that survives a killed process.

    WAL with synchronous NORMAL: a power cut may cost the last moments of a trial chat,
    which is a fair price for not waiting for the disk at every key press.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(_SCHEMA)
        self._depth = 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        if not self._depth:
            self._base.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        finally:
            # Also after an exception: memory holds what was done until then, so must we.
            self._depth -= 1
            if not self._depth:
                self._base.execute("COMMIT")

    def keep(self, kind: str, key: int, body: Any) -> None:
        said = json.dumps(body, ensure_ascii=False)
        self._base.execute("REPLACE INTO kept VALUES (?, ?, ?)", (kind, key, said))

    def drop(self, kind: str, key: int) -> None:
        self._base.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (kind, key))

    def clear(self, kind: str) -> None:
        self._base.execute("DELETE FROM kept WHERE kind = ?", (kind,))

    def all(self, kind: str) -> dict[int, Any]:
        rows = self._base.execute(
            "SELECT key, body FROM kept WHERE kind = ? ORDER BY key", (kind,)
        )
        return {key: json.loads(body) for key, body in rows}

    def keep_content(self, file_id: str, content: bytes) -> None:
        self._base.execute("REPLACE INTO contents VALUES (?, ?)", (file_id, content))

    def content(self, file_id: str) -> bytes:
        row = self._base.execute("SELECT content FROM contents WHERE id = ?", (file_id,))
        return bytes(row.fetchone()[0])

    def clear_contents(self) -> None:
        self._base.execute("DELETE FROM contents")

    def close(self) -> None:
        self._base.close()


def shelf(path: Path | None) -> Shelf:
    return Shelf() if path is None else DiskShelf(path)
