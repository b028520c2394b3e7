"""One invoice: what it says, why each number, who made and approved it, where it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from accounting.billing.documents import take_document
from accounting.billing.models import DocumentFile, Invoice, InvoiceTax
from accounting.billing.reports import by_phase, left_beside, lines_of, standing
from accounting.billing.views.buttons import verbs_for
from accounting.billing.views.lines import money_facts, shown_phases, span_words, totals_of
from accounting.billing.views.runs import LEFT_COLUMNS
from billing_suite.kernel.access.approvals import makers_of
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.values.addresses import place_lines
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    MoneyColumn,
    NumberColumn,
    OneRecord,
    VerbButton,
    sheet,
)
from billing_suite.kernel.web.show import show_number, show_status
from billing_suite.kernel.work.models import Job, OutgoingMail

TAX_COLUMNS = (
    Column("Tax", "component", phone="title", kind="title"),
    Column("Category", lambda tax: f"{tax.category} · {tax.get_category_display()}"),
    NumberColumn("Rate", lambda tax: f"{show_number(tax.rate)} %"),
    MoneyColumn("On", "base", phone="labelled"),
    MoneyColumn("Tax", "tax"),
    Column("Reason", "reason"),
)
JOINS = (
    "customer__address",
    "legal_entity",
    "contract",
    "project",
    "run",
    "approval__policy__role",
    "entry",
    "open_item",
)


def crumbs(invoice: Invoice | None = None) -> list[Crumb]:
    """The pages above an invoice, or above something of it."""
    held = [Crumb("Invoices", reverse("invoices"))]
    return held + ([Crumb(str(invoice), reverse("invoice", args=[invoice.pk]))] if invoice else [])


class InvoicePage(DetailPage):
    """The invoice as people read it, with everything it came from."""

    model = Invoice
    template_name = "accounting/billing/invoice.html"
    rights = ("see_invoices",)
    eyebrow = "Invoice"
    slot = "invoice"
    status_field = ""
    facts_title = "At a glance"

    def rows(self) -> QuerySet[Any]:
        """With its parties, contract, project, run, approval, entry and open item."""
        return super().rows().select_related(*JOINS)

    def title(self) -> str:
        """The number, or the draft's reference."""
        return str(self.record)

    def intro(self) -> str:
        """For whom, for what."""
        invoice = self.record
        span = span_words(invoice.supply_from, invoice.supply_to)
        return f"{invoice.customer.name} · {invoice.project.name} · {span}"

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """Money first, then dates, then what it hangs on."""
        return money_facts(self.record)

    def verbs(self) -> Sequence[VerbButton]:
        """What may be done now, and why the rest may not."""
        return verbs_for(self.record, maker=self.by.tag in self.makers, out=self.is_out, rights=self.viewer.rights)

    def buttons(self) -> Sequence[Button]:
        """The paper, once it is made; before, how it would look."""
        if self.record.status == "voided":
            return [Button("PDF", reverse("invoice-preview-pdf", args=[self.record.pk]), "eye", posts=True)]
        if self.record.status in ("draft", "approved"):
            return [Button("Preview", reverse("invoice-preview", args=[self.record.pk]), "eye")]
        if not self.files:
            return []
        return [Button("PDF", reverse("invoice-pdf", args=[self.record.pk]), "download")]

    @property
    def makers(self) -> list[str]:
        """The tags of who drafted or edited it."""
        if not hasattr(self, "_makers"):
            self._makers = makers_of("invoice", [self.record.pk]).get(str(self.record.pk), [])
        return self._makers

    @property
    def files(self) -> list[DocumentFile]:
        """What was rendered of it."""
        if not hasattr(self, "_files"):
            self._files = list(DocumentFile.objects.filter(invoice=self.record).select_related("file"))
        return self._files

    def norm_check(self) -> Mapping[str, Any]:
        """What the norm's rules said of the draft at last: one query."""
        if self.record.status not in ("draft", "approved"):
            return {}
        found = self.record.norm_checks.first()
        told: dict[str, Any] = {"can_check": "start_billing_run" in self.viewer.rights, "norm_check": found}
        if found is not None:
            passed = found.passed
            told["norm_check_status"] = show_status("passed" if passed else "failed")
        return told

    @property
    def mails(self) -> list[OutgoingMail]:
        """The e-mails that carry it."""
        if not hasattr(self, "_mails"):
            about = {"about_kind": self.record._meta.label_lower, "about_id": str(self.record.pk)}
            self._mails = list(OutgoingMail.objects.filter(**about).order_by("queued_at"))
        return self._mails

    @property
    def is_out(self) -> bool:
        """Whether it was downloaded, or a mail with it was begun."""
        begun = any(mail.status not in ("queued", "withdrawn") or mail.attempts for mail in self.mails)
        return begun or any(filed.taken_at for filed in self.files)

    def more(self) -> Mapping[str, Any]:
        """Lines with their work, taxes, approval, papers, mail."""
        invoice = self.record
        lines = lines_of(invoice, self.request.user)
        taxes = list(InvoiceTax.objects.filter(invoice=invoice).order_by("tax_group", "id"))
        return {
            "standing": show_status(standing(invoice, at=now())),
            "phases": shown_phases(invoice, by_phase(lines, invoice.currency), self.viewer.rights),
            "totals": totals_of(invoice, taxes),
            "taxes": sheet("Tax, and why", TAX_COLUMNS, taxes),
            **self.norm_check(),
            "left": sheet("Left out of it", LEFT_COLUMNS, left_beside(invoice).select_related("contract")),
            **self.parties(),
            **self.approval(),
            **self.papers(),
        }

    def parties(self) -> dict[str, Any]:
        """As they were when it was issued; as they are now on a draft."""
        invoice = self.record
        if invoice.snapshot:
            seller, customer = invoice.snapshot["seller"], invoice.snapshot["customer"]
            return {
                "seller": [seller["name"], *place_lines(seller), seller["country"]],
                "customer": [customer["name"], *place_lines(customer), customer["country"]],
                "ids": [customer["vat_id"], customer["billing_email"]],
            }
        entity, buyer = invoice.legal_entity, invoice.customer
        return {
            "seller": [entity.legal_name, *place_lines(_place(entity)), entity.country],
            "customer": [buyer.legal_name, *place_lines(_place(buyer.address)), buyer.address.country],
            "ids": [buyer.vat_id, buyer.billing_email],
        }

    def approval(self) -> dict[str, Any]:
        """Who made it, who said yes, under which policy: one query for the names."""
        approval = self.record.approval
        tags = [*self.makers, *([approval.approver] if approval and approval.approver else [])]
        names = names_of(tags)
        facts = [Fact("Made by", ", ".join(names[tag] for tag in self.makers))]
        if approval:
            facts += [
                Fact("Approved by", names.get(approval.approver or "", "By policy")),
                Fact("Approved", approval.approved_at),
                Fact("Version", approval.version),
            ]
            if approval.policy:
                facts.append(Fact("Policy", f"{approval.policy.role.name.capitalize()} approves this amount"))
        return {"approval_facts": facts}

    def papers(self) -> dict[str, Any]:
        """The document, its mail, and work on it that has stopped."""
        invoice = self.record
        jobs = Job.objects.visible_to(self.request.user).filter(key=f"document:{invoice.pk}")
        return {"files": self.files, "mails": self.mails, "jobs": list(jobs)}


def _place(held: Any) -> dict[str, Any]:
    return {name: getattr(held, name) for name in ("street", "postcode", "city", "region", "country")}


class InvoicePdf(OneRecord):
    """The PDF, read from outside the web root for whoever may see the invoice."""

    model = Invoice
    rights = ("see_invoices",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, checked against their hash; shown in the browser, never run there."""
        filed = DocumentFile.objects.filter(invoice=self.record, kind="pdf").select_related("file").first()
        if filed is None:
            raise Http404("the document is not made yet")
        if filed.taken_at is None:
            take_document(filed, at=now(), by=self.by)
        name = f"{self.record.number}.pdf"
        data = iter([filed.file.read()])
        response = FileResponse(data, content_type="application/pdf", filename=name)
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
