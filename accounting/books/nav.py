"""The books in the sidebar, and their reports on the page of reports."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.reports import ReportCard, register_report

HELD = ("see_books",)
READERS = ("see_books", "see_invoices", "see_receipts")
BENEATH = (
    "balance-sheet",
    "profit-and-loss",
    "cash-flow",
    "trial-balance",
    "general-ledger",
    "receivables-aging",
    "customer-ledger",
    "customer-statement",
    "tax-report",
    "gap-report",
)
register_nav(
    NavItem("Journal entries", "journal-entries", "book-2", "Finance", HELD, order=30),
    NavItem(
        "Manual journals",
        "manual-journals",
        "note",
        "Finance",
        HELD,
        order=31,
        beneath=("recurring-journals", "recurring-journal", "recurring-journal-draft"),
    ),
    NavItem("Reports", "reports", "chart-bar", "Finance", READERS, order=32, beneath=BENEATH),
    NavItem("Ledger accounts", "ledger-accounts", "list-check", "Finance", HELD, order=34),
    NavItem("Revaluation", "revaluation", "refresh", "Finance", HELD, order=35),
    NavItem("Periods", "periods", "calendar", "Finance", HELD, order=36, beneath=("year-end",)),
)
register_report(
    ReportCard(
        "Balance sheet",
        "balance-sheet",
        "building-bank",
        "What the firm has, owes and is worth on a day, beside another day.",
        "Statements",
        HELD,
        order=10,
    ),
    ReportCard(
        "Profit and loss",
        "profit-and-loss",
        "chart-line",
        "What was earned and what it cost: beside the year before, by month, customer, project or product.",
        "Statements",
        HELD,
        order=12,
    ),
    ReportCard(
        "Cash flow",
        "cash-flow",
        "cash",
        "How the result became cash, from operations to investing and financing.",
        "Statements",
        HELD,
        order=14,
    ),
    ReportCard(
        "Trial balance",
        "trial-balance",
        "scale",
        "Whether debit equals credit, account by account, on a day.",
        "Ledger",
        HELD,
        order=20,
    ),
    ReportCard(
        "General ledger",
        "general-ledger",
        "book-2",
        "Which postings made an account what it is, one by one with the running balance.",
        "Ledger",
        HELD,
        order=22,
    ),
)
