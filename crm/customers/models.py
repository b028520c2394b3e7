"""The firm we sell to is one row, on every floor."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from guardian.models import GroupObjectPermissionBase

from billing_suite.kernel.access.visible import Rows, anchor
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.record.words import WordIndex
from billing_suite.kernel.values.ids import Record

MERGED = "p.survivor_id IS NOT NULL"  # nothing hangs on a customer that was merged into another
E_INVOICES = (("facturx", "Factur-X / ZUGFeRD: inside the PDF"), ("ubl", "UBL 2.1: Peppol BIS Billing 3"))


class CustomerRows(Rows["Customer"]):
    """Customers."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "pk", "legal_entity": "legal_entity"}

    def for_list(self) -> "CustomerRows":
        """With the legal entity that serves them."""
        return self.select_related("legal_entity")

    def there(self) -> "CustomerRows":
        """Those that were not merged into another."""
        return self.filter(survivor__isnull=True)

    def family_of(self, customer: Any) -> "CustomerRows":
        """A customer with those that were merged into it: documents keep the id they were made with (DESIGN 2)."""
        key = getattr(customer, "pk", customer)
        return self.filter(Q(pk=key) | Q(survivor=key))


class Customer(Record):
    """A firm or person we sell to, with the billing profile that documents are made from."""

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=160)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="customers")
    currency = models.CharField(max_length=3)
    is_business = models.BooleanField(default=True)
    vat_id = models.CharField(max_length=30, blank=True)
    billing_email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    payment_days = models.PositiveSmallIntegerField(default=30)
    po_required = models.BooleanField(default=False)
    e_invoice = models.CharField(max_length=8, choices=E_INVOICES, blank=True)  # the format they want, if any
    survivor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    history = history()

    objects: ClassVar = CustomerRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(survivor__isnull=True) | ~Q(survivor=F("id")),
                name="a_customer_does_not_survive_itself",
            ),
        )
        ordering: ClassVar = ["name", "id"]
        indexes = (
            models.Index(fields=["name", "id"]),
            models.Index(fields=["legal_entity", "id"], name="customers_of_an_entity"),
            models.Index(fields=["survivor"], condition=Q(survivor__isnull=False), name="merged_customers"),
            WordIndex(fields=["name", "legal_name", "reference", "billing_email", "vat_id"], name="customer_words"),
            WordIndex(fields=["name"], name="customer_name_words"),  # for lists of what customers have
        )

    def __str__(self) -> str:
        return self.name

    @property
    def home_id(self) -> Any:
        """Who it is by now: itself, or what it was merged into."""
        return self.survivor_id or self.pk


class CustomerGrant(GroupObjectPermissionBase):
    """A team reaches everything of a customer, as far as its people's roles go."""

    content_object = models.ForeignKey(Customer, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        pass


class Address(models.Model):
    """Where a customer is: the country and region decide tax, the rest is printed."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="address")
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2)
    history = history()

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}, {self.country}"


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
    history = history()

    objects: ClassVar = ContactRows.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes = (
            models.Index(fields=["name", "id"], name="contacts_by_name"),
            models.Index(fields=["title", "id"], name="contacts_by_title"),
            models.Index(fields=["email", "id"], name="contacts_by_email"),
            WordIndex(fields=["name", "email"], name="contact_words"),
        )

    def __str__(self) -> str:
        return self.name


anchor("customer", CustomerGrant)
guards.declare(
    guards.frozen_child(Contact, parent=Customer, fk="customer_id", when=MERGED, inv="INV-26", called="merged"),
    guards.audited(Customer, personal=("billing_email",)),
    guards.audited(Address, personal=("street",)),
    guards.audited(Contact, personal=("name", "email", "phone")),
)
