"""Records of « annonces-commerciales » as notices. Pure; nothing of it raises.

Traps of the shape: nested fields are JSON inside strings, and may be broken; `registre`
is a list or one text, with spaces and without; persons are a dict or a list; a judgment's
day is ISO or « 1er décembre 2009 »; a rectification names what it mends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.connectors.natures import judged
from bot.ports.world import Gazette, Nature, Notice

MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
WORDED = re.compile(r"(\d{1,2})(?:\s?er)?\s+([a-zéèûîôâç]+)\.?\s+(\d{4})", re.IGNORECASE)
ACCENTS = str.maketrans("éèêûùîôâç", "eeeuuioac")
LONGEST = 600


def gazette(records: Sequence[object], sirens: Collection[str]) -> Gazette:
    """The notices about these firms. A record that tells neither whose it is nor when it
    was published is counted, never dropped in silence.
    """
    notices: dict[tuple[str, str], Notice] = {}
    unreadable = 0
    for record in records:
        if not isinstance(record, Mapping) or not (whose := _sirens(record)):
            unreadable += 1
            continue
        published_on = day_of(str(record.get("dateparution") or ""))
        number = str(record.get("id") or "")
        if published_on is None or not number:
            unreadable += bool(whose & set(sirens))
            continue
        for siren in sorted(whose & set(sirens)):
            notices[number, siren] = _notice(record, number, siren, published_on)
    return Gazette(tuple(notices.values()), unreadable)


def _notice(
    record: Mapping[str, Any], number: str, siren: str, published_on: date
) -> Notice:
    judgment = nested(record.get("jugement"))
    nature, detail = _text(judgment, "nature"), _text(judgment, "complementJugement")
    found = judged(_text(judgment, "famille"), nature, detail)
    kind = str(record.get("typeavis") or "annonce").lower()
    is_annulled = kind.startswith("annul")
    before = nested(record.get("parutionavisprecedent"))
    printed = " · ".join(part for part in (nature, detail) if part)
    return Notice(
        id=number,
        siren=siren,
        published_on=published_on,
        nature=Nature.REVERSED if is_annulled else found.nature,
        kind=found.kind,
        judgment_on=day_of(_text(judgment, "date")),
        said=(printed or _raw(record.get("jugement")))[:LONGEST],
        name=_name(record),
        court=str(record.get("tribunal") or ""),
        is_rectified=kind.startswith("rectif") or (bool(before) and not is_annulled),
        rectifies=_earlier(before),
        link=str(record.get("url_complete") or ""),
    )


def day_of(text: str) -> date | None:
    """ISO, 10/12/2009, or « 10 décembre 2009 », « 1er mars 2010 »; None: no day."""
    if found := ISO.search(text):
        return _day(*map(int, found.groups()))
    if found := NUMERIC.search(text):
        day, month, year = map(int, found.groups())
        return _day(year, month, day)
    if found := WORDED.search(text):
        name = found[2].lower().translate(ACCENTS)
        if name in MONTHS:
            return _day(int(found[3]), MONTHS.index(name) + 1, int(found[1]))
    return None


def nested(value: object) -> Mapping[str, Any]:
    """A JSON string, or the value itself; of several the first; {} for what is neither."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, Mapping)), None)
    return value if isinstance(value, Mapping) else {}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sirens(record: Mapping[str, Any]) -> set[str]:
    told = record.get("registre")
    texts = told if isinstance(told, list) else str(told or "").split(",")
    digits = (re.sub(r"\D", "", str(text)) for text in texts)
    return {each[:9] for each in digits if len(each) in (9, 14)}


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _raw(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _name(record: Mapping[str, Any]) -> str:
    for person in _persons(record.get("listepersonnes")):
        whole = _text(person, "denomination")
        names = (_text(person, "prenom"), _text(person, "nom"))
        if found := whole or " ".join(part for part in names if part):
            return found
    return _raw(record.get("commercant"))


def _persons(value: object) -> Iterator[Mapping[str, Any]]:
    """{"personne": {…}}, {"personne": [{…}, …]}, or the list itself."""
    said = nested(value)
    inner = said.get("personne", said)
    for each in inner if isinstance(inner, list) else [inner]:
        if isinstance(each, Mapping):
            yield each


def _earlier(before: Mapping[str, Any]) -> str:
    """« BODACC A n° 20260176, annonce 5232 » , as far as it is told."""
    parts = (
        _text(before, "nomPublication"),
        str(before.get("numeroParution") or ""),
        str(before.get("numeroAnnonce") or ""),
    )
    return " ".join(part for part in parts if part)
