"""Customers and contacts in the API."""

from crm.customers.api import customers, parts
from crm.customers.api.customers import CONTACTS, CUSTOMERS, CustomerRow

DOORS = (*customers.DOORS, *parts.DOORS)

__all__ = ["CONTACTS", "CUSTOMERS", "DOORS", "CustomerRow"]
