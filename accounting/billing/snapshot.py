"""The parties and terms as they were when a document was issued (RULES 13)."""

from collections.abc import Mapping
from typing import Any

from accounting.billing.models import Invoice
from crm.customers.models import Customer


def snapshot(invoice: Invoice, roles: Mapping[str, str]) -> dict[str, Any]:
    """Everything the document prints that could change elsewhere later; a pure function of loaded rows.

    `roles` names the delivery roles by code; those on the lines are kept.
    """
    return {
        "seller": _seller(invoice),
        "customer": _customer(invoice),
        "contract": invoice.contract.reference,
        "project": {"reference": invoice.project.reference, "name": invoice.project.name},
        "po_number": invoice.po_number,
        "payment_days": invoice.payment_days,
        "roles": {line.role: roles.get(line.role, line.role) for line in invoice.lines.all()},
    }


def _seller(invoice: Invoice) -> dict[str, Any]:
    entity = invoice.legal_entity
    lines = invoice.decision["lines"]
    numbers = {number for line in lines for number in line.get("registrations", [line["registration"]])}
    return {
        "name": entity.legal_name,
        "street": entity.street,
        "postcode": entity.postcode,
        "city": entity.city,
        "region": entity.region,
        "country": entity.country,
        "vat_id": entity.vat_id,
        "registrations": sorted(number for number in numbers if number),
        "currency": entity.currency,
        "email": entity.email,
        "bank_name": entity.bank_name,
        "bank_account": entity.bank_account,
        "bank_code": entity.bank_code,
        "logo": entity.logo.sha256 if entity.logo else "",
    }


def _customer(invoice: Invoice) -> dict[str, Any]:
    customer = invoice.customer
    address = next((each for each in customer.further_addresses.all() if each.use == "invoices"), customer.address)
    return {
        "reference": customer.reference,
        "name": customer.legal_name,
        "attention": getattr(address, "name", ""),
        "street": address.street,
        "postcode": address.postcode,
        "city": address.city,
        "region": address.region,
        "country": address.country,
        "vat_id": customer.vat_id,
        "language": customer.language,
        "billing_email": customer.billing_email,
        "copies": copies_to(customer),
        "e_address": customer.e_address,
    }


def copies_to(customer: Customer) -> list[str]:
    """The billing contacts, who receive what goes to the billing e-mail."""
    return sorted({each.email for each in customer.contacts.all() if each.is_billing} - {customer.billing_email})
