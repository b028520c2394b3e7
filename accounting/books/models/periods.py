"""Periods: spans open to posting or not, each step of their closing, and what was looked at before."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.ids import Record

ALLOWED = {
    "open": {"soft_close": "soft_closed", "close": "closed"},
    "soft_closed": {"close": "closed", "reopen": "open"},
    "closed": {"reopen": "open"},
}


class PeriodRows(Rows["Period"]):
    """Periods."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "PeriodRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class Period(Record):
    """A span open to posting, soft-closed (the controller's entries only), or closed."""

    STATUSES = (("open", "Open"), ("soft_closed", "Soft-closed"), ("closed", "Closed"))

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=12, choices=STATUSES, default="open")
    step = models.ForeignKey("PeriodStep", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = PeriodRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["legal_entity", "starts_on"], name="one_period_a_start"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_period_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(status="open") | Q(step__isnull=False), name="a_closed_period_says_who_closed_it"
            ),
        )
        ordering: ClassVar = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m}"


class PeriodStep(models.Model):
    """A period was soft-closed, closed or reopened: when, by whom, why, and its trial balance when closed (INV-06).

    `trial_balance_hash` is the SHA-256 of every account's balance at the period's end; it is kept for ever.
    """

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12, choices=Period.STATUSES)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)
    trial_balance_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            CheckConstraint(  # INV-06
                condition=(Q(status="closed") & ~Q(trial_balance_hash=""))
                | (~Q(status="closed") & Q(trial_balance_hash="")),
                name="a_closing_keeps_its_trial_balance",
            ),
            CheckConstraint(condition=~Q(status="open") | ~Q(reason=""), name="a_reopening_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d}"


class CloseTick(models.Model):
    """Somebody looked at one line of a period's close checklist, and what it showed then.

    Ticks count since the period was last opened (`step`); a line is ticked anew when it shows something else.
    """

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="ticks")
    step = models.ForeignKey(PeriodStep, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.CharField(max_length=40)
    found = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.item}: {self.found}"


guards.declare(
    guards.audited(Period),
    guards.transitions(
        Period,
        "status",
        allowed={state: tuple(steps.values()) for state, steps in ALLOWED.items()},
        initial=("open",),
        inv="INV-26",
    ),
    guards.append_only(PeriodStep, inv="INV-06"),
    guards.append_only(CloseTick, inv="INV-43"),
    guards.set_once(Period, "legal_entity_id", inv="INV-05"),
    guards.set_once(Period, "starts_on", inv="INV-05"),
    guards.set_once(Period, "ends_on", inv="INV-05"),
)
