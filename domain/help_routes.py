"""Who can help when a guarantee is lost or cut (CONTRACT §9).

A limit reduced calls for complementary cover of CAP type; refused or withdrawn, of CAP
Plus type; either, for the credit mediator and the insurer's reasons. The schemes are
dated data that the edge hands in: a domestic user is never sent to a closed one, a
seller abroad only to one that is open for the buyer's country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.facts import Decision, LimitDecision, Scheme
from domain.limits import latest_reduction
from domain.policy import LossPayee
from domain.record import Situation
from domain.steps import Answer

REASONS_CLAUSE = "art. L113-4-1 C. assur."
EUROPEAN_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


class Route(StrEnum):
    ASK_REASONS = "ask_reasons"
    COMPLEMENT_CAP = "complement_cap"
    COMPLEMENT_CAP_PLUS = "complement_cap_plus"
    MEDIATOR = "mediator"
    EXPORT_SCHEME = "export_scheme"


class Standing(StrEnum):
    """On what ground the reasons are asked for."""

    RIGHT = "right"  # the insurer gives up covering a buyer located in France
    COURTESY = "courtesy"  # a mere reduction, or a buyer abroad


@dataclass(frozen=True, slots=True)
class PublicScheme:
    """A public scheme; `closed_on` None: still open. `closed_to` are buyers' countries."""

    name: str
    opened_on: date
    closed_on: date | None = None
    exports_only: bool = False
    closed_to: frozenset[str] = frozenset()

    def is_open_for(self, country: str, day: date) -> bool:
        in_time = self.opened_on <= day and (
            self.closed_on is None or day <= self.closed_on
        )
        at_home = country == "FR" and self.exports_only
        return in_time and not at_home and country not in self.closed_to


@dataclass(frozen=True, slots=True)
class HelpRoute:
    route: Route
    standing: Standing = Standing.COURTESY
    clause: str = ""
    scheme: PublicScheme | None = None


def help_routes(
    situation: Situation, buyer: str, schemes: Iterable[PublicScheme] = ()
) -> tuple[HelpRoute, ...]:
    """In the order to be tried; nothing as long as no guarantee is lost or cut."""
    situation.buyer_named(buyer)
    cut = latest_reduction(situation, buyer)
    if cut is None:
        return ()
    country = situation.account(buyer).buyer.country
    public = [
        HelpRoute(Route.EXPORT_SCHEME, scheme=each)
        for each in schemes
        if each.is_open_for(country, situation.today)
    ]
    complement = HelpRoute(
        Route.COMPLEMENT_CAP
        if complement_kind(cut) is Scheme.CAP
        else Route.COMPLEMENT_CAP_PLUS
    )
    return _reasons(cut, country), complement, *public, HelpRoute(Route.MEDIATOR)


def complement_kind(cut: LimitDecision) -> Scheme:
    return Scheme.CAP if cut.decision is Decision.REDUCED else Scheme.CAP_PLUS


def loss_payee(situation: Situation, buyer: str) -> Answer[str]:
    """To whom an indemnity on this buyer goes today."""
    situation.buyer_named(buyer)
    term = situation.policy.loss_payee.on(situation.today)
    payee: LossPayee = term.value
    name = payee.of(buyer) or situation.policy.policyholder
    return Answer(name, situation.today, (), term.clause)


def _reasons(cut: LimitDecision, country: str) -> HelpRoute:
    by_right = cut.decision is not Decision.REDUCED and country == "FR"
    standing = Standing.RIGHT if by_right else Standing.COURTESY
    return HelpRoute(Route.ASK_REASONS, standing, REASONS_CLAUSE if by_right else "")
