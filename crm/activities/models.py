"""What we did with a customer, and what we are going to do."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Coalesce

from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.record.words import WordIndex
from billing_suite.kernel.values.ids import Record
from crm.customers.models import MERGED, Contact, Customer

KINDS = (("call", "Call"), ("meeting", "Meeting"), ("email", "E-mail"), ("task", "Task"), ("note", "Note"))


class ActivityRows(Rows["Activity"]):
    """Activities."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity"}

    def for_list(self) -> "ActivityRows":
        """With customer, contact and owner."""
        return self.select_related("customer__legal_entity", "contact", "owner")

    def to_do(self) -> "ActivityRows":
        """Planned and not done."""
        return self.filter(due_on__isnull=False, done_at__isnull=True)

    def done(self) -> "ActivityRows":
        """What happened, planned or not."""
        return self.filter(Q(happened_at__isnull=False) | Q(done_at__isnull=False))

    def own(self, user: Any) -> "ActivityRows":
        """Those this person looks after."""
        return self.filter(owner=user_key(user))

    def due(self, *, on: date) -> "ActivityRows":
        """To do on this day or before."""
        return self.to_do().filter(due_on__lte=on)

    def overdue(self, *, on: date) -> "ActivityRows":
        """To do before this day."""
        return self.to_do().filter(due_on__lt=on)

    def about(self, record: models.Model) -> "ActivityRows":
        """Those about one record, such as an opportunity."""
        return self.filter(about_kind=record._meta.label_lower, about_id=str(record.pk))

    def by_moment(self) -> "ActivityRows":
        """With `moment`: when it happened or was done; None for what is still to do."""
        return self.annotate(moment=Coalesce("happened_at", "done_at"))


class Activity(Record):
    """A call, meeting, e-mail, task or note with a customer: what happened, or what is to do by a day.

    `about_kind`, `about_id` and `about_reference` name the record it is about, such as an opportunity, if any.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="activities")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")  # the customer's
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="activities")
    kind = models.CharField(max_length=8, choices=KINDS)
    subject = models.CharField(max_length=160)
    text = models.TextField(blank=True, max_length=20_000)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    about_reference = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="activities")
    happened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(blank=True, max_length=2_000)
    history = history()

    objects: ClassVar = ActivityRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(happened_at__isnull=False, due_on__isnull=True)
                | Q(happened_at__isnull=True, due_on__isnull=False),
                name="an_activity_happened_or_is_to_be_done_by_a_day",
            ),
            CheckConstraint(
                condition=Q(remind_on__isnull=True) | Q(remind_on__lte=F("due_on")),
                name="a_reminder_comes_no_later_than_the_due_date",
            ),
            CheckConstraint(
                condition=Q(remind_on__isnull=True) | Q(due_on__isnull=False),
                name="only_what_is_to_do_has_a_reminder",
            ),
            CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, due_on__isnull=False),
                name="what_was_to_do_is_done_by_somebody_at_a_time",
            ),
            CheckConstraint(condition=~Q(kind="note") | Q(due_on__isnull=True), name="a_note_is_never_due"),
            CheckConstraint(condition=~Q(kind="task") | Q(due_on__isnull=False), name="a_task_has_a_due_date"),
            CheckConstraint(
                condition=Q(about_kind="", about_id="") | ~Q(about_kind="") & ~Q(about_id=""),
                name="what_an_activity_is_about_has_kind_and_id",
            ),
        )
        verbose_name_plural = "activities"
        ordering: ClassVar = ["-id"]
        indexes = (
            models.Index(fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="activity_to_do"),
            models.Index(fields=["about_kind", "about_id"], name="activity_about"),
            models.Index(fields=["due_on", "id"], name="activities_by_day"),
            models.Index(fields=["subject", "id"], name="activities_by_subject"),
            WordIndex(fields=["subject", "text"], name="activity_words"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def status(self) -> str:
        """planned until it is done."""
        return "planned" if self.due_on and self.done_at is None else "done"

    @property
    def when(self) -> datetime | date | None:
        """When it happened or was done; else the day it is due."""
        return self.happened_at or self.done_at or self.due_on


guards.declare(
    guards.as_parent(Activity, "legal_entity_id", parent=Customer, fk="customer_id", inv="INV-29"),
    guards.audited(Activity, personal=("subject", "text", "outcome"), unaudited=("reminded_at",)),
    guards.frozen_child(Activity, parent=Customer, fk="customer_id", when=MERGED, inv="INV-26", called="merged"),
)
