"""The first hop of the thread."""

from billing_suite.kernel.web.thread import register_hop
from crm.customers.models import Customer

register_hop(Customer, label="Customer", icon="address-book", url_name="customer", reference="name", status="")
