"""Receipts in the sidebar, and what customers owe on the page of reports."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.reports import ReportCard, register_report

register_nav(NavItem("Receipts", "receipts", "cash", "Finance", ("see_receipts",), order=20))
register_report(
    ReportCard(
        "Receivables aging",
        "receivables-aging",
        "calendar-due",
        "Who owes what, and how long it is overdue, in the document's currency and in the books.",
        "Receivables",
        ("see_invoices",),
        order=30,
    ),
    ReportCard(
        "Customer ledger",
        "customer-ledger",
        "address-book",
        "All that passed with one customer: invoices, receipts, allocations, credits, and the balance after each.",
        "Receivables",
        ("see_receipts",),
        order=32,
    ),
    ReportCard(
        "Statement of account",
        "customer-statement",
        "file-text",
        "What a customer is sent: opening balance, movements, open documents by age, payable to whom. Also as PDF.",
        "Receivables",
        ("see_receipts",),
        order=34,
    ),
)
