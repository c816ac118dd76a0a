"""Power cuts under SQLite, by replay.

`recording` runs the real storage on SQLite with a file system that writes down each write
and flush; `replay` rebuilds the files as a cut at any moment may leave them: what was
flushed stands, what was not stands, is gone, or is torn, sector by sector.
"""
