"""Verbs over the tax set-up, and the loading of facts for decisions."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypedDict

from accounting.tax.decision import Buyer, RateFact, Seller
from accounting.tax.models import Registration, TaxRate
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.business_ids import read_business_id
from crm.customers.models import Customer


class RateSetUp(TypedDict, total=False):
    """One component of tax as set up."""

    supply: str
    component: str
    category: str
    rate: str
    reason: str
    source: str


@verb("register for tax", jobs=True)
def register_for_tax(
    entity: LegalEntity, *, country: str, number: str, valid_from: date, region: str = "", by: Actor
) -> Registration:
    """The legal entity's registration in a country or state.

    A country's number is checked by its digits and kept in one form; a state's or province's stands as it is given.
    """
    if not region:
        number = read_business_id(number, country=country, of=entity.code, field="number", home_only=True).number
    registration = Registration(
        legal_entity=entity, country=country, region=region, number=number, valid_from=valid_from
    )
    registration.full_clean(exclude=["id"])
    registration.save(force_insert=True)
    return registration


@verb("set tax rates", jobs=True)
def set_tax_rates(
    country: str, *, valid_from: date, rates: list[RateSetUp], region: str = "", by: Actor
) -> list[TaxRate]:
    """Rates in a place from a day on, each with its source; the same component before it ends the day before."""
    made = []
    for each in rates:
        same = TaxRate.objects.filter(
            country=country,
            region=region,
            supply=each["supply"],
            component=each["component"],
            valid_to__isnull=True,
        )
        for before in same:
            before.valid_to = date.fromordinal(valid_from.toordinal() - 1)
            before.save(update_fields=["valid_to"])
        rate = TaxRate(
            country=country,
            region=region,
            supply=each["supply"],
            component=each["component"],
            category=each.get("category", "S"),
            rate=Decimal(each.get("rate", "0")),
            reason=each.get("reason", ""),
            source=each["source"],
            valid_from=valid_from,
        )
        rate.full_clean(exclude=["id"])
        rate.save(force_insert=True)
        made.append(rate)
    return made


def load_rate_facts(entities: Iterable[LegalEntity], customers: Iterable[Customer]) -> list[RateFact]:
    """The dated rates of every place these parties are in, in one query."""
    countries = {e.country for e in entities} | {c.address.country for c in customers}
    return [
        RateFact(r.country, r.region, r.supply, r.component, r.category, r.rate, r.reason, r.valid_from, r.valid_to)
        for r in TaxRate.objects.filter(country__in=countries)
    ]


def load_sellers(entities: Iterable[LegalEntity]) -> dict[object, Seller]:
    """Legal entities as the tax decision sees them, in one query."""
    listed = {entity.pk: entity for entity in entities}
    held: dict[object, list[tuple[str, str, str, date, date | None]]] = {pk: [] for pk in listed}
    for r in Registration.objects.filter(legal_entity__in=listed):
        held[r.legal_entity_id].append((r.country, r.region, r.number, r.valid_from, r.valid_to))
    return {pk: Seller(entity.code, entity.country, tuple(held[pk])) for pk, entity in listed.items()}


def buyer_of(customer: Customer) -> Buyer:
    """A customer as the tax decision sees them."""
    address = customer.address
    return Buyer(customer.reference, address.country, address.region, customer.is_business, customer.vat_id)
