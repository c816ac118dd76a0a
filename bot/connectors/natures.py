"""What kind of judgment a notice of the BODACC tells, by its printed words. Pure.

Only an opening judgment starts the creditors' time, so nothing is taken for one that does
not say so: by its nature, by its family, or, where the nature is generic (« Autre
jugement »), by a detail that opens a proceeding in so many words. What fits no rule is
`UNKNOWN`, and is shown as printed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.ports.world import Nature
from domain.policy import InsolvencyKind

NOT_A_WORD = re.compile(r"[^a-z0-9]+")

KINDS = (
    (re.compile(r"\bliquidation\b"), InsolvencyKind.LIQUIDATION),
    (re.compile(r"\bredressement\b"), InsolvencyKind.RECEIVERSHIP),
    (re.compile(r"\bsauvegarde\b"), InsolvencyKind.SAFEGUARD),
)
REVERSED = re.compile(r"\b(?:infirm|retract|annul|reform)\w*")
RESOLVED_INTO = re.compile(
    r"\bresolution\b.*\b(?:et|ouvrant|prononcant|ouverture)\b"
    r".*\b((?:liquidation|redressement) judiciaire.*)"
)
RESOLVED = re.compile(r"\bresolution\b")
PLAN_OF = re.compile(r"\bplan (?:de )?(?:redressement|sauvegarde)(?: judiciaire)?\b")
JUDICIAL = re.compile(r"\b(?:liquidation|redressement) judiciaire\b")
CONVERSION = re.compile(r"\bconver\w*(?:.*?\ben (?:une procedure de |procedure de )?(.*))?")
CLOSING = re.compile(
    r"\bclotur\w*|\bmet(?:tant)? fin\b|\bfin (?:de|a) la procedure\b|"
    r"\binsuffisance d actif\b|\bextinction du passif\b"
)
NOT_OPENING = re.compile(
    r"\bdepots?\b|\betat (?:des creances|de collocation)\b|\bfaillite personnelle\b|"
    r"\binterdiction\b|\bcessation des paiements\b|\bperiode d observation\b|"
    r"\bpoursuite\b|\bprolong\w*|\bprorog\w*|\bremplac\w*|\bsanction\w*|"
    r"\bretablissement professionnel\b|\bmodifi\w* (?:la mission|les pouvoirs)\b|"
    r"\bsimplifiee?\b.*\bapplication\b|\bapplication\b.*\bsimplifiee?\b|"
    r"\bvente\b|\brepartition\b"
)
PLAN = re.compile(r"\bplan\b")
OPENING = re.compile(r"\bouverture\b|\bouvrant\b|\bouvre\b|\bextension\b|\betendant\b")
# Of a detail: other judgments mention the one that opened, so more must be said.
OPENS = re.compile(
    r"^(?:jugement )?(?:d )?ouverture\b|"
    r"\b(?:prononc\w*|ordonn\w*|constat\w*|decid\w*) l ouverture\b|"
    r"\bouvrant (?:une?|la) (?:procedure|liquidation|redressement|sauvegarde)|"
    r"\bet (?:d )?(?:ouverture (?:d une?|de la)|ouvre (?:une?|la)) "
    r"(?:procedure|liquidation|redressement|sauvegarde)\b|"
    r"\bcreances? (?:sont )?a (?:declarer|adresser)\b|"
    r"\bdeclar\w* (?:leurs|les|des) creances\b.*\bdeux mois\b"
)

# What is opened is no proceeding of creditors.
OPENS_ANOTHER = re.compile(
    r"\bouv\w+ (?:d une?|de la|une?|la) (?:procedure de )?"
    r"(?:conciliation|mandat ad hoc|sanctions?|liquidation amiable)\b"
)
# Of a nature: an opening is named, and something else is done about it.
ABOUT_AN_OPENING = re.compile(
    r"\b(?:confirm|rejet|rectifi|suspen|refus|chang|nomm|nomination|report)\w*|"
    r"\bopposition\b|\bappel (?:du|contre|interjete)\b|\blieu a (?:l )?ouv|\berreur\b|"
    r"\b(?:missions?|pouvoirs|delais?|offres|verification|debats|amiable)\b|"
    r"\bpar (?:le |un )?jugement d ouverture\b"
)
# On appeal: the finite verb is the court's own; a participle may be the first judge's.
OPENS_ANEW = re.compile(
    r"(?<!\bqui )\b(?:ouvre (?:une?|la)|prononce l ouverture)\b.*"
    r"\b((?:liquidation|redressement|sauvegarde)\b.*)"
)
MAY_OPEN_ANEW = re.compile(r"\b(?:et|nouveau) (?:ouvr|prononc)\w*")

NEVER_OPENING = (
    REVERSED,
    OPENS_ANOTHER,
    CONVERSION,
    re.compile(r"\bretablissement professionnel\b"),
)
OPENING_FAMILY = re.compile(r"\bouverture\b")
# An opening or a conversion: the words do not tell which.
MAY_OPEN = re.compile(
    r"\bprononc\w* (?:la |le |une )?(?:procedure de )?"
    r"(?:liquidation|redressement|sauvegarde)\b|"
    r"\b(?:mis|mise|place|placee) en (?:liquidation|redressement|sauvegarde)\b"
)

NOT_TOLD = Nature.UNKNOWN
BY_WORDS = (  # the first that fits
    (MAY_OPEN, NOT_TOLD),
    (CLOSING, Nature.CLOSING),
    (NOT_OPENING, Nature.OTHER),
    (PLAN, Nature.PLAN),
)


@dataclass(frozen=True, slots=True)
class Judged:
    nature: Nature
    kind: InsolvencyKind | None = None


def judged(family: str, nature: str, detail: str) -> Judged:
    """By the nature; where it tells nothing, by the family of opening judgments; then by
    the detail.
    """
    printed, more = _folded(nature), _folded(detail)
    found = _by_nature(printed)
    if found.nature is Nature.UNKNOWN:
        found = _by_detail(more)
        if OPENING_FAMILY.search(_folded(family)) and found.nature is not Nature.CONVERSION:
            found = Judged(Nature.OPENING, found.kind)
    if found.nature is Nature.OPENING and found.kind is None:
        return Judged(Nature.OPENING, _kind(printed) or _kind(more))
    return found


def _by_nature(text: str) -> Judged:
    found = _by_detail(text)
    is_named = OPENING.search(text) and not OPENS_ANOTHER.search(text)
    if (
        found.nature is Nature.UNKNOWN
        and is_named
        and not ABOUT_AN_OPENING.search(text)
        and not REVERSED.search(text)
    ):
        return Judged(Nature.OPENING, _kind(text))
    return found


def _by_detail(text: str) -> Judged:
    """An opening first: its notice goes on about days and powers."""
    opens = OPENS.search(text)
    if opens and not any(rule.search(text) for rule in NEVER_OPENING):
        return Judged(Nature.OPENING, _kind(text[opens.start() :]) or _kind(text))
    return _on_appeal(text) if REVERSED.search(text) else _told(text)


def _on_appeal(text: str) -> Judged:
    """A judgment undone; the court may open a proceeding itself."""
    if opens := OPENS_ANEW.search(text):
        return Judged(Nature.OPENING, _kind(opens[1]))
    return Judged(NOT_TOLD if MAY_OPEN_ANEW.search(text) else Nature.REVERSED)


def _told(text: str) -> Judged:
    """Everything but a plain opening."""
    if into := RESOLVED_INTO.search(text):
        return Judged(Nature.OPENING, _kind(into[1]))
    if conversion := CONVERSION.search(text):
        return Judged(Nature.CONVERSION, _kind(conversion[1] or "") or _kind(text))
    if RESOLVED.search(text) and JUDICIAL.search(PLAN_OF.sub(" ", text)):
        return Judged(NOT_TOLD)
    return Judged(next((each for rule, each in BY_WORDS if rule.search(text)), NOT_TOLD))


def _kind(text: str) -> InsolvencyKind | None:
    """The one named first."""
    places = [(found.start(), kind) for rule, kind in KINDS if (found := rule.search(text))]
    return min(places)[1] if places else None


def _folded(text: str) -> str:
    apart = re.sub("[\u2019\u2018\u02bc]", " ", text)  # else ASCII would glue two words
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode()
    return NOT_A_WORD.sub(" ", plain.lower()).strip()
