"""What a customer asks of an offer, what we answer, and the terms offers are made under."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows, Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Contact
from crm.quotes.models.versions import QuoteVersion


class QuoteQuestionRows(Rows["QuoteQuestion"]):
    """Questions."""

    seen_with = "see_quotes"
    anchors: ClassVar = {
        "customer": "version__quote__opportunity__customer",
        "legal_entity": "version__quote__opportunity__legal_entity",
    }

    def for_list(self) -> "QuoteQuestionRows":
        """With version, quote and who answered."""
        return self.select_related("version__quote", "contact", "answered_by")

    def open(self) -> "QuoteQuestionRows":
        """Not answered."""
        return self.filter(answered_at__isnull=True)


class QuoteQuestion(Record):
    """Something the customer asks about a version, and our answer once it is given; neither changes."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="questions")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2_000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=5_000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = QuoteQuestionRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answer_says_by_whom_and_when",
            ),
        )
        ordering: ClassVar = ["asked_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class TermsTemplateRows(OfficeRows["TermsTemplate"]):
    """Terms: whoever sees quotes may read what they are made under."""

    seen_with = "see_quotes"


class TermsTemplate(Record):
    """Terms to offer under: in a language, for one legal entity or for all. Quotes take a copy of their own."""

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=10_000)
    active = models.BooleanField(default=True)
    history = history()

    objects: ClassVar = TermsTemplateRows.as_manager()

    class Meta:
        constraints = (UniqueConstraint(fields=["name", "language"], name="one_terms_template_a_name_and_language"),)
        ordering: ClassVar = ["name", "language"]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


def terms_for(entity: Any, language: str) -> list[TermsTemplate]:
    """What a quote of a legal entity may take: its own templates and those for all, the customer's language first."""
    held = TermsTemplate.objects.filter(Q(legal_entity=entity) | Q(legal_entity__isnull=True), active=True)
    return sorted(held, key=lambda each: (each.language != language, each.name))


guards.declare(
    guards.audited(QuoteQuestion, personal=("text", "answer")),
    guards.frozen(QuoteQuestion, when="OLD.answered_at IS NOT NULL", inv="INV-26"),
    guards.audited(TermsTemplate),
)
