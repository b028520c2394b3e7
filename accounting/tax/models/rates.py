"""Where the firm is registered, and which rates apply to which supplies, with dates and sources."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows, Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import E_INVOICES, Customer

CATEGORIES = (  # EN 16931, UNCL 5305
    ("S", "Standard or reduced rate"),
    ("Z", "Zero rate"),
    ("E", "Exempt"),
    ("AE", "Reverse charge"),
    ("K", "Intra-community supply"),
    ("G", "Export"),
    ("O", "Outside the scope of tax"),
)


class TaxRows(OfficeRows["TaxRate"]):
    """Tax set-up."""

    seen_with = "see_tax"


class RegistrationRows(Rows["Registration"]):
    """Tax registrations."""

    seen_with = "see_tax"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "RegistrationRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class Registration(Record, Dated):
    """A legal entity's tax registration in a country or state."""

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="registrations")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=30)
    history = history()

    objects: ClassVar = RegistrationRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["legal_entity", "country", "region", "valid_from"], name="one_registration_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.country}{'-' + self.region if self.region else ''} {self.number}"


class TaxRate(Record, Dated):
    """One component of tax on one kind of supply in one place, from a day on, with its source."""

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True)
    supply = models.CharField(max_length=20)
    component = models.CharField(max_length=60)
    category = models.CharField(max_length=2, choices=CATEGORIES)
    rate = SixPlacesField()  # per cent
    reason = models.CharField(max_length=200, blank=True)
    compound = models.BooleanField(default=False)  # on top of the components before it (RULES 6)
    source = models.CharField(max_length=200)
    history = history()

    objects: ClassVar = TaxRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["country", "region", "supply", "component", "valid_from"], name="one_tax_rate_a_start"
            ),
            CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="a_tax_rate_is_a_percentage"),
            CheckConstraint(condition=Q(category="S") | (Q(rate=0) & ~Q(reason="")), name="untaxed_supplies_say_why"),
        )
        ordering: ClassVar = ["country", "region", "supply", "component", "valid_from"]

    def __str__(self) -> str:
        return f"{self.component} {self.rate.normalize():f} %"


class JurisdictionRows(OfficeRows["Jurisdiction"]):
    """Jurisdictions."""

    seen_with = "see_tax"


class Jurisdiction(Record):
    """What a place does its own way: how it rounds tax (RULES 5), and from when on firms there need e-invoices."""

    ROUNDINGS = (("document", "Once a group and document"), ("line", "On each line"))

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True)
    rounding = models.CharField(max_length=8, choices=ROUNDINGS, default="document")
    e_invoice = models.CharField(max_length=8, choices=E_INVOICES, blank=True)  # between firms of the place
    e_invoice_from = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    history = history()

    objects: ClassVar = JurisdictionRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["country", "region"], name="one_jurisdiction_a_place"),
            CheckConstraint(
                condition=Q(e_invoice="", e_invoice_from__isnull=True)
                | ~Q(e_invoice="") & Q(e_invoice_from__isnull=False),
                name="an_e_invoice_is_asked_for_from_a_day",
            ),
        )
        ordering: ClassVar = ["country", "region"]

    def __str__(self) -> str:
        return f"{self.country} {self.region}".strip()


class WithholdingRows(Rows["Withholding"]):
    """Withholdings."""

    seen_with = "see_tax"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "WithholdingRows":
        """With their customer."""
        return self.select_related("customer")


class Withholding(Record, Dated):
    """Tax that a customer deducts from what they pay us, and pays to their authority for us, from a day on."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="withholdings")
    rate = SixPlacesField()  # per cent of the net
    reason = models.CharField(max_length=200)  # the law, as it is printed
    history = history()

    objects: ClassVar = WithholdingRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["customer", "valid_from"], name="one_withholding_a_start"),
            CheckConstraint(condition=Q(rate__gt=0, rate__lt=100), name="a_withholding_is_a_part_of_the_net"),
        )
        ordering: ClassVar = ["customer", "valid_from"]

    def __str__(self) -> str:
        return f"{self.rate.normalize():f} % of {self.customer}"


guards.declare(
    guards.audited(Registration),
    guards.audited(TaxRate),
    guards.audited(Jurisdiction),
    guards.audited(Withholding),
)
