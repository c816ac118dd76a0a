"""The record of one company: its policy, its buyers and every fact, in any order.

`record.on(today)` is the situation: what is known that day. Facts dated later are not
known yet; corrections, voids and endorsements apply from their own day on. Facts stand
grouped by buyer and are read only for the buyer asked about; what has been worked out for
a buyer stays worked out until a new fact touches him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from domain.errors import NotAField, UnknownBuyer, UnknownInvoice
from domain.facts import (
    Acknowledgement,
    Buyer,
    BuyerFact,
    Correction,
    DutyDone,
    Endorsement,
    Fact,
    IndemnityAgreed,
    IndemnityPaid,
    InterventionRequest,
    Invoice,
    InvoiceFact,
    Payment,
    PolicyEnded,
)
from domain.policy import OF_LEDGERS, OF_THE_COMPANY, TERMS, Policy
from domain.spans import Calendar

F = TypeVar("F", bound=Fact)
T = TypeVar("T")

Groups = dict[str, tuple[Fact, ...]]
ANY_ORDER = (Invoice, Payment)  # many, and their rules do not mind the order of a day
COMPANY = ""  # the group of facts about no one buyer
LEDGERS = frozenset({"receivables", "ledger", "daily", "imputations", "owed"})
CLAIMING = (InterventionRequest, IndemnityAgreed, IndemnityPaid)


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Where to look for the facts about a buyer, an invoice, another fact."""

    by_buyer: Groups = field(default_factory=dict)
    by_invoice: Groups = field(default_factory=dict)
    corrections: dict[str, tuple[Correction, ...]] = field(default_factory=dict)
    claimants: frozenset[str] = frozenset()  # buyers with a claim, or an indemnity
    # Shared by all that follow an index: it only ever tells where an invoice may be.
    buyers_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_id: dict[str, Fact] = field(default_factory=dict)  # shared likewise
    moved: dict[str, tuple[str, ...]] = field(default_factory=dict)  # ids, by new buyer

    def with_facts(self, facts: Sequence[Fact]) -> Index:
        corrections, moved = dict(self.corrections), dict(self.moved)
        self.by_id.update((fact.id, fact) for fact in facts if fact.id)
        by_buyer: defaultdict[str, list[Fact]] = defaultdict(list)
        by_invoice: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            if isinstance(fact, Correction):
                corrections[fact.of] = (*corrections.get(fact.of, ()), fact)
                buyer = dict(fact.changes).get("buyer")
                if buyer:
                    moved[str(buyer)] = (*moved.get(str(buyer), ()), fact.of)
                continue
            group, name = _group(fact)
            (by_buyer if group is BuyerFact else by_invoice)[name].append(fact)
            if isinstance(fact, Invoice):
                self.note_buyer(fact.number, fact.buyer)
        claiming = {fact.buyer for fact in facts if isinstance(fact, CLAIMING)}
        return Index(
            _extended(self.by_buyer, by_buyer),
            _extended(self.by_invoice, by_invoice),
            corrections,
            self.claimants | claiming,
            self.buyers_of,
            self.by_id,
            moved,
        )

    def note_buyer(self, number: str, buyer: str) -> None:
        known = self.buyers_of.get(number, ())
        if buyer not in known:
            self.buyers_of[number] = (*known, buyer)


class Record:
    """Everything told so far. Never changed: `with_facts` gives the next one."""

    def __init__(
        self,
        policy: Policy,
        buyers: Iterable[Buyer] = (),
        facts: Iterable[Fact] = (),
        calendar: Calendar | None = None,
        index: Index | None = None,
    ) -> None:
        self.policy = policy
        self.buyers: dict[str, Buyer] = {buyer.name: buyer for buyer in buyers}
        self.calendar = calendar or Calendar()
        self.facts: tuple[Fact, ...] = tuple(facts)
        self.index = index or Index().with_facts(self.facts)
        self.latest: Situation | None = None  # the situation asked for last
        if index is None:
            self.note_renamed(self.facts)

    def with_facts(self, more: Iterable[Fact]) -> Record:
        """The record with these facts added; the untouched buyers' answers are kept."""
        added = tuple(more)
        facts, index = self.facts + added, self.index.with_facts(added)
        following = Record(self.policy, self.buyers.values(), facts, self.calendar, index)
        following.note_renamed(added)
        if self.latest is not None:
            following.latest = self.latest.carried_to(following, added)
        return following

    def with_buyers(self, more: Iterable[Buyer]) -> Record:
        introduced = {buyer.name: buyer for buyer in more}
        buyers = {**self.buyers, **introduced}
        following = Record(
            self.policy, buyers.values(), self.facts, self.calendar, self.index
        )
        if self.latest is not None:
            following.latest = self.latest.without(introduced, following)
        return following

    def on(self, today: date) -> Situation:
        if self.latest is None or self.latest.today != today:
            self.latest = Situation(self, today)
        return self.latest

    @property
    def names(self) -> list[str]:
        """Every buyer named by the policyholder or by a fact."""
        told = (name for name in self.index.by_buyer if name and name not in self.buyers)
        return [*self.buyers, *told]

    @property
    def claimants(self) -> frozenset[str]:
        """Buyers with a claim, an indemnity, or the hope of one."""
        return self.index.claimants

    def fact(self, number: str) -> Fact | None:
        """The one of this id, as it was told."""
        return self.index.by_id.get(number)

    def moved_to(self, buyer: str) -> Iterator[Fact]:
        """Facts first told of another buyer and corrected to be this one's."""
        for number in dict.fromkeys(self.index.moved.get(buyer, ())):
            fact = self.fact(number)
            if fact is not None:
                yield fact

    def note_renamed(self, told: Iterable[Fact]) -> None:
        """A corrected number or buyer must be found under its new name too."""
        for fact in told:
            if isinstance(fact, Correction) and _renames(fact):
                changes, old = dict(fact.changes), self.fact(fact.of)
                if isinstance(old, Invoice):
                    number = str(changes.get("number", old.number))
                    self.index.note_buyer(number, str(changes.get("buyer", old.buyer)))


def _renames(correction: Correction) -> bool:
    return bool({"number", "buyer"} & dict(correction.changes).keys())


def _group(fact: Fact) -> tuple[type[Fact], str]:
    """What a fact is about: a buyer (of no name: the company) or an invoice."""
    match fact:
        case BuyerFact():
            return BuyerFact, fact.buyer
        case InvoiceFact():
            return InvoiceFact, fact.invoice
        case DutyDone() | Acknowledgement() if fact.invoice and not fact.buyer:
            return InvoiceFact, fact.invoice
        case DutyDone() | Acknowledgement():
            return BuyerFact, fact.buyer
        case _:
            return BuyerFact, COMPANY


def _extended(groups: Groups, more: Mapping[str, Sequence[Fact]]) -> Groups:
    added = {name: (*groups.get(name, ()), *facts) for name, facts in more.items()}
    return {**groups, **added}


@dataclass(slots=True, eq=False)
class Account:
    """One buyer's facts as known on a day, by kind, and what was worked out of them."""

    buyer: Buyer
    facts: dict[type[Fact], list[Any]]
    memory: dict[Any, Any] = field(default_factory=dict)

    def all(self, kind: type[F]) -> list[F]:
        """In the order of their days; the order of being told says nothing."""
        return self.facts.get(kind, [])

    def with_ledgers_only(self) -> Account:
        """What was worked out of its ledgers stays worked out."""
        kept = {key: each for key, each in self.memory.items() if _kind(key) in LEDGERS}
        return Account(self.buyer, self.facts, kept)

    def forgotten(self) -> Account:
        return Account(self.buyer, self.facts)

    def once(self, key: object, work: Callable[[], T]) -> T:
        """`work()`, done the first time it is asked for."""
        try:
            found: T = self.memory[key]
        except KeyError:
            found = self.memory[key] = work()
        return found


class Situation:
    """What is known on `today`; the one argument of every rule."""

    __slots__ = ("_accounts", "_memory", "policy", "record", "today")

    def __init__(
        self, record: Record, today: date, accounts: Mapping[str, Account] | None = None
    ) -> None:
        self.record, self.today = record, today
        self._accounts: dict[str, Account] = dict(accounts or {})
        self._memory: dict[object, Any] = {}
        self.policy = self._endorsed(record.policy)

    @property
    def calendar(self) -> Calendar:
        return self.record.calendar

    def account(self, buyer: str) -> Account:
        try:
            return self._accounts[buyer]
        except KeyError:
            found = self._accounts[buyer] = self._read(buyer)
        return found

    def all(self, kind: type[F]) -> list[F]:
        """The facts about no one buyer, and those about every buyer of such a kind."""
        return self.account(COMPANY).all(kind)

    def buyer_of(self, number: str) -> str:
        """Whose invoice this is."""
        for buyer in self.record.index.buyers_of.get(number, ()):
            if any(one.number == number for one in self.account(buyer).all(Invoice)):
                return buyer
        raise UnknownInvoice(number)

    def buyer_named(self, name: str) -> Buyer:
        found = self.record.buyers.get(name)
        if found is None and not self.record.index.by_buyer.get(name):
            raise UnknownBuyer(name)
        return found or Buyer(name)

    def once(self, key: object, work: Callable[[], T]) -> T:
        """`work()`, done the first time it is asked for, whoever the buyers are."""
        try:
            found: T = self._memory[key]
        except KeyError:
            found = self._memory[key] = work()
        return found

    def carried_to(self, record: Record, added: Sequence[Fact]) -> Situation:
        """The same day with the added facts; other buyers' accounts stay worked out."""
        touched: set[str] = set()
        for told in added:
            names = _touched_by(told, record)
            if names is None:
                return Situation(record, self.today)
            touched |= names
        following = self.without(touched, record)
        if not following.reckons_buyers_as(self):
            following.reckon_buyers_anew(self)
        return following

    def without(self, touched: Iterable[str], record: Record) -> Situation:
        """The same day in a later record; what these buyers brought is read anew."""
        left = set(touched)
        kept = {name: a for name, a in self._accounts.items() if name not in left}
        return Situation(record, self.today, kept)

    def reckons_buyers_as(self, before: Situation) -> bool:
        """Whether what was worked out for one buyer holds under this policy too."""
        return self._changed_since(before) <= OF_THE_COMPANY

    def reckon_buyers_anew(self, before: Situation) -> None:
        """Under this policy; ledgers stand where no term of theirs has changed."""
        keeps = not self._changed_since(before) & OF_LEDGERS
        self._accounts = {
            name: account.with_ledgers_only() if keeps else account.forgotten()
            for name, account in self._accounts.items()
        }

    def _changed_since(self, before: Situation) -> set[str]:
        """The terms that read otherwise."""
        if self.policy is before.policy:
            return set()
        old, new = before.policy, self.policy
        return {term for term in TERMS if old.history(term) != new.history(term)}

    def _endorsed(self, policy: Policy) -> Policy:
        endorsements = self.all(Endorsement)
        for each in sorted(endorsements, key=lambda e: (e.first_day, e.on, repr(e))):
            policy = policy.endorsed(dict(each.terms), each.first_day, dict(each.clauses))
        return policy

    def _read(self, buyer: str) -> Account:
        known: defaultdict[type[Fact], list[Any]] = defaultdict(list)
        for fact in self._known(self.record.index.by_buyer.get(buyer, ()), buyer):
            known[type(fact)].append(fact)
        for invoice in known.get(Invoice, ()):
            for fact in self._known(
                self.record.index.by_invoice.get(invoice.number, ()), None
            ):
                known[type(fact)].append(fact)
        for kind, facts in known.items():
            facts.sort(key=_day if kind in ANY_ORDER else _rank)
        return Account(self.record.buyers.get(buyer) or Buyer(buyer), dict(known))

    def _known(self, facts: Iterable[Fact], buyer: str | None) -> Iterator[Fact]:
        if not self.record.index.corrections:
            return (fact for fact in facts if fact.on <= self.today)
        moved = self.record.moved_to(buyer) if buyer else ()
        every = {id(fact): fact for fact in (*facts, *moved)}
        return self._corrected(every.values(), buyer)

    def _corrected(self, facts: Iterable[Fact], buyer: str | None) -> Iterator[Fact]:
        for told in facts:
            fact = self._as_it_reads(told)
            if fact is None or fact.on > self.today or told.on > self.today:
                continue
            if buyer is None or getattr(fact, "buyer", buyer) == buyer or not buyer:
                yield fact

    def _as_it_reads(self, fact: Fact) -> Fact | None:
        """The fact with every correction known today; None when it is void."""
        corrections = self.record.index.corrections.get(fact.id, ()) if fact.id else ()
        for each in sorted(corrections, key=lambda c: (c.on, c.id, repr(c.changes))):
            standing = self._as_it_reads(each)
            if not isinstance(standing, Correction) or standing.on > self.today:
                continue
            if standing.void:
                return None
            fact = _changed(fact, dict(standing.changes))
        return fact


def _kind(key: object) -> object:
    """What a key of an account's memory speaks of, whatever its day."""
    return key[0] if isinstance(key, tuple) else key


def _day(fact: Fact) -> date:
    return fact.on


def _rank(fact: Fact) -> tuple[date, str]:
    """By day, then by what it says: never by when it was told."""
    return fact.on, repr(replace(fact, id=""))


def _touched_by(told: Fact, record: Record) -> set[str] | None:
    """Whose accounts it changes; None when it may be anybody's. A correction touches
    those of whom its fact was ever told, as it stood first or was corrected to be.
    """
    fact, buyers, numbers = told, set[str](), set[str]()
    if isinstance(told, Correction):
        corrected = record.fact(told.of)
        if corrected is None:
            return None
        fact = corrected
        for each in record.index.corrections[told.of]:
            changes = dict(each.changes)
            buyers.add(str(changes.get("buyer", COMPANY)))
            numbers.add(str(changes.get("number", "")))
    if isinstance(fact, Correction | PolicyEnded):
        return None
    group, name = _group(fact)
    (buyers if group is BuyerFact else numbers).add(name)
    buyers.add(str(getattr(fact, "buyer", COMPANY)))
    return buyers.union(*(record.index.buyers_of.get(each, ()) for each in numbers))


def _changed(fact: Fact, changes: dict[str, Any]) -> Fact:
    if isinstance(fact, Endorsement):
        terms = {name: value for name, value in changes.items() if name in TERMS}
        changes = {name: value for name, value in changes.items() if name not in TERMS}
        fact = replace(fact, terms=tuple({**dict(fact.terms), **terms}.items()))
    for name in changes:
        if not hasattr(fact, name):
            raise NotAField(fact.kind_of_fact, name)
    new: Fact = replace(fact, **changes)
    if isinstance(new, Invoice) and new.terms and "due_on" not in changes:
        return replace(new, due_on=new.terms.due_on(new.on))
    return new
