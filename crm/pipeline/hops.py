"""Opportunities in the thread, below their customer."""

from django.db.models import Q

from billing_suite.kernel.web.thread import register_hop
from crm.customers.models import Customer
from crm.pipeline.models import Opportunity

register_hop(
    Opportunity,
    label="Opportunity",
    icon="target-arrow",
    url_name="opportunity",
    above=Customer,
    up=lambda rows: Q(pk__in=[row.customer_id for row in rows]),
    down=lambda customers: Q(customer__in=customers),
    status=lambda row: row.stage.outcome,
    amount="amount",
    joins=("stage",),
)
