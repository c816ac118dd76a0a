"""How the reckoning grows: issue 3, point 6.

Printed as time per invoice and as ratios: a line, not a curve. One buyer's answer must
not depend on how many other buyers there are; after one new fact only that buyer is
worked out anew; the cover statement of 100 000 invoices takes at most 3 s and 300 MB.
"""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from time import process_time

from bot.calendars import calendar_for
from bot.cases import fact_from_mapping, fact_to_mapping, policy_from_mapping
from domain.claims import indemnity, indemnity_left
from domain.cover import insured_sum, parts, refusals_of
from domain.duties import deadlines
from domain.facts import Buyer, Decision, Fact, Invoice, LimitDecision, Payment
from domain.money import Money
from domain.receivables import ledger, outstanding, receivables
from domain.record import Record, Situation
from domain.stakes import exposure, limit_usage, suggested_limit

TODAY = date(2026, 9, 1)
STARTS_ON = date(2025, 1, 1)
POLICY = policy_from_mapping(
    {
        "policyholder": "Many",
        "insurer": "Assureur",
        "starts_on": STARTS_ON.isoformat(),
        "premium": {"rate": "0.25%", "expected_turnover": "10000000"},
        "maximum_liability": {"premium_multiple": "30"},
        "insured_percentage": "90%",
        "maximum_payment_term": {"days": "120"},
        "stop_of_deliveries": {"days": "90"},
        "duties": [
            {
                "duty": "intervention_request",
                "from": "due_date",
                "opens": {"days": "60"},
                "closes": {"days": "90"},
            }
        ],
    }
)


def facts(invoices: int, buyers: int) -> Iterator[Fact]:
    """Invoices spread over buyers and days; nine in ten are paid, some of them late."""
    for buyer in range(buyers):
        yield LimitDecision(
            on=STARTS_ON,
            buyer=f"Buyer {buyer}",
            decision=Decision.GRANTED,
            amount=Money(Decimal(50000)),
        )
    for number in range(invoices):
        day = STARTS_ON + timedelta(days=number * 600 // invoices)
        buyer = f"Buyer {number % buyers}"
        net = Decimal(100 + number % 900)
        yield Invoice(
            on=day,
            buyer=buyer,
            number=f"F{number:06}",
            net=Money(net),
            vat=Money(net / 5),
            delivered_on=day,
            due_on=day + timedelta(days=45),
        )
        if number % 10:
            paid_on = day + timedelta(days=50 + number % 7)
            yield Payment(on=paid_on, buyer=buyer, amount=Money(net * 6 / 5))


def record_of(invoices: int, buyers: int) -> Record:
    names = (Buyer(f"Buyer {number}") for number in range(buyers))
    return Record(POLICY, names, facts(invoices, buyers), calendar_for("FR"))


def statement(situation: Situation) -> int:
    """The cover statement: every open invoice, its insured part, every refusal."""
    lines = 0
    for buyer in situation.record.names:
        known, opened = receivables(situation, buyer), ledger(situation, buyer).open
        lines += len(parts(situation, buyer))
        for number, amount in opened.items():
            if amount:
                lines += len(refusals_of(situation, known[number]))
    return lines


def everything(situation: Situation) -> None:
    statement(situation)
    deadlines(situation)
    exposure(situation)
    limit_usage(situation)
    indemnity_left(situation)
    for buyer in situation.record.names:
        outstanding(situation, buyer)
        suggested_limit(situation, buyer)
        indemnity(situation, buyer)
        insured_sum(situation, buyer)


def timed(work: Callable[[], object]) -> float:
    """Processor seconds. What stands in memory already is kept from the collector's
    rounds: the reckoning is measured, not the size of its input.
    """
    gc.collect()
    gc.freeze()
    began = process_time()
    work()
    return process_time() - began


def growth() -> None:
    print("all questions: invoices, buyers, seconds, µs an invoice, against 1 000")
    first = 0.0
    for invoices, buyers in ((1_000, 10), (10_000, 100), (100_000, 1_000), (100_000, 100)):
        record = record_of(invoices, buyers)
        runs = [
            timed(partial(everything, Situation(record, TODAY)))
            for _ in range(9 if invoices < 50_000 else 2)
        ]
        each = min(runs) / invoices
        first = first or each
        ratio = each / first
        print(
            f"  {invoices:>7} {buyers:>5} {min(runs):8.3f} {each * 1e6:8.1f} {ratio:6.2f}×"
        )


def one_statement() -> None:
    record = record_of(100_000, 1_000)
    seconds = timed(lambda: statement(record.on(TODAY)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"cover statement of 100 000 invoices: {seconds:.2f} s (≤ 3), {peak:.0f} MB (≤ 300)"
    )


def of_one(situation: Situation) -> None:
    deadlines(situation, "Buyer 0")
    indemnity(situation, "Buyer 0")


def one_buyer() -> None:
    print(
        "one buyer of 100 invoices among others: buyers, ms for his deadlines and indemnity"
    )
    for buyers in (1, 10, 100, 1_000):
        record = record_of(100 * buyers, buyers)
        runs = [timed(partial(of_one, Situation(record, TODAY))) for _ in range(5)]
        print(f"  {buyers:>5} {min(runs) * 1e3:8.2f}")


def told_more(record: Record) -> Money:
    """One payment more, and that buyer's insured parts."""
    more = Payment(on=TODAY, buyer="Buyer 0", amount=Money(Decimal(100)))
    return insured_sum(record.with_facts([more]).on(TODAY), "Buyer 0")


def one_fact() -> None:
    print("one new fact: buyers, ms to take it up and reckon its buyer, ms from nothing")
    for buyers in (10, 100, 1_000):
        record = record_of(100 * buyers, buyers)
        whole = timed(lambda r=record: exposure(r.on(TODAY)))
        runs = [timed(partial(told_more, record)) for _ in range(5)]
        print(f"  {buyers:>5} {min(runs) * 1e3:8.2f} {whole * 1e3:10.1f}")


def reading() -> None:
    written = [fact_to_mapping(fact) for fact in facts(10_000, 100)]
    seconds = timed(lambda: [fact_from_mapping(each) for each in written])
    print(f"reading a stored fact: {seconds / len(written) * 1e6:.1f} µs (≤ 15)")


def main() -> None:
    one_statement()
    growth()
    one_buyer()
    one_fact()
    reading()


if __name__ == "__main__":
    sys.exit(main())
