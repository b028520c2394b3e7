"""What an offer leaves us, from what its hours cost, and whether somebody has to approve it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing_suite.kernel.values.dates import in_force
from billing_suite.kernel.values.money import Money, round_half_up, zero
from crm.catalogue.actions import load_costs, pick_cost
from crm.catalogue.models import CostRate
from crm.quotes.models import QuotePolicy, QuoteVersion
from crm.quotes.pricing import Priced, price_version


@dataclass(frozen=True)
class Margin:
    """Net less the cost of the planned hours; `unknown` are the roles whose cost no rate knows: then it is none."""

    net: Money
    cost: Money
    unknown: tuple[str, ...]

    @property
    def amount(self) -> Money | None:
        """What is left; None while a cost is not known."""
        return None if self.unknown else self.net - self.cost

    @property
    def percent(self) -> Decimal | None:
        """Of the net, to two places; None while a cost is not known or nothing is charged."""
        if self.unknown or not self.net.amount:
            return None
        share = (self.net.amount - self.cost.amount) * 100 / self.net.amount
        return share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def margin_of(priced: Priced, costs: Sequence[CostRate], *, on: date) -> Margin:
    """Hours times the cost rate of their role on a day, each line rounded once; hours without a role are not known."""
    cost, unknown = zero(priced.net.currency.code), set()
    for each in priced.lines:
        line = each.line
        if not line.effort:
            continue
        rate = pick_cost(costs, role=line.role, on=on)
        if rate is None:
            unknown.add(line.role or line.description)
        else:
            cost += round_half_up(line.effort * rate.cost, line.currency)
    return Margin(priced.net, cost, tuple(sorted(unknown)))


@dataclass(frozen=True)
class Need:
    """Why an offer needs an approval, and the role it is for."""

    policy: QuotePolicy
    why: str
    about: str  # discount or margin

    @property
    def role(self) -> str:
        """Who approves."""
        return self.policy.role.name


def needs_of(offers: Sequence[tuple[Priced, Margin]], policies: Iterable[QuotePolicy]) -> list[Need]:
    """At most one need for the discount and one for the margin, each by the policy that reaches furthest.

    `offers` are what the customer may take, with its margin: the worst of them counts.
    """
    held = list(policies)
    off = max(priced.discount_percent for priced, _ in offers)
    unknown = sorted({role for _, margin in offers for role in margin.unknown})
    known = [margin.percent for _, margin in offers if margin.percent is not None]
    left = None if unknown or not known else min(known)
    discounts = [one for one in held if one.discount_above is not None and off > one.discount_above]
    margins = [one for one in held if one.margin_below is not None and (left is None or left < one.margin_below)]
    needs = []
    if discounts:
        furthest = max(discounts, key=lambda one: one.discount_above or Decimal(0))
        needs.append(Need(furthest, f"{off.normalize():f} % below our lists", "discount"))
    if margins:
        lowest = min(margins, key=lambda one: one.margin_below or Decimal(0))
        why = f"no cost rate for {', '.join(unknown)}" if unknown else "a low margin"
        needs.append(Need(lowest, why, "margin"))
    return needs


@dataclass(frozen=True)
class Standing:
    """A version with what it comes to, what it leaves us, and what of it needs an approval."""

    priced: Priced
    margin: Margin
    needs: list[Need]


def load_standing(version: QuoteVersion, *, on: date) -> Standing:
    """Three queries. What needs an approval is judged without the optional lines and with all of them."""
    entity = version.quote.opportunity.customer.legal_entity
    lines = list(version.lines.all())
    costs = load_costs(entity.country, version.currency)
    every = [line.position for line in lines if line.optional]
    offers = [
        (priced, margin_of(priced, costs, on=version.starts_on))
        for priced in (price_version(version, lines, version.taken), price_version(version, lines, every))
    ]
    policies = QuotePolicy.objects.filter(in_force(on)).select_related("role")
    return Standing(*offers[0], needs_of(offers, policies))
