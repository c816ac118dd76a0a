"""What was worked out stays worked out, and what a correction touches does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.cases.check import record_of
from bot.sample import sample_case
from domain.facts import Correction, Fact, Invoice
from domain.money import euros
from domain.receivables import outstanding
from domain.record import Record

DAY = date(2026, 11, 22)


def the_sample() -> Record:
    record = record_of(sample_case(DAY))
    numbered = [
        fact if fact.id else _with_id(fact, f"f{n}") for n, fact in enumerate(record.facts)
    ]
    return Record(record.policy, record.buyers.values(), numbered, record.calendar)


def _with_id(fact: Fact, number: str) -> Fact:
    return replace(fact, id=number)


def voided(record: Record, number: str) -> Record:
    invoice = next(f for f in record.facts if isinstance(f, Invoice) and f.number == number)
    return record.with_facts([Correction(on=DAY, of=invoice.id, void=True)])


def test_taking_an_invoice_back_changes_its_buyer_only() -> None:
    record = the_sample()
    before = record.on(DAY)
    outstanding(before, "Vasseur")
    outstanding(before, "Moulin")
    vasseur = before.account("Vasseur")

    after = voided(record, "F204").on(DAY)

    assert outstanding(after, "Moulin").value == euros("0")
    assert outstanding(before, "Moulin").value == euros("48000")
    assert after.account("Vasseur") is vasseur


def test_an_invoice_given_to_another_buyer_changes_both() -> None:
    record = the_sample()
    outstanding(record.on(DAY), "Moulin")
    outstanding(record.on(DAY), "Vasseur")
    invoice = next(f for f in record.facts if isinstance(f, Invoice) and f.number == "F204")
    moved = Correction(on=DAY, of=invoice.id, changes=(("buyer", "Vasseur"),))

    after = record.with_facts([moved]).on(DAY)

    assert outstanding(after, "Moulin").value == euros("0")
    assert outstanding(after, "Vasseur").value == euros("70000")
