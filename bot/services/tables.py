"""What a workbook holds, as values: tables of a buyer's claim file and of the company.

A column names its words (labels.workbook.<name>); `family` names those of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.services.claim_file import ClaimFile
from domain.claims import reckonings
from domain.deadlines import Deadline, DutyState
from domain.duties import deadlines, of_policy
from domain.facts import (
    CreditNote,
    Extension,
    LimitDecision,
    Payment,
    Recovery,
)
from domain.limits import limit_on
from domain.losses import claim_status
from domain.money import Money, Percentage
from domain.receivables import NOTHING, ledger, payable_on, receivables
from domain.record import Situation
from domain.steps import Quantity

Value = str | int | bool | Decimal | date | Money | Percentage | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    family: str = ""  # labels.<family>.<value>; "": the value itself


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def cells(tables: Iterable[Table]) -> int:
    """How large a workbook they make."""
    return sum(len(table.columns) * len(table.rows) for table in tables)


def _columns(names: str) -> tuple[Column, ...]:
    """« on decision:decisions amount »."""
    pairs = (each.partition(":") for each in names.split())
    return tuple(Column(name, family) for name, _, family in pairs)


# --- A claim file --------------------------------------------------------------------


def of_claim(file: ClaimFile) -> tuple[Table, ...]:
    return (
        _claim_invoices(file),
        _working(file),
        Table(
            "exposure",
            _columns("on owed limit"),
            tuple((day.on, day.owed, day.limit) for day in file.exposure),
        ),
        Table(
            "payments",
            _columns("on invoice gross"),
            tuple((each.on, each.invoice, each.amount) for each in file.receipts),
        ),
        Table(
            "story",
            _columns("on fact:fact_kinds"),
            tuple(
                (fact.on, fact.kind_of_fact)
                for fact in sorted((*file.dunning, *file.story), key=lambda each: each.on)
            ),
        ),
        Table(
            "pieces",
            _columns("piece:pieces missing names"),
            tuple((p.kind, p.is_missing, ", ".join(p.names)) for p in file.pieces),
        ),
    )


def _claim_invoices(file: ClaimFile) -> Table:
    names = (
        "invoice delivered_on issued_on due_on net gross open counted insured percentage"
        " limit claimed ground:grounds clause"
    )
    rows: list[Row] = []
    for line in file.lines:
        one = line.invoice
        first = line.refusals[0] if line.refusals else None
        rows.append(
            (
                one.number,
                one.delivered_on,
                one.issued_on,
                line.payable_on,
                line.net,
                line.gross,
                line.open,
                line.counted,
                line.insured,
                line.percentage,
                line.limit,
                line.is_claimed,
                first.ground.value if first else "",
                first.clause if first else "",
            )
        )
    return Table("invoices", _columns(names), tuple(rows))


def _working(file: ClaimFile) -> Table:
    rows: list[Row] = [
        (each.claim.requested_on, step.label, _value(step.value), step.clause)
        for each in file.reckonings
        for step in each.indemnity.steps
    ]
    return Table(
        "reckoning", _columns("requested_on step:steps result clause"), tuple(rows)
    )


def _value(quantity: Quantity) -> Value:
    return quantity


# --- The whole company ---------------------------------------------------------------


def of_company(situation: Situation) -> tuple[Table, ...]:
    return tuple(make(situation) for make in COMPANY)


def _buyers(situation: Situation) -> Table:
    names = (
        "buyer siren country kind:buyer_kinds department limit_state:limit_states limit"
        " owed"
    )
    rows: list[Row] = []
    for name in situation.record.names:
        buyer = situation.buyer_named(name)
        limit = limit_on(situation, name, situation.today)
        owed = sum(ledger(situation, name).open.values(), Decimal(0))
        rows.append(
            (
                name,
                buyer.siren,
                buyer.country,
                buyer.kind.value,
                buyer.department,
                limit.state.value,
                limit.amount,
                Money(owed, situation.policy.currency),
            )
        )
    return Table("buyers", _columns(names), tuple(rows))


def _invoices(situation: Situation) -> Table:
    names = "buyer invoice issued_on delivered_on due_on payable_on net vat gross open"
    currency = situation.policy.currency
    rows: list[Row] = []
    for name in situation.record.names:
        opened = ledger(situation, name).open
        for one in receivables(situation, name).values():
            if one.invoice is None:
                continue
            rows.append(
                (
                    name,
                    one.number,
                    one.issued_on,
                    one.delivered_on,
                    one.due_on,
                    payable_on(situation, one),
                    one.invoice.net,
                    one.invoice.vat,
                    one.invoice.net + one.invoice.vat,
                    Money(opened.get(one.number, NOTHING), currency),
                )
            )
    return Table("invoices", _columns(names), tuple(rows))


def _payments(situation: Situation) -> Table:
    rows: Iterable[Row] = (
        (each.on, name, each.invoice, each.amount)
        for name in situation.record.names
        for each in situation.account(name).all(Payment)
    )
    return Table("payments", _columns("on buyer invoice gross"), tuple(rows))


def _changes(situation: Situation) -> Table:
    """Credit notes, and due dates moved."""
    rows: list[Row] = []
    for name in situation.record.names:
        account = situation.account(name)
        rows += [
            (n.on, name, n.invoice, n.kind_of_fact, n.net + n.vat, None)
            for n in account.all(CreditNote)
        ]
        rows += [
            (e.on, name, e.invoice, e.kind_of_fact, None, e.due_on)
            for e in account.all(Extension)
        ]
    names = "on buyer invoice fact:fact_kinds gross due_on"
    return Table("changes", _columns(names), tuple(rows))


def _limits(situation: Situation) -> Table:
    names = "on buyer decision:decisions amount effective_on ends_on code reference"
    rows: Iterable[Row] = (
        (
            each.on,
            name,
            each.decision.value,
            each.amount,
            each.takes_effect_on,
            each.ends_on,
            each.code,
            each.reference,
        )
        for name in situation.record.names
        for each in situation.account(name).all(LimitDecision)
    )
    return Table("limits", _columns(names), tuple(rows))


def _claims(situation: Situation) -> Table:
    names = (
        "buyer requested_on date_of_loss status:claim_states debt indemnity settled"
        " recovered"
    )
    rows: list[Row] = []
    for each in reckonings(situation):
        buyer = each.claim.buyer
        received = situation.account(buyer).all(Recovery)
        amounts = sum((one.amount.amount for one in received), Decimal(0))
        rows.append(
            (
                buyer,
                each.claim.requested_on,
                each.claim.date_of_loss,
                claim_status(situation, buyer).value.value,
                each.debt,
                each.indemnity.value,
                each.settled,
                Money(amounts, situation.policy.currency),
            )
        )
    return Table("claims", _columns(names), tuple(rows))


def _duties(situation: Situation) -> Table:
    """What stands, was missed or was done; not what a payment spared."""
    names = (
        "duty:duties buyer invoice opens_on file_by last_day state:duty_states done_on"
        " clause"
    )
    found: list[Deadline] = list(of_policy(situation))
    for name in situation.record.names:
        found += deadlines(situation, name)
    rows: Iterable[Row] = (
        (
            each.duty,
            each.buyer,
            each.invoice,
            each.opens_on,
            each.file_by,
            each.last_day,
            each.state.value,
            each.done_on,
            each.clause,
        )
        for each in found
        if each.state is not DutyState.DISCHARGED or each.done_on
    )
    return Table("duties", _columns(names), tuple(rows))


COMPANY: tuple[Callable[[Situation], Table], ...] = (
    _buyers,
    _invoices,
    _payments,
    _changes,
    _limits,
    _claims,
    _duties,
)
