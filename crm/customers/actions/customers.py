"""Customers: added, changed, moved."""

from typing import Any

from billing_suite.kernel.access.actions import give_reach
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.business_ids import read_business_id
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import exponent
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.jobs import later
from crm.customers.e_addresses import read_e_address
from crm.customers.models import Address, Customer

EDITABLE = {
    "name",
    "legal_name",
    "is_business",
    "vat_id",
    "billing_email",
    "language",
    "payment_days",
    "po_required",
    "e_invoice",
    "e_address",
    "phone",
    "website",
    "owner",
}
PLACE = {"street", "postcode", "city", "region", "country"}
COMPARED = {"name", "legal_name", "vat_id", "billing_email", "phone", "website"}


@verb("add a customer", jobs=True)
def add_customer(
    entity: LegalEntity,
    *,
    name: str,
    profile: dict[str, Any],
    address: dict[str, str],
    teams: list[str] | None = None,
    by: Actor,
) -> Customer:
    """A firm we sell to, served by a legal entity, in one currency; `teams` reach it besides the entity's own.

    `profile`: currency (required), legal_name, vat_id, is_business, billing_email (required), language,
    payment_days, po_required, e_invoice, e_address (where e-invoices go, `read_e_address`), phone, website, owner (who
    looks after them). `address`: street, postcode, city, region, country.
    The VAT id, or what a country has in its place, is checked by its digits and kept in one form; one of another
    country than the address is taken.
    """
    if unknown := set(profile) - EDITABLE - {"currency"}:
        raise Invalid(f"a customer has no {sorted(unknown)[0]}", record=name, fields={sorted(unknown)[0]: ["unknown"]})
    exponent(profile.get("currency", ""))
    if profile.get("vat_id"):
        profile = profile | {"vat_id": _read_id(profile["vat_id"], address.get("country", ""), name)}
    profile = _read_profile(profile, name)
    customer = Customer(
        reference=take_references("CUS")[0],
        legal_entity=entity,
        name=name,
        **({"legal_name": name} | profile),
    )
    customer.full_clean(exclude=["id"])
    customer.save(force_insert=True)
    home = Address(customer=customer, **address)
    home.full_clean(exclude=["customer"])
    home.save(force_insert=True)
    for team in teams or []:
        give_reach(customer, team)
    _look_for_double(customer)
    publish("customer.added", customer)
    return customer


@verb("change a customer", right="add_customer")
def change_customer(customer: Customer, *, changes: dict[str, Any], by: Actor) -> Customer:
    """Edit the billing profile; issued documents keep what they were made with."""
    if unknown := set(changes) - EDITABLE:
        raise Invalid(f"{sorted(unknown)[0]} of a customer cannot be changed here", record=customer.reference)
    if changes.get("vat_id") and changes["vat_id"] != customer.vat_id:  # what stands from before its check may stay
        changes = changes | {"vat_id": _read_id(changes["vat_id"], customer.address.country, customer.reference)}
    changes = _read_profile(changes, customer.reference)
    for field, value in changes.items():
        setattr(customer, field, value)
    customer.full_clean()
    customer.save()
    if COMPARED & set(changes):
        _look_for_double(customer)
    publish("customer.changed", customer)
    return customer


@verb("change a customer's address", right="add_customer")
def change_address(customer: Customer, *, address: dict[str, str], by: Actor) -> Customer:
    """Where a customer is from now on: street, postcode, city, region, country, all of them.

    The country and region decide the taxes of what is drafted from then on; issued documents keep the old place.
    """
    if unknown := set(address) - PLACE:
        raise Invalid(f"an address has no {sorted(unknown)[0]}", record=customer.reference)
    home: Address = customer.address
    for field in PLACE:
        setattr(home, field, address.get(field, ""))
    home.full_clean(exclude=["customer"])
    home.save()
    _look_for_double(customer)
    publish("customer.changed", customer)
    return customer


def _look_for_double(customer: Customer) -> None:
    """A job compares it with the customers there are."""
    later("crm.merging.tasks.compare", about=f"Is {customer.reference} new?", customer_id=customer.pk)


def _read_id(text: str, country: str, of: str) -> str:
    return read_business_id(text, country=country, of=of).number


def _read_profile(told: dict[str, Any], of: str) -> dict[str, Any]:
    """What is told, its e-invoice address checked."""
    return told | {"e_address": read_e_address(told["e_address"], of=of)} if "e_address" in told else told
