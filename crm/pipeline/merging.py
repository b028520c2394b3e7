"""Opportunities follow their customer when it is merged, and their quotes with them."""

from billing_suite.kernel.record.merging import follows
from crm.pipeline.models import Opportunity

follows("crm.customer", Opportunity, "customer", label="opportunities")
