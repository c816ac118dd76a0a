"""The whole way from what was typed to a reading, in one pass.

normalise → slots, one owner per character → mask → command or model → decision by intent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.understanding import lexicon
from bot.understanding.amounts import own_bare_numbers, own_sums
from bot.understanding.answers import Answer, answer
from bot.understanding.buyers import BuyerIndex, Token, index_of
from bot.understanding.calendar_words import DAY_WORDS, MONTHS, WEEKDAYS
from bot.understanding.commands import command, command_length
from bot.understanding.dates import own_days
from bot.understanding.decision import Verdict, ask_for, verdict
from bot.understanding.features import SPELLINGS, is_mark, words_of
from bot.understanding.intents import WRITING, Decision, Intent, accepted
from bot.understanding.invoice_days import doubtful_day
from bot.understanding.invoices import own_invoice_numbers
from bot.understanding.longer import longer
from bot.understanding.model import Model, load_model
from bot.understanding.numerals import BELOW_HUNDRED
from bot.understanding.periods import bounded, own_periods, own_ranked
from bot.understanding.quantities import own_identifiers, own_quantities, own_rates
from bot.understanding.reading import Context, Reading, Slots
from bot.understanding.roles import Filled, fill
from bot.understanding.sentence import Sentence, read_sentence
from bot.understanding.spans import TAKEN, Kind, Lattice, Span
from bot.understanding.strangers import own_strangers
from bot.understanding.stretches import own_stretches
from bot.understanding.terms import own_terms
from domain.spans import PaymentTerms

_TOKEN = re.compile(r"[a-z0-9]+|&")
# Words the grammar knows, whatever the model was trained on.
_OTHER_WORDS = {
    *SPELLINGS,
    *MONTHS,
    *WEEKDAYS,
    *BELOW_HUNDRED,
    "mille",
    "cent",
    "cents",
    "eur",
}
_SAYS_SOMETHING = re.compile(r"[a-z0-9]")


# Without a digit and without any of these words, no figure and no day was said.
_FIGURE_WORDS = """
cent cents mille milles mil million millions milliard milliards hundred thousand half
demi k fin debut mi mid early start end fdm eom mois month months jour jours day days
semaine semaines week weeks annee an ans year years trimestre quarter semestre exercice
comptant cash reception receipt livraison immediat immediately upfront cod hier
yesterday aujourd aujourdhui ajd auj today ytd date far avant apres demain tomorrow matin
morning afternoon aprem heure soir evening pourcent percent pct
"""
_SAY_A_FIGURE = frozenset(
    {*MONTHS, *WEEKDAYS, *_FIGURE_WORDS.split()}
    | {word for saying in (*BELOW_HUNDRED, *DAY_WORDS) for word in saying.split()}
) - {"a", "un", "une", "one", "second"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with its spans owned, and the words the model will see."""

    lattice: Lattice
    words: list[str]
    stranger: str | None
    unknown: int  # words nobody wrote in the training sentences
    known: int  # words somebody did, the shortest left out


def understand(text: str, context: Context) -> Reading:
    """What `text` says and what to do about it; deterministic, offline."""
    sentence = read_sentence(text)
    if sentence.too_long or not _SAYS_SOMETHING.search(sentence.folded):
        doubts = ("too_long",) if sentence.too_long else ()
        return Reading(Intent.NONE, Decision.ABSTAIN, lang=context.lang, doubts=doubts)
    model = load_model()
    seen = see(sentence, index_of(context.buyers), context.today, model)
    lang = language(seen.words, model, context.lang)
    if (called := command(sentence.folded)) is not None:
        intent, command_lang = called
        return _reading(_called(intent), seen, context, command_lang or context.lang)
    if context.pending is not None:
        answered = _answered(seen, context, lang)
        if answered is not None:
            return answered
    if _says_nothing_known(seen):
        return Reading(Intent.NONE, Decision.ABSTAIN, lang=context.lang)
    found = verdict(model.guesses(seen.words), seen.lattice, unknown=seen.unknown)
    return _reading(found, seen, context, lang)


def read_as(text: str, intent: Intent, context: Context) -> Reading:
    """The same sentence once the person has said what he wants (a button was pressed)."""
    sentence = read_sentence(text)
    model = load_model()
    seen = see(sentence, index_of(context.buyers), context.today, model)
    return _reading(
        _called(intent), seen, context, language(seen.words, model, context.lang)
    )


def see(sentence: Sentence, book: BuyerIndex, today: date, model: Model) -> Seen:
    """Own every span of the sentence, in the order that keeps figures right."""
    lattice = Lattice(sentence)
    length = command_length(sentence.folded)
    if length:
        lattice.text = TAKEN * length + lattice.text[length:]
    tokens = _tokens(sentence, model)
    own_identifiers(lattice)
    for mention in book.mentions(_free(lattice, tokens)):
        lattice.own(Span(mention.start, mention.end, Kind.BUYER, mention))
    _own_insurers(lattice)
    if lattice.may_hold(_SAY_A_FIGURE):
        _own_figures(lattice, today)
    corrector = model.corrector
    stranger = own_strangers(
        lattice,
        tokens,
        lambda word: lexicon.is_ours(word) or corrector.mend(word) != word,
    )
    mend = model.corrector.mend
    words = [word if is_mark(word) else mend(word) for word in words_of(lattice.masked())]
    unknown = sum(_is_unknown(word, model) for word in words)
    known = sum(_is_known(word, model) for word in words)
    return Seen(lattice, words, stranger, unknown, known)


def _says_nothing_known(seen: Seen) -> bool:
    """No word of either language, no figure, no day and nobody of the book: pieces of
    words alone would only make us guess.
    """
    held = [span for span in seen.lattice.spans if span.value is not None]
    strange = seen.unknown or seen.stranger
    return bool(strange) and not seen.known and not held


def _own_figures(lattice: Lattice, today: date) -> None:
    own_stretches(lattice, today)
    own_terms(lattice)
    own_rates(lattice)
    own_ranked(lattice, today)
    own_days(lattice, today)
    own_periods(lattice, today)
    bounded(lattice)
    own_quantities(lattice)
    own_sums(lattice)
    own_invoice_numbers(lattice)
    own_bare_numbers(lattice)


_SHORTEST_CONTENT, _SHORTEST_KNOWN = 4, 3


def _is_unknown(word: str, model: Model) -> bool:
    return (
        len(word) >= _SHORTEST_CONTENT
        and not is_mark(word)
        and word.rstrip("'") not in model.vocabulary
        and word not in _OTHER_WORDS
    )


def _is_known(word: str, model: Model) -> bool:
    if len(word) < _SHORTEST_KNOWN or is_mark(word):
        return False
    return word.rstrip("'") in model.vocabulary or word in _OTHER_WORDS


def _tokens(sentence: Sentence, model: Model) -> list[Token]:
    vocabulary = model.vocabulary
    return [
        Token(
            match.group(),
            match.start(),
            match.end(),
            common=match.group() in vocabulary or match.group() in _OTHER_WORDS,
            capital=sentence.clean[match.start()].isupper(),
        )
        for match in _TOKEN.finditer(sentence.folded)
    ]


def _free(lattice: Lattice, tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if lattice.text[token.start] != TAKEN]


def _own_insurers(lattice: Lattice) -> None:
    for match in lexicon.pattern(lexicon.INSURERS).finditer(lattice.text):
        lattice.own(Span(match.start(), match.end(), Kind.INSURER, match.group()))


def language(words: list[str], model: Model, default: str) -> str:
    """The language most of the words belong to; the user's own when they say nothing."""
    french, english = model.languages["fr"], model.languages["en"]
    balance = sum((word in french) - (word in english) for word in words)
    return default if not balance else "fr" if balance > 0 else "en"


def _called(intent: Intent) -> Verdict:
    return Verdict(intent, Decision.CONFIRM if intent in WRITING else Decision.ACT, 1.0)


def _answered(seen: Seen, context: Context, lang: str) -> Reading | None:
    pending = context.pending
    if pending is None:
        return None
    filled = fill(seen.lattice, pending.intent, context.today)
    found = answer(seen.lattice, pending, filled, seen.stranger)
    if found is None:
        return None
    return _answer_reading(found, filled, pending.intent, lang)


def _answer_reading(found: Answer, filled: Filled, intent: Intent, lang: str) -> Reading:
    """An answer fills its slot; what the draft still lacks, the dialogue knows."""
    decision = Decision.CONFIRM if intent in WRITING else Decision.ACT
    open_buyer = bool(found.candidates or found.unknown_buyer)
    return Reading(
        intent=intent,
        decision=Decision.ASK if open_buyer else decision,
        slots=Slots(**found.said),
        confidence=1.0,
        lang=lang,
        missing=("buyer",) if open_buyer else (),
        buyer_candidates=found.candidates,
        doubts=tuple(filled.doubts),
        unknown_buyer=found.unknown_buyer,
        state=filled.state,
    )


def _reading(found: Verdict, seen: Seen, context: Context, lang: str) -> Reading:
    filled = fill(seen.lattice, found.intent, context.today)
    slots = filled.slots()
    put_off = _longer(found.intent, seen, slots)
    known = slots.names() | ({"due_on"} if put_off else set())
    decision, needed = ask_for(found.intent, found.decision, known)
    if _must_ask_which(found, filled, seen) and decision in (
        Decision.ACT,
        Decision.CONFIRM,
    ):
        decision, needed = Decision.ASK, ("buyer",)
    if decision is Decision.CONFIRM and _is_a_part(filled, slots):
        decision, needed = Decision.ASK, ("amount",)
    if decision is Decision.CONFIRM and doubtful_day(tuple(filled.doubts)):
        decision, needed = Decision.ASK, ("issued_on",)
    takes_buyer = "buyer" in accepted(found.intent)
    return Reading(
        intent=found.intent,
        decision=decision,
        slots=slots,
        choices=found.choices,
        confidence=found.confidence,
        lang=lang,
        missing=needed,
        buyer_candidates=filled.candidates,
        doubts=tuple(filled.doubts),
        state=filled.state,
        longer=put_off,
        unknown_buyer=seen.stranger if takes_buyer and slots.buyer is None else None,
    )


def _is_a_part(filled: Filled, slots: Slots) -> bool:
    """Half of an invoice was paid: how much that is must be said."""
    return "part_of_amount" in filled.doubts and slots.amount is None


def _longer(intent: Intent, seen: Seen, slots: Slots) -> PaymentTerms | None:
    if intent is not Intent.INVOICE_EXTEND or slots.due_on is not None:
        return None
    return longer(seen.lattice)


_DO_WITHOUT_A_NAME = frozenset(
    {Intent.UNDO, Intent.RECOURSE, Intent.DEADLINES, Intent.OVERDUE_LIST}
)


def _must_ask_which(found: Verdict, filled: Filled, seen: Seen) -> bool:
    """A buyer was named, and which one is not certain."""
    if "buyer" not in accepted(found.intent) or "buyer" in filled.said:
        return False
    if found.intent in _DO_WITHOUT_A_NAME:
        return False
    return bool(filled.candidates or seen.stranger)
