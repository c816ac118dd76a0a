"""Why the system would not open a file or a folder, in the user's words, not in its own."""

from __future__ import annotations

from errno import EACCES, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS

from bot.rendering import Words

KEYS = {
    ENOENT: "missing",
    EISDIR: "folder",
    ENOTDIR: "no_folder",
    EEXIST: "no_folder",
    EACCES: "forbidden",
    EPERM: "forbidden",
    EROFS: "forbidden",
    ENOSPC: "full",
}


def why(error: OSError, texts: Words) -> str:
    """What we have no words for is named by the system's own number."""
    key = KEYS.get(error.errno or 0, "other")
    return texts.line(f"file_faults.{key}", number=error.errno or 0)
