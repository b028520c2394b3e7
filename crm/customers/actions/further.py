"""Further addresses and VAT ids of a customer."""

from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.business_ids import read_business_id
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.customers.actions.customers import PLACE
from crm.customers.models import Customer, FurtherAddress, VatNumber


class AddressTaken(Refusal):
    """The customer's invoices are addressed somewhere else already."""

    code = "invoices-addressed-already"


@verb("add a further address", right="add_customer")
def add_address(customer: Customer, *, use: str, name: str = "", address: dict[str, str], by: Actor) -> FurtherAddress:
    """Another place of a customer: where its invoices are addressed, a site, or where post goes.

    `address`: street, postcode, city, region, country. That of the invoices is in the country of the main address,
    by which tax is decided. Invoices issued from then on bear it.
    """
    if unknown := set(address) - PLACE:
        raise Invalid(f"an address has no {sorted(unknown)[0]}", record=customer.reference)
    made = FurtherAddress(customer=customer, use=use, name=name, **address)
    if use == "invoices":
        if made.country != customer.address.country:
            raise Invalid(
                f"invoices are addressed within {customer.address.country}, where {customer} is taxed",
                record=customer.reference,
                fields={"country": ["another than the main address"]},
            )
        if FurtherAddress.objects.filter(customer=customer, use=use).exists():
            raise AddressTaken(f"invoices of {customer} are addressed already", record=customer.reference)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish("customer.changed", customer)
    return made


@verb("remove a further address", right="add_customer")
def remove_address(address: FurtherAddress, *, by: Actor) -> Customer:
    """It is no place of theirs any more; issued documents keep it."""
    customer = address.customer
    address.delete()
    publish("customer.changed", customer)
    return customer


@verb("add a VAT id", right="add_customer")
def add_vat_number(customer: Customer, *, country: str, number: str, by: Actor) -> VatNumber:
    """A VAT id of another country where the customer is registered, checked by its digits."""
    read = read_business_id(number, country=country, of=customer.reference)
    if read.number == customer.vat_id or customer.vat_numbers.filter(number=read.number).exists():
        raise Invalid(f"{read.number} is known", record=customer.reference, fields={"number": ["known already"]})
    made = VatNumber(customer=customer, country=country, number=read.number)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish("customer.changed", customer)
    return made


@verb("use a VAT id", right="add_customer")
def use_vat_number(number: VatNumber, *, by: Actor) -> Customer:
    """From now on documents bear it; the one they bore stays known."""
    customer = Customer.objects.select_for_update(of=("self",)).select_related("address").get(pk=number.customer_id)
    before, customer.vat_id = customer.vat_id, number.number
    customer.save()
    if before:
        number.number, number.country = before, _country_of(before, customer)
        number.full_clean()
        number.save()
    else:
        number.delete()
    publish("customer.changed", customer)
    return customer


@verb("remove a VAT id", right="add_customer")
def remove_vat_number(number: VatNumber, *, by: Actor) -> Customer:
    """It does not hold any more; issued documents keep it."""
    customer = number.customer
    number.delete()
    publish("customer.changed", customer)
    return customer


def _country_of(number: str, customer: Any) -> str:
    """The country in front of a VAT id, else where the customer is."""
    prefix = number[:2]
    return {"EL": "GR"}.get(prefix, prefix) if prefix.isalpha() else str(customer.address.country)
