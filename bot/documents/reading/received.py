"""A file that came as bytes, such as from a chat: laid down only for as long as it is read.

It lies in a folder of its own that nobody else may open, and is gone whatever happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.documents.reading.sealed import read_sealed
from bot.ports.papers import NO_COLUMNS, Columns, Paper


class SealedReader:
    """The port `PaperReader`: every file is read in a child process of its own."""

    async def read(
        self,
        content: bytes,
        name: str,
        progress: Callable[[int], None],
        columns: Columns = NO_COLUMNS,
    ) -> Paper:
        with TemporaryDirectory(prefix="vigie-") as folder:
            path = Path(folder) / "received"
            await asyncio.to_thread(path.write_bytes, content)
            return await read_sealed(path, name or "file", progress, columns=columns)
