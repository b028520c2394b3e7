"""The firm we sell to, its billing profile, its places and numbers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
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
        """With the legal entity that serves them, and who looks after them."""
        return self.select_related("legal_entity", "owner")

    def there(self) -> "CustomerRows":
        """Those that were not merged into another."""
        return self.filter(survivor__isnull=True)

    def family_of(self, customer: Any) -> "CustomerRows":
        """A customer with those that were merged into it: documents keep the id they were made with (DESIGN 2)."""
        key = getattr(customer, "pk", customer)
        return self.filter(Q(pk=key) | Q(survivor=key))


class FurtherAddressRows(Rows["FurtherAddress"]):
    """Further addresses."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "FurtherAddressRows":
        """With the customer."""
        return self.select_related("customer")


class VatNumberRows(Rows["VatNumber"]):
    """Further VAT ids."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "VatNumberRows":
        """With the customer."""
        return self.select_related("customer")


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
    e_address = models.CharField(max_length=80, blank=True)  # where e-invoices go: scheme of the EAS list, ":", id
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="customers"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="subsidiaries")
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
            CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="a_customer_is_not_its_own_parent"
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


class FurtherAddress(Record):
    """Another place of a customer. One may be where its invoices are addressed, in the country of its address: tax is
    decided by that one all the same.
    """

    USES = (("invoices", "Invoices are addressed there"), ("site", "A site"), ("post", "Post"))

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="further_addresses")
    use = models.CharField(max_length=10, choices=USES)
    name = models.CharField(max_length=120, blank=True)  # a department, or a person to the attention of
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2)
    history = history()

    objects: ClassVar = FurtherAddressRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["customer"], condition=Q(use="invoices"), name="a_customer_s_invoices_are_addressed_once"
            ),
        )
        verbose_name_plural = "further addresses"
        ordering: ClassVar = ["use", "city", "id"]

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}, {self.country}"


class VatNumber(Record):
    """A VAT id of a customer besides the one its documents bear, of another country where it is registered."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="vat_numbers")
    country = models.CharField(max_length=2)
    number = models.CharField(max_length=30)
    history = history()

    objects: ClassVar = VatNumberRows.as_manager()

    class Meta:
        constraints = (UniqueConstraint(fields=["customer", "number"], name="a_vat_number_stands_once"),)
        ordering: ClassVar = ["country", "number"]

    def __str__(self) -> str:
        return self.number


class Tag(models.Model):
    """A word that customers are marked with."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomerTag(models.Model):
    """One tag on one customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tagged")

    class Meta:
        constraints = (UniqueConstraint(fields=["customer", "tag"], name="a_customer_bears_a_tag_once"),)
        ordering: ClassVar = ["tag__name"]

    def __str__(self) -> str:
        return str(self.tag)


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


anchor("customer", CustomerGrant)
guards.declare(
    guards.set_once(Customer, "legal_entity_id", inv="INV-29"),
    guards.audited(Customer, personal=("billing_email", "phone")),
    guards.audited(Address, personal=("street",)),
    guards.audited(FurtherAddress, personal=("name", "street")),
    guards.audited(VatNumber),
    guards.audited(CustomerTag),
)
