"""Pieces for claim files: kept as they came, each company's own."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cases import load_case
from bot.ports import Author, CompanyId, PersonId, UnitOfWork
from bot.ports.pieces import KeptPiece
from bot.services import founding
from bot.storage import SqlStore

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNE = PersonId(7)
POLICY = "policy: {policyholder: A, insurer: B, starts_on: 2026-01-01}"
ORDER = KeptPiece(0, "order", "c.pdf", 3)


def another(uow: UnitOfWork) -> CompanyId:
    return founding.found(
        uow,
        load_case(POLICY, "a").policy,
        buyers=(),
        facts=(),
        author=Author(None),
        at=NOW,
        slug="another",
        zone="Europe/Paris",
    )


def test_a_piece_comes_back_as_it_came(store: SqlStore, lapierre: CompanyId) -> None:
    def keep(uow: UnitOfWork) -> int | None:
        return uow.pieces(lapierre).keep("Leroc", ORDER, b"\x00\xff<", ANNE, NOW)

    number = store.write_now(keep)
    assert number is not None
    assert store.write_now(lambda uow: uow.pieces(lapierre).of("Leroc")) == [
        KeptPiece(number, "order", "c.pdf", 3)
    ]
    found = store.write_now(lambda uow: uow.pieces(lapierre).content(number))
    assert found == b"\x00\xff<"


def test_the_same_file_under_the_same_kind_is_kept_once(
    store: SqlStore, lapierre: CompanyId
) -> None:
    def twice(uow: UnitOfWork) -> tuple[int | None, int | None, int | None]:
        pieces = uow.pieces(lapierre)
        first = pieces.keep("Leroc", ORDER, b"abc", ANNE, NOW)
        again = pieces.keep("Leroc", ORDER, b"abc", ANNE, NOW)
        other = pieces.keep("Moulin", ORDER, b"abc", ANNE, NOW)
        return first, again, other

    first, again, other = store.write_now(twice)
    assert first is not None
    assert again is None
    assert other is not None


def test_no_company_sees_or_drops_anothers_pieces(
    store: SqlStore, lapierre: CompanyId
) -> None:
    def look(uow: UnitOfWork) -> tuple[bytes | None, bool, list[KeptPiece], bool]:
        stranger = uow.pieces(another(uow))
        number = uow.pieces(lapierre).keep("Leroc", ORDER, b"abc", ANNE, NOW)
        assert number is not None
        return (
            stranger.content(number),
            stranger.forget(number),
            stranger.of("Leroc"),
            uow.pieces(lapierre).forget(number),
        )

    assert store.write_now(look) == (None, False, [], True)


def test_pieces_go_with_their_company(store: SqlStore) -> None:
    def gone(uow: UnitOfWork) -> list[KeptPiece]:
        company = another(uow)
        uow.pieces(company).keep("Leroc", ORDER, b"abc", ANNE, NOW)
        uow.companies.erase(company, NOW)
        return uow.pieces(company).of("Leroc")

    assert store.write_now(gone) == []
