"""What of a customer follows it when it is merged, and what in its family stands in the way."""

from collections.abc import Iterable

from django.db.models import Q

from billing_suite.kernel.record.merging import follows, stands_in_the_way
from crm.customers.models import Contact, Customer, CustomerTag, FurtherAddress, VatNumber
from crm.customers.reports import parents_of

KIND = "crm.customer"
follows(KIND, Contact, "customer", label="contacts")
follows(KIND, Customer, "survivor", label="customers merged into it earlier")
follows(KIND, Customer, "parent", label="subsidiaries")
follows(KIND, FurtherAddress, "customer", label="further addresses", once_by="use", once_when=Q(use="invoices"))
follows(KIND, VatNumber, "customer", label="further VAT ids", once_by="number")
follows(KIND, CustomerTag, "customer", label="tags", once_by="tag")


@stands_in_the_way(KIND)
def one_is_above_the_other(survivor: Customer, merged: Customer) -> Iterable[str]:
    """A firm and a firm above it are two."""
    if survivor.pk in parents_of(merged):
        yield f"{merged} is a subsidiary of {survivor}: take it out of the family first"
    if merged.pk in parents_of(survivor):
        yield f"{survivor} is a subsidiary of {merged}: take it out of the family first"
