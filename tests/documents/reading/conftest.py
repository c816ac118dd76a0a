"""Reading in this process: what the child does, without the child."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.documents.reading import Source, read
from bot.ports.papers import Paper, PaperInvoice

Reads = Callable[..., Paper]
ReadsInvoice = Callable[..., PaperInvoice]


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """The paper of these bytes, or of this text as UTF-8."""

    def read_it(content: str | bytes, name: str = "file.xml") -> Paper:
        path = tmp_path / "received"
        data = content.encode("utf-8") if isinstance(content, str) else content
        path.write_bytes(data)
        return read(Source.of(path, name))

    return read_it


@pytest.fixture
def reads_invoice(reads: Reads) -> ReadsInvoice:
    """The one invoice of a file that is not refused."""

    def read_it(content: str | bytes, name: str = "file.xml") -> PaperInvoice:
        paper = reads(content, name)
        assert paper.refused is None
        (invoice,) = paper.invoices
        return invoice

    return read_it
