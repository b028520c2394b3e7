"""Mails that were handed to the suite: filed with customers, or waiting for somebody to say whose they are."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.people import holds
from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.ids import Record
from crm.activities.models import Activity
from crm.customers.models import Customer

STATUSES = (("unfiled", "Unfiled"), ("filed", "Filed"), ("discarded", "Discarded"))
DIRECTIONS = (("out", "Sent"), ("in", "Received"))
WHYS = (
    ("nobody", "From and to no colleague who logs activities"),
    ("unknown", "With no contact that its owner may see"),
    ("disowned", "Disowned by its sender's domain (DMARC)"),
    ("mailing", "To more addresses than a conversation has"),
)


class MailRows(Rows["Mail"]):
    """Mails."""

    seen_with = "see_customers"

    def reach(self, user: Any) -> Q:
        """One's own; those of nobody for whoever looks after strays."""
        key = user_key(user)
        return Q(owner=key) | Q(holds(key, "see_stray_mails"), owner__isnull=True)

    def for_list(self) -> "MailRows":
        """With the owner and who ended it."""
        return self.select_related("owner", "ended_by")

    def unfiled(self) -> "MailRows":
        """Those that wait for somebody."""
        return self.filter(status="unfiled")


class Mail(Record):
    """An e-mail that came by the firm's bcc address, known by its Message-ID.

    Its words stand here only while it is unfiled; once filed they stand in the activities, once discarded nowhere.
    `owner` is the colleague who sent or got it; nobody's mail is a stray. `why` says why it was not filed as it came.
    """

    message_id = models.CharField(max_length=200, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    direction = models.CharField(max_length=3, choices=DIRECTIONS, blank=True)
    sender = models.CharField(max_length=600, blank=True)
    to = models.CharField(max_length=600, blank=True)
    cc = models.CharField(max_length=600, blank=True)
    subject = models.CharField(max_length=160)
    text = models.TextField(blank=True, max_length=16_000)
    attachments = models.JSONField(default=list, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=STATUSES, default="unfiled")
    why = models.CharField(max_length=8, choices=WHYS, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = MailRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(status="unfiled", ended_at__isnull=True, ended_by__isnull=True)
                | ~Q(status="unfiled") & Q(ended_at__isnull=False),
                name="a_mail_is_filed_or_discarded_at_a_time",
            ),
            CheckConstraint(
                condition=~Q(status="discarded") | Q(ended_by__isnull=False), name="a_mail_is_discarded_by_somebody"
            ),
            CheckConstraint(condition=Q(status="unfiled") | Q(text=""), name="the_words_of_a_mail_are_kept_once"),
            CheckConstraint(condition=~Q(status="unfiled") | ~Q(why=""), name="an_unfiled_mail_says_why"),
        )
        ordering: ClassVar = ["-id"]
        indexes = (
            models.Index(fields=["owner", "id"], condition=Q(status="unfiled"), name="unfiled_mails"),
            models.Index(fields=["received_at"], name="mails_by_arrival"),
        )

    def __str__(self) -> str:
        return self.subject


class MailFiling(models.Model):
    """That a mail was logged with a customer, as one activity; it keeps the customer that it was filed with."""

    id = models.BigAutoField(primary_key=True)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="filings")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (UniqueConstraint(fields=["mail", "customer"], name="a_mail_is_logged_once_for_a_customer"),)
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.mail} with {self.customer}"


guards.declare(
    guards.audited(Mail, personal=("sender", "to", "cc", "subject", "attachments"), secret=("text",)),
    guards.audited(MailFiling),
    guards.append_only(MailFiling, inv="INV-43"),
)
