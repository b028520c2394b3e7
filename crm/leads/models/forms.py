"""Forms of our web sites, and what was sent through them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record
from crm.leads.models.leads import Campaign, Lead, LeadSource


class WebFormRows(Rows["WebForm"]):
    """Web forms."""

    seen_with = "see_opportunities"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "WebFormRows":
        """With where its leads come to."""
        return self.select_related("legal_entity", "source", "campaign", "owner")


class WebForm(Record):
    """A form whose answers become leads of a legal entity: at an address of its own, and from the sites named.

    `key` stands in the address and is no secret. `origins` are the sites whose pages may send to it, one a line, like
    https://www.example.com. `per_hour` is how many answers one sender may send, and ten times that all senders.
    """

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="web_forms")
    source = models.ForeignKey(LeadSource, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=5, default="en")
    origins = models.TextField(blank=True, max_length=2_000)
    thanks_url = models.URLField(max_length=200, blank=True)
    consent_purpose = models.CharField(max_length=120, blank=True)
    consent_wording = models.TextField(blank=True, max_length=2_000)
    per_hour = models.PositiveSmallIntegerField(default=10)
    active = models.BooleanField(default=True)
    history = history()

    objects: ClassVar = WebFormRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["key"], name="a_web_form_has_its_own_address"),
            CheckConstraint(
                condition=Q(per_hour__gte=1, per_hour__lte=1000), name="a_web_form_takes_1_to_1000_an_hour"
            ),
            CheckConstraint(
                condition=Q(consent_purpose="", consent_wording="") | ~Q(consent_purpose="") & ~Q(consent_wording=""),
                name="a_web_form_asks_consent_for_a_purpose_in_words",
            ),
        )
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def sites(self) -> list[str]:
        """The origins, one each."""
        return self.origins.split()


class SubmissionRows(Rows["Submission"]):
    """What was sent through web forms."""

    seen_with = "see_opportunities"
    anchors: ClassVar = {"legal_entity": "form__legal_entity"}

    def for_list(self) -> "SubmissionRows":
        """With form and lead."""
        return self.select_related("form", "lead")

    def held(self) -> "SubmissionRows":
        """Those that look like spam and wait for somebody to say."""
        return self.filter(status="held")


class Submission(Record):
    """One answer to a web form: taken as a lead, held because it looks like spam, or discarded.

    `signs` say what speaks for spam. What a held one says is kept until it is released, discarded, or 30 days old.
    `sender` is a keyed hash of the address it came from, `digest` of what it says: neither can be read back.
    """

    STATUSES = (("taken", "Taken"), ("held", "Held"), ("discarded", "Discarded"))

    form = models.ForeignKey(WebForm, on_delete=models.PROTECT, related_name="submissions")
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=STATUSES)
    signs = models.JSONField(default=list, blank=True)
    told = models.JSONField(default=dict, blank=True)
    lead = models.OneToOneField(Lead, on_delete=models.PROTECT, null=True, blank=True, related_name="submission")

    objects: ClassVar = SubmissionRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(status="taken", lead__isnull=False, told={}) | ~Q(status="taken") & Q(lead__isnull=True),
                name="a_submission_that_is_taken_is_a_lead",
            ),
        )
        ordering: ClassVar = ["-received_at", "id"]
        indexes = (
            models.Index(fields=["form", "received_at"], name="submissions_of_a_form"),
            models.Index(fields=["received_at"], condition=Q(status="held"), name="held_submissions"),
        )

    @property
    def sender_name(self) -> str:
        """Who sent it, as long as we know."""
        return str(self.told.get("name", "")) or (self.lead.name if self.lead else "Somebody")

    def __str__(self) -> str:
        return f"{self.form.name}, {self.received_at:%Y-%m-%d %H:%M}"


guards.declare(
    guards.audited(WebForm),
    guards.audited(Submission, personal=("told",)),
    guards.transitions(
        Submission,
        "status",
        allowed={"held": ("taken", "discarded"), "taken": (), "discarded": ()},
        initial=("taken", "held"),
        inv="INV-26",
    ),
)
