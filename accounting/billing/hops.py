"""Invoices in the thread, below the time they bill."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from accounting.billing.models import Invoice
from accounting.billing.reports import standing
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.thread import register_hop
from projects.plan.models import Project
from projects.time.models import TimeEntry


def entries_of(invoices: Sequence[Any]) -> Q:
    """The time entries that these invoices' lines bill, by their claims."""
    return Q(claims__line__invoice__in=invoices)


def invoices_of(entries: Sequence[Any]) -> Q:
    """The invoices that bill these entries."""
    return Q(lines__claims__time_entry__in=entries)


register_hop(
    Invoice,
    label="Invoice",
    icon="file-invoice",
    url_name="invoice",
    above=TimeEntry,
    up=entries_of,
    down=invoices_of,
    also={
        Project: (
            lambda invoices: Q(pk__in={invoice.project_id for invoice in invoices}),
            lambda projects: Q(project__in=projects),
        )
    },
    reference=str,
    status=lambda invoice: standing(invoice, at=now()),
    amount="gross",
    joins=("open_item", "legal_entity"),
)
