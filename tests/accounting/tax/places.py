"""Sellers and buyers of every region, and the rates that come with the suite, for tests without a database."""

from datetime import date
from decimal import Decimal

from accounting.tax.certificate import CertificateFact
from accounting.tax.decision import Buyer, RateFact, RateTable, Seller
from accounting.tax.shipped import codes, shipped

LONG_AGO = date(2000, 1, 1)
RATES = RateTable.of(
    RateFact(r.country, r.region, r.supply, r.component, r.category, r.rate, r.reason, r.valid_from, r.valid_to)
    for code in codes()
    for r in shipped(code)
)


def seller(country: str, *more: tuple[str, str]) -> Seller:
    """A firm registered at home, and wherever else is said."""
    places = [(country, ""), *more]
    return Seller(country.lower(), country, [(c, r, f"{c}{r}-1", LONG_AGO, None) for c, r in places])


def firm(country: str, vat_id: str = "", *, region: str = "", standing: str = "") -> Buyer:
    """A business."""
    return Buyer("CUS-1", country, region, True, vat_id, standing)


def consumer(country: str, *, region: str = "") -> Buyer:
    """A private person."""
    return Buyer("CUS-2", country, region, False, "")


def certificate(region: str, *supplies: str, number: str = "ST-119", until: date | None = None) -> CertificateFact:
    """An exemption in a state of the United States."""
    return CertificateFact(number, "US", region, supplies, date(2025, 1, 1), until, "Exempt organisation")


def percent(*rates: str) -> list[Decimal]:
    """Rates in per cent."""
    return [Decimal(rate) for rate in rates]
