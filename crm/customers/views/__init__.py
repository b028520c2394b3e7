"""Pages of customers and contacts."""

from crm.customers.views.customers import AddCustomer, crumb_of, customer_crumbs

__all__ = ["AddCustomer", "crumb_of", "customer_crumbs"]
