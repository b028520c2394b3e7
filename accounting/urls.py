"""Addresses of the floor where we account: nouns, the same as in the API (STYLE 16)."""

from django.urls import path

from accounting.billing.views.invoice import InvoicePage, InvoicePdf
from accounting.billing.views.invoice_verbs import (
    ApproveInvoice,
    DescribeLine,
    DiscardInvoice,
    IssueInvoice,
    ReturnInvoice,
)
from accounting.billing.views.invoices import (
    ApproveInvoices,
    DiscardInvoices,
    InvoiceList,
    IssueInvoices,
    ReturnInvoices,
)
from accounting.billing.views.receivables import Receivables
from accounting.billing.views.runs import RunList, RunPage, StartRun
from accounting.books.ledger_page import GeneralLedgerPage
from accounting.books.views import (
    ClosePeriod,
    EntryPage,
    JournalEntries,
    LedgerAccounts,
    PeriodPage,
    Periods,
)
from accounting.books.views_of_reports import (
    BalanceSheetPage,
    CashFlowPage,
    ProfitAndLossPage,
    Reports,
    TrialBalancePage,
)
from accounting.cash.customer_pages import CustomerLedgerPage, CustomerStatementPage
from accounting.cash.views import AllocateReceipt, ReceiptPage, Receipts, RecordReceipt
from accounting.cash.views_of_reports import AgingPage
from accounting.tax.views import Registrations, TaxRates

urlpatterns = [
    path("invoices/", InvoiceList.as_view(), name="invoices"),
    path("invoices/approvals/", ApproveInvoices.as_view(), name="invoices-approve"),
    path("invoices/issuances/", IssueInvoices.as_view(), name="invoices-issue"),
    path("invoices/returns/", ReturnInvoices.as_view(), name="invoices-return"),
    path("invoices/discardings/", DiscardInvoices.as_view(), name="invoices-discard"),
    path("invoices/<uuid:pk>/", InvoicePage.as_view(), name="invoice"),
    path("invoices/<uuid:pk>/approval/", ApproveInvoice.as_view(), name="invoice-approval"),
    path("invoices/<uuid:pk>/return/", ReturnInvoice.as_view(), name="invoice-return"),
    path("invoices/<uuid:pk>/issuance/", IssueInvoice.as_view(), name="invoice-issuance"),
    path("invoices/<uuid:pk>/discarding/", DiscardInvoice.as_view(), name="invoice-discarding"),
    path("invoices/<uuid:pk>/lines/<int:position>/", DescribeLine.as_view(), name="invoice-line"),
    path("invoices/<uuid:pk>/document.pdf", InvoicePdf.as_view(), name="invoice-pdf"),
    path("billing-runs/", RunList.as_view(), name="billing-runs"),
    path("billing-runs/new/", StartRun.as_view(), name="billing-run-start"),
    path("billing-runs/<uuid:pk>/", RunPage.as_view(), name="billing-run"),
    path("receivables/", Receivables.as_view(), name="receivables"),
    path("receipts/", Receipts.as_view(), name="receipts"),
    path("receipts/new/", RecordReceipt.as_view(), name="receipt-record"),
    path("receipts/<uuid:pk>/", ReceiptPage.as_view(), name="receipt"),
    path("receipts/<uuid:pk>/allocation/", AllocateReceipt.as_view(), name="receipt-allocation"),
    path("ledger-accounts/", LedgerAccounts.as_view(), name="ledger-accounts"),
    path("journal-entries/", JournalEntries.as_view(), name="journal-entries"),
    path("journal-entries/<uuid:pk>/", EntryPage.as_view(), name="journal-entry"),
    path("reports/", Reports.as_view(), name="reports"),
    path("trial-balance/", TrialBalancePage.as_view(), name="trial-balance"),
    path("balance-sheet/", BalanceSheetPage.as_view(), name="balance-sheet"),
    path("profit-and-loss/", ProfitAndLossPage.as_view(), name="profit-and-loss"),
    path("cash-flow/", CashFlowPage.as_view(), name="cash-flow"),
    path("general-ledger/", GeneralLedgerPage.as_view(), name="general-ledger"),
    path("receivables-aging/", AgingPage.as_view(), name="receivables-aging"),
    path("customer-ledger/", CustomerLedgerPage.as_view(), name="customer-ledger"),
    path("customer-statement/", CustomerStatementPage.as_view(), name="customer-statement"),
    path("periods/", Periods.as_view(), name="periods"),
    path("periods/<uuid:pk>/", PeriodPage.as_view(), name="period"),
    path("periods/<uuid:pk>/closing/", ClosePeriod.as_view(), name="period-closing"),
    path("tax-rates/", TaxRates.as_view(), name="tax-rates"),
    path("tax-registrations/", Registrations.as_view(), name="tax-registrations"),
]
