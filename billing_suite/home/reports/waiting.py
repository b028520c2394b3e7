"""Which queues stand on whose desk."""

from collections.abc import Callable
from dataclasses import replace

from billing_suite.home.reports import customers, delivery, money, sales, tax_papers, taxes, work
from billing_suite.home.reports.desk import Desk, Queue

Read = Callable[[Desk], Queue]
ON_MY_DESK: tuple[tuple[str, Read], ...] = (  # the right that makes it mine, what waits
    ("retry_job", work.failed_work),
    ("approve_invoices", money.invoices_to_approve),
    ("issue_invoices", money.invoices_to_issue),
    ("approve_time", delivery.time_to_approve),
    ("submit_time", delivery.time_to_submit),
    ("record_receipt", money.overdue_receivables),
    ("record_receipt", money.receipts_to_allocate),
    ("file_return", taxes.returns_to_file),
    ("record_remittance", taxes.returns_to_remit),
    ("start_billing_run", money.work_to_bill),
    ("log_activity", customers.activities_due),
    ("check_vat_id", tax_papers.vat_ids_to_settle),
    ("record_certificate", tax_papers.ending_certificates),
    ("approve_quote", sales.quotes_to_approve),
    ("send_quote", sales.quotes_with_customers),
    ("send_quote", sales.quotes_to_send),
    ("open_opportunity", sales.stale_opportunities),
    ("change_roles", work.people_without_role),
    ("read_notifications", work.unread),
)
ON_ALL_DESKS: tuple[tuple[str, Read], ...] = (  # the right to see the records, what waits
    ("see_quotes", sales.quotes_to_approve),
    ("see_quotes", sales.quotes_with_customers),
    ("see_customers", customers.activities_due),
    ("see_time", delivery.time_to_approve),
    ("see_invoices", money.work_to_bill),
    ("see_invoices", money.invoices_to_approve),
    ("see_invoices", money.invoices_to_issue),
    ("see_receipts", money.receipts_to_allocate),
    ("see_tax", taxes.returns_to_file),
    ("see_tax", taxes.returns_to_remit),
    ("see_tax", tax_papers.vat_ids_to_settle),
    ("see_tax", tax_papers.ending_certificates),
)


def for_me(desk: Desk) -> list[Queue]:
    """What waits for this person: a constant number of queries for each right they hold."""
    return [read(desk) for right, read in ON_MY_DESK if right in desk.rights]


def for_everyone(desk: Desk) -> list[Queue]:
    """What waits for anybody, with whom it waits for, as far as this person may see it."""
    every = replace(desk, mine=False)
    return [read(every) for right, read in ON_ALL_DESKS if right in desk.rights]
