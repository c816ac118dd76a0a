# ruff: noqa: E501 - a line of a ledger is long
"""Ledger exports: every legal dress of the file, and what entries mean."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.reading import Source, fec, read
from bot.ports.papers import Paper, PaperEventKind

HEADER = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|"
    "CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|"
    "Montantdevise|Idevise"
)
SALE = """\
VT|Ventes|1|20250115|411000|Clients|C1|Société Éclair|F1|20250114|Facture F1|1200,00|0,00|||20250131||
VT|Ventes|1|20250115|706000|Prestations|||F1|20250114|Facture F1|0,00|1000,00|||20250131||
VT|Ventes|1|20250115|445710|TVA collectée|||F1|20250114|Facture F1|0,00|200,00|||20250131||
"""
RECEIPT = """\
BQ|Banque|7|20250210|512000|Banque|||R7|20250210|Virement Éclair|1200,00|0,00|||20250228||
BQ|Banque|7|20250210|411000|Clients|C1|Société Éclair|R7|20250210|Virement Éclair|0,00|1200,00|||20250228||
"""
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


def ledger(*entries: str, header: str = HEADER) -> str:
    return "\n".join((header, *(entry.strip("\n") for entry in entries))) + "\n"


def line(account: str, debit: str, credit: str, *, customer: str = "", **said: str) -> str:
    """One line of an entry: journal OD, number 1, 31 March 2025, unless said otherwise."""
    usual = {"journal": "OD", "entry": "1", "on": "20250331", "name": account}
    usual |= {"piece": "P1", "piece_on": "20250331", "text": "texte", "letter": ""}
    of = usual | said
    who = f"Client {customer}" if customer else ""
    cells = [of["journal"], "Journal", of["entry"], of["on"], account, of["name"], customer]
    cells += [who, of["piece"], of["piece_on"], of["text"], debit, credit, of["letter"]]
    return "|".join([*cells, "", "", "", ""])


Reading = Callable[..., Paper]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """A file of this content, read."""

    def of(content: str | bytes, name: str = "123456782FEC20251231.txt") -> Paper:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(Source.of(path))

    return of


def test_an_invoice_and_its_payment(reading: Reading) -> None:
    paper = reading(ledger(SALE, RECEIPT))
    [invoice], [payment], [item] = paper.invoices, paper.payments, paper.open_items

    assert (invoice.number, invoice.issued_on) == ("F1", date(2025, 1, 14))
    assert (invoice.net, invoice.vat, invoice.payable) == (
        Decimal("1000.00"),
        Decimal("200.00"),
        Decimal("1200.00"),
    )
    assert (invoice.buyer, invoice.account) == ("Société Éclair", "C1")
    assert invoice.due_on is None
    assert (payment.amount, payment.paid_on) == (Decimal("1200.00"), date(2025, 2, 10))
    assert payment.invoices == ()
    assert (item.balance, item.items, item.estimated) == (Decimal("0.00"), (), True)
    assert (paper.owner_id, paper.lines, paper.total) == (
        "123456782",
        5,
        Decimal("2400.00"),
    )


DRESSES = {
    "pipe": lambda text: text.encode(),
    "tab": lambda text: text.replace("|", "\t").encode(),
    "semicolon": lambda text: text.replace("|", ";").encode(),
    "comma, quoted": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in one.split("|")) for one in text.splitlines()
    ).encode(),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "ISO 8859-15": lambda text: text.encode("iso8859-15"),
    "Windows": lambda text: text.encode("cp1252"),
    "DOS": lambda text: text.encode("cp850"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "CR LF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "CR CR LF": lambda text: text.replace("\n", "\r\r\n").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "end of file of DOS": lambda text: text.encode() + b"\x1a",
    "a separator behind each line": lambda text: text.replace("\n", "|\n").encode(),
    "blanks around cells": lambda text: text.replace("|", " | ").encode(),
    "decimal points": lambda text: text.replace(",00", ".00").encode(),
    "amounts filled with noughts": lambda text: text.replace("|1200,00", "|00001200,00").encode(),
    "days parted by hyphens": lambda text: text.replace("|20250115|", "|2025-01-15|").encode(),
    "names of columns in capitals": lambda text: text.replace(HEADER, HEADER.upper()).encode(),
    "names of columns with accents": lambda text: text.replace("|Debit", "|Débit")
    .replace("|Credit", "|Crédit").encode(),
    "no names of columns": lambda text: text.replace(HEADER + "\n", "").encode(),
}  # fmt: skip


@pytest.mark.parametrize("dress", DRESSES)
def test_every_dress_says_the_same(reading: Reading, dress: str) -> None:
    plain = reading(ledger(SALE, RECEIPT))
    dressed = reading(DRESSES[dress](ledger(SALE, RECEIPT)))

    assert dressed.refused is None
    assert dressed.invoices == plain.invoices
    assert dressed.payments == plain.payments
    assert dressed.open_items == plain.open_items


@pytest.mark.parametrize(("debit", "credit"), [("D", "C"), ("+1", "-1"), ("1", "-1")])
def test_amount_and_direction(reading: Reading, debit: str, credit: str) -> None:
    header = HEADER.replace("Debit|Credit", "Montant|Sens")
    text = ledger(SALE, RECEIPT, header=header)
    for amount in ("1200,00", "1000,00", "200,00"):
        text = text.replace(f"|{amount}|0,00|", f"|{amount}|{debit}|")
        text = text.replace(f"|0,00|{amount}|", f"|{amount}|{credit}|")
    paper = reading(text)

    assert paper.invoices[0].payable == Decimal("1200.00")
    assert paper.payments[0].amount == Decimal("1200.00")


def test_a_due_day_is_a_fact_where_a_column_says_it(reading: Reading) -> None:
    rows = [one + ("|20250315" if "|C1|" in one else "|") for one in SALE.splitlines()]
    paper = reading(ledger("\n".join(rows), header=HEADER + "|DateLimitReglmt"))

    assert paper.invoices[0].due_on == date(2025, 3, 15)
    assert "fec_no_due_days" not in {doubt.key for doubt in paper.doubts}


def test_a_stray_separator_in_the_label_is_put_back(reading: Reading) -> None:
    paper = reading(ledger(SALE, RECEIPT.replace("Virement Éclair", "Virement | Éclair")))

    assert paper.payments[0].text == "Virement | Éclair"


def test_a_trailing_sign(reading: Reading) -> None:
    entry = [
        line("411000", "100,00-", "0,00", customer="C1"),
        line("706000", "100,00", "0,00"),
    ]
    [credit] = reading(ledger(*entry)).invoices

    assert (credit.is_credit, credit.payable) == (True, Decimal("100.00"))


def test_lettering_names_what_a_payment_settles(reading: Reading) -> None:
    text = ledger(SALE, RECEIPT)
    text = text.replace("1200,00|0,00|||20250131", "1200,00|0,00|AA||20250131")
    text = text.replace("0,00|1200,00|||20250228", "0,00|1200,00|AA||20250228")
    paper = reading(text)

    assert paper.payments[0].invoices == ("F1",)
    assert paper.payments[0].estimated == {"invoices"}
    assert not paper.open_items[0].estimated


def test_letters_mean_something_on_one_account_only(reading: Reading) -> None:
    entries = [
        line("411000", "100,00", "", customer="C1", letter="A", piece="F1"),
        line("706000", "", "100,00"),
        line("411000", "", "100,00", customer="C2", letter="A", entry="2"),
        line("512000", "100,00", "", entry="2"),
    ]
    paper = reading(ledger(*entries))
    balances = {item.account: item.balance for item in paper.open_items}

    assert paper.payments[0].invoices == ()
    assert balances == {"C1": Decimal("100.00"), "C2": Decimal("-100.00")}


def test_a_group_that_does_not_balance_settles_nothing_by_itself(reading: Reading) -> None:
    entries = [
        line("411000", "100,00", "", customer="C1", letter="A", piece="F1"),
        line("706000", "", "100,00"),
        line("411000", "", "40,00", customer="C1", letter="A", entry="2"),
        line("512000", "40,00", "", entry="2"),
    ]
    paper = reading(ledger(*entries))
    [item] = paper.open_items

    assert paper.payments[0].invoices == ()
    assert (item.balance, item.items) == (Decimal("60.00"), (("F1", Decimal("60.00")),))
    assert item.estimated


COUNTERPARTS = {
    "bank": ("512000", 0, 1),
    "cheques under way": ("511200", 0, 1),
    "post": ("514000", 0, 1),
    "cash": ("530000", 0, 1),
    "internal transfer": ("580000", 0, 1),
    "bill receivable": ("413000", 0, 0),
    "doubtful": ("416000", 0, 0),
    "advance": ("419100", 0, 0),
    "write-off": ("654000", 0, 0),
    "factor": ("467000", 0, 0),
    "supplier": ("401000", 0, 0),
    "sales": ("706000", 1, 0),
    "credits to grant": ("419800", 1, 0),
}


@pytest.mark.parametrize("name", COUNTERPARTS)
def test_a_credit_means_what_its_counterpart_says(reading: Reading, name: str) -> None:
    account, credits_, payments = COUNTERPARTS[name]
    entry = [
        line("411000", "", "100,00", customer="C1"),
        line(account, "100,00", "", customer="C1" if account[:2] == "41" else ""),
    ]
    paper = reading(ledger(*entry))

    assert (len(paper.invoices), len(paper.payments)) == (credits_, payments)
    assert all(invoice.is_credit for invoice in paper.invoices)


def test_a_bounced_payment_is_negative(reading: Reading) -> None:
    entry = [
        line("411000", "100,00", "", customer="C1"),
        line("512000", "", "100,00"),
    ]

    assert reading(ledger(*entry)).payments[0].amount == Decimal("-100.00")


def test_a_discount_when_paying_is_no_money(reading: Reading) -> None:
    entry = [
        line("512000", "980,00", ""),
        line("665000", "16,67", ""),
        line("445710", "3,33", ""),
        line("411000", "", "1000,00", customer="C1"),
    ]
    paper = reading(ledger(*entry))

    assert [payment.amount for payment in paper.payments] == [Decimal("980.00")]
    assert [(one.number, one.payable, one.is_credit) for one in paper.invoices] == [
        (None, Decimal("20.00"), True)
    ]


def test_fees_of_the_bank_are_the_owners(reading: Reading) -> None:
    entry = [
        line("512000", "990,00", ""),
        line("627000", "10,00", ""),
        line("411000", "", "1000,00", customer="C1"),
    ]

    assert reading(ledger(*entry)).payments[0].amount == Decimal("1000.00")


def test_vat_that_moves_when_a_service_is_paid_makes_no_invoice(reading: Reading) -> None:
    entry = [
        line("512000", "120,00", ""),
        line("411000", "", "120,00", customer="C1"),
        line("445740", "20,00", ""),
        line("445710", "", "20,00"),
    ]
    paper = reading(ledger(*entry))

    assert paper.invoices == ()
    assert paper.payments[0].amount == Decimal("120.00")


def test_a_cash_sale_is_an_invoice_and_its_payment(reading: Reading) -> None:
    entry = [
        line("411000", "120,00", "", customer="C1"),
        line("706000", "", "120,00"),
        line("530000", "120,00", ""),
        line("411000", "", "120,00", customer="C1"),
    ]
    paper = reading(ledger(*entry))

    assert [one.payable for one in paper.invoices] == [Decimal("120.00")]
    assert [one.amount for one in paper.payments] == [Decimal("120.00")]


def test_a_doubtful_customer_is_an_event_and_stays_owing(reading: Reading) -> None:
    entry = [
        line("416000", "100,00", "", customer="C1"),
        line("411000", "", "100,00", customer="C1"),
    ]
    paper = reading(ledger(*entry))
    [event] = paper.events

    assert (event.kind, event.buyer, event.amount, event.on) == (
        PaperEventKind.DOUBTFUL,
        "Client C1",
        Decimal("100.00"),
        date(2025, 3, 31),
    )
    assert {item.ledger: item.balance for item in paper.open_items} == {
        "411000": Decimal("-100.00"),
        "416000": Decimal("100.00"),
    }


def test_a_bill_settles_its_invoice_when_it_is_paid(reading: Reading) -> None:
    entries = [
        line("411000", "100,00", "", customer="C1", letter="A", piece="F1"),
        line("706000", "", "100,00"),
        line("413000", "100,00", "", customer="C1", letter="B", entry="2"),
        line("411000", "", "100,00", customer="C1", letter="A", entry="2"),
        line("413000", "", "100,00", customer="C1", letter="B", entry="3"),
        line("512000", "100,00", "", entry="3"),
    ]
    [payment] = reading(ledger(*entries)).payments

    assert payment.invoices == ("F1",)


def test_an_advance_settles_the_invoice_it_is_set_against(reading: Reading) -> None:
    entries = [
        line("512000", "100,00", ""),
        line("419100", "", "100,00", customer="C1", letter="B"),
        line("411000", "100,00", "", customer="C1", letter="A", piece="F1", entry="2"),
        line("706000", "", "100,00", entry="2"),
        line("419100", "100,00", "", customer="C1", letter="B", entry="3"),
        line("411000", "", "100,00", customer="C1", letter="A", entry="3"),
    ]
    paper = reading(ledger(*entries))

    assert [(one.amount, one.invoices) for one in paper.payments] == [
        (Decimal("100.00"), ("F1",))
    ]
    assert [item.balance for item in paper.open_items] == [Decimal("0.00")] * 2


def test_a_bounced_payment_lettered_with_itself_settles_nothing(reading: Reading) -> None:
    entries = [
        line("512000", "100,00", ""),
        line("411000", "", "100,00", customer="C1", letter="A", piece="R1"),
        line("411000", "100,00", "", customer="C1", letter="A", piece="R2", entry="2"),
        line("512000", "", "100,00", entry="2"),
    ]
    payments = reading(ledger(*entries)).payments

    assert [(one.amount, one.invoices) for one in payments] == [
        (Decimal("100.00"), ()),
        (Decimal("-100.00"), ()),
    ]


def test_an_invoice_sold_to_a_factor(reading: Reading) -> None:
    entries = [
        line("411000", "100,00", "", customer="C1", letter="A", piece="F1"),
        line("706000", "", "100,00"),
        line("467100", "100,00", "", entry="2", name="Affactureur BPI"),
        line("411000", "", "100,00", customer="C1", letter="A", entry="2"),
    ]
    paper = reading(ledger(*entries))

    assert paper.invoices[0].is_factored
    assert paper.payments == ()


def test_an_opening_by_invoice_has_invoices(reading: Reading) -> None:
    entry = [
        line("411000", "100,00", "", customer="C1", journal="AN", piece="F9", piece_on="20241105"),
        line("411000", "50,00", "", customer="C1", journal="AN", piece="F8", piece_on="20241006"),
        line("890000", "", "150,00", journal="AN"),
    ]  # fmt: skip
    paper = reading(ledger(*entry))

    assert {(one.number, one.issued_on, one.payable) for one in paper.invoices} == {
        ("F9", date(2024, 11, 5), Decimal("100.00")),
        ("F8", date(2024, 10, 6), Decimal("50.00")),
    }
    assert all("payable" in one.estimated for one in paper.invoices)


def test_an_opening_in_one_sum_is_told_and_makes_no_invoice(reading: Reading) -> None:
    entry = [
        line("411000", "100,00", "", customer="C1", journal="RAN", piece="RAN"),
        line("890000", "", "100,00", journal="RAN"),
    ]
    paper = reading(ledger(*entry))

    assert paper.invoices == ()
    assert paper.open_items[0].balance == Decimal("100.00")
    assert "fec_opening_sums" in {doubt.key for doubt in paper.doubts}


def test_a_months_batch_under_one_piece_is_numbered_by_its_entries(
    reading: Reading,
) -> None:
    entries = [
        line("411000", "10,00", "", customer="C1", piece="202503", entry="77"),
        line("706000", "", "10,00", piece="202503", entry="77"),
        line("411000", "20,00", "", customer="C2", piece="202503", entry="78"),
        line("706000", "", "20,00", piece="202503", entry="78"),
    ]
    invoices = reading(ledger(*entries)).invoices

    assert [(one.number, one.payable) for one in invoices] == [
        ("77", Decimal("10.00")),
        ("78", Decimal("20.00")),
    ]
    assert all("number" in one.estimated for one in invoices)


def test_one_number_for_all_entries_keeps_them_apart(reading: Reading) -> None:
    entries = [
        line("411000", "10,00", "", customer="C1", piece="F1", entry="0"),
        line("706000", "", "10,00", piece="F1", entry="0"),
        line("411000", "20,00", "", customer="C2", piece="F2", entry="0"),
        line("706000", "", "20,00", piece="F2", entry="0"),
    ]
    invoices = reading(ledger(*entries)).invoices

    assert [(one.number, one.net) for one in invoices] == [
        ("F1", Decimal("10.00")),
        ("F2", Decimal("20.00")),
    ]


def test_lines_of_an_entry_may_lie_apart(reading: Reading) -> None:
    rows = sorted(
        SALE.splitlines() + RECEIPT.splitlines(), key=lambda one: one.split("|")[4]
    )
    paper = reading(ledger("\n".join(rows)))

    assert paper.invoices[0].net == Decimal("1000.00")
    assert paper.payments[0].amount == Decimal("1200.00")


def test_accounts_of_customers_with_names_of_their_own(reading: Reading) -> None:
    entry = [line("411DUPONT", "10,00", "", name="Dupont SA"), line("706000", "", "10,00")]
    [invoice] = reading(ledger(*entry)).invoices

    assert (invoice.buyer, invoice.account) == ("Dupont SA", "411DUPONT")


BROKEN = {
    "a day that is none": (("20250210", "20250230"), "fec_bad_day", "5"),
    "an amount that is none": (("|1000,00", "|mille"), "fec_bad_amount", "3"),
    "a line cut short": (("Prestations|||F1|20250114|Facture F1|0,00|1000,00|||20250131||",
                          "Prestations|||F1"), "fec_short_line", "3"),
    "a cent too much": (("|200,00|", "|200,01|"), "fec_unbalanced", "2"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_ledger_is_refused_with_its_line(reading: Reading, name: str) -> None:
    (old, new), key, at = BROKEN[name]
    refused = reading(ledger(SALE, RECEIPT).replace(old, new)).refused

    assert refused is not None
    assert (refused.key, refused.values["line"]) == (key, at)


def test_a_ledger_without_needed_columns_is_refused_by_their_names(
    reading: Reading,
) -> None:
    refused = reading(ledger(SALE, header=HEADER.replace("CompteNum", "Autre"))).refused

    assert refused is not None
    assert (refused.key, refused.values) == (
        "fec_missing_columns",
        {"columns": "comptenum"},
    )


def test_unquoted_commas_may_be_decimals_and_are_refused(reading: Reading) -> None:
    refused = reading(ledger(SALE).replace("|", ",")).refused

    assert refused is not None
    assert refused.key == "fec_long_line"


def test_a_part_says_that_it_is_one_and_parts_make_a_whole(tmp_path: Path) -> None:
    sources = []
    for part, entry in enumerate((SALE, RECEIPT), 1):
        path = tmp_path / f"123456782FEC20251231_{part}.txt"
        path.write_text(ledger(entry), "utf-8")
        sources.append(Source.of(path))
    first, whole = read(sources[0]), fec.read_parts(sources)

    assert "fec_part" in {doubt.key for doubt in first.doubts}
    assert whole.open_items[0].balance == Decimal("0.00")


amounts = st.integers(min_value=1, max_value=10**9).map(
    lambda cents: f"{cents // 100},{cents % 100:02}"
)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["411000", "413000", "416000", "419100"]),
        st.sampled_from(["512000", "706000", "654000", "467000", "411000", "890000"]),
        st.sampled_from(["C1", "C2", "C3"]),
        st.booleans(),
        amounts,
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(["F1", "F2", "", "-"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(entries=ENTRIES)
def test_open_items_add_up_to_the_balance_of_each_account(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, ...]]
) -> None:
    rows, balances = [], dict[tuple[str, str], Decimal]()
    for place, (account, other, customer, is_debit, amount, letter, piece) in enumerate(
        entries
    ):
        sides = (amount, "") if is_debit else ("", amount)
        said = {"entry": str(place), "piece": piece}
        rows.append(line(account, *sides, customer=customer, letter=letter, **said))
        rows.append(
            line(other, *sides[::-1], customer="C9" if other[:2] == "41" else "", **said)
        )
        value = Decimal(amount.replace(",", ".")) * (1 if is_debit else -1)
        for key, change in (((account, customer), value), ((other, "C9"), -value)):
            if key[0][:2] == "41":
                balances[key] = balances.get(key, Decimal(0)) + change
    path = tmp_path_factory.mktemp("fec") / "ledger.txt"
    path.write_text(ledger(*rows), "utf-8")
    paper = read(Source.of(path))

    assert {
        (item.ledger, item.account): item.balance for item in paper.open_items
    } == balances
    for item in paper.open_items:
        assert sum(amount for _, amount in item.items) == item.balance


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    place=st.integers(min_value=0, max_value=1_000),
    junk=st.binary(max_size=12),
)
def test_whatever_is_broken_is_a_paper_or_a_refusal(
    tmp_path: Path, place: int, junk: bytes
) -> None:
    whole = ledger(SALE, RECEIPT).encode()
    path = tmp_path / "123456782FEC20251231.txt"
    path.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    paper = read(Source.of(path))

    assert paper.refused is None or paper.refused.key != "unreadable"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
def test_the_shared_samples() -> None:
    with (SAMPLES / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["path"]: row["expect"] for row in csv.DictReader(file)}
    clean = read(Source.of(SAMPLES / "fec" / "123456782FEC20251231.txt"))
    broken = read(Source.of(SAMPLES / "fec" / "987654321FEC20251231.txt"))

    assert "10 rows; D=C=2612.00" in expected["fec/123456782FEC20251231.txt"]
    assert (clean.lines, clean.total) == (10, Decimal("2612.00"))
    assert (clean.invoices[0].number, clean.invoices[0].payable) == (
        "F2025-001",
        Decimal("1200.00"),
    )
    assert clean.payments[0].paid_on == date(2025, 2, 10)
    assert clean.open_items[0].balance == Decimal("0.00")
    assert broken.refused is not None
    assert dict(broken.refused.values) == {"line": "10", "value": "20250230"}


# --- One invoice on several lines ----------------------------------------------------

ADVANCE = (
    line("512000", "360,00", "", entry="1", on="20250105"),
    line("419100", "", "360,00", customer="C1", entry="1", on="20250105", piece="AC1"),
)
LESS_THE_ADVANCE = (
    line("411000", "840,00", "", customer="C1", entry="2", piece="F1"),
    line("419100", "360,00", "", customer="C1", entry="2", piece="F1"),
    line("706000", "", "1000,00", entry="2", piece="F1"),
    line("445710", "", "200,00", entry="2", piece="F1"),
)


def test_an_invoice_booked_less_an_advance_was_owed_whole(reading: Reading) -> None:
    paper = reading(ledger(*ADVANCE, *LESS_THE_ADVANCE))
    [invoice], [payment] = paper.invoices, paper.payments

    assert (invoice.net, invoice.vat, invoice.gross, invoice.payable) == (
        Decimal("1000.00"),
        Decimal("200.00"),
        Decimal("1200.00"),
        Decimal("1200.00"),
    )
    assert (payment.amount, payment.invoices) == (Decimal("360.00"), ("F1",))
    assert paper.open_items[0].items == (("F1", Decimal("840.00")),)


def test_an_advance_of_another_year_is_no_payment_of_this_one(reading: Reading) -> None:
    paper = reading(ledger(*LESS_THE_ADVANCE))

    assert [(one.number, one.payable) for one in paper.invoices] == [
        ("F1", Decimal("840.00"))
    ]
    assert paper.payments == ()


def test_an_advance_that_was_invoiced_itself_leaves_both_invoices(reading: Reading) -> None:
    deposit = (
        line("411000", "360,00", "", customer="C1", entry="1", piece="D1", letter="A"),
        line("419100", "", "300,00", customer="C1", entry="1", piece="D1"),
        line("445710", "", "60,00", entry="1", piece="D1"),
        line("512000", "360,00", "", entry="3"),
        line("411000", "", "360,00", customer="C1", entry="3", letter="A"),
    )
    final = (
        line("411000", "840,00", "", customer="C1", entry="2", piece="F1"),
        line("419100", "300,00", "", customer="C1", entry="2", piece="F1"),
        line("706000", "", "1000,00", entry="2", piece="F1"),
        line("445710", "", "140,00", entry="2", piece="F1"),
    )
    paper = reading(ledger(*deposit, *final))

    assert [(one.number, one.payable) for one in paper.invoices] == [
        ("D1", Decimal("360.00")),
        ("F1", Decimal("840.00")),
    ]
    assert [one.invoices for one in paper.payments] == [("D1",)]


def test_an_invoice_due_in_parts_is_one_though_a_part_is_paid(reading: Reading) -> None:
    entries = (
        line("411000", "600,00", "", customer="C1", piece="F1", letter="A"),
        line("411000", "600,00", "", customer="C1", piece="F1"),
        line("706000", "", "1000,00", piece="F1"),
        line("445710", "", "200,00", piece="F1"),
        line("512000", "600,00", "", entry="2"),
        line("411000", "", "600,00", customer="C1", entry="2", letter="A"),
    )
    paper = reading(ledger(*entries))
    [invoice] = paper.invoices

    assert (invoice.number, invoice.net, invoice.vat, invoice.gross) == (
        "F1",
        Decimal("1000.00"),
        Decimal("200.00"),
        Decimal("1200.00"),
    )
    assert [(one.amount, one.invoices) for one in paper.payments] == [
        (Decimal("600.00"), ("F1",))
    ]


def test_a_retention_is_a_part_of_its_invoice(reading: Reading) -> None:
    entries = (
        line("411000", "1140,00", "", customer="C1", piece="F1"),
        line("411700", "60,00", "", customer="C1", piece="F1"),
        line("704000", "", "1000,00", piece="F1"),
        line("445710", "", "200,00", piece="F1"),
    )
    paper = reading(ledger(*entries))

    assert [(one.number, one.net, one.gross) for one in paper.invoices] == [
        ("F1", Decimal("1000.00"), Decimal("1200.00"))
    ]
    assert [(one.ledger, one.balance) for one in paper.open_items] == [
        ("411000", Decimal("1140.00")),
        ("411700", Decimal("60.00")),
    ]


def test_an_invoice_taken_back_under_its_own_number_is_corrected(reading: Reading) -> None:
    entries = (
        line("411000", "120,00", "", customer="C1", piece="F1"),
        line("706000", "", "120,00", piece="F1"),
        line("411000", "-120,00", "", customer="C1", piece="F1", entry="2"),
        line("706000", "", "-120,00", piece="F1", entry="2"),
    )
    invoice, credit = reading(ledger(*entries)).invoices

    assert (invoice.is_credit, invoice.corrects) == (False, None)
    assert (credit.is_credit, credit.corrects) == (True, "F1")


@pytest.mark.parametrize(
    ("received", "difference", "paid"),
    [("800,00", "400,00", "800.00"), ("1199,98", "0,02", "1200.00")],
)
def test_what_is_given_up_when_paid_is_no_money_but_for_cents(
    reading: Reading, received: str, difference: str, paid: str
) -> None:
    entries = (
        line("512000", received, ""),
        line("658000", difference, ""),
        line("411000", "", "1200,00", customer="C1"),
    )
    paper = reading(ledger(*entries))

    assert [one.amount for one in paper.payments] == [Decimal(paid)]
