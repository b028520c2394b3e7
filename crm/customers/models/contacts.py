"""People at our customers, and what we may do with what we know of them."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Lower

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.record.words import WordIndex
from billing_suite.kernel.values.ids import Record
from crm.customers.models.customers import MERGED, Customer

BASES = (  # Regulation (EU) 2016/679, article 6 (1)
    ("consent", "Consent (a)"),
    ("contract", "Contract, or steps before one (b)"),
    ("legal_obligation", "Legal obligation (c)"),
    ("legitimate_interests", "Legitimate interests (f)"),
)


class ContactRows(Rows["Contact"]):
    """Contacts."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "ContactRows":
        """With their customer."""
        return self.select_related("customer")


class Contact(Record):
    """A person at a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    is_billing = models.BooleanField(default=False)  # invoices go to them as well
    history = history()

    objects: ClassVar = ContactRows.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes = (
            models.Index(Lower("email"), name="contact_by_email"),
            models.Index(fields=["name", "id"], name="contacts_by_name"),
            models.Index(fields=["title", "id"], name="contacts_by_title"),
            models.Index(fields=["email", "id"], name="contacts_by_email"),
            WordIndex(fields=["name", "email"], name="contact_words"),
        )

    def __str__(self) -> str:
        return self.name


class LawfulBasisRows(Rows["LawfulBasis"]):
    """Lawful bases."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "contact__customer", "legal_entity": "contact__customer__legal_entity"}

    def for_list(self) -> "LawfulBasisRows":
        """With the contact."""
        return self.select_related("contact")

    def standing(self) -> "LawfulBasisRows":
        """Not withdrawn."""
        return self.filter(ended_at__isnull=True)


class LawfulBasis(Record):
    """Why we may use a contact's data for a purpose: their consent, word for word, or another basis of the law.

    It is never edited: it is ended (a consent is withdrawn), and another one recorded.
    """

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="bases")
    purpose = models.CharField(max_length=120)
    basis = models.CharField(max_length=24, choices=BASES)
    wording = models.TextField(blank=True, max_length=2_000)  # of a consent; else why it holds
    source = models.CharField(max_length=120)  # where it was given, or who says so
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    objects: ClassVar = LawfulBasisRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=~Q(basis="consent") | ~Q(wording=""), name="a_consent_is_kept_word_for_word"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="a_basis_that_ended_says_why",
            ),
        )
        verbose_name_plural = "lawful bases"
        ordering: ClassVar = ["-since", "id"]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} for {self.purpose}"


guards.declare(
    guards.frozen_child(Contact, parent=Customer, fk="customer_id", when=MERGED, inv="INV-26", called="merged"),
    guards.audited(Contact, personal=("name", "email", "phone")),
    guards.audited(LawfulBasis),
    guards.append_only(LawfulBasis, inv="INV-03", updatable=("ended_at", "ended_why")),
    guards.frozen(LawfulBasis, when="OLD.ended_at IS NOT NULL", inv="INV-03", called="ended"),
)
