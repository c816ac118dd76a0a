"""Receipts of a file: which are in the books already, whose they are, what they settle.

A ledger, a table or a life-cycle message names the buyer; a bank statement only shows a
text and an amount, and each line of it is settled with its reason: the number in the text,
the buyer's name, the exact amount, several invoices adding up. What several readings fit
is for the owner to choose; nothing is matched silently.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from bot.ports.adoption import BUYER
from bot.ports.papers import PaperKind, PaperPayment
from bot.services.invoices import EARLIEST
from bot.services.papers.names import NOT_A_WORD, clean, folded, plain_number
from bot.services.papers.parties import Comparing
from bot.services.papers.proposal import NONE, Question, Receipt, Settlement
from bot.services.papers.sales import Sales
from bot.services.papers.sums import adding_up
from domain.facts import Invoice, Payment
from domain.money import CENT, Money
from domain.policy import Receipts
from domain.receivables import ledger, payable_on, receivables
from domain.record import Situation

NOTHING = Decimal(0)
A_FEW_DAYS = timedelta(days=5)  # between a bank's day and a ledger's
SHORT = 4  # letters: a shorter number stands in many a text by chance
MOST_WORDS = 4  # that a number is written in
MOST_CANDIDATES = 4


@dataclass
class MoneyIn:
    """The pass through a file's receipts, in their order."""

    at: Comparing
    sales: Sales
    receipts: list[Receipt] = field(default_factory=list)
    unmatched: list[Receipt] = field(default_factory=list)
    voided: list[Payment] = field(default_factory=list)
    known: int = 0
    going_out: int = 0

    def __post_init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._open: OpenInvoices | None = None
        self._near: list[str] = []
        self._left: dict[str, Decimal] = {}  # of the file's own invoices, to split by

    def read(self, said: Sequence[PaperPayment]) -> None:
        bounced = [each for each in said if each.amount < 0]
        taken = {id(each) for each in self._cancelled(said, bounced)}
        for each in said:
            if id(each) not in taken and each.amount > 0:
                self._one(each)

    # --- Bounces -------------------------------------------------------------------

    def _cancelled(
        self, said: Sequence[PaperPayment], bounced: Iterable[PaperPayment]
    ) -> Iterator[PaperPayment]:
        """Receipts of this file that it takes back itself: they cancel out. A receipt of
        the books that came back is taken out; money that merely goes out is none of ours.
        """
        gone: set[int] = set()
        for out in bounced:
            able = (one for one in said if id(one) not in gone and _takes_back(out, one))
            pair = next(able, None)
            if pair is not None:
                gone.add(id(pair))
                yield pair
                self.at.leave("bounced_in_file", pair.buyer or pair.text)
                continue
            known = self._paid_before(out)
            if known is not None and known not in self.voided:
                self.voided.append(known)
            elif out.buyer and not self._is_bank:
                self.at.leave("bounce_unknown", out.buyer)
            else:
                self.going_out += 1

    def _paid_before(self, out: PaperPayment) -> Payment | None:
        match = self.at.book.find(out.buyer) if out.buyer else None
        if match is None or not match.name:
            return None
        return next(
            (
                paid
                for paid in self.at.shelf.payments(match.name)
                if paid.amount.amount == -out.amount
                and (out.paid_on is None or paid.on <= out.paid_on)
            ),
            None,
        )

    # --- One receipt ---------------------------------------------------------------

    @property
    def _is_bank(self) -> bool:
        return self.at.paper.kind is PaperKind.CAMT053

    def _one(self, said: PaperPayment) -> None:
        about = said.buyer or said.text or said.reference
        if said.currency and said.currency != self.at.currency:
            self.at.leave("foreign_currency", about, currency=clean(said.currency))
        elif said.paid_on is None or said.paid_on < EARLIEST:
            self.at.leave("no_date", about)
        elif said.paid_on > self.at.situation.today:
            self.at.leave("future_receipt", about)
        else:
            self._dated(said, self._reference(said))

    def _reference(self, said: PaperPayment) -> str:
        """The bank's or the ledger's; else what the line says, and how many such came
        before it in the file.
        """
        kind = self.at.paper.kind or "file"
        if said.reference:
            return f"{kind}:{clean(said.reference)}"
        line = (
            folded(said.buyer or ""),
            said.account,
            said.paid_on,
            said.amount,
            said.text,
        )
        told = repr(line)
        self._seen[told] += 1
        return sha256(f"{kind}|{told}|{self._seen[told]}".encode()).hexdigest()[:24]

    def _dated(self, said: PaperPayment, reference: str) -> None:
        is_known = reference in self.at.memory.receipts
        if self._is_bank or not (said.buyer or said.account or said.buyer_id):
            self._bank_line(said, reference, is_known=is_known)
            return
        buyer = self._named_buyer(said)
        if buyer is None:
            return
        if self._stands(said, buyer) or is_known:
            self.known += 1
        elif self._is_near_another(said, buyer) and self.at.said.get("near") != "yes":
            self.at.leave("maybe_same_receipt", about_of(said), buyer=buyer)
        else:
            invoices = tuple(self._invoices_of(said, buyer))
            chosen = Settlement(buyer, invoices, "said", is_sure=True)
            self._settle(said, chosen, reference)

    def _named_buyer(self, said: PaperPayment) -> str | None:
        return self.at.buyer(said.buyer, said.buyer_id, said.account)

    def _stands(self, said: PaperPayment, buyer: str) -> bool:
        """Told already, by hand or by another file; each of equal ones once."""
        assert said.paid_on is not None  # noqa: S101 - looked at before
        paid, key = self.at.shelf.paid(buyer), (buyer, said.paid_on, said.amount)
        if paid[key] > 0:
            paid[key] -= 1
            return True
        return False

    def _is_near_another(self, said: PaperPayment, buyer: str) -> bool:
        """A receipt of the same amount some days away that this file does not tell: the
        bank's day and the ledger's often differ.
        """
        assert said.paid_on is not None  # noqa: S101 - looked at before
        paid = self.at.shelf.paid(buyer)
        for (_, day, amount), count in paid.items():
            is_near = abs(day - said.paid_on) <= A_FEW_DAYS and amount == said.amount
            if count > 0 and is_near:
                if self.at.said.get("near") != "yes":
                    paid[buyer, day, amount] -= 1
                return True
        return False

    def _invoices_of(self, said: PaperPayment, buyer: str) -> Iterator[str]:
        for number in said.invoices:
            found = self.sales.find(number, buyer)
            if found is not None and found.buyer == buyer:
                yield found.number

    def _settle(self, said: PaperPayment, chosen: Settlement, reference: str) -> None:
        facts = tuple(self._facts(said, chosen))
        self.receipts.append(
            Receipt(said, self._money(said), facts, chosen, reference=reference)
        )

    def _facts(self, said: PaperPayment, chosen: Settlement) -> Iterator[Payment]:
        """One payment; a payment for each invoice where the policy reads them as named."""
        assert said.paid_on is not None  # noqa: S101 - looked at before
        named = self.at.situation.policy.receipts.on(said.paid_on).value
        left = said.amount
        if named is Receipts.AS_NAMED and len(chosen.invoices) > 1:
            for number in chosen.invoices[:-1]:
                part = min(left, self._still_open(number, chosen.buyer))
                if part > 0:
                    left -= part
                    self._left[number] -= part
                    yield self._payment(said, chosen.buyer, part, number)
        last = chosen.invoices[-1] if chosen.invoices else ""
        if len(chosen.invoices) > 1 and named is not Receipts.AS_NAMED:
            last = ""
        if left > 0:
            yield self._payment(said, chosen.buyer, left, last)

    def _still_open(self, number: str, buyer: str) -> Decimal:
        if number not in self._left:
            new = next(
                (n.fact for n in self.sales.invoices if n.fact.number == number), None
            )
            opened = ledger(self.at.situation, buyer).open.get(number, NOTHING)
            self._left[number] = (new.net + new.vat).amount if new else opened
        return self._left[number]

    def _payment(
        self, said: PaperPayment, buyer: str, amount: Decimal, invoice: str
    ) -> Payment:
        assert said.paid_on is not None  # noqa: S101 - looked at before
        money = Money(amount.quantize(CENT, ROUND_HALF_UP), self.at.currency)
        return Payment(on=said.paid_on, buyer=buyer, amount=money, invoice=invoice)

    # --- A line of a bank statement ------------------------------------------------

    def _bank_line(self, said: PaperPayment, reference: str, *, is_known: bool) -> None:
        if is_known:
            self.known += 1
            return
        if self._open is None:
            self._open = OpenInvoices(self.at.situation, self.sales)
        candidates = tuple(self._candidates(said))[:MOST_CANDIDATES]
        payers = tuple(dict.fromkeys((*(c.buyer for c in candidates), *self._names(said))))
        if any(self._stands(said, buyer) for buyer in payers):
            self.known += 1
            return
        twin = next((b for b in payers if self._is_near_another(said, b)), "")
        if twin and self.at.said.get("near") != "yes":
            self.at.leave("maybe_same_receipt", about_of(said), buyer=twin)
            return
        slot = f"receipt={reference}"
        answer = self.at.said.get(slot)
        sure = [each for each in candidates if each.is_sure]
        if answer is None and len(sure) == 1:
            self._take(said, sure[0], reference)
        elif answer is not None and answer != NONE:
            self._answered(said, candidates, answer, reference)
        elif answer == NONE or not candidates or self.at.said.get("receipts") == "sure":
            self._leave(said, candidates, reference)
        else:
            self._leave(said, candidates, reference)
            self._ask(said, slot, candidates)

    def _leave(
        self, said: PaperPayment, candidates: tuple[Settlement, ...], reference: str
    ) -> None:
        self.unmatched.append(
            Receipt(said, self._money(said), candidates=candidates, reference=reference)
        )

    def _ask(
        self, said: PaperPayment, slot: str, candidates: tuple[Settlement, ...]
    ) -> None:
        values = {"receipt": said, "candidates": candidates, "amount": self._money(said)}
        options = (*map(str, range(len(candidates))), NONE)
        self.at.ask(Question("receipt", slot, about_of(said), options, values=values))

    def _money(self, said: PaperPayment) -> Money:
        return Money(said.amount, self.at.currency)

    def _answered(
        self,
        said: PaperPayment,
        candidates: tuple[Settlement, ...],
        answer: str,
        reference: str,
    ) -> None:
        """A candidate, by its number; one that is no more is asked for anew."""
        if answer.isdigit() and int(answer) < len(candidates):
            chosen = candidates[int(answer)]
            if said.buyer:
                self.at.learn(BUYER, folded(said.buyer), chosen.buyer)
            self._take(said, chosen, reference)
        else:
            self._ask(said, f"receipt={reference}", candidates)

    def _take(self, said: PaperPayment, chosen: Settlement, reference: str) -> None:
        assert self._open is not None  # noqa: S101 - made before the first line
        self._open.settle(chosen, said.amount)
        self._settle(said, chosen, reference)

    def _names(self, said: PaperPayment) -> tuple[str, ...]:
        told = self.at.memory.buyers.get(folded(said.buyer or "")) if said.buyer else None
        if told:
            return (told,)
        match = self.at.book.find(said.buyer, said.buyer_id) if said.buyer else None
        if match is not None and match.name:
            return (match.name,)
        return self.at.book.named_in(f"{said.buyer or ''} {said.text}")

    def _candidates(self, said: PaperPayment) -> Iterator[Settlement]:
        """The likeliest first, each set of invoices once."""
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for each in self._readings(said):
            key = (each.buyer, tuple(sorted(each.invoices)))
            if key not in seen:
                seen.add(key)
                yield each

    def _readings(self, said: PaperPayment) -> Iterator[Settlement]:
        assert self._open is not None  # noqa: S101 - made before the first line
        text = f"{said.text} {' '.join(said.invoices)}"
        named = self._open.named_in(text)
        by_buyer: defaultdict[str, list[Invoice]] = defaultdict(list)
        for one in named:
            by_buyer[one.buyer].append(one)
        names = self._names(said)
        for buyer, found in by_buyer.items():
            yield self._by_number(said, buyer, found, alone=len(by_buyer) == 1, names=names)
        for buyer in names:
            yield from self._by_name(said, buyer, is_only=len(names) == 1 and not named)
        if not names and not named:
            for one in self._open.of_amount(said.amount):
                yield Settlement(one.buyer, (one.number,), "amount")

    def _by_number(
        self,
        said: PaperPayment,
        buyer: str,
        found: Sequence[Invoice],
        *,
        alone: bool,
        names: tuple[str, ...],
    ) -> Settlement:
        assert self._open is not None  # noqa: S101 - made before the first line
        numbers = tuple(one.number for one in found)
        whole = sum((self._open.left(number) for number in numbers), NOTHING)
        fits_name = not names or buyer in names
        if whole == said.amount:
            return Settlement(buyer, numbers, "number", is_sure=alone and fits_name)
        reason = "number_part" if said.amount < whole else "number_more"
        is_long = any(len(plain_number(number)) >= SHORT for number in numbers)
        sure = alone and buyer in names and is_long and reason == "number_part"
        return Settlement(buyer, numbers, reason, is_sure=sure)

    def _by_name(
        self, said: PaperPayment, buyer: str, *, is_only: bool
    ) -> Iterator[Settlement]:
        assert self._open is not None  # noqa: S101 - made before the first line
        sums = adding_up(self._open.amounts(buyer), said.amount)
        for found in sums.sets:
            reason = "name_amount" if len(found) == 1 else "name_sum"
            sure = is_only and sums.only == found
            yield Settlement(buyer, found, reason, is_sure=sure)
        if not sums.sets:
            yield Settlement(buyer, (), "name")


class OpenInvoices:
    """What is open in the books today, less what the statement's lines settled so far."""

    def __init__(self, situation: Situation, sales: Sales) -> None:
        self._left: dict[str, Decimal] = {}
        self._of: dict[str, list[str]] = {}
        self._invoices: dict[str, Invoice] = {}
        self._by_plain: defaultdict[str, list[str]] = defaultdict(list)
        self._by_amount: defaultdict[Decimal, list[str]] = defaultdict(list)
        for buyer in situation.record.names:
            self._read(situation, buyer)
        for new in sales.invoices:
            self._note(new.fact, (new.fact.net + new.fact.vat).amount)

    def _read(self, situation: Situation, buyer: str) -> None:
        known = receivables(situation, buyer)
        opened = [
            (known[number], left)
            for number, left in ledger(situation, buyer).open.items()
            if left and known[number].invoice
        ]
        for one, left in sorted(
            opened, key=lambda each: (payable_on(situation, each[0]), each[0].number)
        ):
            if one.invoice is not None:
                self._note(one.invoice, left)

    def _note(self, invoice: Invoice, left: Decimal) -> None:
        self._left[invoice.number] = left
        self._invoices[invoice.number] = invoice
        self._of.setdefault(invoice.buyer, []).append(invoice.number)
        self._by_plain[plain_number(invoice.number)].append(invoice.number)
        self._by_amount[left].append(invoice.number)

    def left(self, number: str) -> Decimal:
        return self._left.get(number, NOTHING)

    def amounts(self, buyer: str) -> dict[str, Decimal]:
        """In the order of age."""
        return {n: self._left[n] for n in self._of.get(buyer, ()) if self._left[n]}

    def of_amount(self, amount: Decimal) -> list[Invoice]:
        found = (n for n in self._by_amount.get(amount, ()) if self._left[n] == amount)
        return [self._invoices[number] for number in found]

    def named_in(self, text: str) -> list[Invoice]:
        """Invoices whose number stands in a text, however it is cut up there; the longest
        reading of each place. A short bare number may be anything: it does not count.
        """
        said = NOT_A_WORD.sub(" ", text.lower()).split()
        found: dict[str, None] = {}
        place = 0
        while place < len(said):
            for count in range(min(MOST_WORDS, len(said) - place), 0, -1):
                joined = "".join(said[place : place + count])
                numbers = [n for n in self._by_plain.get(joined, ()) if self._left[n]]
                if numbers and (len(joined) >= SHORT or not joined.isdigit()):
                    found |= dict.fromkeys(numbers)
                    place += count - 1
                    break
            place += 1
        return [self._invoices[number] for number in found]

    def settle(self, chosen: Settlement, amount: Decimal) -> None:
        numbers = chosen.invoices or tuple(self._of.get(chosen.buyer, ()))
        for number in numbers:
            part = min(amount, self._left[number])
            self._left[number] -= part
            amount -= part


def about_of(said: PaperPayment) -> str:
    return clean(said.buyer or said.text or said.reference)


def _takes_back(out: PaperPayment, receipt: PaperPayment) -> bool:
    """The same buyer's, the same amount, not earlier; of a bank, the same debtor."""
    if receipt.amount != -out.amount:
        return False
    same = (receipt.account or folded(receipt.buyer or "")) == (
        out.account or folded(out.buyer or "")
    )
    named = bool(out.account or out.buyer)
    in_order = None in (out.paid_on, receipt.paid_on) or receipt.paid_on <= out.paid_on  # type: ignore[operator]
    return same and named and in_order
