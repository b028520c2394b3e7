"""Quotes and their versions in the thread, below the opportunity."""

from django.db.models import Q

from billing_suite.kernel.web.thread import register_hop
from crm.customers.models import Customer
from crm.pipeline.models import Opportunity
from crm.quotes.models import Quote, QuoteVersion

register_hop(
    Quote,
    label="Quote",
    icon="file-description",
    url_name="quote",
    above=Opportunity,
    up=lambda rows: Q(pk__in=[row.opportunity_id for row in rows]),
    down=lambda opportunities: Q(opportunity__in=opportunities),
    status=lambda row: row.current.status if row.current else "",
    amount=lambda row: row.current.net if row.current else None,
    joins=("current",),
    also={
        Customer: (
            lambda quotes: Q(opportunities__quotes__in=quotes),
            lambda customers: Q(opportunity__customer__in=customers),
        )
    },
)
register_hop(
    QuoteVersion,
    label="Version",
    icon="stack-2",
    url_name="quote-version",
    above=Quote,
    up=lambda rows: Q(pk__in=[row.quote_id for row in rows]),
    down=lambda quotes: Q(quote__in=quotes),
    reference=lambda row: f"v{row.number}",
    amount="net",
)
