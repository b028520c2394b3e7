"""The books in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

HELD = ("see_books",)
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
    NavItem("Trial balance", "trial-balance", "scale", "Finance", HELD, order=32),
    NavItem("Ledger accounts", "ledger-accounts", "list-check", "Finance", HELD, order=34),
    NavItem("Revaluation", "revaluation", "refresh", "Finance", HELD, order=35),
    NavItem("Periods", "periods", "calendar", "Finance", HELD, order=36, beneath=("year-end",)),
)
