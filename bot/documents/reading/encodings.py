"""Which encoding the bytes of a text file are in, as French software writes them.

Order: byte order mark; strict UTF-8; UTF-16 where every other byte is nought; CP850 where
the high bytes are DOS letters (é 0x82, à 0x85, ê 0x88, è 0x8A, ç 0x87, ° 0xF8) and none is
a letter of Windows; ISO 8859-15 where its own letters stand (€ 0xA4, Œ, œ) and no byte of
Windows' own; else Windows-1252. Statistics of letters are not asked: they take French for
Macintosh.
"""

from __future__ import annotations

import codecs

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DOS = frozenset(b"\x82\x85\x87\x88\x8a\x93\x96\x97\x8c\x83\xf8")  # é à ç ê è ô û ù î â °
DOS_ONLY = frozenset(b"\x82\x85\x8a")  # é à è: hardly any French file does without
WINDOWS = frozenset(b"\xe0\xe2\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xc0\xc7\xc8\xc9\xca")
LATIN9 = frozenset(b"\xa4\xbc\xbd")  # € Œ œ
CONTROLS = frozenset(range(0x80, 0xA0))  # of ISO 8859, letters of Windows
LONGEST_LETTER = 4  # bytes of UTF-8


def encoding_of(sample: bytes) -> str:
    """The encoding by Python's name. `sample` may end within a letter."""
    for mark, name in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return name
    if two_bytes := _utf16(sample):
        return two_bytes
    if _is_utf8(sample):
        return "utf-8"
    return _one_byte(frozenset(byte for byte in sample if byte >= 0x80))  # noqa: PLR2004 - ASCII ends


def _utf16(sample: bytes) -> str:
    head = sample[:2000]
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    if half and head[::2].count(0) > half * 0.7:
        return "utf-16-be"
    return ""


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as wrong:
        cut = wrong.end == len(sample) and len(sample) - wrong.start < LONGEST_LETTER
        return cut and "unexpected end" in wrong.reason
    return True


def _one_byte(high: frozenset[int]) -> str:
    if high & DOS_ONLY and not high & WINDOWS:
        return "cp850"
    if high & DOS and high <= DOS | {0x90, 0x80, 0xB7, 0xD4} and not high & WINDOWS:
        return "cp850"
    if high & LATIN9 and not high & CONTROLS:
        return "iso8859-15"
    return "cp1252"


def decoded(raw: bytes, encoding: str) -> str:
    """The text; a byte that is no letter there is read as Windows', then replaced."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
