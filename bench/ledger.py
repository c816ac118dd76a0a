"""A ledger export (FEC) of a million lines: Vigie reads it and derives every customer's
invoices, payments and open items; pandas merely reads the same file into a frame.

Each in a process of its own, in turns, on the same file; the medians of their seconds are
compared, those of the clock and those of the CPU. Peak memory is the process's, interpreter
and libraries in it. pandas is no part of Vigie: `make bench` installs it beside the tests;
without it Vigie's own figures stand alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.printing import keep, line, title

LINES = 1_000_000
TURNS = 3
LARGEST_RATIO = 2.5
LARGEST = 250  # MB
CUSTOMERS, SUPPLIERS = 2_000, 400
HEADER = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum "
    "CompAuxLib PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate "
    "Montantdevise Idevise"
)
# ruff: noqa: E501 - a line of a ledger is long
# Ten lines: an invoice and its payment, a purchase and its payment. Every fifth invoice
# stays unpaid in the first round of the letters.
ROUND = """\
VT|Journal des ventes|VT{n:06}|{day}|411000|Clients|C{c:05}|Société cliente {c}|FA{n:06}|{day}|Facture FA{n:06} Société {c}|{gross}|0,00|{let}|{paid}|{day}||
VT|Journal des ventes|VT{n:06}|{day}|706000|Prestations de services|||FA{n:06}|{day}|Facture FA{n:06} Société {c}|0,00|{net}|||{day}||
VT|Journal des ventes|VT{n:06}|{day}|445710|TVA collectée 20 %|||FA{n:06}|{day}|Facture FA{n:06} Société {c}|0,00|{vat}|||{day}||
AC|Journal des achats|AC{n:06}|{day}|607000|Achats de marchandises|||X{n:06}|{day}|Achat fournisseur {s}|{net}|0,00|||{day}||
AC|Journal des achats|AC{n:06}|{day}|445660|TVA déductible|||X{n:06}|{day}|Achat fournisseur {s}|{vat}|0,00|||{day}||
AC|Journal des achats|AC{n:06}|{day}|401000|Fournisseurs|F{s:04}|Fournisseur {s}|X{n:06}|{day}|Achat fournisseur {s}|0,00|{gross}|{let}|{paid}|{day}||
BQ|Banque|BQ{n:06}|{paid}|512000|Crédit agricole|||VIR{n:06}|{paid}|Virement Société {c}|{gross}|0,00|||{paid}||
BQ|Banque|BQ{n:06}|{paid}|411000|Clients|C{c:05}|Société cliente {c}|VIR{n:06}|{paid}|Virement Société {c}|0,00|{gross}|{let}|{paid}|{paid}||
BQ|Banque|BP{n:06}|{paid}|401000|Fournisseurs|F{s:04}|Fournisseur {s}|PRL{n:06}|{paid}|Prélèvement {s}|{gross}|0,00|{let}|{paid}|{paid}||
BQ|Banque|BP{n:06}|{paid}|512000|Crédit agricole|||PRL{n:06}|{paid}|Prélèvement {s}|0,00|{gross}|||{paid}||
"""
VIGIE = """
import gc, json, resource, sys, time
from pathlib import Path
from bot.documents.reading import fec
from bot.documents.reading.source import Source
gc.disable()  # as in the child process that reads (bot/documents/reading/__main__.py)
began, cpu = time.perf_counter(), time.process_time()
paper = fec.read(Source.of(Path(sys.argv[1])))
print(json.dumps({
    "seconds": time.perf_counter() - began, "cpu_s": time.process_time() - cpu,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "lines": paper.lines, "invoices": len(paper.invoices), "payments": len(paper.payments),
}))
"""
PANDAS = """
import json, resource, sys, time
import pandas
began, cpu = time.perf_counter(), time.process_time()
frame = pandas.read_csv(sys.argv[1], sep="\\t", decimal=",")
print(json.dumps({
    "seconds": time.perf_counter() - began, "cpu_s": time.process_time() - cpu,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "lines": len(frame), "version": pandas.__version__,
}))
"""


def write(path: Path, lines: int) -> None:
    """The same file every time: amounts and days go round without chance."""
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join(HEADER.split()) + "\n")
        for n in range(lines // 10):
            file.write(one_round(n).replace("|", "\t"))


def one_round(n: int) -> str:
    net = 10_000 + n * 7919 % 2_000_000  # cents
    vat = net // 5
    month, day = n * 12 // (LINES // 10) % 12 + 1, n % 28 + 1
    return ROUND.format(
        n=n,
        c=n % CUSTOMERS,
        s=n % SUPPLIERS,
        day=f"2025{month:02}{day:02}",
        paid=f"2025{min(month + 1, 12):02}28",
        let="" if n % 5 == 0 else letter(n // CUSTOMERS),
        net=written(net),
        vat=written(vat),
        gross=written(net + vat),
    )


def written(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def letter(number: int) -> str:
    """AA, AB…: on one account each pair has its own."""
    return chr(65 + number // 26 % 26) + chr(65 + number % 26)


def measured(program: str, path: Path) -> dict[str, float]:
    said = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, float] = json.loads(said)
    return found


def main() -> None:
    has_pandas = find_spec("pandas") is not None
    ours, theirs = [], []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "123456782FEC20251231.txt"
        write(path, LINES)
        size = path.stat().st_size / 1e6
        for _ in range(TURNS):
            ours.append(measured(VIGIE, path))
            if has_pandas:
                theirs.append(measured(PANDAS, path))
    title(f"a ledger export of {LINES:,} lines, {size:.0f} MB (median of {TURNS})")
    tell(ours, theirs)


def tell(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> None:
    first, mine = ours[0], middle(ours)
    line(
        "Vigie: read, checked, derived",
        f"{mine['seconds']:6.2f} s",
        f"{mine['cpu_s']:.2f} s of CPU",
        f"{mine['megabytes']:.0f} MB (≤ {LARGEST})",
    )
    line("of them", f"{first['invoices']} invoices", f"{first['payments']} payments")
    figures: dict[str, object] = {"vigie": mine}
    if theirs:
        frame = middle(theirs)
        line(
            f"pandas {theirs[0]['version']}: read into a frame",
            f"{frame['seconds']:6.2f} s",
            f"{frame['cpu_s']:.2f} s of CPU",
            f"{frame['megabytes']:.0f} MB",
        )
        by_clock = mine["seconds"] / frame["seconds"]
        by_cpu = mine["cpu_s"] / frame["cpu_s"]
        line("ratio", f"{by_clock:6.2f} (≤ {LARGEST_RATIO})", f"{by_cpu:.2f} by CPU")
        figures |= {"pandas": frame, "ratio": by_clock, "ratio_by_cpu": by_cpu}
    else:
        line("pandas is not installed", "make bench installs it")
    keep("ledger", figures)


def middle(turns: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure; of memory the most."""
    names = ("seconds", "cpu_s")
    found = {name: median(turn[name] for turn in turns) for name in names}
    return found | {"megabytes": max(turn["megabytes"] for turn in turns)}


if __name__ == "__main__":
    main()
