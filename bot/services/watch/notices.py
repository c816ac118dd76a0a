"""What a notice means for its buyer: the deadlines it starts, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.ports.watch import KeptNotice
from bot.ports.world import Nature, Notice
from bot.services.claims import InvoiceLine, invoice_lines, next_duty
from bot.services.entries.troubles import InsolvencyView, insolvency_view
from domain.deadlines import Deadline
from domain.errors import DomainError
from domain.facts import Insolvency
from domain.money import Money, total
from domain.policy import InsolvencyKind
from domain.record import Situation


@dataclass(frozen=True, slots=True)
class NoticeView:
    """`if_recorded`: what would follow, were the judgment in the books; None where the
    notice opens nothing, or the policy does not say what is needed.
    """

    buyer: str
    notice: Notice
    noticed_on: date
    open: Money  # with VAT
    invoices: tuple[InvoiceLine, ...]
    if_recorded: InsolvencyView | None
    next_duty: Deadline | None  # the policy's next one about this buyer, as things stand


def notice_view(situation: Situation, kept: KeptNotice) -> NoticeView:
    lines = _lines(situation, kept.buyer)
    return NoticeView(
        kept.buyer,
        kept.notice,
        kept.noticed_on,
        total((line.open for line in lines), situation.policy.currency),
        lines,
        _if_recorded(situation, kept),
        _next_duty(situation, kept.buyer),
    )


def insolvency_of(kept: KeptNotice) -> Insolvency | None:
    """The fact that a notice tells; None when it leaves the day or the kind open."""
    notice = kept.notice
    if notice.nature is not Nature.OPENING:
        return None
    if notice.kind is None or notice.judgment_on is None:
        return None
    if notice.published_on < notice.judgment_on:
        return None
    return Insolvency(
        on=notice.judgment_on,
        buyer=kept.buyer,
        kind=notice.kind,
        judgment_on=notice.judgment_on,
        published_on=notice.published_on,
    )


def _if_recorded(situation: Situation, kept: KeptNotice) -> InsolvencyView | None:
    """Reckoned by the same rules as if it stood in the books. Where the notice leaves
    something open the law's time is counted all the same: it runs from the publication.
    """
    notice = kept.notice
    if notice.nature in {Nature.PLAN, Nature.CLOSING, Nature.OTHER, Nature.REVERSED}:
        return None
    judged = min(notice.judgment_on or notice.published_on, notice.published_on)
    fact = Insolvency(
        on=judged,
        buyer=kept.buyer,
        kind=notice.kind or InsolvencyKind.RECEIVERSHIP,
        judgment_on=judged,
        published_on=notice.published_on,
    )
    after = situation.record.with_facts([fact]).on(situation.today)
    try:
        return insolvency_view(situation, after, fact)
    except DomainError:
        return None


def _lines(situation: Situation, buyer: str) -> tuple[InvoiceLine, ...]:
    try:
        return tuple(invoice_lines(situation, buyer))
    except DomainError:
        return ()


def _next_duty(situation: Situation, buyer: str) -> Deadline | None:
    try:
        return next_duty(situation, buyer)
    except DomainError:
        return None
