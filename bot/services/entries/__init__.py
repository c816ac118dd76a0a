"""Everything a conversation can record besides invoices: one mechanism for all kinds."""

from bot.services.entries.about import buyer_concerned, open_with_vat, told_before
from bot.services.entries.claim_steps import AGREED, COLLECTION, OF_NO_SENTENCE, REFUSED
from bot.services.entries.contract import PAYEE, TURNOVER
from bot.services.entries.insurers_money import INDEMNITY, RECOVERY
from bot.services.entries.invoice_changes import DISPUTE, EXTENSION
from bot.services.entries.kinds import NOTHING, Draft, Field, Form, Kind, UnfitEntryError
from bot.services.entries.limits import DECISION, REQUEST
from bot.services.entries.policy_terms import TERM
from bot.services.entries.receipts import CREDIT_NOTE, PAYMENT
from bot.services.entries.troubles import CLAIM, INSOLVENCY, MEDIATION, claimable

KINDS: dict[str, Kind] = {
    kind.intent: kind
    for kind in (
        CREDIT_NOTE,
        PAYMENT,
        INDEMNITY,
        RECOVERY,
        EXTENSION,
        DISPUTE,
        REQUEST,
        DECISION,
        INSOLVENCY,
        TURNOVER,
        PAYEE,
        MEDIATION,
        CLAIM,
        COLLECTION,
        AGREED,
        REFUSED,
        TERM,
    )
}

__all__ = [
    "KINDS",
    "NOTHING",
    "OF_NO_SENTENCE",
    "Draft",
    "Field",
    "Form",
    "Kind",
    "UnfitEntryError",
    "buyer_concerned",
    "claimable",
    "open_with_vat",
    "told_before",
]
