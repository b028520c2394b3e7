"""Billing runs: a search for what is due to bill, its chunks, and what it left and why."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import (
    WholeNumberField,
)
from billing_suite.kernel.values.ids import Record
from projects.contracts.models import Contract


class BillingRunRows(Rows["BillingRun"]):
    """Billing runs."""

    seen_with = "see_invoices"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "BillingRunRows":
        """With legal entity and starter."""
        return self.select_related("legal_entity", "started_by")


class BillingRun(Record):
    """One search for what is due to bill through a date, cut into chunks of contracts."""

    STATUSES = (("running", "Running"), ("done", "Done"))

    reference = models.CharField(max_length=20, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="billing_runs")
    through = models.DateField()
    on = models.DateField()
    status = models.CharField(max_length=8, choices=STATUSES, default="running")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    chunks = models.PositiveIntegerField(default=0)

    objects: ClassVar = BillingRunRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-reference"]

    def __str__(self) -> str:
        return f"{self.reference} through {self.through}"


class RunChunk(models.Model):
    """A part of a run that has been drafted; the unique pair makes a repeated job harmless (INV-38)."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(BillingRun, on_delete=models.PROTECT, related_name="done_chunks")
    number = models.PositiveIntegerField()
    drafted = models.PositiveIntegerField()

    class Meta:
        constraints = (UniqueConstraint(fields=["run", "number"], name="a_chunk_is_drafted_once"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class RunFinding(models.Model):
    """Approved work that a run left out, and why; or what it could not draft (DESIGN 10.6)."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(BillingRun, on_delete=models.PROTECT, related_name="findings")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    entries = models.PositiveIntegerField()
    minutes = WholeNumberField()

    class Meta:
        constraints = (UniqueConstraint(fields=["run", "contract", "code"], name="one_finding_a_reason"),)
        ordering: ClassVar = ["contract", "code"]

    def __str__(self) -> str:
        return f"{self.contract.reference}: {self.reason}"


guards.declare(
    guards.audited(BillingRun),
    guards.transitions(
        BillingRun, "status", allowed={"running": ("done",), "done": ()}, initial=("running",), inv="INV-26"
    ),
    guards.append_only(RunChunk, inv="INV-38"),
    guards.append_only(RunFinding, inv="INV-15"),
)
