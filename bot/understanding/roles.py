"""Which slot a span fills, seen from the intent.

"du 10 mars" dates an invoice, a payment or a judgment as the intent has it; words just
before it ("échéance", "livré", "à partir du") have the last word. What could fill a slot
in two ways fills none, and leaves a doubt.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.understanding import lexicon
from bot.understanding.amounts import Sum, basis_of
from bot.understanding.buyers import Mention
from bot.understanding.dates import When
from bot.understanding.intents import INSURERS_MONEY, Intent, accepted
from bot.understanding.invoice_days import days_of_invoice, is_delivered
from bot.understanding.invoices import InvoiceNumber
from bot.understanding.reading import Slots, decimal_text
from bot.understanding.spans import Kind, Lattice, Span
from domain.money import Percentage

UNCLEAR_PERIOD = "unclear_period"
LEAST_BARE_AMOUNT = 100
ROUND = 50


@dataclass(slots=True)
class Filled:
    """Slots found so far, and what was seen and not believed."""

    said: dict[str, Any] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    candidates: tuple[str, ...] = ()
    today: date = date.min
    state: str | None = None  # of a dispute, or the kind of proceedings

    def slots(self) -> Slots:
        return Slots(**self.said)

    def doubt(self, name: str) -> None:
        if name not in self.doubts:
            self.doubts.append(name)


def fill(lattice: Lattice, intent: Intent, today: date) -> Filled:
    filled = Filled(doubts=list(lattice.doubts), today=today)
    wanted = accepted(intent)
    _buyer(lattice, filled, wanted)
    _invoice(lattice, filled, wanted, intent)
    _sums(lattice, filled, wanted, intent)
    _rate(lattice, filled, wanted)
    _terms(lattice, filled, wanted)
    _days(lattice, filled, wanted, intent)
    _due_from_terms(filled, wanted)
    _named(lattice, filled, intent)
    return filled


# --- Names -----------------------------------------------------------------------------


def _buyer(lattice: Lattice, filled: Filled, wanted: frozenset[str]) -> None:
    if "buyer" not in wanted:
        return
    mentions: list[Mention] = lattice.mentions()
    names = tuple(dict.fromkeys(name for mention in mentions for name in mention.names))
    certain = {mention.names[0] for mention in mentions if len(mention.names) == 1}
    if len(names) == 1 or (len(certain) == 1 and _all_allow(mentions, certain)):
        filled.said["buyer"] = next(iter(certain or names))
    elif names:
        filled.candidates = names
        filled.doubt("two_buyers")


def _all_allow(mentions: list[Mention], certain: set[str]) -> bool:
    """As in "martin … Martin SA": the doubtful mention may be the certain one again."""
    return all(certain <= set(mention.names) for mention in mentions)


def _invoice(
    lattice: Lattice, filled: Filled, wanted: frozenset[str], intent: Intent
) -> None:
    if "invoice" not in wanted:
        return
    spans = lattice.of(Kind.INVOICE)
    if not spans:
        numbered = _numbered(lattice, intent)
        filled.said |= {"invoice": numbered} if numbered else {}
        return
    numbers: list[InvoiceNumber] = [span.value for span in spans]
    if _is_rather_an_amount(lattice, numbers, intent):
        return
    texts = dict.fromkeys(number.text for number in numbers)
    if len(texts) > 1:
        filled.doubt("two_invoices")
        return
    filled.said["invoice"] = next(iter(texts))


# "facture leroc 118 payée", "la 118 de leroc": a number said of an invoice that exists.
_SAID_OF_AN_INVOICE = re.compile(
    r"(?:factures?|fact|fac|invoices?|bill|avoir)(?: (?:de|d'|du|des|chez|from|of|for|to|pour|la|le|client|numero))*"
    r" \x00+ $|(?<![a-z])(?:la|celle|ma|notre|number|numero|against|bill|document|piece) $"
)


_SAID_AFTER = re.compile(
    r" (?:is|has|was|est|a ete|vient d'etre|n'est|isn't|payee?|reglee?|soldee?|settled|cleared|impayee?|unpaid)(?![a-z])"
)
# Intents whose bare number can only be that of an invoice.
_NUMBERS_ARE_INVOICES = frozenset(
    {Intent.INVOICE_EXTEND, Intent.INVOICE_DISPUTE, Intent.UNDO}
)


_ABOUT = re.compile(r"(?<![a-z])(?:sur|on|against|for|pour|de|of) $")


def _can_only_be_an_invoice(lattice: Lattice, span: Span, intent: Intent) -> bool:
    """The intent takes no sum, or the sum is another one, or it is "settled"."""
    if intent in _NUMBERS_ARE_INVOICES or _SAID_AFTER.match(lattice.after(span)):
        return True
    about = _ABOUT.search(lattice.before(span)) is not None
    return about and ("amount" not in accepted(intent) or bool(lattice.of(Kind.MONEY)))


def _numbered(lattice: Lattice, intent: Intent) -> str | None:
    """A bare number that is said as one says the number of an invoice."""
    if intent is Intent.INVOICE_ADD:
        return None
    for span in lattice.of(Kind.NUMBER):
        written = lattice.sentence.clean[span.start : span.end]
        if not written.isdigit() or span.value.may_be_a_year:
            continue
        before = _SAID_OF_AN_INVOICE.search(lattice.text[: span.start])
        if before or _can_only_be_an_invoice(lattice, span, intent):
            return written
    return None


_TAKES_A_SUM = frozenset({Intent.INVOICE_ADD, Intent.CREDIT_NOTE_ADD})


def _is_rather_an_amount(
    lattice: Lattice, numbers: list[InvoiceNumber], intent: Intent
) -> bool:
    """As in "facture 7500 leroc 60j": the only number, a round one, right after "facture"."""
    if intent not in _TAKES_A_SUM or len(numbers) != 1 or not numbers[0].bare:
        return False
    if lattice.of(Kind.MONEY) or any(_plausible(span) for span in lattice.of(Kind.NUMBER)):
        return False
    value = int(numbers[0].text)
    return (
        value >= 10 * LEAST_BARE_AMOUNT
        and value % ROUND == 0
        and not Sum(Decimal(value)).may_be_a_year
    )


# --- Figures ---------------------------------------------------------------------------

_TURNOVER = frozenset({Intent.PREMIUM_SIMULATION, Intent.TURNOVER_DECLARE})
_RECEIPTS = frozenset({Intent.PAYMENT_ADD, *INSURERS_MONEY})
_PART_OF_INVOICE = re.compile(
    r"(?<![a-z])(?:la moitie|(?:un|le) tiers|(?:un|le) quart|une partie|en partie|partiellement|half|(?:a |one )?thirds?|a quarter|part of|partly|partial\w*|some of|(?:part|down) payment|acompte)(?![a-z])"
)
_LIMITS = frozenset({Intent.LIMIT_REQUEST, Intent.LIMIT_DECISION})
_OF_VAT = re.compile(
    r"(?:(?<!hors )(?<!plus )tva|(?<!excl )(?<!ex )(?<!plus )vat) (?:de |of |: ?)?$"
)
_IS_VAT = re.compile(r" ?(?:de |of )(?:tva|vat)")
_FROM_TO = re.compile(r" ?(?:a|to|pour|au lieu de|vers|->) ?(?:€)?")
# "15k of the 40k", "20 000 et pas 50 000": the first is what counts.
_FIRST_COUNTS = re.compile(
    r",? ?(?:of (?:the |my |our )?|out of (?:the )?|sur (?:les |mes |nos )?|au lieu de(?:s)?|instead of(?: the)?|rather than(?: the)?|plutot que|et pas|and not|not) ?€?"
)


def _sums(lattice: Lattice, filled: Filled, wanted: frozenset[str], intent: Intent) -> None:
    slot = "turnover" if intent in _TURNOVER else "amount"
    if slot not in wanted:
        return
    chosen = _chosen_sum(lattice, filled, intent)
    if chosen is None:
        return
    filled.said[slot] = chosen.value
    basis = chosen.basis or basis_of(lattice) or _with_its_vat(lattice)
    if basis and "basis" in wanted:
        filled.said["basis"] = basis


_OF_WHICH_VAT = re.compile(
    r"(?<![a-z])(?:dont|y compris|of which|including|incl) [^,;]{0,20}(?:tva|vat)(?![a-z])"
)


def _with_its_vat(lattice: Lattice) -> str | None:
    """As in "12 000 dont 2 000 de TVA": the sum holds its VAT."""
    return "gross" if _OF_WHICH_VAT.search(lattice.sentence.folded) else None


def _chosen_sum(lattice: Lattice, filled: Filled, intent: Intent) -> Sum | None:
    spans = [span for span in lattice.of(Kind.MONEY) if not _vat(lattice, span)]
    if not spans:
        if intent in _RECEIPTS and _PART_OF_INVOICE.search(lattice.sentence.folded):
            filled.doubt("part_of_amount")
            return None
        return _bare_sum(lattice, filled, intent)
    sums: list[Sum] = [span.value for span in spans]
    if any(found.value is None for found in sums):
        return None
    if len({found.value for found in sums}) == 1:
        return next((found for found in sums if found.basis), sums[0])
    return _one_of_several(lattice, spans, sums, filled, intent)


def _one_of_several(
    lattice: Lattice, spans: list[Span], sums: list[Sum], filled: Filled, intent: Intent
) -> Sum | None:
    net = [found for found in sums if found.basis == "net"]
    if len(sums) == len(net) + 1 and len(net) == 1:  # 100 000 HT, 120 000 TTC
        return net[0]
    between = lattice.sentence.folded[spans[0].end : spans[-1].start]
    if intent in _LIMITS and len(sums) == 2 and _FIRST_COUNTS.fullmatch(between):  # noqa: PLR2004
        return sums[0]
    if intent in _LIMITS and len(sums) == 2 and _FROM_TO.fullmatch(between):  # noqa: PLR2004
        instead = "lieu" in between
        return sums[0] if instead else sums[1]
    filled.doubt("two_amounts")
    return None


def _vat(lattice: Lattice, span: Span) -> bool:
    if _OF_VAT.search(lattice.before(span)):
        return True
    return _IS_VAT.match(lattice.after(span)) is not None


def _plausible(span: Span) -> bool:
    found: Sum = span.value
    if found.value is None or found.may_be_a_year:
        return False
    return found.value >= LEAST_BARE_AMOUNT


def _bare_sum(lattice: Lattice, filled: Filled, intent: Intent) -> Sum | None:
    """A bare number is money where the intent wants some and nothing else claims it."""
    number = filled.said.get("invoice")
    bare = [
        span
        for span in lattice.of(Kind.NUMBER)
        if lattice.sentence.clean[span.start : span.end] != number
    ]
    likely = [span.value for span in bare if _plausible(span)]
    if len(likely) == 1:
        return likely[0]  # type: ignore[no-any-return]
    if likely or any(span.value.may_be_a_year for span in bare):
        filled.doubt("unclear_amount")
        return None
    numbers: list[InvoiceNumber] = [span.value for span in lattice.of(Kind.INVOICE)]
    if _is_rather_an_amount(lattice, numbers, intent):
        filled.doubt("amount_or_invoice_number")
        return Sum(Decimal(numbers[0].text))
    return None


# "si le CA grimpe de 20 %": growth, of a turnover that only the books know.
_HIGHEST_PREMIUM_RATE = Percentage.of("5%")
_OF_A_RATE = re.compile(r"(?<![a-z])(?:taux|rates?)(?![a-z])")


def _is_no_premium_rate(rate: Percentage, lattice: Lattice) -> bool:
    is_high = rate.value > _HIGHEST_PREMIUM_RATE.value
    return is_high and _OF_A_RATE.search(lattice.sentence.folded) is None


def _rate(lattice: Lattice, filled: Filled, wanted: frozenset[str]) -> None:
    rates = {span.value for span in lattice.of(Kind.RATE)}
    if "rate" in wanted and any(_is_no_premium_rate(rate, lattice) for rate in rates):
        filled.doubt("part_of_amount")
        return
    if "rate" in wanted and len(rates) == 1:
        filled.said["rate"] = rates.pop()
    elif "rate" in wanted and rates:
        filled.doubt("two_rates")


def _terms(lattice: Lattice, filled: Filled, wanted: frozenset[str]) -> None:
    terms = {span.value for span in lattice.of(Kind.TERMS)}
    if "terms" in wanted and len(terms) == 1:
        filled.said["terms"] = terms.pop()
    elif "terms" in wanted and terms:
        filled.doubt("two_terms")


# --- Days ------------------------------------------------------------------------------

_DEFAULT_DAY = {
    Intent.CREDIT_NOTE_ADD: "issued_on",
    Intent.BUYER_COVER: "delivered_on",
    Intent.PAYMENT_ADD: "paid_on",
    Intent.INDEMNITY_RECEIVED: "paid_on",
    Intent.RECOVERY_RECEIVED: "paid_on",
    Intent.INVOICE_EXTEND: "due_on",
    Intent.INSOLVENCY_REPORT: "judgment_on",
    Intent.CLAIM_OPEN: "due_on",
}
# The last of these words before a day says what the day is.
_CUES = tuple(
    (slot, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"))
    for slot, words in (
        (
            "due_on",
            r"echeances?|echue?s?|payables?|a payer|a regler|exigible|due|pays?|paiera|paient|d'ici|avant le|jusqu'au|jusqu'a|until|by|before|echoit|tombe|falls|expected|attendu",
        ),
        ("delivered_on", r"livr\w*|deliver\w*|expedi\w*|ship\w*|dispatch\w*"),
        (
            "paid_on",
            r"paye[es]*|paiement|payment|paid|recue?s?|encaisse\w*|vire\w*|virement|received|verse\w*|regle\w*|reglement",
        ),
        ("judgment_on", r"jugement|judge?ment|tribunal|court|prononce\w*|ouverte?"),
        (
            "effective_on",
            r"a partir|a compter|a effet|effet|des|effective|starting|as of|as from|depuis|since|with effect",
        ),
        (
            "issued_on",
            r"emise?|datee?|facture|facturee?|etablie?|dated|issued|invoice|invoiced|date|du",
        ),
    )
)
_FUTURE = frozenset({"due_on"})
_EITHER = frozenset({"effective_on"})
# What was done, or began, lies behind: "I wrote to the mediator on Monday".
_DONE = frozenset({Intent.DUTY_DONE, Intent.MEDIATION_REQUESTED, Intent.INVOICE_DISPUTE})
_NEAR_WIDTH = 26


def _days(lattice: Lattice, filled: Filled, wanted: frozenset[str], intent: Intent) -> None:
    if "period_from" in wanted:
        _period(lattice, filled, intent)
    spans = [span for span in lattice.of(Kind.DAY) if span.value is not None]
    if intent is Intent.INVOICE_ADD:
        _invoice_days(lattice, filled, spans)
        return
    for span in spans:
        _day(lattice, filled, wanted, intent, span)


def _invoice_days(lattice: Lattice, filled: Filled, spans: list[Span]) -> None:
    found = days_of_invoice(lattice, spans, filled.today)
    filled.said |= found.said
    for doubt in found.doubts:
        filled.doubt(doubt)


def _day(
    lattice: Lattice, filled: Filled, wanted: frozenset[str], intent: Intent, span: Span
) -> None:
    slot = _slot_of_day(lattice, span, wanted, intent)
    if slot is None:
        return
    day = _resolved(span.value, slot, filled, intent)
    if slot in _EITHER and not _BEGINS.search(lattice.before(span)):
        day = _last_of_this_week(span.value, day, filled.today)
    _put_day(filled, slot, day)


_BEGINS = re.compile(
    r"(?<![a-z])(?:a partir|a compter|a effet|effet|des|from|as of|starting|effective|au|jusqu'au|until)(?: de| du| on| the| le)? ?$"
)


def _put_day(filled: Filled, slot: str, day: date) -> None:
    if slot in filled.said and filled.said[slot] != day:
        filled.doubt(f"two_days:{slot}")
        return
    filled.said[slot] = day


def _slot_of_day(
    lattice: Lattice, span: Span, wanted: frozenset[str], intent: Intent
) -> str | None:
    before = lattice.before(span, _NEAR_WIDTH)
    last, best = -1, None
    for slot, cue in _CUES:
        for match in cue.finditer(before):
            if (
                slot == "due_on"
                and intent is Intent.LIMIT_DECISION
                and not _ends_it(before)
            ):
                continue
            if slot in wanted and match.start() > last:
                last, best = match.start(), slot
    if intent is Intent.BUYER_COVER and best == "issued_on" and is_delivered(lattice, span):
        best = "delivered_on"
    default = _DEFAULT_DAY.get(intent)
    if default is None and "effective_on" in wanted:
        default = "effective_on"
    return best or default


_UNTIL = re.compile(
    r"(?<![a-z])(?:jusqu'au|jusqu'a|jusqu'en|until|till|through|valable au)(?: fin| end of| le| the)? ?$"
)


def _ends_it(before: str) -> bool:
    """A limit granted until a day: with no such word the day is that of the decision."""
    return _UNTIL.search(before) is not None


def _resolved(when: When, slot: str, filled: Filled, intent: Intent) -> date:
    if when.is_certain:
        return when.past[0]
    if slot in _FUTURE and intent is not Intent.CLAIM_OPEN:  # unpaid: it lies behind
        issued = filled.said.get("issued_on")
        return _first_after(when, issued) if issued else when.future[1]
    if intent is Intent.BUYER_COVER and slot == "delivered_on":
        return when.near(filled.today)  # asked before as often as after
    if slot in _EITHER and intent not in _DONE:
        return when.near(filled.today)
    return when.past[0]


def _last_of_this_week(when: When, day: date, today: date) -> date:
    """What was decided "on Monday" was decided on the last one; "from Monday" is ahead."""
    week = timedelta(days=7)
    is_weekday = today - when.past[0] <= week and when.future[0] - today <= week
    return when.past[0] if is_weekday else day


def _first_after(when: When, issued: date) -> date:
    return when.past[0] if when.past[0] >= issued else when.future[1]


_THIS_MATTERS = frozenset(
    {
        Intent.TURNOVER_DECLARE,
        Intent.DEADLINES,
        Intent.DOCUMENTS,
        Intent.DUTY_DONE,
        Intent.OVERDUE_LIST,
    }
)
_AHEAD = frozenset({Intent.DEADLINES})
_OPEN_START = re.compile(r"(?:depuis|since|a partir d[eu'])(?: le| the)? ?$")
_OPEN_END = re.compile(
    r"(?:jusqu'a|jusqu'au|jusque|until|till|d'ici|before|avant|up to|by)(?: le| the| la)? ?$"
)


def _period(lattice: Lattice, filled: Filled, intent: Intent) -> None:
    spans = [span for span in lattice.of(Kind.PERIOD) if span.value is not None]
    if intent in _AHEAD or not spans:
        spans += [span for span in lattice.of(Kind.DAY) if _bounds(lattice, span, intent)]
    if intent is Intent.TURNOVER_DECLARE and not spans and _half_a_period(lattice):
        filled.doubt(UNCLEAR_PERIOD)
    ranges = {_range(lattice, span, intent) for span in spans if _told(span, intent)}
    if len(ranges) != 1:
        return
    first, last = ranges.pop()
    filled.said |= {"period_from": first} if first else {}
    filled.said |= {"period_to": last} if last else {}


_BY_DAY = frozenset({Intent.DEADLINES, Intent.DOCUMENTS})
# A season, or a day by which sales came to a sum: no period that can be declared.
_SEASON = re.compile(
    r"(?<![a-z'])(?:l'ete|cet ete|ete dernier|d'ete|hiver|automne|printemps|summer|winter|autumn|spring|noel|christmas|easter|paques|saison|season|rentree)(?![a-z])|l'hiver"
)


def _half_a_period(lattice: Lattice) -> bool:
    is_season = _SEASON.search(lattice.sentence.folded) is not None
    return is_season or bool(lattice.of(Kind.DAY))


def _bounds(lattice: Lattice, span: Span, intent: Intent) -> bool:
    """A day that begins or ends a period ("depuis le 1er mars"), or is one by itself."""
    if span.value is None:
        return False
    before = lattice.before(span)
    is_bound = bool(_OPEN_START.search(before) or _OPEN_END.search(before))
    has_a_day = intent in _DEFAULT_DAY or intent in _DONE
    return intent in _BY_DAY or (is_bound and not has_a_day)


def _told(span: Span, intent: Intent) -> bool:
    """As in "cette année" adds nothing to a question about what is left."""
    return not span.value.current or intent in _THIS_MATTERS


def _range(lattice: Lattice, span: Span, intent: Intent) -> tuple[date | None, date | None]:
    when: When = span.value
    is_ahead = intent in _AHEAD and not _of_a_declaration(lattice, span)
    first, last = when.future if is_ahead else when.past
    before = f"{lattice.before(span)}"
    inside = lattice.sentence.folded[span.start : span.end]
    if _OPEN_START.search(before) or inside.startswith(("depuis", "since")):
        return first, None
    if _OPEN_END.search(before) or inside.startswith("d'ici"):
        return None, last
    return first, last


def _of_a_declaration(lattice: Lattice, span: Span) -> bool:
    """The last date to declare the third quarter: the one gone by."""
    is_turnover = lexicon.duty(lattice.sentence.folded) == "turnover_declaration"
    return is_turnover and span.kind is Kind.PERIOD


def _due_from_terms(filled: Filled, wanted: frozenset[str]) -> None:
    terms = filled.said.get("terms")
    if terms is not None and "due_on" in wanted and "due_on" not in filled.said:
        filled.said["due_on"] = terms.due_on(filled.said.get("issued_on", filled.today))


# --- Words of the policy -----------------------------------------------------------------


def _named(lattice: Lattice, filled: Filled, intent: Intent) -> None:
    text = _without_buyers(lattice)
    found: dict[str, str | None] = {}
    match intent:
        case Intent.LIMIT_DECISION:
            found["decision"] = _decided(text) or _moved(lattice)
        case Intent.INVOICE_DISPUTE:
            filled.state = lexicon.first(lexicon.STATES, text)
        case Intent.INSOLVENCY_REPORT:
            filled.state = lexicon.first(lexicon.PROCEEDINGS, text)
        case Intent.DUTY_DONE | Intent.DEADLINES:
            found["duty"] = lexicon.duty(text)
        case Intent.GLOSSARY:
            found["term"] = lexicon.longest(lexicon.GLOSSARY, text)
        case Intent.SETTINGS:
            found = _setting(lattice, text)
        case Intent.LOSS_PAYEE:
            found["value"] = None if _is_asked(lattice) else _payee(lattice)
    filled.said |= {name: value for name, value in found.items() if value}


_NO_LONGER = re.compile(
    r"(?<![a-z])(?:ne |n')[^.,;]{0,40}?(?<![a-z])plus(?![a-z])|(?<![a-z])(?:no longer|any ?more)(?![a-z])"
)
_NEVER = re.compile(
    r"(?<![a-z])(?:ne |n')[^.,;]{0,40}?(?<![a-z])(?:pas|jamais|rien)(?![a-z])|(?<![a-z])(?:not|never|didn't|won't|wouldn't|doesn't|don't|cannot|can't)(?![a-z])"
)


def _decided(text: str) -> str | None:
    """The decision said; what is granted no longer, or not at all, is not granted."""
    decision = lexicon.first(lexicon.DECISIONS, text)
    if decision not in ("granted", "reinstated"):
        return decision
    if _NO_LONGER.search(text):
        return "cancelled"
    return "refused" if _NEVER.search(text) else decision


def _moved(lattice: Lattice) -> str | None:
    """Where a limit goes "from 100 000 to 60 000", the figures say what was decided."""
    sums = [span.value.value for span in lattice.of(Kind.MONEY)]
    if len(sums) != 2 or None in sums or sums[0] == sums[1]:  # noqa: PLR2004
        return None
    return "reduced" if sums[1] < sums[0] else "granted"


def _without_buyers(lattice: Lattice) -> str:
    text = lattice.sentence.folded
    for span in lattice.of(Kind.BUYER):
        text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return text


def _setting(lattice: Lattice, text: str) -> dict[str, str | None]:
    setting = lexicon.longest(lexicon.SETTINGS, text)
    match setting:
        case "language":
            value = lexicon.first(lexicon.LANGUAGES, text)
        case "theme":
            value = lexicon.first(lexicon.THEMES, text)
        case "reminders":
            value = _clock(lattice) or lexicon.first(lexicon.SWITCHES, text)
        case "insurer":
            value = _insurer(lattice)
        case _:
            value = _figure(lattice)
    return {"setting": setting, "value": _as_share(setting, value, lattice)}


# A share or a rate said without its sign: "quotité 90", "taux de prime 0,22".
_IN_PERCENT = {
    "insured_percentage": (Decimal(50), Decimal(100)),
    "premium_rate": (Decimal("0.01"), Decimal(5)),
}


def _as_share(setting: str | None, value: str | None, lattice: Lattice) -> str | None:
    least, most = _IN_PERCENT.get(setting or "", (None, None))
    is_share = bool(lattice.of(Kind.RATE)) or not lattice.of(Kind.NUMBER, Kind.MONEY)
    if value is None or least is None or most is None or is_share:
        return value
    number = Decimal(value)
    return decimal_text(number / 100) if least <= number <= most else None


_ANY_INSURER = re.compile(r"assureurs?|l'assurance|assurance[ -]credit|insurers?|insurance")


def _insurer(lattice: Lattice) -> str | None:
    """The one insurer named; "assureur" alone names none."""
    names = {
        lattice.sentence.clean[span.start : span.end]
        for span in lattice.of(Kind.INSURER)
        if not _ANY_INSURER.fullmatch(lattice.sentence.folded[span.start : span.end])
    }
    return names.pop() if len(names) == 1 else None


_CLOCK = re.compile(
    r"(?<![0-9])([01]?[0-9]|2[0-3]) ?(?:h(?:eures?)?(?![a-z]) ?|[:.](?=[0-5][0-9])|(?= ?[ap]\.?m))([0-5][0-9])?(?: ?(?P<half>[ap])\.?m(?![a-z]))?"
)
_NOON = 12


def _clock(lattice: Lattice) -> str | None:
    found = _CLOCK.search(lattice.sentence.folded)
    if found is None:
        return None
    hour = int(found[1])
    if found["half"] and hour <= _NOON:
        hour = hour % _NOON + (_NOON if found["half"] == "p" else 0)
    return f"{hour:02}:{found[2] or '00'}"


def _figure(lattice: Lattice) -> str | None:
    """The one figure of a policy term, as text: a share, a sum or a length of time."""
    for kind in (Kind.RATE, Kind.MONEY, Kind.TERMS, Kind.DURATION, Kind.NUMBER):
        spans = lattice.of(kind)
        if len(spans) == 1:
            return _figure_text(lattice, spans[0])
        if spans:
            return None
    return None


def _figure_text(lattice: Lattice, span: Span) -> str | None:
    match span.kind:
        case Kind.RATE:
            return decimal_text(span.value.value)
        case Kind.MONEY | Kind.NUMBER:
            return None if span.value.value is None else decimal_text(span.value.value)
        case Kind.TERMS:
            return str(span.value)
        case _:
            return lattice.sentence.clean[span.start : span.end]


_PAYEE = re.compile(
    r"(?:au profit d[eu'] ?(?:la )?|en faveur d[eu'] ?(?:la )?|beneficiaire(?: c'est| est| sera| de l'indemnite)? (?:la |le )?"
    r"|(?<![a-z])(?:make|name|appoint|designate|put|set|designe[rz]?|nomme[rz]?|mets|mettre) (?:the |la |le )?|in favou?r of |payee (?:is|to|should be|will be) |(?<![a-z])(?:a|chez) (?:la |ma |notre )?|(?<![a-z])(?:au|to|aux) (?:the |our |my )?)"
    r"(?P<name>(?:banque|bank|bnp|sg|lcl|cic|hsbc|bpi\w*|credit|caisse|factor|societe generale|la banque postale|[a-z]+ bank|[a-z]+ factor)[^?!.,;]*)"
)
_POLITE = re.compile(
    r"\s*(?:des |a partir |a compter |from |as |the |comme |beneficiaire|en |svp|stp|s'il (?:te|vous) plait|please|merci|thanks|desormais|maintenant|now).*$"
)


_ASKED_ABOUT = re.compile(
    r"^(?:est-ce que |est-ce |qui |a qui |who |whom |does |do |is |are |will |which |what |quel\w* |c'est qui )"
)
_ASKED_TO_DO = re.compile(
    r"(?<![a-z])(?:peux|pouvez|pourri\w+|pourrais|can|could|would|veux|voulez|mettre|mets|change\w*|make|put|set)(?![a-z])"
)


def _is_asked(lattice: Lattice) -> bool:
    """Whether a bank receives it, rather than that it shall."""
    text = lattice.sentence.folded
    if _ASKED_TO_DO.search(text):
        return False
    return "?" in text or _ASKED_ABOUT.search(text) is not None


def _payee(lattice: Lattice) -> str | None:
    found = _PAYEE.search(lattice.sentence.folded)
    if found is None:
        return None
    name = lattice.sentence.clean[found.start("name") : found.end("name")]
    cut = _POLITE.search(lattice.sentence.folded[found.start("name") : found.end("name")])
    return (name[: cut.start()] if cut else name).strip() or None
