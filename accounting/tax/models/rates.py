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


guards.declare(guards.audited(Registration), guards.audited(TaxRate))
