"""What of a customer follows it when it is merged."""

from billing_suite.kernel.record.merging import follows
from crm.customers.models import Contact, Customer

follows("crm.customer", Contact, "customer", label="contacts")
follows("crm.customer", Customer, "survivor", label="customers merged into it earlier")
