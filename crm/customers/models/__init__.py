"""The firm we sell to is one row, on every floor; and the people there."""

from crm.customers.models.contacts import BASES, Contact, LawfulBasis
from crm.customers.models.customers import (
    E_INVOICES,
    MERGED,
    Address,
    Customer,
    CustomerGrant,
    CustomerRows,
    CustomerTag,
    FurtherAddress,
    Tag,
    VatNumber,
)

__all__ = [
    "BASES",
    "E_INVOICES",
    "MERGED",
    "Address",
    "Contact",
    "Customer",
    "CustomerGrant",
    "CustomerRows",
    "CustomerTag",
    "FurtherAddress",
    "LawfulBasis",
    "Tag",
    "VatNumber",
]
