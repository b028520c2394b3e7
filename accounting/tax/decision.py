"""Which tax a supply of services bears: a pure function, its whole answer stored with the document (DESIGN 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing_suite.kernel.values.refusals import Refusal

EU = frozenset(
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
REVERSE_CHARGE = "Reverse charge: VAT is payable by the recipient (Articles 44 and 196, Directive 2006/112/EC)"
OUTSIDE_EU = "Not taxable in the EU: supplied where the business customer is established (Article 44, 2006/112/EC)"
OUTSIDE_US = "Supplied to a recipient outside the United States; no sales tax applies"


class NoTaxDecision(Refusal):
    """The facts do not decide the tax: never zero tax, never a guess (RULES 8)."""

    code = "no-tax-decision"


@dataclass(frozen=True)
class Component:
    """One component of a tax with its rate in per cent."""

    name: str
    rate: Decimal


@dataclass(frozen=True)
class RateFact:
    """One dated rate as the decision sees it."""

    country: str
    region: str
    supply: str
    component: str
    category: str
    rate: Decimal
    reason: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Buyer:
    """Where the customer is and what they are."""

    reference: str
    country: str
    region: str
    is_business: bool
    vat_id: str


@dataclass(frozen=True)
class Seller:
    """Where the legal entity is, and where it is registered (country, region, number, from, to)."""

    code: str
    country: str
    registrations: Sequence[tuple[str, str, str, date, date | None]]

    def registration(self, country: str, region: str, on: date) -> str | None:
        """The registration number in a place on a date."""
        for place, part, number, start, end in self.registrations:
            if place == country and part in ("", region) and start <= on and (end is None or on <= end):
                return number
        return None


@dataclass(frozen=True)
class TaxDecision:
    """EN 16931 category code, the components that apply, why, and under which registration."""

    category: str
    components: tuple[Component, ...]
    reason: str
    registration: str

    @property
    def key(self) -> tuple[Any, ...]:
        """Lines with the same key are taxed as one group (RULES 5)."""
        return (self.category, self.components, self.reason)


def decide_tax(seller: Seller, buyer: Buyer, supply: str, on: date, rates: Iterable[RateFact]) -> TaxDecision:
    """The tax on one kind of service supplied on a date (RULES 8). Facts that do not decide are refused."""
    if seller.country in EU:
        return _from_the_eu(seller, buyer, supply, on, list(rates))
    if seller.country == "US":
        if buyer.country != "US":
            return TaxDecision("O", (Component("Sales tax", Decimal(0)),), OUTSIDE_US, "")
        return _by_rates(seller, buyer, "US", buyer.region, supply, on, list(rates))
    if buyer.country == seller.country:
        return _by_rates(seller, buyer, seller.country, "", supply, on, list(rates))
    raise _undecided(seller, buyer, supply, on, "no rule for this seller's country")


def _from_the_eu(seller: Seller, buyer: Buyer, supply: str, on: date, rates: list[RateFact]) -> TaxDecision:
    if buyer.country == seller.country:
        return _by_rates(seller, buyer, seller.country, "", supply, on, rates)
    if not buyer.is_business:
        if supply == "services" and buyer.country in EU:  # Article 45: the supplier's place
            return _by_rates(seller, buyer, seller.country, "", supply, on, rates)
        raise _undecided(seller, buyer, supply, on, "consumers abroad are taxed at their place")
    own = seller.registration(seller.country, "", on)
    if own is None:
        raise _undecided(seller, buyer, supply, on, "the seller is not registered at home")
    if buyer.country in EU:
        if not buyer.vat_id:
            raise _undecided(seller, buyer, supply, on, "the reverse charge needs the customer's VAT id")
        return TaxDecision("AE", (Component("VAT", Decimal(0)),), REVERSE_CHARGE, own)
    return TaxDecision("O", (Component("VAT", Decimal(0)),), OUTSIDE_EU, own)


def _by_rates(
    seller: Seller, buyer: Buyer, country: str, region: str, supply: str, on: date, rates: list[RateFact]
) -> TaxDecision:
    """The rows in force for the place and supply; a taxed supply needs a registration there."""
    held = [
        rate
        for rate in rates
        if (rate.country, rate.region, rate.supply) == (country, region, supply)
        and rate.valid_from <= on
        and (rate.valid_to is None or on <= rate.valid_to)
    ]
    if not held:
        raise _undecided(seller, buyer, supply, on, f"no rate for {supply} in {country} {region}".strip())
    if len({rate.category for rate in held}) > 1:
        raise _undecided(seller, buyer, supply, on, f"rates of {country} {region} contradict each other")
    number = seller.registration(country, region, on)
    if number is None and held[0].category == "S":
        raise _undecided(seller, buyer, supply, on, f"the seller is not registered in {country} {region}".strip())
    parts = tuple(Component(rate.component, rate.rate) for rate in sorted(held, key=lambda rate: rate.component))
    return TaxDecision(held[0].category, parts, held[0].reason, number or "")


def _undecided(seller: Seller, buyer: Buyer, supply: str, on: date, why: str) -> NoTaxDecision:
    return NoTaxDecision(
        f"no tax decision for {supply} from {seller.code} to {buyer.reference} on {on}: {why}",
        record=buyer.reference,
        rule="RULES 8",
    )
