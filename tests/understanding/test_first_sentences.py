"""The sentences a newcomer tries first: the README's, the welcome's, the buttons' own.

Each must be acted on at once (or, for a write, lead straight to its card or question).
"""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding import BuyerIndex, Context, Decision, Intent, understand

BOOK = BuyerIndex(["Leroc", "Moulin", "Garnier", "Vasseur"])
DAY = date(2026, 11, 22)
FIRST = [
    ("fr", "combien d'indemnité me reste-t-il ?", Intent.INDEMNITY_LEFT),
    ("fr", "combien d'indemnité me reste-t-il cette année ?", Intent.INDEMNITY_LEFT),
    ("fr", "combien me reste-t-il", Intent.INDEMNITY_LEFT),
    ("fr", "il me reste combien", Intent.INDEMNITY_LEFT),
    ("fr", "enveloppe restante", Intent.INDEMNITY_LEFT),
    ("fr", "quelle est ma prime", Intent.PREMIUM),
    ("fr", "cmbien d indemnite me rest til", Intent.INDEMNITY_LEFT),
    ("fr", "moulin es til couvert pr 20000", Intent.BUYER_COVER),
    ("fr", "ma prime", Intent.PREMIUM),
    ("fr", "et si mon chiffre d'affaires est de 12 millions ?", Intent.PREMIUM_SIMULATION),
    ("fr", "quelle serait ma prime avec 12 M€ de CA", Intent.PREMIUM_SIMULATION),
    ("fr", "Leroc est-il couvert ?", Intent.BUYER_COVER),
    ("fr", "Leroc est-il couvert pour 20 000 € ?", Intent.BUYER_COVER),
    ("fr", "que toucherais-je si Moulin ne paie pas ?", Intent.INDEMNITY_ESTIMATE),
    ("fr", "mes échéances", Intent.DEADLINES),
    ("fr", "mes prochaines échéances", Intent.DEADLINES),
    ("fr", "quelles sont mes prochaines échéances ?", Intent.DEADLINES),
    ("fr", "fais le point", Intent.SUMMARY),
    ("fr", "faire le point", Intent.SUMMARY),
    ("fr", "qui est en retard ?", Intent.OVERDUE_LIST),
    ("fr", "qui peut m'aider si une garantie est coupée ?", Intent.RECOURSE),
    ("fr", "qui peut m'aider ?", Intent.RECOURSE),
    ("fr", "aide", Intent.HELP),
    ("fr", "bonjour", Intent.HELP),
    ("fr", "merci", Intent.HELP),
    ("fr", "que veut dire quotité", Intent.GLOSSARY),
    ("en", "how much indemnity is left?", Intent.INDEMNITY_LEFT),
    ("en", "how much is left this year", Intent.INDEMNITY_LEFT),
    ("en", "how much is left", Intent.INDEMNITY_LEFT),
    ("en", "what is my premium", Intent.PREMIUM),
    ("en", "what if my turnover is 12 million", Intent.PREMIUM_SIMULATION),
    ("en", "is Garnier covered?", Intent.BUYER_COVER),
    ("en", "is Garnier covered for 25,000?", Intent.BUYER_COVER),
    ("en", "what do I get if Moulin does not pay", Intent.INDEMNITY_ESTIMATE),
    ("en", "what are my next deadlines", Intent.DEADLINES),
    ("en", "my deadlines", Intent.DEADLINES),
    ("en", "give me the overall picture", Intent.SUMMARY),
    ("en", "who is late?", Intent.OVERDUE_LIST),
    ("en", "who can help if a guarantee is cut", Intent.RECOURSE),
    ("en", "help", Intent.HELP),
    ("en", "hello", Intent.HELP),
]
WRITES = [
    ("fr", "facture Leroc 100 000 HT du 10 mars à 3 mois fin de mois", Intent.INVOICE_ADD),
    (
        "fr",
        "facture Leroc 12 000 HT du 22 novembre à 45 jours fin de mois",
        Intent.INVOICE_ADD,
    ),
    ("fr", "facture Moulin 3 000 HT", Intent.INVOICE_ADD),
    ("fr", "Leroc a payé 12 000 € hier", Intent.PAYMENT_ADD),
    ("fr", "Vasseur a payé 50 000 € le 20 novembre", Intent.PAYMENT_ADD),
    ("fr", "j'ai déclaré 2,4 M€ au T3", Intent.TURNOVER_DECLARE),
    ("fr", "litige réglé sur F240", Intent.INVOICE_DISPUTE),
    ("fr", "factur vaseur 12000 ht a 60 jour", Intent.INVOICE_ADD),
    ("fr", "annule", Intent.UNDO),
    (
        "en",
        "invoice Leroc 12,000 excl. VAT of 22 November at 45 days end of month",
        Intent.INVOICE_ADD,
    ),
    ("en", "invoice Vasseur 8,000 net 30", Intent.INVOICE_ADD),
    ("en", "Leroc paid 12,000 yesterday", Intent.PAYMENT_ADD),
    ("en", "undo", Intent.UNDO),
]


@pytest.mark.parametrize(("lang", "text", "intent"), FIRST)
def test_a_first_question_is_answered_at_once(lang: str, text: str, intent: Intent) -> None:
    reading = understand(text, Context(DAY, BOOK, lang))

    assert (reading.intent, reading.decision) == (intent, Decision.ACT)


@pytest.mark.parametrize(("lang", "text", "intent"), WRITES)
def test_a_first_entry_leads_to_its_card(lang: str, text: str, intent: Intent) -> None:
    reading = understand(text, Context(DAY, BOOK, lang))

    assert reading.intent == intent
    assert reading.decision in {Decision.CONFIRM, Decision.ASK}


@pytest.mark.parametrize(
    "text", ["xyz", "blabla tralala", "le petit chat est mort", "asdf qwer"]
)
def test_nonsense_is_not_made_sense_of(text: str) -> None:
    reading = understand(text, Context(DAY, BOOK, "fr"))

    assert reading.decision is Decision.ABSTAIN
