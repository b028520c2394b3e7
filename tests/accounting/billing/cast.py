"""A second office for the document tests: New York sells in dollars and yen, to Harbor, Sakura and Nordlicht."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounting.billing.models import Invoice
from accounting.books.actions import open_periods, set_up_chart
from accounting.tax.actions import RateSetUp, register_for_tax, set_tax_rates
from billing_suite.kernel.access.actions import set_policy
from billing_suite.kernel.firm.actions import found_legal_entity, record_rates
from billing_suite.kernel.values.money import money
from crm.catalogue.actions import publish_rate_card
from crm.customers.actions import add_contact, add_customer, change_customer
from crm.quotes.actions import LineOffer
from projects.plan.models import Project
from tests.builders import ACCOUNTS, APRIL, MARCH, SET_UP, TEAM, Stage

HARBOR = {"street": "88 Water Street", "postcode": "10005", "city": "New York", "region": "NY-NYC", "country": "US"}
SAKURA = {"street": "2-11-3 Marunouchi", "postcode": "100-0005", "city": "Tokyo", "country": "JP"}
NEW_YORK = {
    "name": "Spree Studio US",
    "legal_name": "Spree Studio Inc.",
    "street": "41 Mercer Street",
    "postcode": "10013",
    "city": "New York",
    "region": "NY",
    "country": "US",
    "email": "billing@spree-us.example",
    "bank_name": "Hudson Union Bank",
    "bank_account": "000184467723",
    "bank_code": "021000089",
}
CITY_TAXES = (("Commuter surcharge", "0.375"), ("New York City sales tax", "4.5"), ("State sales tax", "4"))


@dataclass(frozen=True)
class Work:
    """One quoted line and the minutes worked on it."""

    phase: str
    description: str
    minutes: int
    role: str = "developer"
    supply: str = "services"


def new_york(stage: Stage) -> Stage:
    """The US company beside the Berlin one: the same people, its own books, three city taxes on digital services."""
    entity = found_legal_entity(
        "us", details=NEW_YORK, currency="USD", time_zone="America/New_York", teams=[TEAM], by=SET_UP
    )
    set_up_chart(entity, accounts=ACCOUNTS, by=SET_UP)  # type: ignore[arg-type]
    open_periods(entity, first=date(2026, 1, 1), months=12, by=SET_UP)
    register_for_tax(entity, country="US", region="NY-NYC", number="11-2233445", valid_from=date(2020, 1, 1), by=SET_UP)
    rates: list[RateSetUp] = [
        {"supply": "digital", "component": name, "rate": rate, "source": "NY Tax Law 1105"} for name, rate in CITY_TAXES
    ]
    exempt: RateSetUp = {
        "supply": "services",
        "component": "Sales tax",
        "category": "E",
        "reason": "Professional services are not taxed (NY Tax Law 1105(c))",
        "source": "NY Tax Law 1105(c)",
    }
    set_tax_rates("US", region="NY-NYC", valid_from=date(2009, 8, 1), rates=[*rates, exempt], by=SET_UP)
    office = Stage(entity, stage.users, stage.people)
    sell_in(office, "USD", designer="160", developer="175.50")
    sell_in(office, "JPY", designer="24500", developer="26000")
    record_rates("USD", on=APRIL, rates={"JPY": "0.0063421"}, source="Fed", by=SET_UP)
    add_buyer(office, "harbor", currency="USD", address=HARBOR)
    add_buyer(office, "sakura", currency="JPY", address=SAKURA)
    return office


def sell_in(office: Stage, currency: str, **prices: str) -> None:
    """A rate card and an approval policy in a currency."""
    publish_rate_card(
        f"{office.entity.code} {currency}",
        region=office.entity.country,
        currency=currency,
        valid_from=date(2025, 1, 1),
        rates={role: Decimal(price) for role, price in prices.items()},
        by=SET_UP,
    )
    set_policy("invoice", above=money("0", currency), role="finance", valid_from=date(2025, 1, 1), by=SET_UP)


def add_buyer(office: Stage, name: str, *, address: dict[str, str], **profile: Any) -> None:
    """A customer with a contact, as `Stage.customer` would make one of the cast."""
    office.customers[name] = add_customer(
        office.entity,
        name=name.capitalize(),
        profile={"billing_email": f"invoices@{name}.example"} | profile,
        address=address,
        by=office.by("lena"),
    )
    office.contacts[name] = add_contact(
        office.customers[name], name=f"Kim {name.capitalize()}", email=f"kim@{name}.example", by=office.by("lena")
    )


def issued_over(office: Stage, name: str, work: Sequence[Work], *, po: str = "") -> Invoice:
    """An issued invoice with one line for each piece of work."""
    lines: list[LineOffer] = [
        {"phase": w.phase, "description": w.description, "role": w.role, "hours": "40", "supply": w.supply}
        for w in work
    ]
    contract = office.contract(name, lines, po)
    tasks = {task.name: task for task in Project.objects.get(contract=contract).tasks.all()}
    for n, piece in enumerate(work):
        office.approved(tasks[piece.description], piece.minutes, MARCH + timedelta(days=n // 2))
    return office.issue(*office.approve(office.draft(contract)))[0]


SMALL = [
    Work("Design", "Order desk pages", 425, role="designer"),
    Work("Delivery", "Order desk", 615),
    Work("Delivery", "Warehouse interfaces", 401),
]


def speaking(stage: Stage, name: str, language: str) -> Stage:
    """A customer of the cast who reads this language."""
    change_customer(stage.customer(name), changes={"language": language}, by=stage.by("lena"))
    return stage
