"""What stands before a field on the pages of French and English invoices.

Fields in the order in which they are looked for; of one field the surest labels first.
« e » stands for its accents too, and an apostrophe for the typographic one.
"""

from __future__ import annotations

import re

NUMBERED = r"[\s:]*(?:n[°º]\.?|#|(?:n[or]\.?|num[ée]ro|number|ref\.?)(?!\w))"
RATE = r"\s*\(?\d{1,2}(?:[.,]\d{1,2})?\s*%\)?"
LETTERS = {"e": "[eéèê]", "a": "[aà]", "u": "[uû]", "c": "[cç]", "'": "['’]", " ": r"\s+"}


def _pattern(words: str) -> re.Pattern[str]:
    """Plain words with their accents; what is between slashes is a pattern as it is."""
    if words.startswith("/"):
        return re.compile(words[1:-1], re.IGNORECASE)
    spelt = "".join(LETTERS.get(letter, re.escape(letter)) for letter in words)
    return re.compile(rf"(?<!\w){spelt}(?!\w)", re.IGNORECASE)


def _patterns(*groups: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """One pattern for each group: within it, all words are as sure as each other."""
    return tuple(
        re.compile(
            "|".join(f"(?:{_pattern(words).pattern})" for words in group), re.IGNORECASE
        )
        for group in groups
    )


LABELS: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = (
    (
        "number",
        _patterns(
            (
                rf"/(?<!\w)(?:facture|avoir|invoice|credit note){NUMBERED}/",
                r"/(?:num[ée]ro|n[°º]) (?:de |d['’])?(?:la )?(?:facture|avoir)/",
            ),
            (r"/^(?:facture|avoir|invoice|credit note)\b/",),
            (r"/^#(?=\s?\S*\d)/", r"/^(?:num[ée]ro|n[°º]|number)(?=\s*(?::|$))/"),
        ),
    ),
    (
        "issued_on",
        _patterns(
            (
                "date de facture",
                "date de la facture",
                "date facture",
                "date de facturation",
                "date d'emission",
                "date de l'avoir",
                "emise le",
                "emis le",
                "invoice date",
                "date of invoice",
                "date of issue",
                "issue date",
                "issued on",
                "issued at",
            ),
            (
                r"/^date(?=\s*(?:[:\d]|$))/",
                r"/^(?:facture|avoir|invoice)\b.{0,40}?\b(?:du|of|dated)(?= )/",
                r"/^(?:fait )?le(?= \d)/",
            ),
        ),
    ),
    (
        "due_on",
        _patterns(
            (
                "date d'echeance",
                "echeance le",
                "echeance",
                "date limite de paiement",
                "date limite de reglement",
                "date d'exigibilite",
                r"/[àa] (?:payer|r[ée]gler) (?:avant|pour|au plus tard)(?: le)?/",
                r"/payable (?:avant |au plus tard |jusqu['’]au )?le(?!\w)/",
                "due date",
                "due on",
                "due by",
                "payment due",
                "pay by",
                "payable by",
                "remit until",
            ),
        ),
    ),
    (
        "delivered_on",
        _patterns(
            (
                "date de livraison",
                "date de la livraison",
                "date de prestation",
                "livre le",
                "livree le",
                "delivery date",
                "date of delivery",
            ),
        ),
    ),
    (
        "terms",
        _patterns(
            (
                r"/conditions? de (?:paiement|r[èe]glement)/",
                r"/modalit[ée]s de (?:paiement|r[èe]glement)/",
                "payment terms",
                "terms of payment",
            ),
        ),
    ),
    (
        "net",
        _patterns(
            (
                r"/(?:total|montant|net)(?: net)? (?:h\.?\s?t\.?|hors taxes?)(?!\w)/",
                "sous-total",
                "sous total",
                "subtotal",
                "net total",
                "total net",
                r"/total \(?excl[^:\d]{0,12}/",
            ),
        ),
    ),
    (
        "vat",
        _patterns(
            (
                r"/(?:total|montant)(?: de la)? t\.?v\.?a\.?(?!\w)/",
                "vat total",
                "total vat",
                "vat amount",
                rf"/t\.?v\.?a\.?(?: [àa])?{RATE}/",
                rf"/(?:tax|vat){RATE}/",
            ),
        ),
    ),
    (
        "gross",
        _patterns(
            (
                r"/(?:total|montant)(?: net)? t\.?\s?t\.?\s?c\.?(?!\w)/",
                "total toutes taxes comprises",
                "grand total",
                "total amount",
                "invoice total",
                r"/total \(?incl[^:\d]{0,12}/",
            ),
            (r"/^total(?=\s*(?::|$|[€$£\d]))/",),
        ),
    ),
    (
        "prepaid",
        _patterns(
            (
                r"/acomptes?(?: vers[ée]s?| per[çc]us?| r[ée]gl[ée]s?)?(?!\w)/",
                r"/d[ée]j[àa] (?:r[ée]gl[ée]|pay[ée]|vers[ée])/",
                "deposit paid",
                "amount paid",
                "prepaid",
            ),
        ),
    ),
    (
        "payable",
        _patterns(
            (
                r"/(?:net|reste|solde|montant|somme|total) [àa] (?:payer|r[ée]gler)(?!\w)/",
                r"/(?:reste|solde|montant|total) d[ûu](?!\w)/",
                "balance due",
                "amount due",
                "total due",
                "due payable",
                "amount payable",
            ),
        ),
    ),
    (
        "buyer",
        _patterns(
            (
                r"/^factur[ée]e? [àa](?=\s*(?::|$))/",
                r"/^adress[ée]e? [àa](?=\s*(?::|$))/",
                r"/^(?:bill(?:ed)?|invoiced?|sold) to(?=\s*(?::|$))/",
                r"/^(?:client|customer|buyer|acheteur|destinataire)(?=\s*(?::|$))/",
            ),
        ),
    ),
    (
        "seller",
        _patterns(
            (
                r"/^(?:[ée]metteur|vendeur|fournisseur|de)(?=\s*(?::|$))/",
                r"/^(?:seller|supplier|from)(?=\s*(?::|$))/",
            ),
        ),
    ),
)
