"""What an accepted quote promises."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.catalogue.models import BILLED_BY, SPANS, SUPPLIES, UNITS, RateCard, Sold
from crm.customers.models import MERGED, Customer
from crm.quotes.models import QuoteLine, QuoteVersion


class ContractRows(Rows["Contract"]):
    """Contracts."""

    seen_with = "see_contracts"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity", "project": "project"}

    def for_list(self) -> "ContractRows":
        """With customer and legal entity."""
        return self.select_related("customer", "legal_entity")


class Contract(Record):
    """The customer's yes, as promises with their way of billing, PO and terms."""

    STATUSES = (("active", "Active"), ("ended", "Ended"))

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    version = models.OneToOneField(QuoteVersion, on_delete=models.PROTECT, related_name="contract")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="contracts")
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")
    po_number = models.CharField(max_length=40, blank=True)
    payment_days = models.PositiveSmallIntegerField()
    rate_card = models.ForeignKey(RateCard, on_delete=models.PROTECT, null=True, blank=True)  # its own, RULES 15
    starts_on = models.DateField()
    status = models.CharField(max_length=8, choices=STATUSES, default="active")

    objects: ClassVar = ContractRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-reference"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class ContractLine(Sold, models.Model):
    """One promise with its way of billing, from one quote line.

    `price` is per unit and `net` the whole of it, both after every discount; `hours` are planned in all.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lines")
    quote_line = models.OneToOneField(QuoteLine, on_delete=models.PROTECT, related_name="contract_line")
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=80)
    description = models.CharField(max_length=200)
    billed_by = models.CharField(max_length=12, choices=BILLED_BY)
    role = models.SlugField(max_length=40, blank=True)
    supply = models.CharField(max_length=20, choices=SUPPLIES)
    unit = models.CharField(max_length=8, choices=UNITS, default="hour")
    quantity = SixPlacesField(default=1)
    span = models.CharField(max_length=8, choices=SPANS, blank=True)
    periods = models.PositiveSmallIntegerField(default=1)
    hours = SixPlacesField()
    price = SixPlacesField()
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")

    class Meta:
        constraints = (
            UniqueConstraint(fields=["contract", "position"], name="one_contract_line_a_position"),
            CheckConstraint(
                condition=Q(hours__gte=0) & (~Q(billed_by="time") | Q(hours__gt=0)),
                name="a_contract_line_billed_by_time_has_hours",
            ),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.description

    @property
    def effort(self) -> Decimal:
        """The hours planned in all."""
        hours: Decimal = self.hours
        return hours


class PlanPeriod(models.Model):
    """One period of a retainer or a recurring line: from when to when, and what is billed for it."""

    line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="plan_periods")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")

    class Meta:
        constraints = (
            UniqueConstraint(fields=["line", "number"], name="one_plan_period_a_number"),
            CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="a_plan_period_ends_after_it_starts"),
        )
        ordering: ClassVar = ["line__position", "number"]
        indexes = (models.Index(fields=["starts_on"]),)

    def __str__(self) -> str:
        return f"{self.line}: {self.starts_on} to {self.ends_on}"


guards.declare(
    guards.audited(Contract),
    guards.frozen_child(Contract, parent=Customer, fk="customer_id", when=MERGED, inv="INV-26", called="merged"),
    guards.transitions(
        Contract, "status", allowed={"active": ("ended",), "ended": ()}, initial=("active",), inv="INV-26"
    ),
    guards.append_only(ContractLine, inv="INV-26"),
    guards.append_only(PlanPeriod, inv="INV-26"),
)
