"""Exemption certificates: what a customer may buy without tax, where, how long, and the paper that proves it."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated, day_before, in_force
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer

SOON = 60  # days before its end from which a certificate is said to expire


class CertificateRows(Rows["ExemptionCertificate"]):
    """Exemption certificates."""

    seen_with = "see_tax"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "CertificateRows":
        """With customer, who serves them, and the legal entity."""
        return self.select_related("customer__legal_entity", "legal_entity")

    def standing(self) -> "CertificateRows":
        """Not revoked, on whatever day."""
        return self.filter(revoked_on__isnull=True)

    def valid(self, on: date) -> "CertificateRows":
        """In force on a day."""
        return self.filter(in_force(on), Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))

    def expiring(self, on: date) -> "CertificateRows":
        """In force, with an end within the next sixty days."""
        return self.valid(on).filter(valid_to__lte=on + timedelta(days=SOON))

    def expired(self, on: date) -> "CertificateRows":
        """Past their end, and nobody has revoked them since."""
        return self.standing().filter(valid_to__lt=on)


class ExemptionCertificate(Record, Dated):
    """A customer's proof that some supplies to them bear no tax in a place (RULES 9); never changed, only revoked.

    `region` "" is the whole country; `supplies` are the kinds of supply it covers; `reason` is the legal wording that
    the invoice prints. Without a legal entity it holds for whichever of the firm's companies sells.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="exemption_certificates")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True)
    supplies = models.JSONField(default=list)
    number = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    revoked_on = models.DateField(null=True, blank=True)
    revocation = models.CharField(max_length=300, blank=True)
    history = history()

    objects: ClassVar = CertificateRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_certificate_ends_later"
            ),
            CheckConstraint(condition=~Q(number="") & ~Q(reason=""), name="a_certificate_has_number_and_wording"),
            CheckConstraint(
                condition=Q(revoked_on__isnull=True, revocation="")
                | Q(revoked_on__gte=F("valid_from")) & ~Q(revocation=""),
                name="a_revoked_certificate_says_why",
            ),
            UniqueConstraint(
                fields=["customer", "country", "region", "number", "valid_from"],
                condition=Q(revoked_on__isnull=True),
                name="one_certificate_a_number",
            ),
        )
        ordering: ClassVar = ["valid_to", "number"]
        indexes = (models.Index(fields=["valid_to"], name="certificates_by_end"),)

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """Country and region as they are written: US-NY."""
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def last_day(self) -> date | None:
        """The last day it exempts anything: its end, or the day before it was revoked."""
        ends: list[Any] = [self.valid_to, day_before(self.revoked_on) if self.revoked_on else None]
        return min((end for end in ends if end is not None), default=None)

    def state(self, on: date) -> str:
        """How it stands on a day: planned, active, expiring, expired, revoked."""
        if self.revoked_on is not None and self.revoked_on <= on:
            return "revoked"
        if self.valid_to is not None and self.valid_to < on:
            return "expired"
        if self.valid_from > on:
            return "planned"
        return "expiring" if self.valid_to and self.valid_to <= on + timedelta(days=SOON) else "active"


class CertificateDocumentRows(Rows["CertificateDocument"]):
    """Papers of certificates: whoever sees the certificate sees them."""

    seen_with = "see_tax"
    anchors: ClassVar = {"customer": "certificate__customer", "legal_entity": "certificate__customer__legal_entity"}

    def for_list(self) -> "CertificateDocumentRows":
        """With certificate and file."""
        return self.select_related("certificate", "file")


class CertificateDocument(models.Model):
    """The paper itself: a PDF or a picture of an exemption certificate."""

    id = models.BigAutoField(primary_key=True)
    certificate = models.ForeignKey(ExemptionCertificate, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    objects: ClassVar = CertificateDocumentRows.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.file)


class CertificateReminder(models.Model):
    """That finance was told of a certificate's end: once for each of 60, 30, 7 and 0 days (0: it has expired)."""

    id = models.BigAutoField(primary_key=True)
    certificate = models.ForeignKey(ExemptionCertificate, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (UniqueConstraint(fields=["certificate", "days"], name="one_reminder_a_threshold"),)

    def __str__(self) -> str:
        return f"{self.days} days before the end of {self.certificate_id}"


guards.declare(
    guards.append_only(ExemptionCertificate, inv="INV-20", updatable=("revoked_on", "revocation")),
    guards.frozen(ExemptionCertificate, when="OLD.revoked_on IS NOT NULL", inv="INV-20", called="revoked"),
    guards.audited(ExemptionCertificate),
    guards.append_only(CertificateDocument, inv="INV-43"),
    guards.append_only(CertificateReminder, inv="INV-23"),
)
