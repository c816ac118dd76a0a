"""What a person can want, and what may follow from it.

A label says what the person wants, not the words used. Reading intents are answered at
once; writing intents are never carried out without a card that the person confirms.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    INDEMNITY_LEFT = "indemnity_left"
    PREMIUM = "premium"
    PREMIUM_SIMULATION = "premium_simulation"
    BUYER_COVER = "buyer_cover"
    BUYER_ACCOUNT = "buyer_account"
    INDEMNITY_ESTIMATE = "indemnity_estimate"
    INVOICE_ADD = "invoice_add"
    CREDIT_NOTE_ADD = "credit_note_add"
    PAYMENT_ADD = "payment_add"
    INDEMNITY_RECEIVED = "indemnity_received"
    RECOVERY_RECEIVED = "recovery_received"
    INVOICE_EXTEND = "invoice_extend"
    INVOICE_DISPUTE = "invoice_dispute"
    OVERDUE_LIST = "overdue_list"
    DEADLINES = "deadlines"
    LIMIT_REQUEST = "limit_request"
    LIMIT_DECISION = "limit_decision"
    CLAIM_OPEN = "claim_open"
    CLAIM_STATUS = "claim_status"
    DUTY_DONE = "duty_done"
    INSOLVENCY_REPORT = "insolvency_report"
    CLAIMS_EXPERIENCE = "claims_experience"
    TURNOVER_DECLARE = "turnover_declare"
    LOSS_PAYEE = "loss_payee"
    RECOURSE = "recourse"
    MEDIATION_REQUESTED = "mediation_requested"
    GLOSSARY = "glossary"
    DOCUMENTS = "documents"
    SUMMARY = "summary"
    SETTINGS = "settings"
    UNDO = "undo"
    HELP = "help"
    NONE = "none"


class Decision(StrEnum):
    """What to do with a reading: from the surest to the least sure."""

    ACT = "act"
    CONFIRM = "confirm"
    ASK = "ask"
    CHOOSE = "choose"
    ABSTAIN = "abstain"


# Every one of these ends in a fact or a setting, hence in a card first.
WRITING = frozenset(
    {
        Intent.INVOICE_ADD,
        Intent.CREDIT_NOTE_ADD,
        Intent.PAYMENT_ADD,
        Intent.INDEMNITY_RECEIVED,
        Intent.RECOVERY_RECEIVED,
        Intent.INVOICE_EXTEND,
        Intent.INVOICE_DISPUTE,
        Intent.LIMIT_REQUEST,
        Intent.LIMIT_DECISION,
        Intent.CLAIM_OPEN,
        Intent.DUTY_DONE,
        Intent.INSOLVENCY_REPORT,
        Intent.TURNOVER_DECLARE,
        Intent.LOSS_PAYEE,
        Intent.MEDIATION_REQUESTED,
        Intent.SETTINGS,
        Intent.UNDO,
    }
)

# Money that comes from the insurer or after the indemnity: never a buyer's payment.
INSURERS_MONEY = (Intent.INDEMNITY_RECEIVED, Intent.RECOVERY_RECEIVED)

# What an intent cannot do without, in the order in which it is asked. "a|b" is met by either.
REQUIRED: dict[Intent, tuple[str, ...]] = {
    Intent.BUYER_ACCOUNT: ("buyer",),
    Intent.INDEMNITY_ESTIMATE: ("buyer|amount|invoice",),
    Intent.PREMIUM_SIMULATION: ("turnover|rate",),
    Intent.BUYER_COVER: ("buyer",),
    Intent.INVOICE_ADD: ("buyer", "amount", "due_on|terms"),
    Intent.CREDIT_NOTE_ADD: ("invoice|buyer", "amount"),
    Intent.PAYMENT_ADD: ("buyer|invoice", "amount|invoice"),
    Intent.INDEMNITY_RECEIVED: ("buyer|invoice", "amount"),
    Intent.RECOVERY_RECEIVED: ("buyer|invoice", "amount"),
    Intent.INVOICE_EXTEND: ("invoice|buyer", "due_on"),
    Intent.INVOICE_DISPUTE: ("invoice|buyer",),
    Intent.LIMIT_REQUEST: ("buyer", "amount"),
    Intent.LIMIT_DECISION: ("buyer", "decision"),
    Intent.INSOLVENCY_REPORT: ("buyer",),
    Intent.TURNOVER_DECLARE: ("turnover",),
}

_COMMON_DATES = frozenset({"period_from", "period_to"})
_BUYER = frozenset({"buyer"})
_SUM = frozenset({"amount", "basis"})

# Slots an intent can use; what a sentence says beyond them is left out of the reading.
ACCEPTED: dict[Intent, frozenset[str]] = {
    Intent.INDEMNITY_LEFT: _COMMON_DATES,
    Intent.PREMIUM: _COMMON_DATES,
    Intent.PREMIUM_SIMULATION: frozenset({"turnover", "rate"}),
    Intent.BUYER_COVER: _BUYER
    | _SUM
    | {"terms", "due_on", "delivered_on", "invoice", "issued_on"},
    Intent.BUYER_ACCOUNT: _BUYER | _COMMON_DATES,
    Intent.INDEMNITY_ESTIMATE: _BUYER | _SUM | {"invoice"},
    Intent.INVOICE_ADD: _BUYER
    | _SUM
    | {"invoice", "issued_on", "delivered_on", "due_on", "terms"},
    Intent.CREDIT_NOTE_ADD: _BUYER | _SUM | {"invoice", "issued_on"},
    Intent.PAYMENT_ADD: _BUYER | _SUM | {"invoice", "paid_on"},
    Intent.INDEMNITY_RECEIVED: _BUYER | _SUM | {"invoice", "paid_on"},
    Intent.RECOVERY_RECEIVED: _BUYER | _SUM | {"invoice", "paid_on"},
    Intent.INVOICE_EXTEND: _BUYER | {"invoice", "due_on"},
    Intent.INVOICE_DISPUTE: _BUYER | _SUM | {"invoice", "effective_on"},
    Intent.OVERDUE_LIST: _BUYER | _COMMON_DATES,
    Intent.DEADLINES: _BUYER | _COMMON_DATES | {"duty", "invoice"},
    Intent.LIMIT_REQUEST: _BUYER | _SUM,
    Intent.LIMIT_DECISION: _BUYER | _SUM | {"decision", "effective_on", "due_on"},
    Intent.CLAIM_OPEN: _BUYER | _SUM | {"invoice", "due_on"},
    Intent.CLAIM_STATUS: _BUYER | _SUM | {"invoice"},
    Intent.DUTY_DONE: _BUYER | _COMMON_DATES | {"duty", "invoice", "effective_on"},
    Intent.INSOLVENCY_REPORT: _BUYER | {"judgment_on"},
    Intent.CLAIMS_EXPERIENCE: _COMMON_DATES,
    Intent.TURNOVER_DECLARE: _COMMON_DATES | {"turnover", "basis"},
    Intent.LOSS_PAYEE: _BUYER | {"value", "effective_on"},
    Intent.RECOURSE: _BUYER,
    Intent.MEDIATION_REQUESTED: _BUYER | {"effective_on"},
    Intent.GLOSSARY: frozenset({"term"}),
    Intent.DOCUMENTS: _BUYER | _COMMON_DATES | {"invoice"},
    Intent.SUMMARY: _COMMON_DATES,
    Intent.SETTINGS: frozenset({"setting", "value", "effective_on"}),
    Intent.UNDO: frozenset({"invoice"}) | _BUYER,
}


def accepted(intent: Intent) -> frozenset[str]:
    return ACCEPTED.get(intent, frozenset())


def missing(intent: Intent, known: frozenset[str]) -> tuple[str, ...]:
    """The slots still to ask for; of two that would do, the first is asked."""
    groups = (group.split("|") for group in REQUIRED.get(intent, ()))
    return tuple(group[0] for group in groups if known.isdisjoint(group))
