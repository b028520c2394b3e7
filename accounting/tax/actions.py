"""Verbs over the tax set-up, and the loading of facts for decisions."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TypedDict

from accounting.tax.decision import Buyer, RateFact, RateTable, Seller
from accounting.tax.evidence import load_certificates, load_vat_id_standing
from accounting.tax.models import Jurisdiction, Registration, TaxRate
from accounting.tax.shipped import ShippedRate, codes, shipped
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.business_ids import ONE_STOP, read_business_id
from billing_suite.kernel.values.dates import day_before
from crm.customers.models import Customer


class RateSetUp(TypedDict, total=False):
    """One component of tax as set up."""

    supply: str
    component: str
    category: str
    rate: str
    reason: str
    source: str
    compound: bool


@verb("register for tax", jobs=True)
def register_for_tax(
    entity: LegalEntity, *, country: str, number: str, valid_from: date, region: str = "", by: Actor
) -> Registration:
    """The legal entity's registration in a country or state.

    A country's number is checked by its digits and kept in one form; a state's or province's stands as it is given.
    The country EU stands for the one-stop shop: its number is the VAT id at home, or the shop's own (EU and digits).
    """
    if country == "EU":
        number = number if ONE_STOP.fullmatch(number) else _read_home(entity, number)
    elif not region:
        number = read_business_id(number, country=country, of=entity.code, field="number", home_only=True).number
    registration = Registration(
        legal_entity=entity, country=country, region=region, number=number, valid_from=valid_from
    )
    registration.full_clean(exclude=["id"])
    registration.save(force_insert=True)
    return registration


def _read_home(entity: LegalEntity, number: str) -> str:
    return read_business_id(number, country=entity.country, of=entity.code, field="number", home_only=True).number


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
            compound=each.get("compound", False),
            source=each["source"],
            valid_from=valid_from,
        )
        rate.full_clean(exclude=["id"])
        rate.save(force_insert=True)
        made.append(rate)
    return made


@verb("adopt tax rates", jobs=True)
def adopt_tax_rates(regions: list[str], *, by: Actor) -> list[TaxRate]:
    """The rates that come with the suite, by region like `eu`, each with its law; what was set here stays.

    Of a component that has rates already, only steps that begin later are taken; the open one ends the day before.
    A place where other components were set is left as it is.
    """
    wanted = [rate for region in regions for rate in shipped(region)]
    held = list(TaxRate.objects.filter(country__in={rate.country for rate in wanted}).order_by("valid_from"))
    new = _newer(wanted, held)
    starts = {_component(rate): rate.valid_from for rate in reversed(new)}
    ended = [rate for rate in held if rate.valid_to is None and _component(rate) in starts]
    for rate in ended:
        rate.valid_to = day_before(starts[_component(rate)])
    TaxRate.objects.bulk_update(ended, ["valid_to"])
    made = [TaxRate(**asdict(rate)) for rate in new]
    TaxRate.objects.bulk_create(made)
    return made


def _newer(wanted: Iterable[ShippedRate], held: Iterable[TaxRate]) -> list[ShippedRate]:
    """Of shipped rates those that begin after what is held, in places that hold no component of their own."""
    latest = {_component(rate): rate.valid_from for rate in held}
    listed = list(wanted)
    own = {key[:3] for key in set(latest) - {_component(rate) for rate in listed}}
    return [
        rate
        for rate in listed
        if rate.valid_from > latest.get(_component(rate), date.min) and _component(rate)[:3] not in own
    ]


def _component(rate: ShippedRate | TaxRate) -> tuple[str, str, str, str]:
    return (rate.country, rate.region, rate.supply, rate.component)


@verb("set up a jurisdiction", jobs=True)
def set_up_jurisdiction(
    country: str,
    *,
    source: str,
    rounding: str = "document",
    e_invoice: str = "",
    e_invoice_from: date | None = None,
    region: str = "",
    by: Actor,
) -> Jurisdiction:
    """A place's own ways by the law that is named: tax rounded on each line (RULES 5), e-invoices between firms."""
    place = Jurisdiction.objects.filter(country=country, region=region).first()
    place = place or Jurisdiction(country=country, region=region)
    place.rounding, place.source = rounding, source
    place.e_invoice, place.e_invoice_from = e_invoice, e_invoice_from
    place.full_clean(exclude=["id"])
    place.save()
    return place


def load_rates(entities: Iterable[LegalEntity], customers: Iterable[Customer]) -> RateTable:
    """The dated rates of every place these parties are in, and how the places round, in two queries."""
    return rates_of({e.country for e in entities} | {c.address.country for c in customers})


def rates_of(countries: Iterable[str]) -> RateTable:
    """The dated rates of countries."""
    listed = sorted(countries)
    columns = ("country", "region", "supply", "component", "category", "rate", "reason", "valid_from", "valid_to")
    rows = TaxRate.objects.filter(country__in=listed).values_list(*columns, "compound")
    by_line = Jurisdiction.objects.filter(country__in=listed, rounding="line").values_list("country", "region")
    return RateTable.of((RateFact(*row) for row in rows), by_line)


def rates_to_preview(countries: Iterable[str]) -> tuple[RateTable, dict[str, str]]:
    """Rates for a preview, and where each country's come from: set up here, or else as shipped with the suite."""
    listed = set(countries)
    here = set(TaxRate.objects.filter(country__in=listed).values_list("country", flat=True).distinct())
    own = rates_of(here)
    facts = [RateFact(**asdict(rate)) for code in codes() for rate in shipped(code) if rate.country in listed - here]
    told = {country: "set up" if country in here else "shipped" for country in sorted(listed)}
    held = [fact for group in own.rates.values() for fact in group]
    return RateTable.of([*held, *facts], own.by_line), told


def load_sellers(entities: Iterable[LegalEntity]) -> dict[object, Seller]:
    """Legal entities as the tax decision sees them, in one query."""
    listed = {entity.pk: entity for entity in entities}
    held: dict[object, list[tuple[str, str, str, date, date | None]]] = {pk: [] for pk in listed}
    for r in Registration.objects.filter(legal_entity__in=listed):
        held[r.legal_entity_id].append((r.country, r.region, r.number, r.valid_from, r.valid_to))
    return {pk: Seller(entity.code, entity.country, tuple(held[pk])) for pk, entity in listed.items()}


def load_buyers(customers: Iterable[Customer]) -> dict[object, Buyer]:
    """Customers as the tax decision sees them, with what proves their standing, in three queries."""
    listed = {customer.pk: customer for customer in customers}
    standings, certificates = load_vat_id_standing(listed.values()), load_certificates(listed.values())
    return {
        pk: Buyer(
            customer.reference,
            customer.address.country,
            customer.address.region,
            customer.is_business,
            customer.vat_id,
            standings[pk].word,
            tuple(certificates[pk]),
        )
        for pk, customer in listed.items()
    }
