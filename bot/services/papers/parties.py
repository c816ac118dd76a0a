"""Who is who in a file: the owner, and the buyers; and by what terms these pay.

Whoever cannot be told for certain is asked about, once: the answer is remembered for the
company. As long as it is missing, what hangs on it waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.ports.adoption import BUYER, OWNER, TERMS
from bot.ports.papers import Doubt, Paper, PaperInvoice
from bot.services.papers.mending import all_unsure
from bot.services.papers.names import Book, clean, folded, siren_of
from bot.services.papers.proposal import NEW, Memory, Question
from bot.services.papers.shelf import Shelf
from domain.errors import NotATerm
from domain.facts import Buyer
from domain.money import Percentage
from domain.record import Situation
from domain.spans import PaymentTerms

MOST_ASKED = 40  # names that are near one of the book's; past it the list is cut


@dataclass
class Comparing:
    """One file beside one company's books; what is found out on the way."""

    paper: Paper
    situation: Situation
    memory: Memory
    said: Mapping[str, str]
    vat: Callable[[str], Percentage]  # the usual rate of a buyer's country
    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[Doubt] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    learnt: dict[str, dict[str, str]] = field(default_factory=dict)
    new_buyers: dict[str, Buyer] = field(default_factory=dict)
    without_terms: dict[str, int] = field(default_factory=dict)  # buyers, their invoices

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.situation.record)
        record = self.situation.record
        self.book = Book(record.buyers.get(name) or Buyer(name) for name in record.names)
        self.currency = self.situation.policy.currency
        self._found: dict[str, str | None] = {}
        self._terms: dict[str, PaymentTerms | None] = {}

    def leave(self, key: str, about: str = "", **values: str) -> None:
        """Something of the file will not be written: it is shown, with the reason."""
        self.left_out.append(Doubt(key, clean(about), values))

    def learn(self, about: str, key: str, answer: str) -> None:
        self.learnt.setdefault(about, {})[key] = answer

    # --- The owner -----------------------------------------------------------------

    @property
    def owner(self) -> str:
        """The owner's SIREN; "" as long as nobody said it."""
        return siren_of(self.situation.policy.siren) or self.memory.owner

    def is_own(self, identity: str | None, name: str | None) -> bool | None:
        """Whether a seller is the owner; None: he must say so himself."""
        siren = siren_of(identity)
        if self.owner and siren:
            return siren == self.owner
        if not siren and not name:
            return True
        if name and folded(name) == folded(self.situation.policy.policyholder):
            return True
        return None

    def is_sale(self, invoice: PaperInvoice) -> bool | None:
        """Not a purchase; None as long as it is not known."""
        if self.owner and siren_of(invoice.buyer_id) == self.owner:
            return siren_of(invoice.seller_id) == self.owner
        own = self.is_own(invoice.seller_id, invoice.seller)
        return self._answered(invoice.seller_id, invoice.seller) if own is None else own

    def are_own_books(self) -> bool | None:
        """Of an export that says whose books it holds."""
        if not self.paper.owner_id:
            return True
        own = self.is_own(self.paper.owner_id, "")
        return self._answered(self.paper.owner_id, "") if own is None else own

    def _answered(self, identity: str | None, name: str | None) -> bool | None:
        who = siren_of(identity) or folded(name or "")
        slot = f"owner={who}"
        told = self.said.get(slot) or self.memory.sellers.get(who)
        if told is None:
            values = {"seller": clean(name or ""), "siren": siren_of(identity)}
            self.ask(Question("owner", slot, who, ("yes", "no"), values=values))
            return None
        is_own = told == "yes"
        self.learn(OWNER, who, told)
        if is_own and siren_of(identity) and not self.owner:
            self.learn(OWNER, "siren", siren_of(identity))
        return is_own

    def ask(self, question: Question) -> None:
        if all(each.slot != question.slot for each in self.questions):
            self.questions.append(question)

    # --- The buyers ----------------------------------------------------------------

    def buyer(
        self, name: str | None, identity: str | None, account: str | None
    ) -> str | None:
        """The name under which the book has, or will have, this buyer; None: to be said."""
        written = clean(name or account or identity or "")
        key = clean(account or "") or folded(written) or written
        if key not in self._found:
            self._found[key] = self._resolved(key, written, identity)
        return self._found[key]

    def is_new(self, name: str) -> bool:
        return name in self.new_buyers

    def _resolved(self, key: str, written: str, identity: str | None) -> str | None:
        if not written:
            return None
        told = self.said.get(f"buyer={key}") or self.memory.buyers.get(key)
        if told == NEW or (told is None and self.said.get("buyers") == NEW):
            return self._introduced(key, written, identity)
        if told is not None:
            self.learn(BUYER, key, told)
            return told
        match = self.book.find(written, identity)
        if match.name:
            return match.name
        if not match.near:
            return self._introduced(key, written, identity)
        names = (*match.near[:6], NEW)
        self.ask(Question("buyer", f"buyer={key}", written, names))
        return None

    def _introduced(self, key: str, written: str, identity: str | None) -> str:
        """A new one; of a firm that bears the name of another, with its number."""
        siren = siren_of(identity)
        known = self.situation.record.names
        name = written
        match = self.book.find(written, identity)
        if match.name and not siren:
            return match.name
        if written in known:
            name = f"{written} ({siren or key})"
        self.new_buyers.setdefault(name, Buyer(name, siren))
        return name

    # --- Terms ---------------------------------------------------------------------

    def terms_of(self, buyer: str) -> PaymentTerms | None:
        """Known of that buyer, or said by the owner; never guessed."""
        if buyer not in self._terms:
            self._terms[buyer] = self._known_terms(buyer)
        found = self._terms[buyer]
        if found is None:
            self.without_terms[buyer] = self.without_terms.get(buyer, 0) + 1
        return found

    def _known_terms(self, buyer: str) -> PaymentTerms | None:
        own = self.said.get(f"terms={buyer}")
        told = own or self.memory.terms.get(buyer)
        known = None if own else self.shelf.terms(buyer)
        answer = own or (str(known) if known else "") or told or self.said.get("terms")
        if not answer:
            return None
        try:
            terms = PaymentTerms.of(answer)
        except NotATerm:
            return None
        if known is None:
            self.learn(TERMS, buyer, answer)
        return terms

    def due_on(
        self, buyer: str, said: PaperInvoice, on: date
    ) -> tuple[date, PaymentTerms | None] | None:
        """The day, and the terms it was reckoned by; None as long as nobody knows. What a
        page says is offered as every field of it is, to be looked at.
        """
        is_certain = "due_on" not in said.estimated or all_unsure(self.paper)
        if said.due_on is not None and is_certain:
            return said.due_on, None
        terms = self.terms_of(buyer)
        return None if terms is None else (terms.due_on(on), terms)
