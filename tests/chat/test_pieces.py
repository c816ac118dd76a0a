"""What is kept for a claim file goes into its archive; a file is a piece for a while."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parent))

from conversation import FILES, scene

from bot.chat.handlers.pieces import OPEN_FOR, TOPIC, _name, is_awaited
from bot.documents.writing import press
from bot.ports import Dialogue, UnitOfWork

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_file_is_a_piece_for_a_quarter_of_an_hour() -> None:
    waiting = Dialogue(topic=TOPIC, draft={"at": NOW.isoformat()})

    assert is_awaited(waiting, NOW + OPEN_FOR)
    assert not is_awaited(waiting, NOW + OPEN_FOR + timedelta(seconds=1))
    assert not is_awaited(Dialogue(), NOW)


def test_names_hold_no_folders_and_are_not_too_long() -> None:
    assert _name("../../etc/passwd") == "passwd"
    assert _name("C:\\Users\\a.pdf") == "a.pdf"
    assert _name("...") == "x"
    assert _name(f"{'a' * 200}.pdf") == f"{'a' * 70}.pdf"


async def test_the_archive_holds_the_piece_as_it_came() -> None:
    async with scene() as stage:
        anne = stage.phone.visitor("Anne", lang="fr")
        for line in (
            "> le dossier de Moulin en pdf",
            "[Joindre une pièce]",
            "[Bon de commande]",
            "(file inconnu.bin)",
            "[Tout (zip)]",
        ):
            await stage.does(anne, line)

        def contents(uow: UnitOfWork) -> bytes:
            company = uow.companies.by_slug("lapierre")
            assert company is not None
            kept = uow.pieces(company.id).of("Moulin")
            assert [(piece.kind, piece.name) for piece in kept] == [
                ("order", "inconnu.bin")
            ]
            found = uow.pieces(company.id).content(kept[0].number)
            assert found is not None
            return press.archive({}, {f"x/{kept[0].name}": found})

        with ZipFile(BytesIO(await stage.store.write(contents))) as archive:
            sent = (FILES / "inconnu.bin").read_bytes()
            assert archive.read("x/inconnu.bin") == sent
