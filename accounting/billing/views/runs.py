"""Billing runs: start one after seeing what it would take, watch it, read what it left."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounting.billing.forms import RunForm
from accounting.billing.models import BillingRun, Invoice, RunFinding
from accounting.billing.reports import standing
from accounting.billing.runs import Preview, preview_billing, start_billing_run
from accounting.billing.views.invoices import entities_for
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.money import zero
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    HoursColumn,
    LinkColumn,
    ListPage,
    MoneyColumn,
    NumberColumn,
    Sheet,
    StatusColumn,
    sheet,
)
from billing_suite.kernel.work.models import Job

SHOWN = 200  # invoices and findings of a run that its page holds; the list has them all


def crumbs() -> list[Crumb]:
    """The pages above a run."""
    return [Crumb("Billing runs", reverse("billing-runs"))]


class RunList(ListPage):
    """Every search for what is due to bill."""

    model = BillingRun
    rights = ("see_invoices",)
    title = "Billing runs"
    eyebrow = "Finance"
    intro = "Each run searches for approved work, drafts invoices, and says what it left and why."
    columns = (
        LinkColumn("Run", "reference", "reference", to="billing-run"),
        Column("Legal entity", "legal_entity.name", "legal_entity__name"),
        DateColumn("Work through", "through", "through"),
        StatusColumn("Status", "status", "status"),
        NumberColumn("Drafts", "drafted"),
        Column("Started by", "started_by.name"),
        Column("Started", "started_at", "started_at", phone="labelled"),
    )
    order = "-reference"
    search = ("reference",)
    search_hint = "Run"
    choices = (
        Choice("legal_entity", "Legal entity", entities_for),
        Choice("status", "Status", BillingRun.STATUSES),
    )
    empty_title = "No billing run yet"
    empty_words = "A run drafts invoices from approved time that is on no other invoice."
    empty_icon = "stack-2"

    def rows(self) -> QuerySet[Any]:
        """With how many invoices each drafted."""
        rows: QuerySet[Any] = super().rows().annotate(drafted=Count("invoices"))
        return rows

    def buttons(self) -> Sequence[Button]:
        """Start one."""
        return [Button("Start a billing run", reverse("billing-run-start"), "plus", "start_billing_run", "primary")]


DRAFT_COLUMNS = (
    Column("Contract", "invoice.contract.reference", phone="title", kind="title"),
    Column("Customer", "invoice.customer.name"),
    NumberColumn("Lines", lambda draft: len(draft.lines)),
    HoursColumn("Hours", lambda draft: draft.invoice.explanation["minutes"], phone="labelled"),
    MoneyColumn("Net", "invoice.net", phone="labelled"),
    MoneyColumn("Gross", "invoice.gross"),
)
LEFT_COLUMNS = (
    LinkColumn("Contract", "contract.reference", to="contract", key="contract.pk"),
    Column("Why it stays", lambda left: f"{left.reason[:1].upper()}{left.reason[1:]}"),
    NumberColumn("Entries", "entries"),
    HoursColumn("Hours", "minutes"),
)


class StartRun(FormPage):
    """Start a billing run; beneath the form stands what it would draft and leave."""

    verb = staticmethod(start_billing_run)
    form_class = RunForm
    template_name = "accounting/billing/start_run.html"
    title = "Start a billing run"
    eyebrow = "Finance"
    submit_label = "Start the run"
    two_columns = True

    def crumbs(self) -> Sequence[Crumb]:
        """The runs."""
        return crumbs()

    def question(self) -> str:
        """What comes of it."""
        return "Drafts invoices of approved work that is on no other invoice. Nothing is numbered or sent yet."

    def form_arguments(self) -> Mapping[str, Any]:
        """Only the legal entities this person sees are on offer."""
        return {"user": self.request.user}

    def initial(self) -> Mapping[str, Any]:
        """The end of last month, for the entity in the query string."""
        end = month_start(today("UTC")).toordinal() - 1
        asked = {name: self.request.GET[name] for name in ("entity", "through") if name in self.request.GET}
        return {"through": month_start(today("UTC")).fromordinal(end), **asked}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; for htmx the preview alone, which writes nothing."""
        if request.headers.get("HX-Request") == "true":
            return self.preview()
        return super().get(request, *args, **kwargs)

    def preview(self) -> HttpResponse:
        """What the run would draft, what it would leave and why."""
        form = self.form(self.request.GET)
        context: dict[str, Any] = {"valid": form.is_valid()}
        if form.is_valid():
            context |= told(preview_billing(form.cleaned_data["entity"], through=form.cleaned_data["through"]))
        return render(self.request, "accounting/billing/preview.html", context)

    def perform(self, form: Any) -> BillingRun:
        """Today is the legal entity's."""
        entity, at = form.cleaned_data["entity"], now()
        through = form.cleaned_data["through"]
        return start_billing_run(entity, through=through, on=entity.local_date(at), at=at, by=self.by)

    def success_url(self, done: BillingRun) -> str:
        """The run's page, which follows it."""
        return reverse("billing-run", args=[done.pk])

    def success_message(self, done: BillingRun) -> str:
        """Its reference."""
        return f"{done.reference} has started"


def told(preview: Preview) -> dict[str, Any]:
    """A dry run as its page shows it."""
    currencies = sorted({draft.invoice.currency for draft in preview.drafts})
    sums = [sum((d.invoice.net for d in preview.drafts if d.invoice.currency == c), zero(c)) for c in currencies]
    return {
        "drafts": sheet("Would be drafted", DRAFT_COLUMNS, [_Shown(d) for d in preview.drafts[:SHOWN]]),
        "left": sheet("Would be left", LEFT_COLUMNS, [_Shown(left) for left in preview.left[:SHOWN]]),
        "sums": sums,
        "drafted": len(preview.drafts),
        "left_count": len(preview.left),
    }


class _Shown:
    """A row that is not in the database yet, with a key for the table."""

    def __init__(self, what: Any) -> None:
        self.what, self.pk = what, id(what)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.what, name)


class RunPage(DetailPage):
    """A run: how far it is, what it drafted, what it left and why. Refreshes itself while it runs."""

    model = BillingRun
    template_name = "accounting/billing/run.html"
    eyebrow = "Billing run"
    rights = ("see_invoices",)

    def rows(self) -> QuerySet[Any]:
        """With entity, starter, and its chunks counted."""
        rows: QuerySet[Any] = super().rows().select_related("legal_entity", "started_by")
        counted: QuerySet[Any] = rows.annotate(finished=Count("done_chunks"), drafted=Sum("done_chunks__drafted"))
        return counted

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; its moving part alone for htmx."""
        if request.headers.get("HX-Request") == "true":
            return render(request, "accounting/billing/run_progress.html", {"record": self.record, **self.more()})
        return super().get(request, *args, **kwargs)

    def title(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """For whom."""
        return f"{self.record.legal_entity} · work through {self.record.through:%d %b %Y}"

    def crumbs(self) -> Sequence[Crumb]:
        """The runs."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """Who, when, through which day."""
        run = self.record
        return [
            Fact("Legal entity", run.legal_entity.name),
            Fact("Work through", run.through),
            Fact("Dated", run.on),
            Fact("Started by", run.started_by.name),
            Fact("Started", run.started_at),
        ]

    def buttons(self) -> Sequence[Button]:
        """On to its invoices."""
        drafts = f"{reverse('invoices')}?view=drafts&q={self.record.legal_entity.code}"
        return [Button("Drafts to approve", drafts.partition("&q")[0], "file-invoice", "see_invoices")]

    def more(self) -> Mapping[str, Any]:
        """Invoices, findings, and parts that have stopped: three queries."""
        run, user = self.record, self.request.user
        invoices = Invoice.objects.visible_to(user).for_list().filter(run=run).order_by("reference")[:SHOWN]
        findings = RunFinding.objects.filter(run=run).select_related("contract")[:SHOWN]
        return {
            "invoices": self.drafted(invoices),
            "findings": sheet("Left out, and why", LEFT_COLUMNS, findings),
            "stopped": list(
                Job.objects.visible_to(user).filter(key__startswith=f"{run.reference}:", status="parked").order_by("pk")
            ),
        }

    def drafted(self, invoices: Any) -> Sheet:
        """The invoices the run made, as they stand now."""
        columns = (
            LinkColumn("Invoice", str, to="invoice"),
            Column("Customer", "customer.name"),
            StatusColumn("Status", lambda invoice: standing(invoice, at=now())),
            HoursColumn("Hours", lambda invoice: invoice.explanation.get("minutes"), phone="labelled"),
            MoneyColumn("Gross", "gross"),
        )
        return sheet("Drafted", columns, invoices)
