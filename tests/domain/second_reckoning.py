"""A second reckoning of the contract, slow and obvious, written apart from the domain.

It knows only the dataclasses of the facts and the policy. Everything is worked out anew
for each question: day after day, in exact fractions, with no index and no memory, each
rule as CONTRACT.md says it. What the stories of the tests do not tell is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from domain import facts as told
from domain.facts import Decision, Fact
from domain.money import Money
from domain.policy import FixedLiability, Policy, StopEvent

DAY = timedelta(days=1)
CLOSED = {
    Decision.REFUSED: "LIMIT_REFUSED",
    Decision.SUSPENDED: "LIMIT_SUSPENDED",
    Decision.CANCELLED: "LIMIT_CANCELLED",
}


def number(money: Money | None) -> Fraction:
    return Fraction(money.amount) if money else Fraction(0)


def cent(amount: Fraction) -> Fraction:
    """Half-up to the cent."""
    return Fraction((amount * 100 + Fraction(1, 2)).__floor__(), 100)


@dataclass
class Claimed:
    buyer: str
    asked: date
    lost: date
    numbers: list[str]


class Second:
    """What the contract gives on one day."""

    def __init__(self, policy: Policy, every: list[Fact], today: date) -> None:
        self.policy, self.today = policy, today
        self.known = [fact for fact in every if fact.on <= today]
        self.invoices = {f.number: f for f in self.known if isinstance(f, told.Invoice)}

    def term(self, name: str) -> object:
        return getattr(self.policy, name).on(self.policy.starts_on).value

    # --- what is owed -------------------------------------------------------------

    def gross(self, invoice: told.Invoice) -> Fraction:
        return number(invoice.net) + number(invoice.vat)

    def open_on(self, buyer: str, day: date) -> dict[str, Fraction]:
        """Gross, day after day from the first fact on."""
        owed: dict[str, Fraction] = {}
        spare = Fraction(0)
        held: dict[str, Fraction] = {}  # named for what is still to be delivered
        mine = [i for i in self.invoices.values() if i.buyer == buyer]
        today = min(
            [i.delivered_on for i in mine] + [f.on for f in self.known], default=day
        )
        while today <= day:
            owed |= {i.number: self.gross(i) for i in mine if i.delivered_on == today}
            for name in [name for name in held if name in owed]:
                spare += self._pay(owed, name, held.pop(name))
            spare += self._credits(owed, buyer, today)
            spare += self._receipts(owed, held, buyer, today)
            while spare and any(owed.values()):
                oldest = min(
                    (self.invoices[n] for n, rest in owed.items() if rest),
                    key=lambda i: (i.due_on, i.on, i.number),
                )
                spare = self._pay(owed, oldest.number, spare)
            today += DAY
        return {n: rest for n, rest in owed.items() if rest}

    def _credits(self, owed: dict[str, Fraction], buyer: str, day: date) -> Fraction:
        spare = Fraction(0)
        for fact in self.known:
            if isinstance(fact, told.CreditNote) and fact.on == day:
                credit = number(fact.net) + number(fact.vat)
                if self._mine(fact.invoice, buyer):
                    spare += self._pay(owed, fact.invoice, credit)
        return spare

    def _receipts(
        self, owed: dict[str, Fraction], held: dict[str, Fraction], buyer: str, day: date
    ) -> Fraction:
        spare = Fraction(0)
        for fact in self.known:
            if isinstance(fact, told.Payment) and (fact.on, fact.buyer) == (day, buyer):
                paid = number(fact.amount)
                named = self.term("receipts") == "as_named"
                if named and fact.invoice and fact.invoice not in owed:
                    held[fact.invoice] = held.get(fact.invoice, Fraction(0)) + paid
                else:
                    spare += self._pay(owed, fact.invoice, paid) if named else paid
        return spare

    def _mine(self, invoice: str, buyer: str) -> bool:
        return invoice in self.invoices and self.invoices[invoice].buyer == buyer

    def _pay(self, owed: dict[str, Fraction], name: str, amount: Fraction) -> Fraction:
        used = min(owed.get(name, Fraction(0)), amount)
        if name in owed:
            owed[name] -= used
        return amount - used

    def net_of(self, name: str, gross: Fraction) -> Fraction:
        invoice = self.invoices[name]
        return number(invoice.net) * gross / self.gross(invoice)

    def outstanding(self, buyer: str) -> Fraction:
        owed = self.open_on(buyer, self.today)
        return sum((self.net_of(n, rest) for n, rest in owed.items()), Fraction(0))

    # --- limits ---------------------------------------------------------------------

    def limit(self, buyer: str, day: date) -> tuple[Fraction, str, Fraction, bool]:
        """Primary amount, ground if there is none, complement, unnamed or not."""
        decided = [
            f
            for f in self.known
            if isinstance(f, told.LimitDecision)
            and f.buyer == buyer
            and f.decision is not Decision.REQUESTED
            and (f.effective_on or f.on) <= day
        ]
        first = [f for f in decided if f.cover == "primary"]
        governing = self._governing(first, day)
        unnamed = self.term("unnamed")
        is_unnamed = not first and unnamed is not None
        amount, ground = Fraction(0), "NO_LIMIT"
        if is_unnamed:
            amount, ground = number(unnamed.limit), ""  # type: ignore[attr-defined]
        elif governing and governing.decision in CLOSED:
            ground = CLOSED[governing.decision]
        elif governing:
            amount, ground = number(governing.amount), ""
        second = self._governing([f for f in decided if f.cover == "complementary"], day)
        complement = Fraction(0)
        if second and second.scheme == "cap":
            complement = Fraction(0) if is_unnamed else min(number(second.amount), amount)
        elif second and ground in {"LIMIT_REFUSED", "LIMIT_CANCELLED"}:
            complement, ground = number(second.amount), ""
        return amount, ground, complement, is_unnamed

    def _governing(
        self, decided: list[told.LimitDecision], day: date
    ) -> told.LimitDecision | None:
        alive = [f for f in decided if f.ends_on is None or f.ends_on >= day]
        if not alive:
            return None
        effect = max(f.effective_on or f.on for f in alive)
        alive = [f for f in alive if (f.effective_on or f.on) == effect]
        last = max(f.on for f in alive)
        return min(
            (f for f in alive if f.on == last),
            key=lambda f: Fraction(0) if f.decision in CLOSED else number(f.amount),
        )

    # --- refusals and insured parts ---------------------------------------------------

    def judged(self, buyer: str) -> date | None:
        days = [
            f.judgment_on
            for f in self.known
            if isinstance(f, told.Insolvency) and f.buyer == buyer
        ]
        return min(days, default=None)

    def refusals(self, name: str) -> set[str]:
        invoice, found = self.invoices[name], set()
        buyer, day = invoice.buyer, invoice.delivered_on
        if day < self.policy.starts_on:
            found.add("BEFORE_COVER")
        ground = self.limit(buyer, day)[1]
        longest = self.term("maximum_payment_term")
        if ground:
            found.add(ground)
        if longest and invoice.due_on > longest.after(invoice.on):  # type: ignore[attr-defined]
            found.add("TERM_TOO_LONG")
        if self.stopped(buyer, day):
            found.add("AFTER_STOP")
        judged = self.judged(buyer)
        if judged and day >= judged:
            found.add("INSOLVENT")
        if self.extended_too_far(name):
            found.add("EXTENDED_TOO_FAR")
        if self.disputed(name, self.today):
            found.add("DISPUTED")
        return found

    def stopped(self, buyer: str, day: date) -> bool:
        stop = self.term("stop_of_deliveries")
        if stop:
            for name, rest in self.open_on(buyer, day).items():
                threshold = self.term("claims_threshold")
                small = threshold and self.net_of(name, rest) < number(
                    threshold.amount  # type: ignore[attr-defined]
                )
                due = self.invoices[name].due_on
                if not small and not self.disputed(name, day):
                    late = day > stop.after(due)  # type: ignore[attr-defined]
                    if late:
                        return True
        events = {
            StopEvent.JUDGMENT: [self.judged(buyer)],
            StopEvent.INTERVENTION_REQUEST: self._days(told.InterventionRequest, buyer),
            StopEvent.BAD_NEWS: self._days(told.BadNews, buyer),
            StopEvent.LIMIT_NOTICE: [self._notice(buyer, day)],
        }
        also: tuple[StopEvent, ...] = self.term("stop_also")  # type: ignore[assignment]
        return any(when and when <= day for event in also for when in events[event])

    def _days(self, kind: type[Fact], buyer: str) -> list[date]:
        return [
            f.on
            for f in self.known
            if isinstance(f, kind) and getattr(f, "buyer", "") == buyer
        ]

    def _notice(self, buyer: str, day: date) -> date | None:
        decided = [
            f
            for f in self.known
            if isinstance(f, told.LimitDecision)
            and f.buyer == buyer
            and f.cover == "primary"
            and f.decision is not Decision.REQUESTED
            and f.on <= day
        ]
        if not decided:
            return None
        rank = max((f.on, f.effective_on or f.on) for f in decided)
        last = [f for f in decided if (f.on, f.effective_on or f.on) == rank]
        lowest = min(
            last, key=lambda f: Fraction(0) if f.decision in CLOSED else number(f.amount)
        )
        down = {*CLOSED, Decision.REDUCED}
        return lowest.on if lowest.decision in down else None

    def disputed(self, name: str, day: date) -> bool:
        states = [
            f
            for f in self.known
            if isinstance(f, told.Dispute) and f.invoice == name and f.on <= day
        ]
        last = max((f.on for f in states), default=day)
        words = {f.state.value for f in states if f.on == last}
        return words == {"opened"}

    def extended_too_far(self, name: str) -> bool:
        period = self.term("maximum_extension_period")
        mine = [
            f for f in self.known if isinstance(f, told.Extension) and f.invoice == name
        ]
        if period is None:
            return False
        free = period.after(self.invoices[name].due_on)  # type: ignore[attr-defined]
        return any(
            f.due_on > free and not any(o.agreed and o.due_on >= f.due_on for o in mine)
            for f in mine
        )

    def insured(self, buyer: str, day: date) -> dict[str, tuple[Fraction, Fraction]]:
        """Primary and complement of each open, not refused invoice."""
        owed = self.open_on(buyer, day)
        parts: dict[str, tuple[Fraction, Fraction]] = {}
        for name in sorted(owed, key=lambda n: (self.invoices[n].delivered_on, n)):
            if self.refusals(name) or self.late_and_lost(name):
                continue
            amount, _, complement, _ = self.limit(buyer, self.invoices[name].delivered_on)
            rest = self.net_of(name, owed[name])
            given = sum((p for p, _ in parts.values()), Fraction(0))
            beyond = sum((c for _, c in parts.values()), Fraction(0))
            primary = min(rest, max(Fraction(0), amount - given))
            second = min(rest - primary, max(Fraction(0), complement - beyond))
            parts[name] = (primary, second)
        return parts

    def late_and_lost(self, name: str) -> bool:
        """A notification of overdue not made, or made late, where cover is lost by it."""
        rules: tuple[object, ...] = self.term("duties")  # type: ignore[assignment]
        for rule in rules:
            if str(getattr(rule, "consequence", "")) != "cover_lost":
                continue
            invoice = self.invoices[name]
            last = invoice.due_on + timedelta(days=30)
            acts = [
                f.on
                for f in self.known
                if isinstance(f, told.DutyDone)
                and f.invoice == name
                and f.on >= invoice.delivered_on
            ]
            done = min(acts, default=None)
            if (
                done is None
                and self.today > last
                and name in self.open_on(invoice.buyer, self.today)
            ):
                return True
            if done is not None and done > last:
                return True
        return False

    # --- claims ---------------------------------------------------------------------

    def premium(self, year: int) -> Fraction:
        declared = [
            number(f.amount)
            for f in self.known
            if isinstance(f, told.TurnoverDeclared) and f.first_day.year == year
        ]
        return cent(max([*declared[-1:], *([] if declared else [Fraction(8000000)])]) / 400)

    def maximum(self, year: int) -> Fraction:
        liability = self.term("maximum_liability")
        if isinstance(liability, FixedLiability):
            return number(liability.amount)
        return self.premium(year) * Fraction(liability.multiple)  # type: ignore[attr-defined]

    def claims(self) -> list[Claimed]:
        found: list[Claimed] = []
        for buyer in sorted(
            {i.buyer for i in self.invoices.values()} | self._paid_buyers()
        ):
            found += self._claims_of(buyer)
        return sorted(found, key=lambda c: (c.lost, c.asked, c.buyer))

    def _paid_buyers(self) -> set[str]:
        kinds = told.IndemnityPaid | told.InterventionRequest
        return {f.buyer for f in self.known if isinstance(f, kinds)}

    def _claims_of(self, buyer: str) -> list[Claimed]:
        found: list[Claimed] = []
        requests = [
            f
            for f in self.known
            if isinstance(f, told.InterventionRequest) and f.buyer == buyer
        ]
        for request in sorted(requests, key=lambda f: (f.on, repr(f))):
            owed = self.open_on(buyer, request.on)
            taken = {n for claim in found for n in claim.numbers}
            asked = set(request.invoices) or set(owed)
            new = Claimed(
                buyer,
                request.on,
                self.lost(buyer, request.on),
                sorted(asked & set(owed) - taken),
            )
            if found and (request.on <= found[-1].lost or new.lost == found[-1].lost):
                found[-1].numbers += new.numbers
            else:
                found.append(new)
        if found:
            return found
        paid = self._days(told.IndemnityPaid, buyer)
        return [Claimed(buyer, min(paid), min(paid), [])] if paid else []

    def lost(self, buyer: str, asked: date) -> date:
        waiting = self.term("claims_waiting_period")
        day = waiting.span.after(asked) if waiting else asked  # type: ignore[attr-defined]
        judged = self.judged(buyer)
        return min(day, judged) if judged else day

    def settled(self, claim: Claimed) -> Fraction | None:
        """The indemnities paid since the claim was lost, and before the next one was."""
        mine = self._claims_of(claim.buyer)
        paid = [
            f
            for f in self.known
            if isinstance(f, told.IndemnityPaid) and f.buyer == claim.buyer
        ]
        total, any_paid = Fraction(0), False
        for fact in paid:
            lost = [c for c in mine if c.lost <= fact.on]
            owner = lost[-1] if lost else mine[0]
            if owner.asked == claim.asked:
                total, any_paid = total + number(fact.amount), True
        return total if any_paid else None

    def indemnities(self, also: str = "") -> list[tuple[Claimed, Fraction, Fraction]]:
        """Each claim, its covered loss and what it should pay; `also` as if asked today."""
        claims = self.claims()
        if also:
            owed = self.open_on(also, self.today)
            claims.append(
                Claimed(also, self.today, self.lost(also, self.today), sorted(owed))
            )
            claims.sort(key=lambda c: (c.lost, c.asked, c.buyer))
        worn: dict[int, Fraction] = {}
        absorbed: dict[int, Fraction] = {}
        found = []
        for claim in claims:
            year = max(claim.lost.year, self.policy.starts_on.year)
            covered, value = self._reckon(claim, year, worn, absorbed)
            found.append((claim, covered, value))
            taken = self.settled(claim) if claim.asked != self.today or not also else None
            worn[year] = worn.get(year, Fraction(0)) + (value if taken is None else taken)
        return found

    def _reckon(
        self,
        claim: Claimed,
        year: int,
        worn: dict[int, Fraction],
        absorbed: dict[int, Fraction],
    ) -> tuple[Fraction, Fraction]:
        parts = self.insured(claim.buyer, min(claim.lost, self.today))
        sums: dict[str, Fraction] = {}
        for name in claim.numbers:
            primary, second = parts.get(name, (Fraction(0), Fraction(0)))
            unnamed = self.limit(claim.buyer, self.invoices[name].delivered_on)[3]
            kind = "unnamed" if unnamed else "named"
            sums[kind] = sums.get(kind, Fraction(0)) + primary
            sums["complement"] = sums.get("complement", Fraction(0)) + second
        covered = sum(sums.values(), Fraction(0))
        threshold = self.term("claims_threshold")
        if threshold and covered < number(threshold.amount):  # type: ignore[attr-defined]
            return covered, Fraction(0)
        value = Fraction(0)
        for kind, amount in sums.items():
            value += cent(amount * self._percentage(kind))
        value = max(Fraction(0), value - number(self.term("deductible")))  # type: ignore[arg-type]
        first = number(self.term("aggregate_first_loss"))  # type: ignore[arg-type]
        off = min(value, max(Fraction(0), first - absorbed.get(year, Fraction(0))))
        absorbed[year] = absorbed.get(year, Fraction(0)) + off
        left = max(Fraction(0), self.maximum(year) - worn.get(year, Fraction(0)))
        return covered, min(value - off, left)

    def _percentage(self, kind: str) -> Fraction:
        if kind == "unnamed":
            cover = self.term("unnamed")
            return Fraction(cover.insured_percentage.value)  # type: ignore[attr-defined]
        return Fraction(self.term("insured_percentage").value)  # type: ignore[attr-defined]

    def indemnity(self, buyer: str) -> Fraction:
        mine = [value for claim, _, value in self.indemnities() if claim.buyer == buyer]
        if mine:
            return sum(mine, Fraction(0))
        if any(c.buyer == buyer for c in self.claims()):
            return Fraction(0)
        return next(v for c, _, v in self.indemnities(buyer) if c.buyer == buyer)

    def left(self, year: int) -> Fraction:
        used = Fraction(0)
        for claim in self.claims():
            if max(claim.lost.year, self.policy.starts_on.year) == year:
                used += self.settled(claim) or Fraction(0)
        return max(Fraction(0), self.maximum(year) - used)

    # --- duties ---------------------------------------------------------------------

    def filing_state(self, name: str) -> tuple[date, date, str]:
        """Of the request within 60 to 90 days of the due date, on its own."""
        invoice = self.invoices[name]
        due = invoice.due_on
        opens, last = due + timedelta(days=60), due + timedelta(days=90)
        file_by = last
        while file_by.weekday() > 4:
            file_by -= DAY
        asked = [
            f
            for f in self.known
            if isinstance(f, told.InterventionRequest)
            and f.buyer == invoice.buyer
            and f.on >= invoice.delivered_on
            and (not f.invoices or name in f.invoices)
        ]
        if asked or name not in self.open_on(invoice.buyer, self.today):
            return opens, last, "discharged"
        if self.today > last:
            return opens, last, "missed"
        if (file_by - self.today).days <= 7:
            return opens, last, "due"
        return opens, last, "open" if self.today >= opens else "upcoming"
