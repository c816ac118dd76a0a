# ruff: noqa: E501 - a row of a table is long
"""Tables in the layouts of French and English software, in every dress."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.reading import Source, figures, read, tables
from bot.documents.reading.encodings import encoding_of
from bot.documents.reading.figures import NotADay, NotAFigure
from bot.ports.papers import Paper

Reading = Callable[..., Paper]
INVOICES = """\
Numéro;Date;Client;Total HT;TVA;Total TTC;Échéance;Reste à payer;Statut
00042;05/01/2026;Société Éclair;1 000,00;200,00;1 200,00;04/02/2026;700,00;Validée
AV7;06/01/2026;Martin;-100,00;-20,00;-120,00;;;Validée
"""


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """A file of this content, read."""

    def of(content: str | bytes, name: str = "export.csv") -> Paper:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(Source.of(path))

    return of


def test_invoices(reading: Reading) -> None:
    paper = reading(INVOICES)
    first, second = paper.invoices

    assert (first.number, first.buyer) == ("00042", "Société Éclair")
    assert (first.issued_on, first.due_on) == (date(2026, 1, 5), date(2026, 2, 4))
    assert (first.net, first.vat, first.gross) == (
        Decimal("1000.00"),
        Decimal("200.00"),
        Decimal("1200.00"),
    )
    assert (first.payable, first.prepaid) == (Decimal("700.00"), Decimal("500.00"))
    assert (second.is_credit, second.gross, second.due_on) == (
        True,
        Decimal("-120.00"),
        None,
    )
    assert paper.layout is not None
    assert (paper.layout.about, paper.layout.asks) == ("invoices", ())
    assert (paper.lines, paper.total) == (2, Decimal("1080.00"))


CODED = "Client;Facture;Date;HT;Code\n1001;F1;05/01/2026;10,00;Martin\n"


def put_right(path: Path, meanings: str) -> Paper:
    path.write_text(CODED, "utf-8")
    layout = read(Source.of(path)).layout
    assert layout is not None
    return read(Source.of(path, columns={layout.signature: meanings}))


def test_columns_that_the_owner_put_right(tmp_path: Path) -> None:
    paper = put_right(tmp_path / "a.csv", "account,number,issued_on,net,buyer")

    assert (paper.invoices[0].buyer, paper.invoices[0].account) == ("Martin", "1001")
    assert paper.layout is not None
    assert [column.score for column in paper.layout.columns] == [100] * 5
    assert paper.doubts == ()


@pytest.mark.parametrize("meanings", [",,,,buyer", "kind,number,,,"])
def test_columns_put_right_to_no_table_are_read_as_ever(
    meanings: str, tmp_path: Path
) -> None:
    paper = put_right(tmp_path / "a.csv", meanings)

    assert paper.invoices[0].buyer == "1001"
    assert [doubt.key for doubt in paper.doubts] == ["columns_unclear"]


DRESSES: dict[str, Callable[[str], bytes]] = {
    "tabs": lambda text: text.replace(";", "\t").encode(),
    "pipes": lambda text: text.replace(";", "|").encode(),
    "quoted": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in row.split(";")) for row in text.splitlines()
    ).encode(),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "Windows": lambda text: text.encode("cp1252"),
    "DOS": lambda text: text.encode("cp850"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "CR LF": lambda text: text.replace("\n", "\r\n").encode(),
    "no-break thousands": lambda text: text.replace("1 ", "1\u00a0").encode(),
    "narrow thousands": lambda text: text.replace("1 ", "1\u202f").encode(),
    "points for thousands": lambda text: text.replace("1 ", "1.").encode(),
    "sep= for Excel": lambda text: ("sep=;\n" + text).encode(),
    "titles above": lambda text: ("Liste des factures\n\nÉdité le 31/01/2026;;\n" + text).encode(),
    "ISO days": lambda text: text.replace("05/01/2026", "2026-01-05")
    .replace("04/02/2026", "2026-02-04").replace("06/01/2026", "2026-01-06").encode(),
    "a sign behind": lambda text: text.replace("-100,00", "100,00-").replace("-20,00", "20,00-")
    .replace("-120,00", "120,00-").encode(),
    "brackets": lambda text: text.replace("-100,00", "(100,00)").replace("-20,00", "(20,00)")
    .replace("-120,00", "(120,00)").encode(),
    "euros": lambda text: text.replace("1 200,00", "1 200,00 €").encode(),
}  # fmt: skip


@pytest.mark.parametrize("dress", DRESSES)
def test_every_dress_says_the_same(reading: Reading, dress: str) -> None:
    plain, dressed = reading(INVOICES), reading(DRESSES[dress](INVOICES))

    assert dressed.refused is None
    assert dressed.invoices == plain.invoices


HEADERS = {
    "EBP": "N° de document;Date du document;Code client;Nom du client;Montant HT;Montant TTC;Date d'échéance",
    "Sage": "N° pièce;Date pièce;N° tiers;Intitulé tiers;Total HT;Total TTC;Date échéance",
    "Dolibarr": "Réf.;Date facturation;Code client;Tiers;Montant HT;Montant TTC;Date limite règlement",
    "Odoo": "Number;Invoice Date;Customer code;Invoice Partner Display Name;Untaxed Amount;Total;Due Date",
    "Pennylane": "Numéro de facture;Date d'émission;Code client;Client;Montant HT;Montant TTC;Date d'échéance",
    "Cegid": "Référence pièce;Date comptable;Compte auxiliaire;Libellé tiers;HT;TTC;Échéance",
    "QuickBooks": "Num;Date;Customer ID;Customer;Net amount;Gross amount;Due date",
    "Axonaut": "Numéro;Date de facture;Référence client;Société;Total HT;Total TTC;Date limite de paiement",
    "Henrri": "N° facture;Date de facturation;Code client;Client;Total net HT;Net à payer;Échéance",
    "VosFactures": "Numéro;Date d'émission;Code client;Acheteur;Montant net HT;Prix total TTC;Date limite de paiement",
}


@pytest.mark.parametrize("software", HEADERS)
def test_the_headings_of_software(reading: Reading, software: str) -> None:
    rows = "F1;15/01/2026;C7;Dupont;100,00;120,00;14/02/2026\n"
    [invoice] = reading(f"{HEADERS[software]}\n{rows}").invoices

    assert (invoice.number, invoice.account, invoice.buyer) == ("F1", "C7", "Dupont")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 1, 15), date(2026, 2, 14))
    assert (invoice.net, invoice.gross) == (Decimal("100.00"), Decimal("120.00"))


def test_an_amount_without_its_basis_is_asked(reading: Reading, tmp_path: Path) -> None:
    text = "Facture;Client;Date;Montant\nF1;Dupont;15/01/2026;100,00\n"
    paper = reading(text)
    answered = tables.read(Source.of(tmp_path / "export.csv"), answers={"basis": "net"})

    assert paper.layout is not None
    assert paper.layout.asks == ("basis",)
    assert (paper.invoices[0].net, paper.invoices[0].gross) == (None, Decimal("100.00"))
    assert (answered.invoices[0].net, answered.invoices[0].gross) == (
        Decimal("100.00"),
        None,
    )


def test_days_that_may_be_read_two_ways_are_asked(reading: Reading, tmp_path: Path) -> None:
    text = 'Invoice,Customer,Date,Due Date,Net\nF1,Acme,01/02/2026,03/04/2026,"1,234.56"\n'
    paper = reading(text)
    answered = tables.read(Source.of(tmp_path / "export.csv"), answers={"day_first": "no"})

    assert paper.layout is not None
    assert paper.layout.asks == ("day_first",)
    assert paper.invoices[0].net == Decimal("1234.56")
    assert answered.invoices[0].issued_on == date(2026, 1, 2)


def test_one_day_beyond_twelve_settles_the_order_of_all(reading: Reading) -> None:
    text = "Invoice,Customer,Date,Net\nF1,Acme,01/02/2026,5.00\nF2,Acme,01/13/2026,5.00\n"
    paper = reading(text)

    assert paper.layout is not None
    assert paper.layout.asks == ()
    assert [one.issued_on for one in paper.invoices] == [
        date(2026, 1, 2),
        date(2026, 1, 13),
    ]


def test_columns_put_right_by_the_owner(reading: Reading, tmp_path: Path) -> None:
    reading("Facture;Truc;Date;Net HT\nF1;Dupont;15/01/2026;100,00\n")
    paper = tables.read(Source.of(tmp_path / "export.csv"), {"Truc": "buyer"})

    assert paper.invoices[0].buyer == "Dupont"


def test_a_layout_has_the_same_signature_the_next_month(reading: Reading) -> None:
    first = reading(INVOICES).layout
    second = reading(INVOICES.replace("00042", "00043").replace("Numéro", "NUMERO")).layout

    assert first is not None
    assert second is not None
    assert first.signature == second.signature


def test_totals_are_left_out_and_checked(reading: Reading) -> None:
    right = reading(INVOICES + "Total;;;900,00;180,00;1 080,00;;;\n")
    wrong = reading(INVOICES + "Total général;;;900,00;180,00;1 081,00;;;\n")

    assert (len(right.invoices), right.doubts) == (2, ())
    assert [doubt.key for doubt in wrong.doubts] == ["table_total"]


def test_drafts_are_no_invoices_and_paid_ones_owe_nothing(reading: Reading) -> None:
    text = "Numéro;Client;Date;Total TTC;Statut\nF1;A;15/01/2026;10,00;Brouillon\nF2;A;15/01/2026;20,00;Payée\n"
    paper = reading(text)
    [invoice] = paper.invoices

    assert (invoice.number, invoice.payable, invoice.prepaid) == (
        "F2",
        Decimal("0.00"),
        Decimal("20.00"),
    )
    assert invoice.estimated == {"payable", "prepaid"}
    assert [doubt.key for doubt in paper.doubts] == ["table_left_out"]


def test_an_unreadable_cell_is_a_doubt_and_stays_unknown(reading: Reading) -> None:
    paper = reading("Numéro;Client;Date;Total TTC\nF1;A;le 5;10,00\nF2;B;15/01/2026;dix\n")

    assert (paper.invoices[0].issued_on, paper.invoices[1].gross) == (None, None)
    assert [(one.key, one.about) for one in paper.doubts] == [
        ("unreadable_day", "F1"),
        ("unreadable_amount", "F2"),
    ]


AGED = {
    "plain": "Client;Non échu;0-30j;31-60j;61-90j;90j+;Total",
    "contact": "Contact;Non échu;1-30;31-60;61-90;90+;Total",
    "tiers": "Tiers;Total;Non échu;1 à 30 jours;31 à 60 jours;61 à 90 jours;Plus de 90 jours",
    "Odoo": "Partenaire;Résiduel;Actuel;Éch. ≤ 30 j.;Éch. 31-60 j.;Éch. 61-90 j.;Éch. > 90 j.",
    "English": "Customer;Current;1 - 30;31 - 60;61 - 90;> 90;Total",
}


@pytest.mark.parametrize("layout", AGED)
def test_an_aged_balance_has_buckets_and_makes_no_invoices(
    reading: Reading, layout: str
) -> None:
    total_first = layout in {"tiers", "Odoo"}
    cells = ["10,00", "20,00", "", "5,00", "1,00"]
    row = ["Dupont", "36,00", *cells] if total_first else ["Dupont", *cells, "36,00"]
    paper = reading(f"{AGED[layout]}\n{';'.join(row)}\n")
    [item] = paper.open_items

    assert (paper.invoices, paper.doubts) == ((), ())
    assert (item.buyer, item.balance) == ("Dupont", Decimal("36.00"))
    assert [amount for _, amount in item.buckets] == [
        Decimal("10.00"),
        Decimal("20.00"),
        Decimal("5.00"),
        Decimal("1.00"),
    ]


def test_the_only_column_of_days_is_offered_as_the_invoices_day(reading: Reading) -> None:
    paper = reading(
        "Nom;Pièce;Du;Payable le;HT;TVA;TTC\n"
        "Duboc;FA-1;03/11/2026;18/12/2026;4 000,00;800,00;4 800,00\n"
        ";;;Total;4 000,00;800,00;4 800,00\n"
    )
    layout = paper.layout
    assert layout is not None
    [found] = [one for one in layout.columns if one.meaning == "issued_on"]

    assert (found.header, found.score) == ("Du", 50)
    assert [one.issued_on for one in paper.invoices] == [date(2026, 11, 3)]


@pytest.mark.parametrize(
    "table",
    [
        "Nom;Pièce;Relancé le;Payable le;TTC\nDuboc;FA-1;03/11/2026;18/12/2026;48,00\n",
        "Nom;Pièce;A;B;Payable le;TTC\nDuboc;F1;03/11/2026;04/11/2026;18/12/2026;48,00\n",
        "Nom;Pièce;Suivi;Payable le;TTC\nDuboc;FA-1;JPM;18/12/2026;48,00\n",
    ],
)
def test_a_day_that_may_be_another_is_left_alone(reading: Reading, table: str) -> None:
    assert [one.issued_on for one in reading(table).invoices] == [None]


def test_buckets_that_do_not_add_up_are_a_doubt(reading: Reading) -> None:
    paper = reading("Client;0-30;31-60;Total\nA;1,00;2,00;4,00\n")

    assert [(one.key, one.about) for one in paper.doubts] == [("aged_total", "A")]


def test_limits_of_an_insurer(reading: Reading) -> None:
    paper = reading(
        "Raison sociale;SIREN;Montant demandé;Montant accordé;Décision;Date de décision;Date de fin\n"
        "Dupont;732 829 320;50 000;30 000;Accord partiel;12/03/2026;\n"
        "Martin;55210055400013;20 000;0;Refus;01/04/2026;30/06/2026\n"
        "Durand;;20 000;;En cours;;\n"
    )
    partial, refused, requested = paper.limits

    assert (partial.buyer_id, partial.amount, partial.decision) == (
        "732829320",
        Decimal("30000.00"),
        "partial",
    )
    assert (refused.buyer_id, refused.amount, refused.decision) == (
        "552100554",
        Decimal("0.00"),
        "refused",
    )
    assert (refused.decided_on, refused.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert (requested.amount, requested.decision) == (None, "requested")


def test_payments(reading: Reading) -> None:
    paper = reading(
        "Date de paiement;Client;Facture;Montant réglé\n12/03/2026;Dupont;F1;1 200,00\n"
    )
    [payment] = paper.payments

    assert (payment.paid_on, payment.amount) == (date(2026, 3, 12), Decimal("1200.00"))
    assert (payment.buyer, payment.invoices) == ("Dupont", ("F1",))


BANKS = {
    "Crédit Agricole": "Téléchargement du 01/11/2026;\n\nCompte n° 1;\nSolde au 31/10/2026 1 000,00 €\n\nDate;Libellé;Débit euros;Crédit euros;\n31/10/2026;VIR DUPONT F1;;1200,00;\n30/10/2026;PRLV EDF;230,10;;\n",
    "LCL": "Date;Libellé;Débit;Crédit\n31/10/2026;VIR DUPONT F1;;1 200,00\n30/10/2026;PRLV EDF;-230,10;\n",
    "Société Générale": "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n31/10/2026;VIR RECU;VIR DUPONT F1;1200,00;EUR\n30/10/2026;PRELEVEMENT;EDF;-230,10;EUR\n",
    "BNP": "Date operation;Libelle operation;Montant operation en euro\n31/10/2026;VIR DUPONT F1;1200,00\n30/10/2026;PRLV EDF;-230,10\n",
    "La Banque Postale": "Numéro Compte :;123\nType :;CCP\n\nDate;Libellé;Montant(EUROS)\n31/10/2026;VIR DUPONT F1;1200,00\n30/10/2026;PRLV EDF;-230,10\n",
    "CIC": "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n31/10/2026;31/10/2026;;1200,00;VIR DUPONT F1;5000,00\n30/10/2026;30/10/2026;-230,10;;PRLV EDF;3800,00\n",
    "Boursorama": "dateOp;dateVal;label;amount\n2026-10-31;2026-10-31;VIR DUPONT F1;1200,00\n2026-10-30;2026-10-30;PRLV EDF;-230,10\n",
    "Qonto": "Date de l'opération (UTC);Date de la valeur (UTC);Montant;Devise;Nom de la contrepartie;Référence\n31/10/2026 10:12;31/10/2026;1200,00;EUR;DUPONT;F1\n30/10/2026 10:12;30/10/2026;-230,10;EUR;EDF;\n",
}


@pytest.mark.parametrize("bank", BANKS)
def test_of_a_bank_statement_only_what_came_in(reading: Reading, bank: str) -> None:
    paper = reading(BANKS[bank])
    [payment] = paper.payments

    assert (payment.amount, payment.paid_on) == (Decimal("1200.00"), date(2026, 10, 31))
    assert "DUPONT" in payment.text
    assert payment.reference
    assert (payment.invoices, payment.buyer) == ((), None)


def test_two_receipts_alike_have_two_references(reading: Reading) -> None:
    row = "31/10/2026;VIR DUPONT;;10,00\n"
    first, second = reading("Date;Libellé;Débit;Crédit\n" + row + row).payments

    assert first.reference != second.reference


def test_a_workbook_keeps_days_numbers_and_leading_noughts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Liste des factures"])
    page.append(["Numéro", "Date", "Client", "Total TTC", "Échéance"])
    page.append([42, date(2026, 1, 5), "Dupont", 1200.1, 46057])
    page.append(["0043", date(2026, 1, 6), "Martin", 0.3, None])
    page["A3"].number_format = "00000"
    path = tmp_path / "factures.xlsx"
    book.save(path)
    first, second = read(Source.of(path)).invoices

    assert (first.number, first.gross) == ("00042", Decimal("1200.10"))
    assert (first.issued_on, first.due_on) == (date(2026, 1, 5), date(2026, 2, 4))
    assert (second.number, second.gross, second.due_on) == ("0043", Decimal("0.30"), None)


def test_of_several_tables_in_a_workbook_the_others_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for page in (book.active, book.create_sheet()):
        page.append(["Numéro", "Client", "Total TTC"])
        page.append(["F1", "Dupont", 12])
    path = tmp_path / "factures.xlsx"
    book.save(path)
    paper = read(Source.of(path))

    assert len(paper.invoices) == 1
    assert [doubt.key for doubt in paper.doubts] == ["table_other_sheets"]


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:spreadsheet><table:table table:name='A'>{rows}</table:table>"
    "</office:spreadsheet></office:body></office:document-content>"
)


def test_an_open_document(tmp_path: Path) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="12.5"/>'
    day = '<table:table-cell office:value-type="date" office:date-value="2026-01-15"/>'
    header = "".join(map(text.format, ("Numéro", "Client", "Date", "Total TTC")))
    row = text.format("0042") + text.format("Dupont") + day + number
    rows = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in (header, row))
    path = tmp_path / "factures.ods"
    with zipfile.ZipFile(path, "w") as folded:
        folded.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        folded.writestr("META-INF/manifest.xml", "<manifest/>")
        folded.writestr("content.xml", ODS.format(rows=rows))
    [invoice] = read(Source.of(path)).invoices

    assert (invoice.number, invoice.buyer) == ("0042", "Dupont")
    assert (invoice.issued_on, invoice.gross) == (date(2026, 1, 15), Decimal("12.50"))


def test_a_workbook_that_unfolds_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folded:
        folded.writestr("xl/workbook.xml", "<workbook/>")
        folded.writestr("xl/worksheets/sheet1.xml", b" " * 61_000_000)
    refused = read(Source.of(path)).refused

    assert refused is not None
    assert refused.key == "table_bomb"


REFUSED = {
    "table_no_header": "Bonjour\nVoici mes chiffres\n",
    "table_no_lines": "Numéro;Client;Total TTC\n",
    "table_unclear": "Client;Téléphone;Pays\nDupont;01;FR\n",
    "table_too_long": "Numéro;Client;Total TTC\n" + "F1;A;1,00\n" * 50_001,
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(reading: Reading, key: str) -> None:
    refused = reading(REFUSED[key]).refused

    assert refused is not None
    assert refused.key == key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1\u00a0234\u202f567,8", "1234567.8"),
        ("(123)", "-123"),
        ("123-", "-123"),
        ("−5", "-5"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("0,125", "0.125"),
        (",50", "0.50"),
        ("12 €", "12"),
    ],
)
def test_figures(text: str, expected: str) -> None:
    assert figures.amount(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", " ", "-", "n/a"])
def test_blanks_are_not_known(text: str) -> None:
    assert figures.amount(text) is None
    assert figures.day(text) is None


@pytest.mark.parametrize(
    "text", ["dix", "1,2,3", "1.2.3", "1 € 5 x", "١٢", "9" * 41, "--5"]
)
def test_no_figures(text: str) -> None:
    with pytest.raises(NotAFigure):
        figures.amount(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("31.12.26", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
        ("2026-12-31T10:00:00Z", date(2026, 12, 31)),
        ("20261231", date(2026, 12, 31)),
        ("1er déc. 2026", date(2026, 12, 1)),
        ("31 décembre 2026", date(2026, 12, 31)),
        ("Dec 31, 2026", date(2026, 12, 31)),
        ("46022", date(2025, 12, 31)),
    ],
)
def test_days(text: str, expected: date) -> None:
    assert figures.day(text) == expected


@pytest.mark.parametrize("text", ["31/02/2026", "demain", "2026", "12/2026", "99999999"])
def test_no_days(text: str) -> None:
    with pytest.raises(NotADay):
        figures.day(text)


def test_encodings() -> None:
    text = "Société à l'été, forêt, ça : 5 °"

    assert encoding_of(text.encode()) == "utf-8"
    assert encoding_of(text.encode()[:-1]) == "utf-8"
    assert encoding_of(text.encode("utf-8-sig")) == "utf-8-sig"
    assert encoding_of(text.encode("cp1252")) == "cp1252"
    assert encoding_of(text.encode("cp850")) == "cp850"
    assert encoding_of("Œuvre à 5 €".encode("iso8859-15")) == "iso8859-15"
    assert encoding_of("Œuvre à 5 €".encode("cp1252")) == "cp1252"


cells = st.one_of(
    st.sampled_from(
        ["", "F1", "12/03/2026", "1 234,56", "Total", "Client", "Montant", "Date"]
    ),
    st.text(max_size=12),
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.lists(cells, max_size=6), max_size=8), mark=st.sampled_from(";,\t|")
)
def test_whatever_comes_is_a_paper_or_a_refusal(
    tmp_path: Path, rows: list[list[str]], mark: str
) -> None:
    path = tmp_path / "export.csv"
    text = "\n".join(
        mark.join(row) for row in [["Numéro", "Client", "Date", "Montant"], *rows]
    )
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    paper = read(Source.of(path))

    assert paper.refused is None or paper.refused.key != "unreadable"


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=300))
def test_whatever_bytes_come_are_a_paper_or_a_refusal(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    paper = read(Source.of(path))

    assert paper.refused is None or paper.refused.key != "unreadable"


@pytest.mark.parametrize(
    "heading",
    ["Taux TVA", "TVA %", "TVA (%)", "Code TVA", "VAT rate", "Régime TVA", "Compte TVA"],
)
def test_a_rate_or_code_of_vat_is_no_amount_of_vat(reading: Reading, heading: str) -> None:
    paper = reading(
        f"Client;Numéro;Date;Montant HT;{heading};Montant TTC\n"
        "Leroc;F1;31/01/2026;1000,00;20;1200,00\n"
    )
    (invoice,) = paper.invoices

    assert (invoice.net, invoice.vat, invoice.gross) == (
        Decimal("1000.00"),
        None,
        Decimal("1200.00"),
    )


@pytest.mark.parametrize("heading", ["Tax Excluded", "Untaxed Amount Signed"])
def test_an_amount_without_tax_is_the_net_one(reading: Reading, heading: str) -> None:
    paper = reading(
        f"Number,Invoice Partner Display Name,Invoice/Bill Date,{heading},Total\n"
        "INV/2026/1,Leroc,2026-01-31,1000.00,1200.00\n"
    )
    (invoice,) = paper.invoices

    assert (invoice.net, invoice.vat, invoice.gross) == (
        Decimal("1000.00"),
        None,
        Decimal("1200.00"),
    )


def test_the_headings_of_odoo_in_french(reading: Reading) -> None:
    paper = reading(
        "Numéro;Nom d'affichage du partenaire de la facture;Date de facturation;"
        "Date d'échéance;Hors taxes;Total signé;Montant dû\n"
        "FAC/2026/0001;Leroc;31/01/2026;28/02/2026;1000,00;1200,00;700,00\n"
    )
    (invoice,) = paper.invoices

    assert (invoice.buyer, invoice.due_on) == ("Leroc", date(2026, 2, 28))
    assert (invoice.gross, invoice.payable) == (Decimal("1200.00"), Decimal("700.00"))
