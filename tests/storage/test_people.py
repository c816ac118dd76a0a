from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import (
    ChatId,
    CompanyId,
    Dialogue,
    Invitation,
    InvitationSpent,
    Member,
    Person,
    PersonId,
    Role,
    StoredUpdate,
)
from bot.storage import SqlStore
from tests.fakes import MONDAY_MORNING
from tests.storage.lapierre import ANNE, found_company

NOW = MONDAY_MORNING
LATER = NOW + timedelta(days=1)
BEN = Person(PersonId(8), ChatId(8), "Ben", "en")


def test_whoever_writes_is_remembered_with_today_s_name(store: SqlStore) -> None:
    store.write_now(lambda uow: uow.people.meet(BEN))
    met = store.write_now(lambda uow: uow.people.meet(replace(BEN, name="Benjamin")))

    assert met == replace(BEN, name="Benjamin")


def test_a_chosen_language_outlives_the_telephone_s(store: SqlStore) -> None:
    store.write_now(lambda uow: uow.people.meet(BEN))
    store.write_now(lambda uow: uow.people.speaks(BEN.id, "fr"))

    assert store.write_now(lambda uow: uow.people.meet(BEN)).lang == "fr"


def test_who_could_not_be_reached_is_reachable_once_he_writes(
    store: SqlStore, lapierre: CompanyId
) -> None:
    store.write_now(lambda uow: uow.people.unreachable(ANNE.chat))
    (member,) = store.write_now(lambda uow: uow.people.members(lapierre))
    met = store.write_now(lambda uow: uow.people.meet(ANNE))

    assert not member.person.reachable
    assert met.reachable


def test_a_chat_that_moved_is_the_person_s_chat(
    store: SqlStore, lapierre: CompanyId
) -> None:
    store.write_now(lambda uow: uow.people.moved(ANNE.chat, ChatId(-100)))
    (member,) = store.write_now(lambda uow: uow.people.members(lapierre))

    assert member == Member(replace(ANNE, chat=ChatId(-100)), lapierre, Role.OWNER)


def test_the_company_chosen_last_comes_first(store: SqlStore) -> None:
    first = store.write_now(lambda uow: found_company(uow, "first"))
    second = store.write_now(lambda uow: found_company(uow, "second", at=LATER))

    def order() -> list[CompanyId]:
        found = store.write_now(lambda uow: uow.people.memberships(ANNE.id))
        return [member.company for member in found]

    before = order()
    store.write_now(lambda uow: uow.people.choose(ANNE.id, first, LATER + timedelta(1)))

    assert before == [second, first]
    assert order() == [first, second]


def test_who_was_removed_is_no_member(store: SqlStore, lapierre: CompanyId) -> None:
    removed = store.write_now(lambda uow: uow.people.remove(ANNE.id, lapierre, NOW))
    again = store.write_now(lambda uow: uow.people.remove(ANNE.id, lapierre, NOW))

    assert (removed, again) == (True, False)
    assert store.write_now(lambda uow: uow.people.memberships(ANNE.id)) == []
    assert store.write_now(lambda uow: uow.books(lapierre).verify_audit()) == ()


def test_an_invitation_opens_once(store: SqlStore, lapierre: CompanyId) -> None:
    invitation = Invitation(lapierre, Role.READER, LATER)
    store.write_now(lambda uow: uow.people.invite(invitation, "hash"))
    found = store.write_now(lambda uow: uow.people.invitation("hash", NOW))
    store.write_now(lambda uow: uow.people.spend("hash", BEN.id, NOW))

    assert found == invitation
    assert store.write_now(lambda uow: uow.people.invitation("hash", NOW)) is None
    with pytest.raises(InvitationSpent):
        store.write_now(lambda uow: uow.people.spend("hash", BEN.id, NOW))


def test_an_invitation_ends(store: SqlStore) -> None:
    invitation = Invitation(None, Role.OWNER, LATER)
    store.write_now(lambda uow: uow.people.invite(invitation, "hash"))

    assert store.write_now(lambda uow: uow.people.invitation("hash", LATER)) is None
    with pytest.raises(InvitationSpent):
        store.write_now(lambda uow: uow.people.spend("hash", BEN.id, LATER))


# --- Dialogues ---


def test_a_dialogue_is_as_it_was_left(store: SqlStore) -> None:
    left = Dialogue("invoice_add", {"buyer": "Leroc"}, "amount", 12, 3, 1)
    store.write_now(lambda uow: uow.dialogues.save(ANNE.chat, left, NOW))

    assert store.write_now(lambda uow: uow.dialogues.of(ANNE.chat)) == left
    assert store.write_now(lambda uow: uow.dialogues.of(BEN.chat)) == Dialogue()


def test_erasing_a_company_closes_its_drafts_and_keeps_their_number(
    store: SqlStore, lapierre: CompanyId
) -> None:
    open_draft = Dialogue("invoice_add", {"buyer": "Leroc"}, "amount", 12, 3, 1)
    store.write_now(lambda uow: uow.dialogues.save(ANNE.chat, open_draft, NOW))
    store.write_now(lambda uow: uow.companies.erase(lapierre, NOW))

    assert store.write_now(lambda uow: uow.dialogues.of(ANNE.chat)) == Dialogue(number=3)


# --- The inbox ---


def update(number: int, chat: int | None = 7) -> StoredUpdate:
    return StoredUpdate(
        number, None if chat is None else ChatId(chat), {"update_id": number}
    )


def test_an_update_is_new_once(store: SqlStore) -> None:
    first = store.write_now(lambda uow: uow.inbox.store([update(5), update(3)], NOW))
    again = store.write_now(lambda uow: uow.inbox.store([update(3), update(9, None)], NOW))

    assert (first, again) == ([5, 3], [9])


def test_what_is_not_done_is_taken_up_again_oldest_first(store: SqlStore) -> None:
    store.write_now(lambda uow: uow.inbox.store([update(900), update(901)], NOW))
    store.write_now(lambda uow: uow.inbox.store([update(4, None)], LATER))
    store.write_now(lambda uow: uow.inbox.done(900, LATER))

    assert store.write_now(lambda uow: uow.inbox.pending()) == [
        update(901),
        update(4, None),
    ]


def test_an_update_that_fails_three_times_is_given_up_and_kept(store: SqlStore) -> None:
    store.write_now(lambda uow: uow.inbox.store([update(1)], NOW))
    left = []
    for _ in range(3):
        store.write_now(lambda uow: uow.inbox.failed(1, NOW, "KeyError"))
        left.append(len(store.write_now(lambda uow: uow.inbox.pending())))

    assert left == [1, 1, 0]
    assert store.write_now(lambda uow: uow.inbox.store([update(1)], NOW)) == []


def test_old_updates_are_forgotten_but_not_those_to_do(store: SqlStore) -> None:
    store.write_now(lambda uow: uow.inbox.store([update(1), update(2)], NOW))
    store.write_now(lambda uow: uow.inbox.done(1, NOW))

    assert store.write_now(lambda uow: uow.inbox.forget(LATER)) == 1
    assert store.write_now(lambda uow: uow.inbox.pending()) == [update(2)]
