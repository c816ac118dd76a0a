"""The policy: every term of the contract, each a history of dated values (CONTRACT §1).

Which day's value governs: the delivery day for percentage, unnamed cover, payment term,
stop and exclusions; the event's day for duties; the request's day for the waiting period;
the first day of the insurance year for premium, envelope, first loss, threshold,
deductible and the year that a claim wears; the indemnity's day for the loss payee.
Percentage, rate, envelope and duties have no usual default: unsaid, they are not known.
"""

# ruff: noqa: RUF009 - the defaults are values that never change

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.money import Money, Percentage
from domain.spans import InsuranceYear, Span
from domain.terms import Dated

WHOLE = Percentage(Decimal(1))


class BuyerKind(StrEnum):
    COMPANY = "company"
    PUBLIC = "public"
    INDIVIDUAL = "individual"
    AFFILIATE = "affiliate"


class Excluded(StrEnum):
    """What is never covered: kinds of buyers, and sales paid in advance."""

    PUBLIC = "public"
    INDIVIDUAL = "individual"
    AFFILIATE = "affiliate"
    PREPAID = "prepaid"


class InsolvencyKind(StrEnum):
    SAFEGUARD = "safeguard"
    RECEIVERSHIP = "receivership"
    LIQUIDATION = "liquidation"


class StopEvent(StrEnum):
    """What stops the cover of new deliveries, besides an invoice long overdue."""

    JUDGMENT = "judgment"
    INTERVENTION_REQUEST = "intervention_request"
    BAD_NEWS = "bad_news"
    LIMIT_NOTICE = "limit_notice"


class Receipts(StrEnum):
    OLDEST_FIRST = "oldest_first"
    AS_NAMED = "as_named"


class IndemnityYear(StrEnum):
    DATE_OF_LOSS = "date_of_loss"
    DELIVERY = "delivery"


class ReckoningStep(StrEnum):
    PERCENTAGE = "percentage"
    DEDUCTIBLE = "deductible"
    AGGREGATE_FIRST_LOSS = "aggregate_first_loss"
    MAXIMUM_LIABILITY = "maximum_liability"


class Every(StrEnum):
    """How often turnover is declared."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


class Event(StrEnum):
    """What a duty runs from."""

    DELIVERY = "delivery"
    INVOICE_DATE = "invoice_date"
    DUE_DATE = "due_date"
    OLDEST_DUE = "oldest_due"
    EXTENDED_DUE_DATE = "extended_due_date"
    STOP_OF_DELIVERIES = "stop_of_deliveries"
    LIMIT_NOTICE = "limit_notice"
    JUDGMENT = "judgment"
    PUBLICATION = "publication"
    BAD_NEWS = "bad_news"
    PERIOD_END = "period_end"
    YEAR_END = "year_end"
    INTERVENTION_REQUEST = "intervention_request"
    DATE_OF_LOSS = "date_of_loss"


class Scope(StrEnum):
    INVOICE = "invoice"
    BUYER = "buyer"
    POLICY = "policy"


class Consequence(StrEnum):
    COVER_LOST = "cover_lost"
    AT_RISK = "at_risk"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The turnover is declared for each period, at the latest `due` after its end."""

    every: Every
    due: Span


@dataclass(frozen=True, slots=True)
class PremiumTerms:
    """Rate and expected turnover are None when the policy does not say them."""

    rate: Percentage | None = None
    expected_turnover: Money | None = None
    charged_on: Percentage = WHOLE
    minimum: Money | None = None
    minimum_share: Percentage | None = None
    tax: tuple[tuple[str, Percentage], ...] = ()  # by the buyers' country; "": all
    declaration: Declaration | None = None


@dataclass(frozen=True, slots=True)
class FixedLiability:
    amount: Money


@dataclass(frozen=True, slots=True)
class PremiumMultiple:
    multiple: Decimal


@dataclass(frozen=True, slots=True)
class UnnamedCover:
    limit: Money
    insured_percentage: Percentage


@dataclass(frozen=True, slots=True)
class ClaimsThreshold:
    amount: Money
    on_debt: bool = False  # compared with the unpaid debt, not with the covered loss
    with_vat: bool = False


@dataclass(frozen=True, slots=True)
class WaitingPeriod:
    span: Span
    from_due_date: bool = False  # else from the intervention request


@dataclass(frozen=True, slots=True)
class LossPayee:
    """To whom indemnities go; an empty `default` is the policyholder."""

    default: str = ""
    buyers: tuple[tuple[str, str], ...] = ()

    def of(self, buyer: str) -> str:
        return dict(self.buyers).get(buyer, self.default)


@dataclass(frozen=True, slots=True)
class Fees:
    limit_request: Money | None = None
    monitoring_month: Money | None = None
    claim: Percentage | None = None


@dataclass(frozen=True, slots=True)
class DutyRule:
    """`duty` is to be done between `event` + `opens` and `event` + `closes`."""

    duty: str
    event: Event
    closes: Span
    opens: Span | None = None
    scope: Scope = Scope.INVOICE
    clause: str = ""
    consequence: Consequence = Consequence.AT_RISK
    labels: tuple[tuple[str, str], ...] = ()  # of a duty of the policy's own, by language


@dataclass(frozen=True, slots=True)
class Contact:
    name: str = ""
    phone: str = ""
    email: str = ""
    portal: str = ""


ALL_EXCLUDED = tuple(Excluded)
ALL_KINDS = tuple(InsolvencyKind)


def _unsaid(name: str) -> Any:
    return field(default_factory=lambda: Dated(name))


def _usual(name: str, value: object) -> Any:
    return field(default_factory=lambda: Dated.usual(name, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    policyholder: str
    insurer: str
    starts_on: date
    number: str = ""
    currency: str = "EUR"
    country: str = "FR"
    siren: str = ""
    department: str = ""
    region: str = ""
    timezone: str = ""
    contacts: tuple[tuple[str, Contact], ...] = ()

    ends_on: Dated[date | None] = _usual("ends_on", None)
    covers_vat: Dated[bool] = _usual("covers_vat", False)  # noqa: FBT003
    premium: Dated[PremiumTerms] = _unsaid("premium")
    maximum_liability: Dated[FixedLiability | PremiumMultiple] = _unsaid(
        "maximum_liability"
    )
    insured_percentage: Dated[Percentage] = _unsaid("insured_percentage")
    unnamed: Dated[UnnamedCover | None] = _usual("unnamed", None)
    maximum_payment_term: Dated[Span | None] = _usual("maximum_payment_term", None)
    maximum_invoicing_period: Dated[Span | None] = _usual("maximum_invoicing_period", None)
    maximum_extension_period: Dated[Span | None] = _usual("maximum_extension_period", None)
    stop_of_deliveries: Dated[Span | None] = _usual("stop_of_deliveries", None)
    stop_also: Dated[tuple[StopEvent, ...]] = _usual("stop_also", (StopEvent.JUDGMENT,))
    insolvency_kinds: Dated[tuple[InsolvencyKind, ...]] = _usual(
        "insolvency_kinds", ALL_KINDS
    )
    excluded: Dated[tuple[Excluded, ...]] = _usual("excluded", ALL_EXCLUDED)
    claims_threshold: Dated[ClaimsThreshold | None] = _usual("claims_threshold", None)
    deductible: Dated[Money | None] = _usual("deductible", None)
    aggregate_first_loss: Dated[Money | None] = _usual("aggregate_first_loss", None)
    claims_waiting_period: Dated[WaitingPeriod | None] = _usual(
        "claims_waiting_period", None
    )
    indemnity_payment_period: Dated[Span] = _usual(
        "indemnity_payment_period", Span(days=30)
    )
    receipts: Dated[Receipts] = _usual("receipts", Receipts.OLDEST_FIRST)
    indemnity_year: Dated[IndemnityYear] = _usual(
        "indemnity_year", IndemnityYear.DATE_OF_LOSS
    )
    recoveries_restore: Dated[bool] = _usual("recoveries_restore", False)  # noqa: FBT003
    reckoning: Dated[tuple[ReckoningStep, ...]] = _usual("reckoning", tuple(ReckoningStep))
    loss_payee: Dated[LossPayee] = _usual("loss_payee", LossPayee())
    notice_to_end: Dated[Span | None] = _usual("notice_to_end", None)
    fees: Dated[Fees] = _usual("fees", Fees())
    duties: Dated[tuple[DutyRule, ...]] = _usual("duties", ())

    @property
    def zero(self) -> Money:
        return Money(Decimal(0), self.currency)

    def history(self, term: str) -> Dated[Any]:
        found: Dated[Any] = getattr(self, term)
        return found

    def endorsed(
        self, changes: Mapping[str, object], day: date, clauses: Mapping[str, str]
    ) -> Policy:
        """The policy with each of these terms having a new value from `day`."""
        new: dict[str, Any] = {
            name: self.history(name).since(value, day, clauses.get(name, ""))
            for name, value in changes.items()
        }
        return replace(self, **new)

    def year_of(self, day: date) -> InsuranceYear:
        return InsuranceYear.of(self.starts_on, day)


TERMS = tuple(each.name for each in fields(Policy) if str(each.type).startswith("Dated["))

# Terms by which receipts are imputed: all that the ledgers of buyers are made of.
OF_LEDGERS = frozenset({"covers_vat", "receipts", "stop_of_deliveries", "claims_threshold"})

# Terms that speak of the company as a whole, or are read each time they are needed: what
# an `Account` keeps of one buyer is never made of them.
OF_THE_COMPANY = frozenset(
    {
        "premium",
        "maximum_liability",
        "insured_percentage",
        "deductible",
        "aggregate_first_loss",
        "indemnity_year",
        "recoveries_restore",
        "reckoning",
        "loss_payee",
        "notice_to_end",
        "fees",
    }
)
