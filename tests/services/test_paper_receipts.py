"""A bank statement beside the books: what each receipt settles, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.ports.papers import Paper, PaperKind, PaperPayment
from bot.services.papers.comparing import propose
from bot.services.papers.proposal import Memory, Proposal, Receipt
from domain.money import Percentage, euros
from tests.services.book import seen_on

BOOK = """
  - {on: 2026-01-10, fact: invoice, buyer: Leroc, number: FA-1001, net: 1000, vat: 200, due_on: 2026-02-28}
  - {on: 2026-01-11, fact: invoice, buyer: Leroc, number: FA-1002, net: 2000, vat: 400, due_on: 2026-03-01}
  - {on: 2026-01-12, fact: invoice, buyer: Moulin, number: FA-1003, net: 3000, vat: 600, due_on: 2026-03-02}
  - {on: 2026-01-13, fact: invoice, buyer: Nouveau, number: "12", net: 5, vat: 1, due_on: 2026-03-03}
"""  # noqa: E501 - facts stay on one line


def line(text: str, amount: str, **said: object) -> PaperPayment:
    usual: dict[str, object] = {"paid_on": date(2026, 3, 10), "reference": text}
    told = {**usual, **said, "amount": Decimal(amount), "text": text}
    return PaperPayment(**told)  # type: ignore[arg-type]


def read(
    *lines: PaperPayment,
    kept: Memory | None = None,
    facts: str = "",
    choice: str = "",
    **said: str,
) -> Proposal:
    """`choice`: the answer about the receipt whose text is « VIREMENT »."""
    if choice:
        said["receipt=camt053:VIREMENT"] = choice
    statement = Paper(file="releve.xml", kind=PaperKind.CAMT053, payments=lines)
    situation = seen_on("2026-03-15", BOOK, facts)
    memory = kept or Memory()
    return propose(statement, situation, memory, said, lambda _: Percentage.of("20%"))


def settled(receipt: Receipt) -> tuple[str, tuple[str, ...], str]:
    assert receipt.chosen is not None
    return receipt.chosen.buyer, receipt.chosen.invoices, receipt.chosen.reason


def test_the_number_in_the_text_and_the_exact_amount_are_certain() -> None:
    [receipt] = read(line("VIR LEROC FACT FA 1001", "1200.00")).receipts

    assert settled(receipt) == ("Leroc", ("FA-1001",), "number")
    assert [fact.amount for fact in receipt.facts] == [euros(1200)]
    assert receipt.facts[0].invoice == "FA-1001"


def test_two_numbers_that_add_up_are_certain() -> None:
    [receipt] = read(line("FA1001 FA-1002", "3600.00")).receipts

    assert settled(receipt) == ("Leroc", ("FA-1001", "FA-1002"), "number")


def test_the_name_and_an_exact_amount_are_certain() -> None:
    [receipt] = read(line("VIR SEPA SARL MOULIN", "3600.00")).receipts

    assert settled(receipt) == ("Moulin", ("FA-1003",), "name_amount")


def test_the_name_and_several_invoices_that_add_up_are_certain() -> None:
    [receipt] = read(line("VIR", "3600.00", buyer="LEROC SA")).receipts

    assert settled(receipt) == ("Leroc", ("FA-1001", "FA-1002"), "name_sum")


def test_the_amount_alone_is_asked_about() -> None:
    found = read(line("VIREMENT", "2400.00"))

    assert found.receipts == ()
    assert found.question is not None
    assert found.question.options == ("0", "-")


def test_a_partial_payment_that_names_its_invoice_and_its_buyer_is_certain() -> None:
    [receipt] = read(line("LEROC FA-1002 ACOMPTE", "500.00")).receipts

    assert settled(receipt) == ("Leroc", ("FA-1002",), "number_part")


def test_more_than_the_invoice_named_is_asked_about() -> None:
    assert read(line("FA-1002 LEROC", "9000.00")).question is not None


def test_a_number_of_one_and_the_name_of_another_are_asked_about() -> None:
    assert read(line("VIR MOULIN FA-1001", "1200.00")).question is not None


def test_a_short_bare_number_says_nothing() -> None:
    assert read(line("REMISE 12", "77.00")).question is None


def test_what_he_chose_is_taken_and_what_he_left_is_left() -> None:
    chosen = read(line("VIREMENT", "2400.00"), choice="0")
    left = read(line("VIREMENT", "2400.00"), choice="-")

    assert settled(chosen.receipts[0]) == ("Leroc", ("FA-1002",), "amount")
    assert (left.receipts, len(left.unmatched), left.question) == ((), 1, None)


def test_a_receipt_of_nobody_s_is_left_aside_without_a_question() -> None:
    found = read(line("REMISE CB", "88.20"))

    assert (found.is_empty, len(found.unmatched), found.question) == (True, 1, None)


def test_an_invoice_is_settled_once_in_a_statement() -> None:
    found = read(
        line("FA-1001 premier", "1200.00"),
        line("FA-1001 second", "1200.00"),
        receipts="sure",
    )

    assert len(found.receipts) == 1
    assert len(found.unmatched) == 1


def test_the_same_reference_never_counts_twice() -> None:
    one = line("FA-1001", "1200.00")
    found = read(one, kept=Memory(receipts=frozenset({"camt053:FA-1001"})))

    assert (found.is_empty, found.known_receipts) == (True, 1)


def test_what_was_typed_by_hand_counts_already() -> None:
    told = "\n  - {on: 2026-03-10, fact: payment, buyer: Leroc, amount: 1200}\n"
    found = read(line("VIR LEROC", "1200.00"), facts=told)

    assert (found.is_empty, found.known_receipts) == (True, 1)


def test_money_that_goes_out_is_none_of_ours() -> None:
    assert read(line("FRAIS", "-30.00")).is_empty


def test_a_receipt_that_comes_back_is_taken_out_of_the_books() -> None:
    told = "\n  - {on: 2026-03-01, id: p1, fact: payment, buyer: Leroc, amount: 1200}\n"
    found = read(line("REJET", "-1200.00", buyer="LEROC"), facts=told)

    assert [paid.id for paid in found.voided] == ["p1"]


def test_a_remembered_payer_is_known_by_his_bank_s_name() -> None:
    kept = Memory(buyers={"holding du val": "Moulin"})
    [receipt] = read(line("VIR", "3600.00", buyer="HOLDING DU VAL"), kept=kept).receipts

    assert settled(receipt) == ("Moulin", ("FA-1003",), "name_amount")


def test_a_ledger_s_receipt_some_days_apart_is_shown_not_counted() -> None:
    told = "\n  - {on: 2026-03-08, fact: payment, buyer: Leroc, amount: 1200}\n"
    entry = line("REGLT", "1200.00", buyer="Leroc", account="411LEROC")
    ledger = Paper(file="fec.txt", kind=PaperKind.FEC, payments=(entry,))
    situation = seen_on("2026-03-15", BOOK, told)
    left = propose(ledger, situation, Memory(), {}, lambda _: Percentage.of("20%"))
    counted = propose(
        ledger, situation, Memory(), {"near": "yes"}, lambda _: Percentage.of("20%")
    )

    assert [each.key for each in left.left_out] == ["maybe_same_receipt"]
    assert len(counted.receipts) == 1


def test_a_bank_s_line_some_days_from_a_ledger_s_is_shown_not_counted() -> None:
    told = "\n  - {on: 2026-03-08, fact: payment, buyer: Leroc, amount: 1200}\n"
    left = read(line("VIR LEROC", "1200.00"), facts=told)
    counted = read(line("VIR LEROC FA-1002", "1200.00"), facts=told, near="yes")

    assert [each.key for each in left.left_out] == ["maybe_same_receipt"]
    assert left.is_empty
    assert len(counted.receipts) == 1


def test_each_receipt_that_comes_back_takes_back_one() -> None:
    lines = [
        line("FA-1001 LEROC", "1200.00", buyer="Leroc", reference="1"),
        line("FA-1001 LEROC", "1200.00", buyer="Leroc", reference="2"),
        line("REJET", "-1200.00", buyer="Leroc", reference="3"),
        line("REJET", "-1200.00", buyer="Leroc", reference="4"),
    ]
    found = read(*lines)

    assert (found.receipts, found.unmatched) == ((), ())
