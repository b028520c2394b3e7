"""Activities follow their customer when it is merged."""

from billing_suite.kernel.record.merging import follows
from crm.activities.models import Activity

follows("crm.customer", Activity, "customer", label="activities")
