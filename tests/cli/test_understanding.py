"""`vigie understand`: what was understood, without a database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PROMISED = ["intent", "decision", "slots", "choices", "confidence"]


def say_on_stdin(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said), "utf-8"))


def test_one_sentence_is_one_document(vigie: Run, desk: Path) -> None:
    read = vigie(
        "understand",
        "facture Leroc 100 000 HT du 10 mars à 3 mois fin de mois",
        *("--buyers", "Leroc, Moulin", "--today", "2026-11-22", "--json"),
    )

    assert read.code == 0
    assert list(read.document) == PROMISED
    assert read.document["intent"] == "invoice_add"
    assert read.document["decision"] == "confirm"
    assert read.document["slots"]["buyer"] == "Leroc"
    assert read.document["slots"]["amount"] == "100000"
    assert read.document["slots"]["basis"] == "net"
    assert read.document["slots"]["issued_on"] == "2026-03-10"
    assert read.document["slots"]["due_on"] == "2026-06-30"
    assert [*desk.iterdir()] == []


def test_in_words_too(vigie: Run) -> None:
    read = vigie("understand", "quelle", "est", "ma", "prime")

    assert read.code == 0
    assert read.out.startswith("premium · act")


def test_jsonl_answers_each_line_in_its_place(
    vigie: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_on_stdin(
        monkeypatch,
        b'{"text": "quelle est ma prime"}\n\nrubbish\n["text"]\n{"text": 3}\n'
        b'\xff\xfe\n{"text": "\\ud800"}\n{"text": "what is my premium"}\n',
    )

    read = vigie("understand", "--jsonl")

    documents = [json.loads(line) for line in read.out.splitlines()]
    assert read.code == 2
    assert [document.get("intent", "error") for document in documents] == [
        *("premium", "error", "error", "error", "error", "none", "premium")
    ]
    assert [document.get("line") for document in documents][1:5] == [3, 4, 5, 6]
    assert "stdin:3" in read.err


def test_good_lines_only_end_well(vigie: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    say_on_stdin(monkeypatch, '{"text": "où en est l’enveloppe"}\n'.encode())

    read = vigie("understand", "--jsonl", "--lang", "fr")

    assert read.code == 0
    assert list(read.document) == PROMISED


def test_without_a_sentence_it_says_so(vigie: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    say_on_stdin(monkeypatch, b"\n  \n")

    read = vigie("understand")

    assert read.code == 2
    assert read.out == ""
    assert "phrase" in read.err


def test_two_lines_on_standard_input_are_one_json_list(
    vigie: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_on_stdin(monkeypatch, b"quelle est ma prime\nfais le point\n")

    read = vigie("understand", "--json")

    assert [document["intent"] for document in read.document] == ["premium", "summary"]


def test_an_endless_text_is_answered(vigie: Run) -> None:
    read = vigie("understand", "facture " * 20_000, "--json")

    assert read.code == 0
