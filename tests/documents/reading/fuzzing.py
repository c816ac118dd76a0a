"""`make fuzz`: atheris looks for bytes that no reader answers, for as long as one likes.

It begins with the good files of `spoiling` and follows the branches of our readers and of
pypdf. A finding is a file that a reader fails on (refused as « unreadable »), that takes
over two seconds, or that needs more memory than the child has. Findings and the corpus lie
in var/fuzz. Options are libFuzzer's: `-max_total_time=60`.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot.documents.reading", "pypdf"]):
    import bot.documents.reading.einvoices.documents
    import bot.documents.reading.einvoices.pdf  # noqa: F401 - instrumented here
    from bot.documents.reading import READERS, Source, read

    for reader in READERS:
        importlib.import_module(f"bot.documents.reading.{reader}")

from tests.documents.reading.spoiling import GOOD

MORE = {
    "fec": b"JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|"
    b"CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|"
    b"DateLet|ValidDate|Montantdevise|Idevise\n"
    b"VE|Ventes|1|20260105|411000|Clients|C1|Leroc|F1|20260105|F1|120,00|0,00|"
    b"A|20260210|20260105||\n"
    b"VE|Ventes|1|20260105|707000|Ventes|||F1|20260105|F1|0,00|120,00|||20260105||\n",
    "csv": "Client;N° facture;Date;Échéance;Total TTC\nLeroc;F1;05/01/2026;04/02/2026;"
    "1 200,00\n".encode("cp1252"),
    "aged": b"Client;Non echu;0-30j;31-60j;61-90j;90j+;Total\nLeroc;100;0;50,5;0;0;150,5\n",
    "camt": b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
    b"<BkToCstmrStmt><Stmt><Id>1</Id><Ntry><Amt Ccy='EUR'>120.00</Amt>"
    b"<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-02-10</Dt></BookgDt>"
    b"</Ntry></Stmt></BkToCstmrStmt></Document>",
}
ROOM = Path("var/fuzz")
LIMITS = (
    "-timeout=2",
    "-rss_limit_mb=600",
    "-max_len=100000",
    "-artifact_prefix=var/fuzz/",
)
# In memory where there is such a place: a disk would be most of the time.
SHELF = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112


class Unanswered(AssertionError):
    """A reader failed on these bytes."""


def answered(path: Path) -> None:
    paper = read(Source.of(path))
    if paper.refused is not None and paper.refused.key == "unreadable":
        raise Unanswered


def main() -> None:
    logging.disable(logging.CRITICAL)
    corpus = ROOM / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in (GOOD | MORE).items():
        (corpus / name).write_bytes(content)
    with tempfile.NamedTemporaryFile(dir=SHELF) as file:
        path = Path(file.name)

        def one(data: bytes) -> None:
            path.write_bytes(data)
            answered(path)

        atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
