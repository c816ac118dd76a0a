"""The insurer's reasons: recognised by their words, never guessed from a code."""

from __future__ import annotations

import pytest

from bot.chat.handlers import reasons
from bot.facts import facts
from bot.rendering import LANGUAGES, words


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("bilan non publié", "no_accounts"),
        ("Comptes confidentiels", "no_accounts"),
        ("no accounts filed", "no_accounts"),
        ("insufficient information", "no_accounts"),
        ("bilan trop ancien", "financials"),
        ("comptes anciens", "ageing_information"),
        ("information out of date", "ageing_information"),
        ("retards de paiement signalés", "late_payments"),
        ("impayés chez d'autres fournisseurs", "late_payments"),
        ("slow payer", "late_payments"),
        ("inscription de privilège URSSAF", "legal_proceedings"),
        ("the buyer is in receivership", "legal_proceedings"),
        ("encours groupe saturé", "group_exposure"),
        ("our capacity is full", ""),
        ("capacity reached", "group_exposure"),
        ("risque pays", "country_sector"),
        ("difficult trade sector", "country_sector"),
        ("société récente", "recent_firm"),
        ("dégradation des fonds propres", "financials"),
        ("balance sheet weakened", "financials"),
        ("à votre demande", "own_request"),
        ("limit unused", "own_request"),
        ("R12", ""),
        ("Z99", ""),
        ("code 4", ""),
        ("", ""),
    ],
)
def test_a_reason_is_known_by_its_words_and_a_code_is_not(said: str, family: str) -> None:
    assert reasons.family_of(said) == family


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_family_is_explained_in_both_languages(lang: str) -> None:
    families = facts("reasons")["families"]

    assert set(words(lang).labels["reasons"]) == set(families)
    for family in families:
        assert set(words(lang).labels["reasons"][family]) == {"name", "meaning", "remedy"}


@pytest.mark.parametrize(
    ("sentence", "before", "told"),
    [
        ("Leroc refusé, motif : pas de bilan", "Leroc refusé", "pas de bilan"),
        ("Leroc est refusé (motif R12).", "Leroc est refusé", "R12"),
        ("Leroc refused, reason code R12", "Leroc refused", "R12"),
        ("Leroc est refusé", "Leroc est refusé", ""),
        ("quel est le motif", "quel est le motif", ""),
    ],
)
def test_a_sentence_is_told_from_its_reason(sentence: str, before: str, told: str) -> None:
    assert (reasons.before(sentence), reasons.told(sentence)) == (before, told)
