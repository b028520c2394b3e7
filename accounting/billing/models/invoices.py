"""Invoices, what their lines bill, and what is still open: identity, not quantity (RULES 14)."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounting.billing.models.runs import BillingRun
from accounting.books.models import JournalEntry
from accounting.tax.models import CATEGORIES
from billing_suite.kernel.access.approvals import Approval
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity, NumberSeries
from billing_suite.kernel.firm.series import Numbered, register_numbered
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.values.fields import (
    MinorUnitsField,
    MoneyValue,
    SixPlacesField,
    TenPlacesField,
    WholeNumberField,
)
from billing_suite.kernel.values.ids import Record
from crm.catalogue.models import Rate
from crm.customers.models import Customer
from projects.contracts.models import Contract, ContractLine
from projects.plan.models import Project
from projects.time.models import TimeEntry


class InvoiceRows(Rows["Invoice"]):
    """Invoices."""

    seen_with = "see_invoices"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity", "project": "project"}

    def for_list(self) -> "InvoiceRows":
        """With customer, legal entity and open item."""
        return self.select_related("customer", "legal_entity", "open_item")

    def in_state(self, *statuses: str) -> "InvoiceRows":
        """Draft, approved, issued, discarded or voided."""
        return self.filter(status__in=statuses)

    def still_open(self) -> "InvoiceRows":
        """Issued, and not yet received or credited in full."""
        settled = F("open_item__allocated_minor") + F("open_item__credited_minor")
        return self.filter(status="issued", open_item__amount_minor__gt=settled)


class Invoice(Record):
    """A request for payment: a draft without number, approved by another person, issued and then frozen."""

    STATUSES = (
        ("draft", "Draft"),
        ("approved", "Approved"),
        ("issued", "Issued"),
        ("discarded", "Discarded"),
        ("voided", "Voided"),
    )
    ALLOWED: ClassVar = {
        "draft": ("approved", "discarded"),
        "approved": ("draft", "issued", "discarded"),
        "issued": ("voided",),
        "discarded": (),
        "voided": (),
    }

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="invoices")
    run = models.ForeignKey(BillingRun, on_delete=models.PROTECT, related_name="invoices")
    reference = models.CharField(max_length=20, unique=True)  # of the draft; never the document's number
    status = models.CharField(max_length=10, choices=STATUSES, default="draft")
    version = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField(default=0)
    net = MoneyValue("net_minor")
    tax_minor = MinorUnitsField(default=0)
    tax = MoneyValue("tax_minor")
    gross_minor = MinorUnitsField(default=0)
    gross = MoneyValue("gross_minor")
    withheld_minor = MinorUnitsField(default=0)  # tax the customer deducts and pays for us; part of the gross
    withheld = MoneyValue("withheld_minor")
    po_number = models.CharField(max_length=40, blank=True)
    payment_days = models.PositiveSmallIntegerField()
    supply_from = models.DateField()
    supply_to = models.DateField()
    decision = models.JSONField(default=dict)  # the tax decision as made, for ever
    explanation = models.JSONField(default=dict)  # what the run took and what it left, and why
    content_hash = models.CharField(max_length=64)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40, null=True, blank=True)
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, null=True, related_name="+")
    series_number = WholeNumberField(null=True)
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, null=True, related_name="invoice")
    rate = TenPlacesField(null=True)
    rate_on = models.DateField(null=True, blank=True)
    rate_source = models.CharField(max_length=80, blank=True)
    snapshot = models.JSONField(null=True, blank=True)  # the parties as they were when it was issued

    objects: ClassVar = InvoiceRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["legal_entity", "number"], name="one_invoice_a_number"),
            UniqueConstraint(fields=["series", "series_number"], name="one_invoice_a_series_number"),
            CheckConstraint(  # INV-21
                condition=Q(gross_minor=F("net_minor") + F("tax_minor")), name="gross_is_net_and_tax"
            ),
            CheckConstraint(
                condition=Q(withheld_minor__gte=0, withheld_minor__lte=F("gross_minor")) | Q(withheld_minor=0),
                name="no_more_is_withheld_than_is_asked_for",
            ),
            CheckConstraint(  # INV-18
                condition=Q(
                    status__in=["issued", "voided"],
                    number__isnull=False,
                    series__isnull=False,
                    series_number__isnull=False,
                    issued_on__isnull=False,
                    due_on__isnull=False,
                    entry__isnull=False,
                    snapshot__isnull=False,
                    approval__isnull=False,
                )
                | ~Q(status__in=["issued", "voided"])
                & Q(number__isnull=True, series_number__isnull=True, entry__isnull=True),
                name="an_issued_invoice_has_number_date_and_entry",
            ),
            CheckConstraint(
                condition=~Q(status="approved") | Q(approval__isnull=False),
                name="an_approved_invoice_has_its_approval",
            ),
            CheckConstraint(
                condition=~Q(status__in=["draft"]) | Q(approval__isnull=True), name="a_draft_is_not_approved"
            ),
        )
        ordering: ClassVar = ["-id"]
        indexes = (
            models.Index(fields=["legal_entity", "status", "-id"]),
            models.Index(fields=["customer", "-id"]),
            models.Index(fields=["legal_entity", "issued_on"], name="invoices_by_day"),
        )

    def __str__(self) -> str:
        return self.number or self.reference


class InvoiceLine(models.Model):
    """Hours of one role at one price, with the keys of what it bills."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=80)
    description = models.CharField(max_length=300)
    role = models.SlugField(max_length=40)
    card_rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="+")
    minutes = WholeNumberField()
    quantity = SixPlacesField()
    price = SixPlacesField()
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")
    supply = models.CharField(max_length=20)
    supply_from = models.DateField()
    supply_to = models.DateField()
    tax_category = models.CharField(max_length=2, choices=CATEGORIES)
    tax_group = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (UniqueConstraint(fields=["invoice", "position"], name="one_invoice_line_a_position"),)
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.description


class InvoiceTax(models.Model):
    """One component of tax on one group of lines: base, rate, amount, and the words the law wants (RULES 5, 6)."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="taxes")
    tax_group = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=2, choices=CATEGORIES)
    component = models.CharField(max_length=60)
    rate = SixPlacesField()
    currency = models.CharField(max_length=3)
    base_minor = MinorUnitsField()
    base = MoneyValue("base_minor")
    tax_minor = MinorUnitsField()
    tax = MoneyValue("tax_minor")
    reason = models.CharField(max_length=200, blank=True)
    registration = models.CharField(max_length=30, blank=True)  # the seller's number it was decided under, "" for none
    certificate = models.CharField(max_length=60, blank=True)  # the number of the one that exempts (RULES 9)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["invoice", "tax_group", "component"], name="one_component_a_tax_group"),
        )
        ordering: ClassVar = ["tax_group", "id"]
        indexes = (models.Index(fields=["certificate"], condition=~Q(certificate=""), name="taxes_by_certificate"),)

    def __str__(self) -> str:
        return f"{self.component} {self.tax}"


class BillingClaim(models.Model):
    """Ties one billable source to one live invoice line: the heart of the suite (INV-15)."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="claims")
    time_entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="claims")
    minutes = WholeNumberField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            UniqueConstraint(  # INV-15
                fields=["time_entry"], condition=Q(released_at__isnull=True), name="time_is_billed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.time_entry_id} on {self.line_id}"


class DocumentFile(models.Model):
    """A rendering of an issued document, made once and kept (INV-20)."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)  # when somebody first downloaded it

    class Meta:
        constraints = (UniqueConstraint(fields=["invoice", "kind"], name="a_document_is_rendered_once"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.invoice_id}"


ISSUED = "OLD.status IN ('issued', 'discarded', 'voided')"
NOT_DRAFT = "p.status <> 'draft'"
guards.declare(
    guards.audited(Invoice),
    guards.transitions(Invoice, "status", allowed=Invoice.ALLOWED, initial=("draft",), inv="INV-26"),
    guards.frozen(Invoice, when=ISSUED, changeable=("status",), inv="INV-20"),
    guards.frozen_child(InvoiceLine, parent=Invoice, fk="invoice_id", when=NOT_DRAFT, inv="INV-20"),
    guards.frozen_child(InvoiceTax, parent=Invoice, fk="invoice_id", when=NOT_DRAFT, inv="INV-20"),
    guards.append_only(BillingClaim, inv="INV-15", updatable=("released_at",)),
    guards.set_once(BillingClaim, "released_at", inv="INV-15"),
    guards.append_only(DocumentFile, inv="INV-20", updatable=("taken_at",)),
    guards.set_once(DocumentFile, "taken_at", inv="INV-20"),
)
register_numbered(Numbered("invoice", "Invoices", Invoice))
