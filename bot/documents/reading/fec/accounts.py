"""What an account of the French chart (plan comptable général) says about an entry.

A customer's accounts are 411 and what grows out of it: bills receivable (413), doubtful
customers (416), retentions (4117, 417), advances (4191). Money that moves among them is
still owed. Every other account in an entry tells why a customer's account was touched.

A family is one bit, so that the families of an entry are one number: plain integers,
because a million lines ask.
"""

from __future__ import annotations

PLACES = 13  # a family's place fits a byte: those of many lines are one string of bytes
(
    OTHER,
    CUSTOMER,  # 411
    BILLS,  # 413: a promise to pay is no payment
    DOUBTFUL,  # 416
    RETENTION,  # 4117, 417: due later
    ADVANCE,  # 4191
    SALES,  # class 7; 418 and 4198: sales and credits not yet invoiced
    VAT,  # 4457, 4458
    TREASURY,  # money: bank, post, cash, cheques and cards under way
    THIRD_PARTY,  # 46: a factor, mostly: sold is not paid
    SUPPLIER,  # 40: set off against what the owner owes
    WRITE_OFF,  # 491, 654, 658, 671
    DISCOUNT,  # 665
) = (1 << place for place in range(PLACES))

OWED = CUSTOMER | BILLS | DOUBTFUL | RETENTION | ADVANCE

IS_OWED = bytes(bool(1 << place & OWED) if place < PLACES else 0 for place in range(256))

# The longest beginning decides.
BEGINNINGS = {
    "40": SUPPLIER,
    "410": CUSTOMER,
    "411": CUSTOMER,
    "4117": RETENTION,
    "413": BILLS,
    "416": DOUBTFUL,
    "417": RETENTION,
    "418": SALES,
    "4190": ADVANCE,
    "4191": ADVANCE,
    "4196": SALES,
    "4197": SALES,
    "4198": SALES,
    "4457": VAT,
    "4458": VAT,
    "46": THIRD_PARTY,
    "491": WRITE_OFF,
    "511": TREASURY,
    "512": TREASURY,
    "514": TREASURY,
    "515": TREASURY,
    "517": TREASURY,
    "53": TREASURY,
    "54": TREASURY,
    "58": TREASURY,
    "654": WRITE_OFF,
    "665": DISCOUNT,
    "658": WRITE_OFF,
    "671": WRITE_OFF,
    "7": SALES,
    "76": OTHER,
    "78": OTHER,
    "79": OTHER,
}
LONGEST = max(map(len, BEGINNINGS))


def family_of(account: str) -> int:
    """`41100000`, `411DUPONT`; an unknown account is OTHER."""
    for length in range(LONGEST, 0, -1):
        if found := BEGINNINGS.get(account[:length]):
            return found
    return OTHER
