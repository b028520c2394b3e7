"""What an authority said of a customer's VAT id, kept as evidence, and where a person decided otherwise."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer


class VatIdCheckRows(Rows["VatIdCheck"]):
    """Checks of VAT ids."""

    seen_with = "see_tax"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "VatIdCheckRows":
        """With the customer."""
        return self.select_related("customer")

    def of_today(self) -> "VatIdCheckRows":
        """Those of the id that the customer has now: of an earlier one they say nothing."""
        return self.filter(vat_id=F("customer__vat_id"))


class VatIdCheck(Record):
    """One answer of VIES about a VAT id: the evidence that it was asked, and what came back; never changed.

    `unavailable` is no answer about the id: neither a yes nor a no. `consultation_number` is what VIES gives to
    whoever asks under a VAT id of their own (`requester`); it is the proof towards a tax office.
    """

    OUTCOMES = (("valid", "Valid"), ("invalid", "Invalid"), ("unavailable", "Not answered"))

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="vat_id_checks")
    vat_id = models.CharField(max_length=30)
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    reason = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    requester = models.CharField(max_length=30, blank=True)
    consultation_number = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField()
    answer = models.TextField(blank=True)  # as it came
    actor = models.CharField(max_length=80)

    objects: ClassVar = VatIdCheckRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(outcome__in=["valid", "invalid", "unavailable"]), name="a_vat_id_check_has_an_outcome"
            ),
            CheckConstraint(
                condition=~Q(outcome="unavailable") | ~Q(reason=""), name="a_vat_id_check_without_answer_says_why"
            ),
        )
        ordering: ClassVar = ["-checked_at", "-id"]
        indexes = (models.Index(fields=["customer", "-checked_at"], name="vat_id_checks_latest"),)

    def __str__(self) -> str:
        return f"{self.vat_id} {self.get_outcome_display().lower()}"


class VatIdOverrideRows(Rows["VatIdOverride"]):
    """Overrides of answers about VAT ids."""

    seen_with = "see_tax"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "VatIdOverrideRows":
        """With customer and the answer."""
        return self.select_related("customer", "answer")

    def standing(self) -> "VatIdOverrideRows":
        """Not withdrawn, and of the id that the customer has now."""
        return self.filter(withdrawn_at__isnull=True, vat_id=F("customer__vat_id"))


class VatIdOverride(Record):
    """A person takes a VAT id for valid though VIES said no, and says why; it stands until it is withdrawn."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="vat_id_overrides")
    vat_id = models.CharField(max_length=30)
    answer = models.ForeignKey(VatIdCheck, on_delete=models.PROTECT, related_name="overrides")
    reason = models.CharField(max_length=300)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal = models.CharField(max_length=300, blank=True)
    history = history()

    objects: ClassVar = VatIdOverrideRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=~Q(reason=""), name="an_override_of_a_vat_id_says_why"),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal=""),
                name="a_withdrawn_override_says_why",
            ),
            UniqueConstraint(
                fields=["customer", "vat_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_override_a_vat_id",
            ),
        )
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.vat_id} taken for valid"


guards.declare(
    guards.append_only(VatIdCheck, inv="INV-43"),
    guards.append_only(VatIdOverride, inv="INV-43", updatable=("withdrawn_at", "withdrawal")),
    guards.frozen(VatIdOverride, when="OLD.withdrawn_at IS NOT NULL", inv="INV-43", called="withdrawn"),
    guards.audited(VatIdOverride),
)
