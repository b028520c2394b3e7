"""Contracts in the thread, below the version that was accepted."""

from django.db.models import Q

from billing_suite.kernel.web.thread import register_hop
from crm.customers.models import Customer
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract

register_hop(
    Contract,
    label="Contract",
    icon="signature",
    url_name="contract",
    above=QuoteVersion,
    up=lambda contracts: Q(pk__in=[contract.version_id for contract in contracts]),
    down=lambda versions: Q(version__in=versions),
    amount="net",
    also={
        Customer: (
            lambda contracts: Q(pk__in={contract.customer_id for contract in contracts}),
            lambda customers: Q(customer__in=customers),
        )
    },
)
