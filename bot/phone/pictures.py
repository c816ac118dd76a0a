"""How large a picture is, read from its first bytes: PNG, JPEG, GIF and WebP."""

from __future__ import annotations

import struct

Size = tuple[int, int]  # width, height
NO_PICTURE: Size = (0, 0)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF but DHT, JPG, DAC


def size(content: bytes) -> Size:
    """Width and height in pixels; `NO_PICTURE` when it is no picture we can read."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", content[16:24])
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return struct.unpack("<HH", content[6:10])
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError):
        return NO_PICTURE
    return NO_PICTURE


def _jpeg(content: bytes) -> Size:
    """Segments up to the first frame header."""
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004  # every marker begins so
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return NO_PICTURE


def _webp(content: bytes) -> Size:
    match content[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(content[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            wide, high = content[24:27], content[27:30]
            return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    return NO_PICTURE
