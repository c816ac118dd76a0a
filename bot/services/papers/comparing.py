"""A paper beside the books: the one way from what a file says to a proposal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.ports.adoption import LAYOUT
from bot.ports.papers import (
    Doubt,
    OpenItem,
    Paper,
    PaperEvent,
    PaperEventKind,
    PaperKind,
    PaperLimit,
    PaperPayment,
)
from bot.services.papers.layouts import answered, as_said, layout_question
from bot.services.papers.mending import mended
from bot.services.papers.money_in import MoneyIn
from bot.services.papers.names import clean
from bot.services.papers.parties import Comparing
from bot.services.papers.proposal import Balance, Memory, Proposal, Question
from bot.services.papers.sales import Sales
from domain.facts import Decision, Dispute, DisputeState, Invoice, LimitDecision
from domain.money import Money, Percentage
from domain.receivables import ledger
from domain.record import Situation

NOTHING = Decimal(0)


def propose(
    paper: Paper,
    situation: Situation,
    memory: Memory,
    said: Mapping[str, str],
    vat: Callable[[str], Percentage],
) -> Proposal:
    """What `paper` would bring; `said` are the answers given so far, by slot."""
    paper = mended(as_said(paper, said, memory), said)
    at = Comparing(paper, situation, memory, said, vat)
    own = at.are_own_books()
    asked = layout_question(paper, said, memory)
    if asked is not None:
        at.ask(asked)
    if own is False:
        at.leave("other_books", paper.owner_id)
        return _only_said(at, paper)
    return _Proposing(at).proposal()


def _only_said(at: Comparing, paper: Paper) -> Proposal:
    return Proposal(
        paper=paper,
        doubts=paper.doubts,
        left_out=tuple(at.left_out),
        purchases=len(paper.invoices),
        today=at.situation.today,
        currency=at.currency,
    )


class _Proposing:
    def __init__(self, at: Comparing) -> None:
        self.at, self.paper = at, at.paper
        self.sales = Sales(at)
        self.money = MoneyIn(at, self.sales)

    def proposal(self) -> Proposal:
        at, paper = self.at, self.paper
        self.sales.read(paper.invoices)
        self.money.read(tuple(self._payers()))
        opened, stopped = self._events()
        limits = tuple(self._limits())
        self._ask_terms()
        found = Proposal(
            paper=paper,
            invoices=tuple(self.sales.invoices),
            credits=tuple(self.sales.credits),
            receipts=tuple(self.money.receipts),
            unmatched=tuple(self.money.unmatched),
            disputes=tuple(dispute for dispute, _ in opened),
            disputed=tuple(invoice for _, invoice in opened),
            stopped=stopped,
            voided=tuple(self.money.voided),
            limits=limits,
            differences=tuple(self.sales.differences),
            new_buyers=tuple(at.new_buyers.values()),
            known=self.sales.known,
            known_receipts=self.money.known,
            purchases=self.sales.purchases,
            factored=self.sales.factored,
            doubts=(*paper.doubts, *at.doubts),
            left_out=tuple(at.left_out),
            question=_first(at.questions),
            learnt={about: dict(told) for about, told in at.learnt.items()},
            today=at.situation.today,
            currency=at.currency,
        )
        found = _with_balances(found, at)
        return self._with_layout(found) if found.is_usable else found

    # --- Events --------------------------------------------------------------------

    def _payers(self) -> Iterator[PaperPayment]:
        """A life-cycle message is of an invoice: who owes it paid it, whatever the name."""
        is_message = self.paper.kind is PaperKind.CDAR
        for each in self.paper.payments:
            known = each.buyer or each.account or each.buyer_id
            is_told = known and not is_message
            if is_told or self.paper.kind is PaperKind.CAMT053 or not each.invoices:
                yield each
                continue
            found = self.sales.find(each.invoices[0])
            if found is None:
                self.at.leave("unknown_invoice", each.invoices[0])
            else:
                yield replace(each, buyer=found.buyer, buyer_id=None, account=None)

    def _events(
        self,
    ) -> tuple[tuple[tuple[Dispute, Invoice], ...], tuple[Invoice, ...]]:
        """Disputes that open, with their invoices; invoices that stop."""
        opened: list[tuple[Dispute, Invoice]] = []
        stopped: list[Invoice] = []
        for event in self.paper.events:
            if event.kind is PaperEventKind.DOUBTFUL:
                name = clean(event.buyer or event.invoice or "")
                self.at.doubts.append(Doubt("doubtful", name))
                continue
            if event.kind is PaperEventKind.OTHER:
                self.at.doubts.append(
                    Doubt("no_effect", clean(event.invoice or ""), {"code": event.code})
                )
                continue
            found = self.sales.find(event.invoice or "")
            if found is None:
                self.at.leave("unknown_invoice", event.invoice or "")
            elif event.kind is PaperEventKind.DISPUTED:
                opened += ((dispute, found) for dispute in self._dispute(event, found))
            elif found not in stopped:
                stopped += self._stop(event, found)
        return tuple(opened), tuple(stopped)

    def _dispute(self, event: PaperEvent, invoice: Invoice) -> list[Dispute]:
        """Opened once: one that is open stays so."""
        today = self.at.situation.today
        on = min(event.on or today, today)
        told = [
            each
            for each in self.at.shelf.standing.account(invoice.buyer).all(Dispute)
            if each.invoice == invoice.number
        ]
        is_opened_since = any(
            each.state is DisputeState.OPENED and each.on >= on for each in told
        )
        if is_opened_since or (told and told[-1].state is DisputeState.OPENED):
            self.at.doubts.append(Doubt("dispute_known", clean(invoice.number)))
            return []
        return [Dispute(on=on, invoice=invoice.number, state=DisputeState.OPENED)]

    def _stop(self, event: PaperEvent, invoice: Invoice) -> list[Invoice]:
        """A debt that the buyer refused, or never received: only if the owner says so."""
        slot = f"stop={invoice.number}"
        answer = self.at.said.get(slot) or self.at.said.get("stops")
        if answer is None:
            values = {
                "buyer": invoice.buyer,
                "reason": clean(event.reason),
                "event": event.kind.value,
                "amount": invoice.net + invoice.vat,
            }
            self.at.ask(
                Question("stop", slot, invoice.number, ("yes", "no"), values=values)
            )
        return [invoice] if answer == "yes" else []

    # --- Limits --------------------------------------------------------------------

    def _limits(self) -> Iterator[LimitDecision]:
        for said in self.paper.limits:
            fact = self._limit(said)
            if fact is None:
                continue
            told = self.at.shelf.standing.account(fact.buyer).all(LimitDecision)
            if any(_same_limit(each, fact) for each in told):
                self.sales.known += 1
            else:
                yield fact

    def _limit(self, said: PaperLimit) -> LimitDecision | None:
        """A table of guarantees lists what is granted, unless it says otherwise."""
        if said.decided_on is None:
            self.at.leave("limit_without_day", said.buyer)
            return None
        if said.amount is None and said.decision not in AMOUNTLESS:
            self.at.leave("no_amount", said.buyer)
            return None
        buyer = self.at.buyer(said.buyer, said.buyer_id, None)
        if buyer is None:
            return None
        amount = None if said.amount is None else Money(said.amount, self.at.currency)
        usual = Decision.GRANTED if amount else Decision.REFUSED
        return LimitDecision(
            on=said.decided_on,
            buyer=buyer,
            decision=Decision(said.decision) if said.decision else usual,
            amount=amount,
            ends_on=said.ends_on,
        )

    # --- What is asked, what is remembered -----------------------------------------

    def _ask_terms(self) -> None:
        """Once for the whole batch: to how many days do these buyers pay?"""
        missing = self.at.without_terms
        if missing and self.at.said.get("terms_each") == "yes":
            for buyer, count in missing.items():
                values = {"buyers": (buyer,), "invoices": count}
                self.at.ask(Question("terms", f"terms={buyer}", buyer, values=values))
        elif missing:
            buyers = tuple(missing)
            count = sum(missing.values())
            values = {"buyers": buyers, "invoices": count}
            self.at.ask(
                Question("terms", "terms", options=buyers, count=count, values=values)
            )

    def _with_layout(self, found: Proposal) -> Proposal:
        """How the table was understood is remembered, if anything came of it."""
        layout = self.paper.layout
        if layout is None:
            return found
        told = answered(layout, self.at.said, self.at.memory)
        if told == self.at.memory.layouts.get(layout.signature):
            return found
        return replace(found, learnt={**found.learnt, LAYOUT: {layout.signature: told}})


AMOUNTLESS = frozenset({"refused", "suspended", "cancelled", "reinstated", "requested"})
# The owner first, what a table leaves open, its layout, the buyers, the terms; the receipts
# one by one at last.
ORDER = (
    "owner",
    "about",
    "basis",
    "day_first",
    "layout",
    "buyer",
    "terms",
    "credits",
    "stop",
)


def _first(questions: list[Question]) -> Question | None:
    def rank(question: Question) -> int:
        return ORDER.index(question.key) if question.key in ORDER else len(ORDER)

    first = min(questions, key=rank, default=None)
    if first is None or first.count:
        return first
    return replace(first, count=sum(each.key == first.key for each in questions))


def _same_limit(one: LimitDecision, other: LimitDecision) -> bool:
    return (one.on, one.decision, one.amount) == (other.on, other.decision, other.amount)


# --- Balances --------------------------------------------------------------------------


def _with_balances(found: Proposal, at: Comparing) -> Proposal:
    if not found.paper.open_items:
        return found
    record = at.situation.record.with_buyers(found.new_buyers).with_facts(found.facts)
    after = Situation(record, at.situation.today)
    balances = tuple(_balance(each, at, after) for each in found.paper.open_items)
    return replace(found, balances=balances)


def _balance(item: OpenItem, at: Comparing, after: Situation) -> Balance:
    buyer = at.buyer(item.buyer, None, item.account or None)
    parts = [amount for _, amount in (item.items or item.buckets)]
    return Balance(
        buyer or clean(item.buyer),
        Money(item.balance, at.currency),
        Money(sum(parts, NOTHING), at.currency) if parts else None,
        _in_books(item, buyer, at, after),
        item.estimated,
    )


def _in_books(
    item: OpenItem, buyer: str | None, at: Comparing, after: Situation
) -> Money | None:
    """None: nobody we know, who owes something by the file."""
    if buyer is not None and buyer in after.record.names:
        return Money(_owed(after, buyer), at.currency)
    return None if item.balance else Money(NOTHING, at.currency)


def _owed(situation: Situation, buyer: str) -> Decimal:
    """What the books say he owes: open invoices less what he paid in advance."""
    found = ledger(situation, buyer)
    return sum(found.open.values(), NOTHING) - found.advance
