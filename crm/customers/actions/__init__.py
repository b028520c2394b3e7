"""Verbs over customers, their families, and the people there."""

from crm.customers.actions.contacts import (
    BasisEnded,
    add_contact,
    change_contact,
    end_basis,
    may_use,
    record_basis,
)
from crm.customers.actions.customers import PLACE, add_customer, change_address, change_customer
from crm.customers.actions.family import FamilyCircle, set_parent, set_tags, share_customer, unshare_customer
from crm.customers.actions.further import (
    AddressTaken,
    add_address,
    add_vat_number,
    remove_address,
    remove_vat_number,
    use_vat_number,
)

__all__ = [
    "PLACE",
    "AddressTaken",
    "BasisEnded",
    "FamilyCircle",
    "add_address",
    "add_contact",
    "add_customer",
    "add_vat_number",
    "change_address",
    "change_contact",
    "change_customer",
    "end_basis",
    "may_use",
    "record_basis",
    "remove_address",
    "remove_vat_number",
    "set_parent",
    "set_tags",
    "share_customer",
    "unshare_customer",
    "use_vat_number",
]
