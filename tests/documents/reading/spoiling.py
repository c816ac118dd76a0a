"""Files spoilt on purpose: a good one, cut, repeated, overwritten or filled with bait."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.documents.reading.making import (
    ORDER,
    ZUGFERD1,
    cdar,
    cii,
    due,
    page_of,
    pdf,
    ubl,
)

PAGE = page_of("Facture n° F-2026-017", "Date : 01/09/2026", "Net à payer : 1 200,00 €")
GOOD = {
    "cii": cii(terms=due("20261001", "20261101")).encode(),
    "utf-16": cii(head='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
    "ubl": ubl().encode(),
    "zugferd1": ZUGFERD1.encode(),
    "order": ORDER.encode(),
    "cdar": cdar("212", amounts=["1", "-2.5"]).encode(),
    "facturx": pdf(PAGE, attached={"factur-x.xml": cii(), "note.txt": "x"}),
    "page": pdf(PAGE, PAGE),
    "locked": pdf(PAGE, owner_password=PAGE[0][2]),
    "case": b"name: x\npolicy:\n  policyholder: y\nbuyers: []\n",
    "picture": b"\xff\xd8\xff\xe0\x00\x10JFIF",
}
BAIT = (
    *(b"<", b">", b"&#0;", b"&x;", b"<![CDATA[", b"]]>", b"<!DOCTYPE a>", b"\xff", b"\0"),
    *(b"\xed\xa0\x80", b"-1", b"9" * 60, b"1e9", b"NaN", b"20260230", b"\xe2\x80\xae"),
    *(b"endobj", b"endstream", b"<<", b">>", b"0 R", b"/Kids", b"/Length -1", b"[" * 50),
    *(b"%%EOF", b"/Filter [/FlateDecode /FlateDecode]", b"obj", b"xref", b"(" * 20),
)


@st.composite
def spoilt(draw: st.DrawFn, kind: str) -> bytes:
    content = bytearray(GOOD[kind])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        match draw(st.sampled_from(("cut", "repeat", "bait", "noise", "end"))):
            case "cut":
                del content[start:end]
            case "repeat":
                content[start:start] = content[start:end] * draw(st.integers(1, 30))
            case "bait":
                content[start:end] = draw(st.sampled_from(BAIT))
            case "noise":
                content[start:end] = draw(st.binary(max_size=20))
            case "end":
                del content[start:]
    return bytes(content)
