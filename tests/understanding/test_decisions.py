"""What is done with a reading: a wrong write is the worst outcome."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import Context, Decision, Intent, Pending, understand
from bot.understanding.intents import WRITING

CONTEXT = Context(date(2026, 11, 22), ("Leroc", "Dupont"))


@pytest.mark.parametrize(
    "text",
    [
        "reçu 90 000 € de l'assureur pour leroc",
        "l'assureur a payé 90 000 €",
        "coface nous a payé 90 000 € pour leroc",
        "leroc payé 90 000 € par l'assurance",
        "paiement 90 000 € indemnité leroc",
        "leroc a payé 5000 € après l'indemnisation",
        "the insurer paid 90,000 euros for leroc",
        "received 90,000 € claim payment leroc",
        "le liquidateur de leroc a payé 3000 €",
        "paid 500 € by the liquidator of leroc",
    ],
)
def test_the_insurers_money_is_never_a_buyers_payment(text: str) -> None:
    reading = understand(text, CONTEXT)

    assert reading.intent is not Intent.PAYMENT_ADD


@pytest.mark.parametrize(
    "text",
    [
        "leroc n'a pas payé 5000 €",
        "leroc n'a toujours pas payé la facture 118",
        "leroc hasn't paid 5000",
        "pas de paiement de leroc",
        "facture 118 jamais payée",
    ],
)
def test_what_was_not_paid_is_no_payment(text: str) -> None:
    reading = understand(text, CONTEXT)

    assert (reading.intent, reading.decision) != (Intent.PAYMENT_ADD, Decision.CONFIRM)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/reste", Intent.INDEMNITY_LEFT),
        ("/left", Intent.INDEMNITY_LEFT),
        ("/prime", Intent.PREMIUM),
        ("/premium", Intent.PREMIUM),
        ("/echeances", Intent.DEADLINES),
        ("/échéances", Intent.DEADLINES),
        ("/deadlines@vigie_bot", Intent.DEADLINES),
        ("/point", Intent.SUMMARY),
        ("/summary", Intent.SUMMARY),
        ("/aide", Intent.HELP),
        ("/help", Intent.HELP),
        ("/start", Intent.HELP),
        ("/start abc123", Intent.HELP),
    ],
)
def test_commands_are_certain(text: str, intent: Intent) -> None:
    reading = understand(text, CONTEXT)

    assert (reading.intent, reading.decision) == (intent, Decision.ACT)


def test_a_command_takes_what_follows_it() -> None:
    reading = understand("/facture leroc 18k 60j", CONTEXT)

    assert reading.decision is Decision.CONFIRM
    assert reading.slots.to_json() == {
        "buyer": "Leroc",
        "amount": "18000",
        "terms": "60 days",
        "due_on": "2027-01-21",
    }


def test_a_missing_slot_is_asked_for_in_order() -> None:
    reading = understand("nouvelle facture leroc", CONTEXT)

    assert reading.decision is Decision.ASK
    assert reading.missing == ("amount", "due_on")


def test_a_name_alone_offers_what_can_be_done_with_it() -> None:
    reading = understand("leroc", CONTEXT)

    assert reading.decision is Decision.CHOOSE
    assert reading.slots.buyer == "Leroc"
    assert len(reading.choices) == 3


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "??", "…"])
def test_nothing_said_is_nothing_done(text: str) -> None:
    reading = understand(text, CONTEXT)

    assert (reading.intent, reading.decision) == (Intent.NONE, Decision.ABSTAIN)


@pytest.mark.parametrize(
    ("slot", "text", "slots"),
    [
        ("amount", "7500", {"amount": "7500"}),
        ("amount", "2026", {"amount": "2026"}),
        ("amount", "dix mille euros", {"amount": "10000"}),
        ("amount", "12 k€ HT", {"amount": "12000", "basis": "net"}),
        ("terms", "60", {"terms": "60 days"}),
        (
            "terms",
            "fin de mois 45",
            {"terms": "end of month 45 days", "due_on": "2027-01-14"},
        ),
        ("due_on", "15/03", {"due_on": "2027-03-15"}),
        ("due_on", "le 30 juin", {"due_on": "2027-06-30"}),
        ("issued_on", "hier", {"issued_on": "2026-11-21"}),
        ("buyer", "leroc", {"buyer": "Leroc"}),
        ("buyer", "c'est dupont", {"buyer": "Dupont"}),
        ("invoice", "F-118", {"invoice": "F-118"}),
    ],
)
def test_the_pending_question_is_answered(
    slot: str, text: str, slots: dict[str, str]
) -> None:
    context = Context(
        CONTEXT.today, CONTEXT.buyers, pending=Pending(Intent.INVOICE_ADD, slot)
    )
    reading = understand(text, context)

    assert reading.intent is Intent.INVOICE_ADD
    assert reading.slots.to_json() == slots


def test_another_question_is_no_answer() -> None:
    context = Context(
        CONTEXT.today, CONTEXT.buyers, pending=Pending(Intent.INVOICE_ADD, "amount")
    )

    assert understand("combien d'indemnité me reste-t-il", context).intent is (
        Intent.INDEMNITY_LEFT
    )


def test_an_unknown_name_is_no_answer_but_is_told() -> None:
    context = Context(
        CONTEXT.today, CONTEXT.buyers, pending=Pending(Intent.INVOICE_ADD, "buyer")
    )
    reading = understand("Zorglub", context)

    assert reading.unknown_buyer == "Zorglub"
    assert reading.decision is Decision.ASK


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("how much indemnity is left", "en"),
        ("combien d'indemnité me reste-t-il", "fr"),
        ("is leroc covered", "en"),
        ("leroc est couvert ?", "fr"),
    ],
)
def test_the_language_is_that_of_the_sentence(text: str, lang: str) -> None:
    for mine in ("fr", "en"):
        assert understand(text, Context(CONTEXT.today, lang=mine)).lang == lang


def test_a_write_is_never_acted_on_without_a_card() -> None:
    texts = (
        "annule",
        "facture leroc 500 € comptant",
        "ma quotité c'est 85 %",
        "médiateur saisi",
    )

    for text in texts:
        reading = understand(text, CONTEXT)
        assert not (reading.intent in WRITING and reading.decision is Decision.ACT)


@pytest.mark.parametrize(
    "text", ["blorg fzzt", "Blorg fzzt", "asdf qwer zxcv", "Wrzlprmft"]
)
def test_words_of_no_language_offer_nothing(text: str) -> None:
    reading = understand(text, CONTEXT)

    assert reading.decision is Decision.ABSTAIN
    assert reading.choices == ()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("qelle est ma primme", Intent.PREMIUM),
        ("cmbien d indemnite me rest til", Intent.INDEMNITY_LEFT),
        ("qui es en retar", Intent.OVERDUE_LIST),
        ("slt", Intent.HELP),
    ],
)
def test_badly_written_is_still_heard(text: str, intent: Intent) -> None:
    reading = understand(text, CONTEXT)

    assert intent in (reading.intent, *reading.choices)
