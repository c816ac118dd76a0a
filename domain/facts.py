"""What happened: dated facts, never overwritten (CASES.md lists them all).

`on` is the day of the fact: of an invoice its issue, of an act the insurer's receipt of
it. A receipt from a buyer is gross; every other amount is in the basis of the claims.
A correction is a fact of its own and leaves the corrected one in the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.money import Money, Percentage
from domain.policy import WHOLE, BuyerKind, InsolvencyKind
from domain.spans import PaymentTerms


@dataclass(frozen=True, slots=True)
class Buyer:
    name: str
    siren: str = ""
    country: str = "FR"
    kind: BuyerKind = BuyerKind.COMPANY
    department: str = ""


class Decision(StrEnum):
    REQUESTED = "requested"
    GRANTED = "granted"
    PARTIAL = "partial"
    REFUSED = "refused"
    REDUCED = "reduced"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"


class Cover(StrEnum):
    PRIMARY = "primary"
    COMPLEMENTARY = "complementary"


class Scheme(StrEnum):
    CAP = "cap"  # tops up a primary limit in force
    CAP_PLUS = "cap_plus"  # stands in for one refused or cancelled


class DisputeState(StrEnum):
    OPENED = "opened"
    CLOSED = "closed"


class CollectionState(StrEnum):
    AMICABLE = "amicable"
    JUDICIAL = "judicial"
    IRRECOVERABLE = "irrecoverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    kind_of_fact: ClassVar[str] = ""

    on: date
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerFact(Fact):
    """A fact about one buyer."""

    buyer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFact(Fact):
    """A fact about one invoice, whoever its buyer is."""

    invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitDecision(BuyerFact):
    """What the insurer decided (or was asked) about a buyer's limit. `effective_on` None:
    the day itself; `ends_on` is its last day in force, None for as long as nothing new
    is decided.
    """

    kind_of_fact = "limit_decision"

    decision: Decision
    amount: Money | None = None
    effective_on: date | None = None
    ends_on: date | None = None
    code: str = ""
    reference: str = ""
    cover: Cover = Cover.PRIMARY
    scheme: Scheme = Scheme.CAP
    max_share: Percentage = WHOLE
    insured_percentage: Percentage | None = None
    own_envelope: bool = False

    @property
    def takes_effect_on(self) -> date:
        return self.effective_on or self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(BuyerFact):
    """`due_on` is always known; `terms` only when the invoice was told by its terms."""

    kind_of_fact = "invoice"

    number: str
    net: Money
    vat: Money
    delivered_on: date
    due_on: date
    terms: PaymentTerms | None = None
    prepaid: bool = False
    transport: bool = False  # debts of carriage lapse after one year
    summary: bool = False  # one invoice for the deliveries of a month (L441-10)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote(InvoiceFact):
    kind_of_fact = "credit_note"

    net: Money
    vat: Money
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(BuyerFact):
    kind_of_fact = "payment"

    amount: Money
    invoice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(InvoiceFact):
    """A longer due date; `agreed` when the insurer consented to it."""

    kind_of_fact = "extension"

    due_on: date
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(InvoiceFact):
    kind_of_fact = "dispute"

    state: DisputeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Dunning(BuyerFact):
    """A reminder was sent to the buyer."""

    kind_of_fact = "dunning"

    invoice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadNews(BuyerFact):
    kind_of_fact = "bad_news"

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insolvency(BuyerFact):
    kind_of_fact = "insolvency"

    kind: InsolvencyKind
    judgment_on: date
    published_on: date | None = None  # in the BODACC; None: not yet, or not known


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionRequest(BuyerFact):
    """No invoice named: all that were unpaid that day."""

    kind_of_fact = "intervention_request"

    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone(Fact):
    """An act of the policyholder; `period` is the first day of the period it is about."""

    kind_of_fact = "duty_done"

    duty: str
    buyer: str = ""
    invoice: str = ""
    period: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement(Fact):
    """The insurer received an act; `received_on` None: on the day the act was told for."""

    kind_of_fact = "acknowledgement"

    duty: str
    buyer: str = ""
    invoice: str = ""
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndemnityAgreed(BuyerFact):
    kind_of_fact = "indemnity_agreed"

    amount: Money
    claim: date | None = None  # the day of its request, when there are several


@dataclass(frozen=True, slots=True, kw_only=True)
class IndemnityPaid(BuyerFact):
    kind_of_fact = "indemnity_paid"

    amount: Money
    claim: date | None = None  # the day of its request, when there are several


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRefused(BuyerFact):
    kind_of_fact = "claim_refused"

    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(BuyerFact):
    kind_of_fact = "recovery"

    amount: Money
    costs: Money | None = None
    claim: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(BuyerFact):
    """An order to be delivered; a delivery or an invoice of that day takes its place."""

    kind_of_fact = "order"

    amount: Money
    deliver_on: date
    binding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(BuyerFact):
    """Delivered, not yet invoiced."""

    kind_of_fact = "delivery"

    amount: Money
    number: str = ""  # of the invoice to come, when known


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEnded(Fact):
    """`ends_on` None: the day itself is the last day covered."""

    kind_of_fact = "policy_ended"

    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee(BuyerFact):
    """A security held, such as a retention of title."""

    kind_of_fact = "guarantee"

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPlan(BuyerFact):
    kind_of_fact = "instalment_plan"

    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Fact):
    kind_of_fact = "fee"

    amount: Money
    buyer: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnoverDeclared(Fact):
    kind_of_fact = "turnover_declared"

    first_day: date
    last_day: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumPaid(Fact):
    """`year` is a day of the insurance year it pays; None: that of the payment."""

    kind_of_fact = "premium_paid"

    amount: Money
    year: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsement(Fact):
    """Each of `terms` (by its name) has this new value from `first_day`."""

    kind_of_fact = "endorsement"

    first_day: date
    terms: tuple[tuple[str, object], ...]
    clauses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationRequested(Fact):
    kind_of_fact = "mediation_requested"

    buyer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(BuyerFact):
    kind_of_fact = "collection"

    state: CollectionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Fact):
    """An older loss, known only by its total."""

    kind_of_fact = "loss"

    amount: Money
    buyer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Fact):
    """The fact with the id `of` reads `changes` (by field) instead, or is void."""

    kind_of_fact = "correction"

    of: str
    changes: tuple[tuple[str, object], ...] = ()
    void: bool = False


def every_kind() -> tuple[type[Fact], ...]:
    """All classes of facts, by the order of this page."""
    concrete: list[type[Fact]] = []
    waiting: list[type[Fact]] = [Fact]
    while waiting:
        kind = waiting.pop(0)
        waiting.extend(kind.__subclasses__())
        if kind.kind_of_fact:
            concrete.append(kind)
    return tuple(concrete)
