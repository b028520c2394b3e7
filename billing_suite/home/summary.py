"""What a run of the main job made, and what the whole thread holds since: for people and for programs."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from accounting.billing.models import BillingClaim, DocumentFile, Invoice
from accounting.books.models import Posting
from accounting.books.reports import TrialBalance
from accounting.cash.models import Allocation, Receipt
from billing_suite.home.pipeline import Ran
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import dump
from billing_suite.kernel.work.models import Job, OutgoingMail
from crm.pipeline.models import Opportunity
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract
from projects.plan.models import Project, Task
from projects.time.models import TimeEntry


def thread_so_far() -> dict[str, int]:
    """How many records each hand-off has made in this database, in the order of the thread."""
    return {
        "opportunities": Opportunity.objects.count(),
        "quotes_sent": QuoteVersion.objects.exclude(status="draft").count(),
        "contracts": Contract.objects.count(),
        "projects": Project.objects.count(),
        "tasks": Task.objects.count(),
        "time_entries": TimeEntry.objects.count(),
        "time_approved": TimeEntry.objects.filter(status="approved").count(),
        "time_billed": BillingClaim.objects.filter(released_at=None).count(),
        "invoices_issued": Invoice.objects.filter(status="issued").count(),
        "postings": Posting.objects.count(),
        "pdfs": DocumentFile.objects.filter(kind="pdf").count(),
        "receipts": Receipt.objects.count(),
        "allocations": Allocation.objects.count(),
    }


def work_so_far() -> dict[str, int]:
    """E-mails sent and jobs that are not done; those that are planned for a later day are not waiting."""
    planned = Q(status="due", attempts=0, due_at__gt=now())
    return Job.objects.aggregate(
        jobs_waiting=Count("pk", filter=Q(status__in=["due", "running"]) & ~planned),
        jobs_planned=Count("pk", filter=planned),
        jobs_parked=Count("pk", filter=Q(status="parked")),
    ) | {"mails_sent": OutgoingMail.objects.filter(status="sent").count()}


def documents_of(ran: Ran) -> list[dict[str, str]]:
    """Where the bytes of each issued invoice's PDF lie."""
    files = DocumentFile.objects.filter(invoice__in=[invoice.pk for invoice in ran.issued], kind="pdf")
    return [
        {"name": each.file.name, "path": str(each.file.path)}
        for each in files.select_related("file").order_by("file__name")
    ]


def as_json(ran: Ran) -> dict[str, Any]:
    """The run as other programs read it."""
    return {
        "handoffs": ran.handoffs,
        "issued": [
            {
                "number": invoice.number,
                "customer": invoice.customer.name,
                "net": dump(invoice.net),
                "tax": dump(invoice.tax),
                "gross": dump(invoice.gross),
            }
            for invoice in ran.issued
        ],
        "waiting_approvals": ran.waiting,
        "left_out": ran.left,
        "refused": ran.refused,
        "trial_balance_difference": dump(ran.difference),
        "documents": documents_of(ran),
        "thread": thread_so_far(),
        "work": work_so_far(),
    }


def in_words(ran: Ran) -> str:
    """The summary for people."""
    lines = ["", "What each hand-off has made"]
    lines += [f"  {name.replace('_', ' '):<18} {count:>6,}" for name, count in thread_so_far().items()]
    lines += ["", "This run"]
    lines += [f"  {name.replace('_', ' '):<18} {count:>6,}" for name, count in ran.handoffs.items()]
    lines += [f"  left out: {words}" for words in ran.left]
    lines += [f"  refused: {words}" for words in ran.refused]
    lines += ["", *issued_words(ran)]
    if ran.waiting:
        lines += ["", f"Waiting for approval: {len(ran.waiting)}"]
        lines += [f"  {w['draft']} {w['customer']} {w['gross']}" for w in ran.waiting]
    lines += ["", *places(ran), ""]
    for balance in ran.balances:
        lines += balance_words(balance)
    return "\n".join(lines)


def issued_words(ran: Ran) -> list[str]:
    """A line an invoice that this run issued."""
    if not ran.issued:
        return ["Invoices issued: none"]
    lines = [f"Invoices issued: {len(ran.issued)}", f"  {'':<46}{'net':>14} {'tax':>12} {'gross':>14}"]
    for invoice in ran.issued:
        lines.append(
            f"  {invoice.number:<20} {invoice.customer.name[:24]:<24} "
            f"{invoice.net.amount:>14,} {invoice.tax.amount:>12,} {invoice.gross.amount:>14,} {invoice.currency}"
        )
    return lines


def places(ran: Ran) -> list[str]:
    """Where PDFs and e-mails are, and whether any work is left."""
    work = work_so_far()
    lines = ["PDFs, kept under their SHA-256 and attached to their e-mails"]
    lines += [f"  {each['name']:<24} {each['path']}" for each in documents_of(ran)] or [f"  {settings.FILES_DIR}"]
    is_folder = settings.EMAIL_BACKEND.endswith("maildrop.EmailBackend")
    where = settings.EMAIL_FILE_PATH if is_folder else f"sent by {settings.EMAIL_HOST or settings.EMAIL_BACKEND}"
    lines += [f"E-mails: {work['mails_sent']}", f"  {where}"]
    if work["jobs_parked"] or work["jobs_waiting"]:
        lines.append(f"Jobs not done: {work['jobs_waiting']} waiting, {work['jobs_parked']} parked (see Pipeline)")
    return lines


def balance_words(balance: TrialBalance) -> list[str]:
    """A trial balance, its accounts that moved, and its difference."""
    lines = [f"Trial balance of {balance.legal_entity.name} as of {balance.as_of} ({balance.legal_entity.currency})"]
    lines += [
        f"  {row.number:<6} {row.name[:42]:<42} {row.debit.amount:>14,} {row.credit.amount:>14,}"
        for row in balance.rows
        if row.debit or row.credit
    ]
    lines.append(f"  {'':<6} {'Total':<42} {balance.debit.amount:>14,} {balance.credit.amount:>14,}")
    return [*lines, f"  {'':<6} {'Difference':<42} {balance.difference.amount:>14,}", ""]
