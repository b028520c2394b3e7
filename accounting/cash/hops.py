"""Receipts and the ledger: where the thread ends."""

from django.db.models import Q

from accounting.billing.models import Invoice
from accounting.books.models import JournalEntry
from accounting.cash.models import Receipt
from accounting.cash.reports import standing
from billing_suite.kernel.web.thread import register_hop

register_hop(
    Receipt,
    label="Receipt",
    icon="cash",
    url_name="receipt",
    above=Invoice,
    up=lambda receipts: Q(open_item__allocations__receipt__in=receipts),
    down=lambda invoices: Q(allocations__open_item__in=[invoice.pk for invoice in invoices]),
    status=standing,
    amount="amount",
)
register_hop(
    JournalEntry,
    label="Journal entry",
    icon="book-2",
    url_name="journal-entry",
    above=Receipt,
    up=lambda entries: Q(entry__in=entries) | Q(allocations__entry__in=entries),
    down=lambda receipts: Q(receipt__in=receipts) | Q(allocations__receipt__in=receipts),
    also={
        Invoice: (
            lambda entries: Q(entry__in=entries),
            lambda invoices: Q(invoice__in=invoices) | Q(allocations__open_item__in=[one.pk for one in invoices]),
        )
    },
)
