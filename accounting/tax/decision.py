"""What a tax decision is made from and what it says; its whole answer is stored with the document (DESIGN 5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from accounting.tax.certificate import CertificateFact, covering
from billing_suite.kernel.values.refusals import Refusal

Place = tuple[str, str]  # country, region
PROVINCIAL = ("QST", "PST", "RST")  # of Canada: registered for with the province, the rest with the federation
TAX_NAMES = {"US": "Sales tax", "AU": "GST", "NZ": "GST", "CA": "GST", "JP": "Consumption tax"}


class NoTaxDecision(Refusal):
    """The facts do not decide the tax: never zero tax, never a guess (RULES 8)."""

    code = "no-tax-decision"


@dataclass(frozen=True)
class Component:
    """One component of a tax with its rate in per cent; a compound one is on top of those before it (RULES 6)."""

    name: str
    rate: Decimal
    compound: bool = False
    registration: str = ""


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
    compound: bool = False
    source: str = ""


@dataclass(frozen=True)
class RateTable:
    """The dated rates by place and supply, and the places that round by line (RULES 5)."""

    rates: Mapping[tuple[str, str, str], Sequence[RateFact]]
    by_line: frozenset[Place] = frozenset()

    @classmethod
    def of(cls, facts: Iterable[RateFact], by_line: Iterable[Place] = ()) -> "RateTable":
        """The table of these rates."""
        held: dict[tuple[str, str, str], list[RateFact]] = defaultdict(list)
        for fact in facts:
            held[fact.country, fact.region, fact.supply].append(fact)
        return cls(held, frozenset(by_line))

    def in_force(self, country: str, region: str, supply: str, on: date) -> list[RateFact]:
        """The components in force in a place; what a state does not tax, its localities do not tax either."""
        found = self._at(country, region, supply, on)
        if not found and "-" in region:
            whole = self._at(country, region.rpartition("-")[0], supply, on)
            found = [fact for fact in whole if fact.category != "S"]
        return sorted(found, key=lambda fact: (fact.compound, fact.component))

    def _at(self, country: str, region: str, supply: str, on: date) -> list[RateFact]:
        held = self.rates.get((country, region, supply), ())
        return [f for f in held if f.valid_from <= on and (f.valid_to is None or on <= f.valid_to)]

    def rounding(self, country: str, region: str) -> Literal["document", "line"]:
        """How the place rounds: once a group and document, unless it says by line."""
        return "line" if (country, region) in self.by_line or (country, "") in self.by_line else "document"


@dataclass(frozen=True)
class Buyer:
    """Where the customer is and what they are; `vat_id_standing` is what an online check said, if one was made."""

    reference: str
    country: str
    region: str
    is_business: bool
    vat_id: str
    vat_id_standing: str = ""  # valid, invalid, overridden; empty when unchecked
    certificates: tuple[CertificateFact, ...] = ()


@dataclass(frozen=True)
class Seller:
    """Where the legal entity is, and where it is registered (country, region, number, from, to).

    The country EU stands for the one-stop shop: every member state's tax on consumers.
    """

    code: str
    country: str
    registrations: Sequence[tuple[str, str, str, date, date | None]]

    def registration(self, country: str, region: str, on: date) -> str | None:
        """The registration number in a place on a date: the most specific one that holds there."""
        held = [
            (part, number)
            for place, part, number, start, end in self.registrations
            if place == country and _within(region, part) and start <= on and (end is None or on <= end)
        ]
        return max(held, key=lambda found: len(found[0]))[1] if held else None

    def federal(self, country: str, on: date) -> str | None:
        """The number that holds in the whole country."""
        return Seller(self.code, self.country, [r for r in self.registrations if not r[1]]).registration(
            country, "", on
        )


def _within(region: str, part: str) -> bool:
    return part in ("", region) or region.startswith(f"{part}-")


@dataclass(frozen=True)
class TaxDecision:
    """EN 16931 category code, the components that apply, why, under which registration, by which certificate."""

    category: str
    components: tuple[Component, ...]
    reason: str
    registration: str
    certificate: str = ""
    rounding: Literal["document", "line"] = "document"

    @property
    def key(self) -> tuple[Any, ...]:
        """Lines with the same key are taxed as one group (RULES 5)."""
        return (self.category, self.components, self.reason, self.certificate)


@dataclass(frozen=True)
class Case:
    """One supply to be decided: who sells what to whom, on which date of supply, and the rates there are."""

    seller: Seller
    buyer: Buyer
    supply: str
    on: date
    rates: RateTable

    def taxed(self, country: str, region: str = "", *, under: str | None = None) -> TaxDecision:
        """By the rows in force in a place, or by a certificate; a taxed supply needs a registration there (RULES 8, 9).

        `under` names the registration when it is not one of the place itself.
        """
        where = f"{country} {region}".strip()
        own = under or self.seller.registration(country, region, self.on)
        covered = covering(self.buyer.certificates, country=country, region=region, supply=self.supply, on=self.on)
        if covered is not None:
            part = Component(TAX_NAMES.get(country, "VAT"), Decimal(0), registration=own or "")
            return TaxDecision("E", (part,), covered.reason, own or "", certificate=covered.number)
        held = self.rates.in_force(country, region, self.supply, self.on)
        if not held:
            raise self.undecided(f"no rate for {self.supply} in {where}")
        if len({(rate.category, rate.reason) for rate in held}) > 1:
            raise self.undecided(f"rates of {where} contradict each other")
        if own is None and held[0].category == "S":
            raise self.undecided(f"the seller is not registered in {where}")
        parts = tuple(
            Component(rate.component, rate.rate, rate.compound, under or self._registered(rate, where) or "")
            for rate in held
        )
        rounding = self.rates.rounding(country, region)
        return TaxDecision(held[0].category, parts, held[0].reason, own or "", rounding=rounding)

    def _registered(self, rate: RateFact, where: str) -> str | None:
        """The registration of one component: a province's tax needs the province's own."""
        if rate.country != "CA":
            return self.seller.registration(rate.country, rate.region, self.on)
        if not rate.component.startswith(PROVINCIAL):
            number = self.seller.federal("CA", self.on)
        else:
            number = self.seller.registration("CA", rate.region, self.on)
            number = None if number == self.seller.federal("CA", self.on) else number
        if number is None and rate.category == "S":
            raise self.undecided(f"the seller is not registered for {rate.component} in {where}")
        return number

    def untaxed(self, category: str, reason: str, *, own: str = "") -> TaxDecision:
        """No tax of the seller's place, and why."""
        part = Component(TAX_NAMES.get(self.seller.country, "VAT"), Decimal(0), registration=own)
        return TaxDecision(category, (part,), reason, own)

    def home(self) -> str:
        """The seller's registration at home, without which nothing is said under it."""
        own = self.seller.registration(self.seller.country, "", self.on)
        if own is None:
            raise self.undecided("the seller is not registered at home")
        return own

    def undecided(self, why: str) -> NoTaxDecision:
        """The refusal that names the parties, the supply and the reason."""
        return NoTaxDecision(
            f"no tax decision for {self.supply} from {self.seller.code} to {self.buyer.reference} on {self.on}: {why}",
            record=self.buyer.reference,
            rule="RULES 8",
        )
