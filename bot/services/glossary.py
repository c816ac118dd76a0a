"""The words of the trade: found in a sentence, near misses too, with one's own figure.

What the words mean stands in templates; here is how they are found, and which figure of
the policy or of the record belongs to each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache, cached_property
from typing import Any

from bot.services.buyers import payees
from bot.services.overdue import overdue_view
from bot.services.progress import claim_lines
from domain.claims import envelope
from domain.deadlines import INTERVENTION_REQUEST
from domain.duties import declare_by
from domain.errors import DomainError
from domain.experience import bad_debt_ratio, break_even, loss_ratio, premium_rate
from domain.money import Money, Percentage
from domain.policy import DutyRule
from domain.premium import (
    insurance_year,
    maximum_liability,
    minimum_premium,
    premium,
    premium_adjustment,
    premium_terms,
)
from domain.record import Situation
from domain.spans import InsuranceYear, Span
from domain.stakes import exposure
from domain.terms import Dated

ALIASES = {"cancellation": "limit_withdrawal"}  # as the understanding calls them
MOST_AT_ONCE = 2
NEAR = 0.74  # how alike a near miss is
ALMOST = 0.88  # and from where on it is taken for the word itself
MOST_NEAR = 4
LEAST_LETTERS = 4

Shown = Money | Percentage | Span | InsuranceYear | Decimal | int | date | str


# --- The words -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    name: str
    says: str
    yours: str = ""  # what one's own figure is called; "": there is none
    also: tuple[str, ...] = ()
    common: bool = False  # gives way to any other word of the same sentence

    @property
    def letter(self) -> str:
        return fold(self.name)[0].upper()


@dataclass(frozen=True)
class Glossary:
    entries: Mapping[str, Entry]
    index_words: tuple[str, ...]

    @classmethod
    def of(cls, pages: Mapping[str, Any]) -> Glossary:
        entries = {
            code: Entry(
                code,
                told["name"],
                told["says"],
                told.get("yours", ""),
                tuple(told.get("also", ())),
                bool(told.get("common")),
            )
            for code, told in pages["terms"].items()
        }
        return cls(entries, tuple(pages["index"]))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        return tuple(sorted({entry.letter for entry in self.entries.values()}))

    def under(self, letter: str) -> tuple[Entry, ...]:
        found = (entry for entry in self.entries.values() if entry.letter == letter)
        return tuple(sorted(found, key=lambda entry: fold(entry.name)))

    def asks_for_index(self, sentence: str) -> bool:
        text = fold(sentence)
        return any(_in(text, fold(word)) for word in self.index_words)

    def named(self, sentence: str, code: str | None = None) -> tuple[Entry, ...]:
        """The entries that a sentence names, the longest names first; `code` is what the
        understanding saw, for names that this language's pages do not hold.
        """
        text, found = fold(sentence), dict[str, Entry]()
        for phrase, entry in self._phrases:
            shorter = _without(text, phrase)
            if shorter != text:
                text = shorter
                found.setdefault(entry.code, entry)
        rare = [entry for entry in found.values() if not entry.common]
        if not rare and code:
            seen = self.entries.get(ALIASES.get(code, code))
            rare = [seen] if seen else []
        return tuple(rare or found.values())[:MOST_AT_ONCE]

    def near(self, sentence: str) -> tuple[Entry, ...]:
        """Names that sound like something in the sentence, the likeliest first; one
        alone where it is almost said.
        """
        pieces = tuple(_pieces(fold(sentence)))
        best: dict[str, float] = {}
        for phrase, entry in self._phrases:
            likeness = max((_alike(piece, phrase) for piece in pieces), default=0.0)
            best[entry.code] = max(best.get(entry.code, 0.0), likeness)
        ranked = sorted(best.items(), key=lambda each: (-each[1], each[0]))
        likely = [self.entries[code] for code, likeness in ranked if likeness >= NEAR]
        sure = [self.entries[code] for code, likeness in ranked if likeness >= ALMOST]
        return tuple(sure[:1] or likely[:MOST_NEAR])

    @cached_property
    def _phrases(self) -> tuple[tuple[str, Entry], ...]:
        every = (
            (fold(phrase), entry)
            for entry in self.entries.values()
            for phrase in (entry.name, *entry.also)
        )
        return tuple(sorted(every, key=lambda each: (-len(each[0]), each[0])))


def fold(text: str) -> str:
    """Without accents, capitals, or any mark but those inside words."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).lower()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9/]+", " ", letters).split())


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, each in singular or plural."""
    words = (rf"{re.escape(word)}(?:s|x|es)?" for word in phrase.split())
    return re.compile(rf"(?<![a-z0-9]){' '.join(words)}(?![a-z0-9])")


def _in(text: str, phrase: str) -> bool:
    return _pattern(phrase).search(text) is not None


def _without(text: str, phrase: str) -> str:
    first, _, _ = phrase.partition(" ")
    return _pattern(phrase).sub("#", text) if first in text else text


def _pieces(text: str) -> Iterable[str]:
    """Runs of one to three words, long enough to be a misspelt name."""
    words = text.split()
    for size in (1, 2, 3):
        for start in range(len(words) - size + 1):
            piece = " ".join(words[start : start + size])
            if len(piece) >= LEAST_LETTERS:
                yield piece


def _alike(piece: str, phrase: str) -> float:
    """Nobody misspells the first letter: that spares most of the comparing."""
    if piece[0] != phrase[0] or abs(len(piece) - len(phrase)) > LEAST_LETTERS:
        return 0.0
    matcher = SequenceMatcher(None, piece, phrase, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= NEAR else 0.0


# --- One's own figures ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` None: the policy has none; `known` False: as recorded, it does not say."""

    value: Shown | None
    clause: str = ""
    known: bool = True

    @property
    def kind(self) -> str:
        match self.value:
            case Span():
                return "span"
            case InsuranceYear():
                return "year"
            case _:
                return "quantity"


UNKNOWN = Figure(None, known=False)


def own_figure(situation: Situation, code: str) -> Figure | None:
    """The user's own figure for a word; None: no figure belongs to it."""
    reader = FIGURES.get(code)
    if reader is None:
        return None
    try:
        return reader(situation)
    except DomainError:
        return UNKNOWN


def _term(
    history: Callable[[Situation], Dated[Any]], part: Callable[[Any], Shown | None]
) -> Callable[[Situation], Figure]:
    """A term in force today."""

    def read(situation: Situation) -> Figure:
        term = history(situation).on(situation.today)
        value = None if term.value is None else part(term.value)
        return Figure(value, term.clause)

    return read


def _whole(value: Shown) -> Shown:
    return value


def _of_premium(part: Callable[[Any], Shown | None]) -> Callable[[Situation], Figure]:
    def read(situation: Situation) -> Figure:
        terms, clause = premium_terms(situation, insurance_year(situation))
        value = part(terms)
        return UNKNOWN if value is None else Figure(value, clause)

    return read


def _answer(work: Callable[[Situation], Any]) -> Callable[[Situation], Figure]:
    def read(situation: Situation) -> Figure:
        found = work(situation)
        return Figure(found.value, found.clause)

    return read


def _own_share(situation: Situation) -> Figure:
    term = situation.policy.insured_percentage.on(situation.today)
    return Figure(Percentage(1 - term.value.value), term.clause)


def _filing_period(situation: Situation) -> Figure:
    """Of the rules to hand a debt over; else of whatever is to be declared first."""
    rules: tuple[DutyRule, ...] = situation.policy.duties.on(situation.today).value
    to_file = [rule for rule in rules if rule.duty == INTERVENTION_REQUEST] or rules
    if not to_file:
        return UNKNOWN
    rule = min(to_file, key=lambda each: (each.closes.months, each.closes.days))
    return Figure(rule.closes, rule.clause)


def _rate(situation: Situation) -> Figure:
    _, clause = premium_terms(situation, insurance_year(situation))
    rate = premium_rate(situation)
    return UNKNOWN if rate is None else Figure(rate, clause)


FIGURES: Mapping[str, Callable[[Situation], Figure]] = {
    "policy": lambda s: Figure(s.policy.number) if s.policy.number else UNKNOWN,
    "policyholder": lambda s: Figure(s.policy.policyholder),
    "insurer": lambda s: Figure(s.policy.insurer),
    "buyer": lambda s: Figure(len(s.record.names)),
    "insurance_year": lambda s: Figure(insurance_year(s)),
    "maximum_liability": _answer(maximum_liability),
    "indemnity_left": lambda s: Figure(envelope(s).left.value, envelope(s).left.clause),
    "indemnity": lambda s: Figure(envelope(s).used),
    "insured_percentage": _term(lambda s: s.policy.insured_percentage, _whole),
    "uninsured_percentage": _own_share,
    "unnamed_buyer_cover": _term(lambda s: s.policy.unnamed, lambda v: v.limit),
    "outstanding": lambda s: Figure(exposure(s).outstanding),
    "overdue": lambda s: Figure(overdue_view(s).total),
    "premium": _answer(premium),
    "premium_rate": _rate,
    "minimum_premium": _answer(minimum_premium),
    "premium_adjustment": _answer(premium_adjustment),
    "insurable_turnover": _of_premium(lambda terms: terms.expected_turnover),
    "turnover_declaration": lambda s: Figure(declare_by(s)),
    "loss_ratio": _answer(loss_ratio),
    "bad_debt_ratio": _answer(bad_debt_ratio),
    "break_even": _answer(break_even),
    "claims_waiting_period": _term(
        lambda s: s.policy.claims_waiting_period, lambda v: v.span
    ),
    "overdue_notification_deadline": _filing_period,
    "intervention_request": _filing_period,
    "maximum_extension_period": _term(lambda s: s.policy.maximum_extension_period, _whole),
    "maximum_payment_term": _term(lambda s: s.policy.maximum_payment_term, _whole),
    "maximum_invoicing_period": _term(lambda s: s.policy.maximum_invoicing_period, _whole),
    "stop_of_deliveries": _term(lambda s: s.policy.stop_of_deliveries, _whole),
    "claim": lambda s: Figure(len(claim_lines(s))),
    "indemnity_payment_period": _term(lambda s: s.policy.indemnity_payment_period, _whole),
    "aggregate_first_loss": _term(lambda s: s.policy.aggregate_first_loss, _whole),
    "claims_threshold": _term(lambda s: s.policy.claims_threshold, lambda v: v.amount),
    "each_and_every_deductible": _term(lambda s: s.policy.deductible, _whole),
    "loss_payee": lambda s: Figure(payees(s).name, payees(s).clause),
    "fees": _term(lambda s: s.policy.fees, lambda v: v.limit_request),
    "notice_to_end": _term(lambda s: s.policy.notice_to_end, _whole),
}
