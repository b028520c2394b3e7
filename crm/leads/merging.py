"""What a lead became follows the customer when it is merged."""

from billing_suite.kernel.record.merging import follows
from crm.leads.models import Lead

follows("crm.customer", Lead, "customer", label="leads")
