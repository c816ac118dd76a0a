"""A file beside the books: what is proposed, what is asked, what is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.ports.papers import (
    Column,
    Doubt,
    Layout,
    OpenItem,
    Paper,
    PaperEvent,
    PaperEventKind,
    PaperInvoice,
    PaperKind,
    PaperPayment,
)
from bot.services.papers.comparing import propose
from bot.services.papers.layouts import as_kept, as_put_right, meanings_for, put_right
from bot.services.papers.proposal import Memory, Proposal
from domain.money import Percentage, euros
from domain.record import Situation
from tests.services.book import LEROC, seen_on

TODAY = "2026-03-15"
OWNER = "404833048"
NOTHING_KEPT = Memory()


def sale(**said: object) -> PaperInvoice:
    usual: dict[str, object] = {
        "number": "F1",
        "type_code": "380",
        "issued_on": date(2026, 3, 1),
        "due_on": date(2026, 4, 30),
        "seller": "Dubois SAS",
        "seller_id": OWNER,
        "buyer": "LEROC SA",
        "buyer_id": "732829320",
        "currency": "EUR",
        "net": Decimal("1000.00"),
        "vat": Decimal("200.00"),
        "gross": Decimal("1200.00"),
        "payable": Decimal("1200.00"),
    }
    return PaperInvoice(**{**usual, **said})  # type: ignore[arg-type]


def paper(*invoices: PaperInvoice, **said: object) -> Paper:
    usual: dict[str, object] = {"file": "f.xml", "kind": PaperKind.CII, "digest": "d"}
    return Paper(invoices=invoices, **{**usual, **said})  # type: ignore[arg-type]


def proposed(
    one: Paper,
    situation: Situation | None = None,
    memory: Memory = NOTHING_KEPT,
    *,
    buyer: str = "",
    **said: str,
) -> Proposal:
    """`buyer`: the answer to whether « Leroc Distribution » is one of the book's."""
    answers = {key.replace("__", "="): value for key, value in said.items()}
    if buyer:
        answers["buyer=leroc distribution"] = buyer
    known = situation or seen_on(TODAY, LEROC)
    return propose(one, known, memory, answers, lambda _: Percentage.of("20%"))


def reasons(proposal: Proposal) -> list[str]:
    return [each.key for each in proposal.left_out]


def test_an_invoice_is_proposed_as_it_is_written() -> None:
    [new] = proposed(paper(sale())).invoices

    assert (new.fact.buyer, new.fact.number) == ("Leroc", "F1")
    assert (new.fact.net, new.fact.vat) == (euros(1000), euros(200))
    assert new.fact.due_on == date(2026, 4, 30)
    assert new.estimated == frozenset()
    assert not new.is_new_buyer


def test_the_owner_s_own_name_needs_no_siren() -> None:
    assert proposed(paper(sale())).question is None


def test_an_unknown_seller_is_asked_about_once() -> None:
    stranger = paper(sale(seller="Autre nom"))
    asked = proposed(stranger)
    yes = proposed(stranger, owner__404833048="yes")
    no = proposed(stranger, owner__404833048="no")
    later = proposed(stranger, memory=Memory(owner=OWNER))

    assert asked.question is not None
    assert asked.question.key == "owner"
    assert asked.is_empty
    assert len(yes.invoices) == 1
    assert yes.learnt["owner"] == {OWNER: "yes", "siren": OWNER}
    assert (no.purchases, no.is_empty) == (1, True)
    assert proposed(stranger, memory=Memory(sellers=no.learnt["owner"])).purchases == 1
    assert later.question is None


def test_a_purchase_is_no_receivable() -> None:
    bought = sale(seller="Fournisseur", seller_id="552100554", buyer_id=OWNER)
    found = proposed(paper(bought), memory=Memory(owner=OWNER))

    assert (found.purchases, found.is_empty) == (1, True)


def test_a_new_buyer_is_shown_as_such() -> None:
    found = proposed(paper(sale(buyer="Zorglub", buyer_id="FR83552100554")))

    assert [buyer.name for buyer in found.new_buyers] == ["Zorglub"]
    assert found.new_buyers[0].siren == "552100554"
    assert found.invoices[0].is_new_buyer


def test_a_near_name_is_asked_about() -> None:
    near = paper(sale(buyer="Leroc Distribution", buyer_id=None))
    asked = proposed(near)
    same = proposed(near, buyer="Leroc")
    new = proposed(near, buyer="+")
    later = proposed(near, memory=Memory(buyers={"leroc distribution": "Leroc"}))

    assert asked.question is not None
    assert (asked.question.key, asked.question.options) == ("buyer", ("Leroc", "+"))
    assert same.invoices[0].fact.buyer == "Leroc"
    assert same.learnt["buyer"] == {"leroc distribution": "Leroc"}
    assert new.invoices[0].fact.buyer == "Leroc Distribution"
    assert later.question is None


def test_another_firm_of_the_same_name_is_another_buyer() -> None:
    [new] = proposed(paper(sale(buyer_id="552100554"))).invoices

    assert new.fact.buyer == "LEROC SA"
    assert new.is_new_buyer


def test_without_a_due_date_the_terms_are_asked_for_and_never_guessed() -> None:
    without = paper(
        sale(due_on=None), sale(due_on=None, number="F2", buyer="Moulin", buyer_id=None)
    )
    asked = proposed(without)
    told = proposed(without, terms="45 days end of month")

    assert asked.question is not None
    assert (asked.question.key, asked.question.count) == ("terms", 2)
    assert asked.invoices == ()
    assert [new.fact.due_on for new in told.invoices] == [date(2026, 4, 30)] * 2
    assert told.estimates == {"due_on"}
    assert told.learnt["terms"] == {
        "Leroc": "45 days end of month",
        "Moulin": "45 days end of month",
    }


def test_an_estimated_due_date_is_none() -> None:
    guessed = proposed(paper(sale(estimated=frozenset({"due_on"}))))

    assert guessed.question is not None
    assert guessed.question.key == "terms"


def test_terms_known_of_the_buyer_are_taken() -> None:
    told = """
  - {on: 2026-01-05, fact: invoice, buyer: Leroc, number: L9, net: 10, terms: 60 days}
"""
    [new] = proposed(paper(sale(due_on=None)), seen_on(TODAY, LEROC, told)).invoices

    assert new.fact.due_on == date(2026, 4, 30)
    assert new.estimated == {"due_on"}


def test_what_stands_in_the_books_is_not_counted_twice() -> None:
    same = sale(
        number="l-1",
        issued_on=date(2026, 1, 10),
        due_on=date(2026, 2, 28),
        net=Decimal(100000),
        vat=Decimal(20000),
        gross=Decimal(120000),
        payable=Decimal(120000),
    )
    found = proposed(paper(same, same))

    assert (found.known, found.is_empty, found.differences) == (1 + 1, True, ())


def test_a_changed_copy_shows_what_differs_and_offers_to_correct_it() -> None:
    changed = paper(
        sale(
            number="L1",
            issued_on=date(2026, 1, 10),
            due_on=date(2026, 3, 31),
            net=Decimal(90000),
            vat=Decimal(18000),
            gross=None,
            payable=None,
        )
    )
    shown = proposed(changed)
    taken = proposed(changed, differ="take")
    [difference] = shown.differences

    assert [(c.field, c.old, c.new) for c in difference.changes] == [
        ("due_on", date(2026, 2, 28), date(2026, 3, 31)),
        ("net", euros(100000), euros(90000)),
        ("vat", euros(20000), euros(18000)),
    ]
    assert shown.is_empty
    assert [type(fact).__name__ for fact in taken.facts] == ["Correction"]


def test_a_number_that_comes_back_another_year_bears_its_year() -> None:
    [new] = proposed(paper(sale(number="L1", issued_on=date(2025, 12, 1)))).invoices

    assert new.fact.number == "L1 (2025)"


def test_what_is_payable_is_what_is_owed() -> None:
    part = sale(prepaid=Decimal(300), payable=Decimal("900.00"))
    [new] = proposed(paper(part)).invoices

    assert (new.fact.net, new.fact.vat) == (euros(750), euros(150))


def test_an_invoice_paid_in_advance_is_marked() -> None:
    [new] = proposed(paper(sale(type_code="386"))).invoices

    assert new.fact.prepaid


def test_nothing_owed_is_no_receivable() -> None:
    assert reasons(proposed(paper(sale(payable=Decimal(0))))) == ["nothing_owed"]


def test_a_factored_invoice_waits_for_his_word() -> None:
    factored = paper(sale(type_code="393", is_factored=True))

    assert (proposed(factored).factored, proposed(factored).is_empty) == (1, True)
    assert len(proposed(factored, factored="yes").invoices) == 1


def test_a_foreign_currency_is_left_out_with_its_reason() -> None:
    assert reasons(proposed(paper(sale(currency="USD")))) == ["foreign_currency"]


def test_what_is_missing_is_never_invented() -> None:
    found = proposed(
        paper(
            sale(number=None),
            sale(number="F2", issued_on=None),
            sale(number="F3", net=None, vat=None, gross=None, payable=None),
            sale(number="F4", buyer=None, buyer_id=None),
            sale(number="F5", due_on=date(2026, 2, 1)),
        )
    )

    assert sorted(reasons(found)) == [
        "due_before_issue",
        "no_amount",
        "no_buyer",
        "no_date",
        "no_number",
    ]


def test_from_the_gross_alone_the_net_is_an_estimate() -> None:
    [new] = proposed(paper(sale(net=None, vat=None, payable=None))).invoices

    assert (new.fact.net, new.fact.vat) == (euros(1000), euros(200))
    assert new.estimated == {"net", "vat"}


def test_credit_notes_have_three_shapes() -> None:
    about: dict[str, object] = {"corrects": "L1", "issued_on": date(2026, 3, 2)}
    minus = {
        "net": Decimal(-10),
        "vat": Decimal(-2),
        "gross": Decimal(-12),
        "payable": None,
    }
    plus = {"net": Decimal(10), "vat": Decimal(2), "gross": Decimal(12), "payable": None}
    found = proposed(
        paper(
            sale(number="A1", type_code="381", is_credit=True, **about, **plus),
            sale(number="A2", type_code="380", **about, **minus),
            sale(number="A3", type_code="384", **about, **minus),
        )
    )

    assert [(c.fact.invoice, c.fact.net, c.fact.vat) for c in found.credits] == [
        ("L1", euros(10), euros(2))
    ] * 3


def test_a_credit_note_without_its_invoice_is_asked_about() -> None:
    loose = paper(sale(number="A1", is_credit=True))
    asked = proposed(loose)

    assert asked.question is not None
    assert asked.question.key == "credits"
    assert proposed(loose, credits="oldest").credits[0].fact.invoice == "L1"
    assert reasons(proposed(loose, credits="leave")) == ["credit_without_invoice"]


def test_a_dispute_is_opened_once() -> None:
    event = PaperEvent(
        kind=PaperEventKind.DISPUTED, invoice="L1", on=date(2026, 3, 3), code="207"
    )
    message = Paper(file="m.xml", kind=PaperKind.CDAR, events=(event,))
    disputed = "\n  - {on: 2026-03-03, fact: dispute, invoice: L1, state: opened}\n"
    [dispute] = proposed(message).disputes

    assert (dispute.invoice, dispute.on) == ("L1", date(2026, 3, 3))
    known = proposed(message, seen_on(TODAY, LEROC, disputed))
    assert [one.number for one in proposed(message).disputed] == ["L1"]
    assert (known.disputes, known.disputed) == ((), ())
    assert known.doubts == (Doubt("dispute_known", "L1"),)


def test_a_refused_invoice_is_taken_out_only_if_he_says_so() -> None:
    event = PaperEvent(kind=PaperEventKind.REFUSED, invoice="L1", on=date(2026, 3, 3))
    message = Paper(file="m.xml", kind=PaperKind.CDAR, events=(event,))
    asked = proposed(message)

    assert asked.question is not None
    assert (asked.question.key, asked.is_empty) == ("stop", True)
    assert [one.number for one in proposed(message, stop__L1="yes").stopped] == ["L1"]
    assert proposed(message, stop__L1="no").is_empty


def test_a_doubtful_transfer_is_a_signal_and_writes_nothing() -> None:
    event = PaperEvent(kind=PaperEventKind.DOUBTFUL, buyer="Leroc", on=date(2026, 3, 3))
    found = proposed(Paper(file="fec.txt", kind=PaperKind.FEC, events=(event,)))

    assert found.doubts == (Doubt("doubtful", "Leroc"),)
    assert found.is_empty


def test_names_are_cleaned_before_they_enter_the_books() -> None:
    [buyer] = proposed(
        paper(sale(buyer="Zor\u202eglub\n\x00 SA", buyer_id=None))
    ).new_buyers

    assert buyer.name == "Zor glub SA"


def test_money_that_a_message_tells_of_an_invoice_is_its_buyer_s() -> None:
    collected = PaperPayment(
        amount=Decimal(500), paid_on=date(2026, 3, 3), invoices=("L1",)
    )
    unknown = PaperPayment(amount=Decimal(9), paid_on=date(2026, 3, 3), invoices=("Z",))
    message = Paper(file="m.xml", kind=PaperKind.CDAR, payments=(collected, unknown))
    found = proposed(message)

    assert [fact.buyer for one in found.receipts for fact in one.facts] == ["Leroc"]
    assert found.receipts[0].facts[0].invoice == "L1"
    assert reasons(found) == ["unknown_invoice"]


def test_a_message_that_calls_the_buyer_otherwise_is_still_of_its_invoice() -> None:
    collected = PaperPayment(
        amount=Decimal(500),
        paid_on=date(2026, 3, 3),
        invoices=("L1",),
        buyer="Groupe Leroc Comptabilité",
        buyer_id="552100554",
    )
    found = proposed(Paper(file="m.xml", kind=PaperKind.CDAR, payments=(collected,)))

    assert found.new_buyers == ()
    assert [fact.buyer for one in found.receipts for fact in one.facts] == ["Leroc"]


def test_an_invoice_told_without_its_number_gets_it() -> None:
    told = """
  - {on: 2026-03-01, fact: invoice, buyer: Leroc, number: P-1, net: 1000, vat: 200, due_on: 2026-04-30}
"""  # noqa: E501 - facts stay on one line
    found = proposed(paper(sale()), seen_on(TODAY, LEROC, told))
    [difference] = found.differences

    assert found.invoices == ()
    assert [(c.field, c.old, c.new) for c in difference.changes] == [
        ("number", "P-1", "F1")
    ]


def test_a_corrective_invoice_takes_the_place_of_the_one_it_corrects() -> None:
    corrective = sale(
        number="L1-R",
        type_code="384",
        corrects="L1",
        issued_on=date(2026, 1, 20),
        due_on=date(2026, 2, 28),
        net=Decimal(90000),
        vat=Decimal(18000),
        gross=None,
        payable=None,
    )
    found = proposed(paper(corrective), differ="take")

    assert found.invoices == ()
    assert [each.field for each in found.differences[0].changes] == [
        "number",
        "on",
        "net",
        "vat",
    ]
    assert len(found.facts) == 1


def test_a_receipt_is_parted_where_the_policy_reads_receipts_as_named() -> None:
    named = """
  - {on: 2026-01-01, fact: endorsement, from: 2026-01-01, receipts: as_named}
  - {on: 2026-02-01, fact: invoice, buyer: Leroc, number: L2, net: 100, vat: 20, due_on: 2026-03-31}
"""  # noqa: E501 - facts stay on one line
    receipt = PaperPayment(
        amount=Decimal(120100),
        paid_on=date(2026, 3, 3),
        buyer="Leroc",
        invoices=("L1", "L2"),
    )
    ledger = Paper(file="fec.txt", kind=PaperKind.FEC, payments=(receipt,))
    [found] = proposed(ledger, seen_on(TODAY, LEROC, named)).receipts

    assert [(fact.invoice, fact.amount) for fact in found.facts] == [
        ("L1", euros(120000)),
        ("L2", euros(100)),
    ]


def test_other_books_bring_nothing() -> None:
    ledger = paper(sale(seller=None, seller_id=None), owner_id="552100554")
    found = proposed(ledger, memory=Memory(owner=OWNER))

    assert (found.is_empty, reasons(found)) == (True, ["other_books"])


def test_a_layout_is_confirmed_once_and_remembered() -> None:
    layout = Layout(
        about="invoices",
        columns=(Column("Client", "buyer"), Column("Montant", "amount")),
        signature="client|montant",
        asks=("basis", "day_first"),
    )
    row = sale(
        seller=None,
        seller_id=None,
        net=None,
        vat=None,
        payable=None,
        issued_on=date(2026, 3, 2),
        due_on=date(2026, 5, 4),
    )
    table = paper(row, kind=PaperKind.TABLE, layout=layout)
    asked = [proposed(table).question]
    asked.append(proposed(table, layout__basis="net").question)
    asked.append(proposed(table, layout__basis="net", layout__day_first="no").question)
    done = proposed(table, layout__basis="net", layout__day_first="no", layout="yes")
    kept = Memory(layouts=done.learnt["layout"])
    later = proposed(table, memory=kept)

    assert [one.key for one in asked if one] == ["basis", "day_first", "layout"]
    assert done.question is None
    assert done.learnt["layout"] == {"client|montant": "confirmed basis=net day_first=no"}
    assert later.question is None
    assert later.invoices[0].fact.net == euros(1200)
    assert later.invoices[0].fact.on == date(2026, 2, 3)
    assert later.invoices[0].fact.due_on == date(2026, 4, 5)


COLUMNS_OF_A_TABLE = Layout(
    about="invoices",
    columns=(Column("Client", "buyer"), Column("Code", "account"), Column("HT", "net")),
    signature="client|code|ht",
)


def test_a_layout_of_which_nothing_is_usable_is_not_remembered() -> None:
    row = sale(seller=None, seller_id=None, number=None)
    table = paper(row, row, kind=PaperKind.TABLE, layout=COLUMNS_OF_A_TABLE, lines=2)
    foreign = replace(row, number="X1", currency="USD")
    useless = proposed(replace(table, invoices=(foreign,)), layout="yes")
    useful = proposed(replace(table, invoices=(replace(row, number="X1"),)), layout="yes")

    assert (useless.is_usable, "layout" in useless.learnt) == (False, False)
    assert useful.learnt["layout"] == {"client|code|ht": "confirmed"}


def test_a_confirmed_layout_is_asked_about_again_where_he_wants_it() -> None:
    row = sale(seller=None, seller_id=None)
    table = paper(row, kind=PaperKind.TABLE, layout=COLUMNS_OF_A_TABLE)
    confirmed = Memory(layouts={"client|code|ht": "confirmed"})
    put_right_since = Memory(layouts={"client|code|ht": ""})

    assert proposed(table, memory=confirmed).question is None
    [again, since] = (
        proposed(table, memory=confirmed, layout="again").question,
        proposed(table, memory=put_right_since).question,
    )
    assert again is not None
    assert since is not None
    assert (again.key, since.key) == ("layout", "layout")


def test_a_meaning_belongs_to_one_column_only() -> None:
    put = put_right(COLUMNS_OF_A_TABLE, 1, "buyer")

    assert [column.meaning for column in put.columns] == ["", "buyer", "net"]
    assert as_kept(put) == ",buyer,net"
    assert as_put_right(COLUMNS_OF_A_TABLE, ",buyer,net") == replace(
        put, columns=tuple(replace(column, score=100) for column in put.columns)
    )
    assert as_put_right(COLUMNS_OF_A_TABLE, "buyer") == COLUMNS_OF_A_TABLE


def test_spans_of_an_aged_balance_may_be_many() -> None:
    once = put_right(COLUMNS_OF_A_TABLE, 0, "bucket")
    twice = put_right(once, 2, "bucket")

    assert [column.meaning for column in twice.columns] == ["bucket", "account", "bucket"]
    assert meanings_for(COLUMNS_OF_A_TABLE)[:3] == ("", "buyer", "number")
    assert "limit" in meanings_for(COLUMNS_OF_A_TABLE)


BARE = Layout(
    about="invoices",
    columns=(
        Column("Date", "issued_on"),
        Column("Client", "buyer"),
        Column("Montant", "amount"),
        Column("Facture", "number"),
    ),
    signature="date|client|montant|facture",
    asks=("basis",),
)


def bare_line() -> PaperInvoice:
    return sale(
        seller=None,
        seller_id=None,
        issued_on=date(2026, 3, 3),
        due_on=None,
        net=None,
        vat=None,
        payable=None,
    )


def test_a_table_that_may_be_of_receipts_is_asked_about_once() -> None:
    table = paper(bare_line(), kind=PaperKind.TABLE, layout=BARE)
    asked = proposed(table).question
    as_receipts = proposed(table, layout__about="payments").question
    done = proposed(table, layout__about="payments", layout="yes")
    later = proposed(table, memory=Memory(layouts=done.learnt["layout"]))

    assert asked is not None
    assert (asked.key, asked.options) == ("about", ("invoices", "payments"))
    assert as_receipts is not None
    assert as_receipts.key == "layout"
    columns = as_receipts.values["layout"].columns  # type: ignore[attr-defined]
    assert [each.meaning for each in columns] == ["paid_on", "buyer", "amount", "number"]
    assert later.question is None
    assert (later.invoices, len(later.receipts)) == ((), 1)
    [payment] = later.receipts[0].facts
    assert (payment.on, payment.buyer, payment.amount) == (
        date(2026, 3, 3),
        "Leroc",
        euros(1200),
    )


def test_a_table_said_to_be_of_invoices_goes_on_to_its_vat() -> None:
    table = paper(bare_line(), kind=PaperKind.TABLE, layout=BARE)
    asked = proposed(table, layout__about="invoices").question

    assert asked is not None
    assert asked.key == "basis"


@pytest.mark.parametrize("heading", ["Date de facture", "Invoice date", "Émise le"])
def test_a_day_of_invoices_makes_a_table_of_invoices(heading: str) -> None:
    columns = (Column(heading, "issued_on"), *BARE.columns[1:])
    table = paper(bare_line(), kind=PaperKind.TABLE, layout=replace(BARE, columns=columns))
    asked = proposed(table).question

    assert asked is not None
    assert asked.key == "basis"


def test_by_what_a_balance_is_aged_is_not_asked_as_nothing_follows_from_it() -> None:
    layout = Layout(
        about="aged_balance",
        columns=(Column("Client", "buyer"), Column("0-30", "bucket")),
        signature="aged",
        asks=("aged_by",),
    )
    nobody = OpenItem(buyer="SARL Inconnue", balance=Decimal(100))
    table = paper(kind=PaperKind.TABLE, layout=layout, open_items=(nobody,))
    asked = proposed(table).question
    [balance] = proposed(table, layout="yes").balances

    assert asked is not None
    assert asked.key == "layout"
    assert (balance.buyer, balance.books, balance.agrees) == ("SARL Inconnue", None, False)


def test_the_due_date_of_a_page_is_offered_as_its_other_fields_are() -> None:
    told = """
  - {on: 2026-01-05, fact: invoice, buyer: Leroc, number: L9, net: 10, terms: 30 days}
"""
    known = seen_on(TODAY, LEROC, told)
    page = sale(due_on=date(2026, 5, 15), estimated=frozenset({"due_on", "net"}))
    [new] = proposed(paper(page, kind=PaperKind.PDF_TEXT), known).invoices

    assert (new.fact.due_on, new.fact.terms) == (date(2026, 5, 15), None)
