"""Addresses of the floor where we account: nouns, the same as in the API (STYLE 16)."""

from django.urls import path

from accounting.billing.views.certificates import CertificateInvoices
from accounting.billing.views.e_invoices import CheckEInvoice, ExportInvoice
from accounting.billing.views.invoice import InvoicePage, InvoicePdf
from accounting.billing.views.invoice_verbs import (
    ApproveInvoice,
    DescribeLine,
    DiscardInvoice,
    IssueInvoice,
    ReturnInvoice,
    VoidInvoice,
)
from accounting.billing.views.invoices import (
    ApproveInvoices,
    DiscardInvoices,
    InvoiceList,
    IssueInvoices,
    ReturnInvoices,
)
from accounting.billing.views.previews import PreviewPage, PreviewPdf
from accounting.billing.views.receivables import Receivables
from accounting.billing.views.runs import RunList, RunPage, StartRun
from accounting.books.views.accounts import (
    AddAccount,
    LedgerAccountPage,
    LedgerAccounts,
    MapRole,
    ReactivateAccount,
    RetireAccount,
)
from accounting.books.views.editor import ChangeJournal, DraftJournal, DraftRecurring
from accounting.books.views.entries import EntryPage, JournalEntries
from accounting.books.views.journal import AttachmentFile, JournalPage
from accounting.books.views.journals import (
    ApproveJournal,
    ApproveJournals,
    AttachFile,
    DiscardJournal,
    DiscardJournals,
    ManualJournals,
    ReverseJournal,
)
from accounting.books.views.ledger import GeneralLedgerPage
from accounting.books.views.period_verbs import (
    ClosePeriod,
    OpenPeriods,
    ReopenPeriod,
    SoftClosePeriod,
    TickCloseItem,
)
from accounting.books.views.periods import PeriodPage, Periods
from accounting.books.views.recurring import ApproveRecurring, EndRecurring, RecurringJournals, RecurringPage
from accounting.books.views.revaluation import PostRevaluation, RevaluationPage
from accounting.books.views.statements import (
    BalanceSheetPage,
    CashFlowPage,
    ProfitAndLossPage,
    Reports,
    TrialBalancePage,
)
from accounting.books.views.year_end import CarryYear, YearEndPage
from accounting.cash.views.customers import CustomerLedgerPage, CustomerStatementPage
from accounting.cash.views.receipts import AllocateReceipt, ReceiptPage, Receipts, RecordReceipt
from accounting.cash.views.receivables import AgingPage
from accounting.returns.views.one import ReturnPage
from accounting.returns.views.report import TaxReportPage
from accounting.returns.views.returns import OpenReturn, PlanReturns, TaxReturns
from accounting.returns.views.verbs import EvidenceFile, FileReturn, KeepEvidence, RecordRemittance
from accounting.tax.views.certificate_verbs import AttachPaper, RecordCertificate, RevokeCertificate
from accounting.tax.views.certificates import CertificateFile, CertificateList, CertificatePage
from accounting.tax.views.preview import TaxDefinitions, TaxPreview
from accounting.tax.views.rates import Registrations, TaxRates
from accounting.tax.views.setup import Jurisdictions, RecordWithholding, Withholdings
from accounting.tax.views.vat_ids import CheckVatId, OverrideVatId, VatIdCheckPage, VatIdChecks, WithdrawOverride

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
    path("invoices/<uuid:pk>/voiding/", VoidInvoice.as_view(), name="invoice-voiding"),
    path("invoices/<uuid:pk>/lines/<int:position>/", DescribeLine.as_view(), name="invoice-line"),
    path("invoices/<uuid:pk>/preview/", PreviewPage.as_view(), name="invoice-preview"),
    path("invoices/<uuid:pk>/preview.pdf", PreviewPdf.as_view(), name="invoice-preview-pdf"),
    path("invoices/<uuid:pk>/norm-check/", CheckEInvoice.as_view(), name="invoice-norm-check"),
    path("invoices/<uuid:pk>/exports/<slug:format>", ExportInvoice.as_view(), name="invoice-export"),
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
    path("ledger-accounts/new/", AddAccount.as_view(), name="ledger-account-new"),
    path("ledger-accounts/<uuid:pk>/", LedgerAccountPage.as_view(), name="ledger-account"),
    path("ledger-accounts/<uuid:pk>/retirement/", RetireAccount.as_view(), name="ledger-account-retirement"),
    path("ledger-accounts/<uuid:pk>/reactivation/", ReactivateAccount.as_view(), name="ledger-account-reactivation"),
    path("ledger-accounts/<uuid:pk>/roles/", MapRole.as_view(), name="ledger-account-role"),
    path("journals/", ManualJournals.as_view(), name="manual-journals"),
    path("journals/new/", DraftJournal.as_view(), name="manual-journal-draft"),
    path("journals/approvals/", ApproveJournals.as_view(), name="manual-journals-approve"),
    path("journals/discards/", DiscardJournals.as_view(), name="manual-journals-discard"),
    path("journals/<uuid:pk>/", JournalPage.as_view(), name="manual-journal"),
    path("journals/<uuid:pk>/approval/", ApproveJournal.as_view(), name="manual-journal-approval"),
    path("journals/<uuid:pk>/changes/", ChangeJournal.as_view(), name="manual-journal-changes"),
    path("journals/<uuid:pk>/discarding/", DiscardJournal.as_view(), name="manual-journal-discarding"),
    path("journals/<uuid:pk>/reversal/", ReverseJournal.as_view(), name="manual-journal-reversal"),
    path("journals/<uuid:pk>/attachments/", AttachFile.as_view(), name="manual-journal-attachment"),
    path("journals/<uuid:pk>/attachments/<int:number>/", AttachmentFile.as_view(), name="manual-journal-file"),
    path("recurring-journals/", RecurringJournals.as_view(), name="recurring-journals"),
    path("recurring-journals/new/", DraftRecurring.as_view(), name="recurring-journal-draft"),
    path("recurring-journals/<uuid:pk>/", RecurringPage.as_view(), name="recurring-journal"),
    path("recurring-journals/<uuid:pk>/approval/", ApproveRecurring.as_view(), name="recurring-journal-approval"),
    path("recurring-journals/<uuid:pk>/ending/", EndRecurring.as_view(), name="recurring-journal-ending"),
    path("journal-entries/", JournalEntries.as_view(), name="journal-entries"),
    path("journal-entries/<uuid:pk>/", EntryPage.as_view(), name="journal-entry"),
    path("revaluation/", RevaluationPage.as_view(), name="revaluation"),
    path("revaluation/posting/", PostRevaluation.as_view(), name="revaluation-posting"),
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
    path("periods/new/", OpenPeriods.as_view(), name="periods-opening"),
    path("periods/<uuid:pk>/", PeriodPage.as_view(), name="period"),
    path("periods/<uuid:pk>/ticks/", TickCloseItem.as_view(), name="period-tick"),
    path("periods/<uuid:pk>/soft-closing/", SoftClosePeriod.as_view(), name="period-soft-closing"),
    path("periods/<uuid:pk>/closing/", ClosePeriod.as_view(), name="period-closing"),
    path("periods/<uuid:pk>/reopening/", ReopenPeriod.as_view(), name="period-reopening"),
    path("year-end/", YearEndPage.as_view(), name="year-end"),
    path("year-end/carrying/", CarryYear.as_view(), name="year-end-carrying"),
    path("tax-report/", TaxReportPage.as_view(), name="tax-report"),
    path("tax-returns/", TaxReturns.as_view(), name="tax-returns"),
    path("tax-returns/plans/", PlanReturns.as_view(), name="tax-returns-plan"),
    path("tax-returns/new/", OpenReturn.as_view(), name="tax-return-open"),
    path("tax-returns/<uuid:pk>/", ReturnPage.as_view(), name="tax-return"),
    path("tax-returns/<uuid:pk>/filing/", FileReturn.as_view(), name="tax-return-filing"),
    path("tax-returns/<uuid:pk>/evidence/", KeepEvidence.as_view(), name="tax-return-evidence"),
    path("tax-returns/<uuid:pk>/evidence/file/", EvidenceFile.as_view(), name="tax-return-evidence-file"),
    path("tax-returns/<uuid:pk>/remittance/", RecordRemittance.as_view(), name="tax-return-remittance"),
    path("tax-rates/", TaxRates.as_view(), name="tax-rates"),
    path("tax-registrations/", Registrations.as_view(), name="tax-registrations"),
    path("tax-preview/", TaxPreview.as_view(), name="tax-preview"),
    path("tax-preview/definitions/", TaxDefinitions.as_view(), name="tax-definitions"),
    path("withholdings/", Withholdings.as_view(), name="withholdings"),
    path("withholdings/new/", RecordWithholding.as_view(), name="withholding-record"),
    path("jurisdictions/", Jurisdictions.as_view(), name="jurisdictions"),
    path("exemption-certificates/", CertificateList.as_view(), name="exemption-certificates"),
    path("exemption-certificates/new/", RecordCertificate.as_view(), name="exemption-certificate-record"),
    path("exemption-certificates/<uuid:pk>/", CertificatePage.as_view(), name="exemption-certificate"),
    path(
        "exemption-certificates/<uuid:pk>/revocation/",
        RevokeCertificate.as_view(),
        name="exemption-certificate-revocation",
    ),
    path(
        "exemption-certificates/<uuid:pk>/documents/",
        AttachPaper.as_view(),
        name="exemption-certificate-document",
    ),
    path(
        "exemption-certificates/<uuid:pk>/documents/<int:number>/",
        CertificateFile.as_view(),
        name="exemption-certificate-file",
    ),
    path(
        "exemption-certificates/<uuid:pk>/invoices/",
        CertificateInvoices.as_view(),
        name="exemption-certificate-invoices",
    ),
    path("vat-id-checks/", VatIdChecks.as_view(), name="vat-id-checks"),
    path("vat-id-checks/<uuid:pk>/", VatIdCheckPage.as_view(), name="vat-id-check"),
    path("customers/<uuid:pk>/vat-id-check/", CheckVatId.as_view(), name="customer-vat-id-check"),
    path("customers/<uuid:pk>/vat-id-override/", OverrideVatId.as_view(), name="customer-vat-id-override"),
    path("vat-id-overrides/<uuid:pk>/withdrawal/", WithdrawOverride.as_view(), name="vat-id-override-withdrawal"),
]
