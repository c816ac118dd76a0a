"""Telegram's formatted text: HTML in, plain text and entities out.

The rules, the order of refusals and their words follow `parse_html` of tdlib
(td/telegram/MessageEntity.cpp). Offsets and lengths count UTF-16 units; "byte offset" in
a refusal counts bytes of the text as it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.phone.refusals import BadRequest, Json

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_SPACES = " \t\r\n\0\x0b"
_LAST_CODE_POINT = 0x10FFFF
_LONGEST_REFERENCE = 10


class Unreadable(BadRequest):
    """The markup cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"can't parse entities: {why}")


def units(text: str) -> int:
    """How long Telegram finds a text: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begins: int


@dataclass(slots=True)
class HtmlReader:
    """Reads one HTML text from left to right, as tdlib does."""

    html: str
    at: int = 0
    offset: int = 0
    said: list[str] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def read(self) -> tuple[str, list[Json]]:
        while self.at < len(self.html):
            match self.html[self.at]:
                case "<" if self._peek(1) == "/":
                    self._close_tag()
                case "<":
                    self._open_tag()
                case _:
                    self._say(self._character())
        if self.open:
            tag = self.open[-1].tag
            raise Unreadable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.said), sorted(self.entities, key=_outer_first)

    def _peek(self, ahead: int = 0) -> str:
        """The character further on; "" beyond the end."""
        return self.html[self.at + ahead : self.at + ahead + 1]

    def _say(self, text: str) -> None:
        self.said.append(text)
        self.offset += units(text)

    def _character(self) -> str:
        """One character, or the one a reference stands for."""
        found = _REFERENCE.match(self.html, self.at)
        if found and (meant := _meant_by(found)):
            self.at = found.end()
            return meant
        self.at += 1
        return self.html[self.at - 1]

    def _byte(self, index: int) -> int:
        return len(self.html[:index].encode())

    def _take(self, stop: str) -> str:
        """What stands before the next character of `stop`, or before the end."""
        begins = self.at
        while self._peek() and self._peek() not in stop:
            self.at += 1
        return self.html[begins : self.at]

    def _skip_spaces(self) -> None:
        while self._peek() and self._peek() in _SPACES:
            self.at += 1

    def _open_tag(self) -> None:
        begins = self.at
        self.at += 1
        tag = self._take(_SPACES + ">").lower()
        if not self._peek():
            raise Unreadable(f"Unclosed start tag at byte offset {self._byte(begins)}")
        if tag not in _TYPES:
            where = self._byte(begins)
            raise Unreadable(f'Unsupported start tag "{tag}" at byte offset {where}')
        argument = "".join(
            _argument(tag, name, value) for name, value in self._attributes(tag, begins)
        )
        if tag == "span" and argument != "spoiler":
            where = self._byte(begins)
            raise Unreadable(
                f'Tag "span" must have class "tg-spoiler" at byte offset {where}'
            )
        self.at += 1
        self.open.append(_Open(tag, argument, self.offset, len(self.said)))

    def _attributes(self, tag: str, begins: int) -> Iterator[tuple[str, str]]:
        """Names and values up to the `>`."""
        while True:
            self._skip_spaces()
            if self._peek() == ">":
                return
            name = self._take(_SPACES + "=>/\"'")
            if not name:
                raise Unreadable(
                    f'Empty attribute name in the tag "{tag}" at byte offset '
                    f"{self._byte(begins)}"
                )
            yield name, self._attribute_value(tag, begins)

    def _attribute_value(self, tag: str, begins: int) -> str:
        where = self._byte(begins)
        self._skip_spaces()
        if self._peek() == "=":
            self.at += 1
            self._skip_spaces()
            if self._peek():
                value = self._quoted() if self._peek() in "\"'" else self._bare()
                if not self._peek():
                    raise Unreadable(f"Unclosed start tag at byte offset {where}")
                return value
        if not self._peek():
            raise Unreadable(f'Unclosed start tag "{tag}" at byte offset {where}')
        return ""

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        value = []
        while self._peek() and self._peek() != quote:
            value.append(self._character())
        self.at += bool(self._peek())
        return "".join(value)

    def _bare(self) -> str:
        begins = self.at
        while (c := self._peek()) and c.isascii() and (c.isalnum() or c in ".-"):
            self.at += 1
        if self._peek() not in (*_SPACES, ">"):
            raise Unreadable(
                f"Unexpected end of name token at byte offset {self._byte(begins)}"
            )
        return self.html[begins : self.at].lower()

    def _close_tag(self) -> None:
        begins, where = self.at, self._byte(self.at)
        if not self.open:
            raise Unreadable(f"Unexpected end tag at byte offset {where}")
        self._take(_SPACES + ">")
        found = self.html[begins + 2 : self.at].lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise Unreadable(f"Unclosed end tag at byte offset {where}")
        self.at += 1
        opened = self.open.pop()
        if found not in ("", opened.tag):
            raise Unreadable(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.offset > opened.offset:
            self._add(opened)

    def _add(self, opened: _Open) -> None:
        entity: Json = {
            "type": _TYPES[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        match opened.tag:
            case "a":
                inside = "".join(self.said[opened.begins :])
                entity = _link(entity, opened.argument or inside)
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if opened.argument:
                entity["language"] = opened.argument
            case "pre" if self._covers_code(entity):
                entity["language"] = self.entities.pop()["language"]
        if entity:
            self.entities.append(entity)

    def _covers_code(self, pre: Json) -> bool:
        """`<pre><code class="language-…">`: one block with a language, not two."""
        last = self.entities[-1] if self.entities else {}
        return "language" in last and {**last, "type": "pre"} == {
            **pre,
            "language": last["language"],
        }


def _meant_by(reference: re.Match[str]) -> str:
    """The character of `&…;`; "" when Telegram leaves it as it stands."""
    hexadecimal, decimal, name = reference.groups()
    if name is not None:
        return _NAMED.get(name, "")
    code = int(hexadecimal or "0", 16) or int(decimal or "0")
    length = len(reference[0].removesuffix(";"))
    if not 0 < code < _LAST_CODE_POINT or length >= _LONGEST_REFERENCE:
        return ""
    return chr(code)


def _argument(tag: str, name: str, value: str) -> str:
    """What an attribute says that Telegram listens to; "" for all others."""
    match tag, name:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
    return ""


_LINK = re.compile(r"(?:(https?|tg|ton|tonsite)://)?[^\s/@]+\.?[^\s]*", re.IGNORECASE)


def _link(entity: Json, url: str) -> Json:
    """A link, a mention of a person by id, or nothing when the address is no address."""
    if found := re.fullmatch(r"tg://user/?\?id=(\d+)", url):
        user = {"id": int(found[1]), "is_bot": False, "first_name": ""}
        return {**entity, "type": "text_mention", "user": user}
    if "://" in url and not re.match(r"(https?|tg|ton|tonsite)://", url, re.IGNORECASE):
        return {}
    if not _LINK.fullmatch(url) or ("://" not in url and "." not in url):
        return {}
    return {**entity, "url": url if "://" in url else f"http://{url}/"}


def _outer_first(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]
