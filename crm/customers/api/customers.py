"""Customers and contacts in the API."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    CountryField,
    CurrencyField,
    EmailField,
    FlagField,
    TextField,
    WholeField,
)
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES, grants
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.people import USERS
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.actions import add_contact, add_customer, change_address, change_customer
from crm.customers.models import E_INVOICES, Address, Contact, Customer


class AddressSheet(Shown):
    """Where a customer is."""

    class Meta:
        model = Address
        fields: ClassVar[tuple[str, ...]] = ("street", "postcode", "city", "region", "country")


class CustomerRow(Shown):
    """A firm we sell to."""

    class Meta:
        model = Customer
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "name",
            "legal_name",
            "legal_entity",
            "currency",
            "is_business",
            "vat_id",
            "billing_email",
            "language",
            "payment_days",
            "po_required",
            "e_invoice",
            "e_address",
            "phone",
            "website",
            "owner",
            "parent",
            "survivor",
        )


class CustomerSheet(CustomerRow):
    """A firm we sell to, with its address."""

    address = AddressSheet(read_only=True)

    class Meta(CustomerRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*CustomerRow.Meta.fields, "address")


class ContactSheet(Shown):
    """A person at a customer."""

    class Meta:
        model = Contact
        fields: ClassVar[tuple[str, ...]] = ("id", "customer", "name", "title", "email", "phone", "is_billing")


class CustomerBody(Body):
    """A customer to be added: who they are, how they are billed, where they are."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    name = TextField(max_length=120)
    currency = CurrencyField(source="profile.currency")
    legal_name = TextField(max_length=160, source="profile.legal_name", required=False)
    is_business = FlagField(source="profile.is_business", required=False)
    vat_id = TextField(max_length=30, source="profile.vat_id", required=False, allow_blank=True)
    billing_email = EmailField(source="profile.billing_email")
    language = TextField(max_length=5, source="profile.language", required=False)
    payment_days = WholeField(0, 365, source="profile.payment_days", required=False)
    po_required = FlagField(source="profile.po_required", required=False)
    e_invoice = serializers.ChoiceField(
        choices=E_INVOICES, source="profile.e_invoice", required=False, allow_blank=True
    )
    e_address = TextField(max_length=80, source="profile.e_address", required=False, allow_blank=True)
    phone = TextField(max_length=40, source="profile.phone", required=False, allow_blank=True)
    website = TextField(max_length=200, source="profile.website", required=False, allow_blank=True)
    owner = RecordField(USERS, source="profile.owner", required=False)
    street = TextField(max_length=160, source="address.street")
    postcode = TextField(max_length=20, source="address.postcode", required=False, allow_blank=True)
    city = TextField(max_length=80, source="address.city")
    region = TextField(max_length=10, source="address.region", required=False, allow_blank=True)
    country = CountryField(source="address.country")
    teams = serializers.ListField(child=TextField(max_length=150), max_length=50, required=False)


class CustomerChanges(Changes):
    """What is to be different; what is not named stays."""

    name = TextField(max_length=120, source="changes.name", required=False)
    legal_name = TextField(max_length=160, source="changes.legal_name", required=False)
    is_business = FlagField(source="changes.is_business", required=False)
    vat_id = TextField(max_length=30, source="changes.vat_id", required=False, allow_blank=True)
    billing_email = EmailField(source="changes.billing_email", required=False)
    language = TextField(max_length=5, source="changes.language", required=False)
    payment_days = WholeField(0, 365, source="changes.payment_days", required=False)
    po_required = FlagField(source="changes.po_required", required=False)
    e_invoice = serializers.ChoiceField(
        choices=E_INVOICES, source="changes.e_invoice", required=False, allow_blank=True
    )
    e_address = TextField(max_length=80, source="changes.e_address", required=False, allow_blank=True)
    phone = TextField(max_length=40, source="changes.phone", required=False, allow_blank=True)
    website = TextField(max_length=200, source="changes.website", required=False, allow_blank=True)
    owner = RecordField(USERS, source="changes.owner", required=False, allow_null=True)


class AddressBody(Body):
    """Where a customer is from now on."""

    street = TextField(max_length=160, source="address.street")
    postcode = TextField(max_length=20, source="address.postcode", required=False, allow_blank=True)
    city = TextField(max_length=80, source="address.city")
    region = TextField(max_length=10, source="address.region", required=False, allow_blank=True)
    country = CountryField(source="address.country")


class ContactBody(Body):
    """A person at a customer."""

    name = TextField(max_length=120)
    email = EmailField()
    title = TextField(max_length=80, required=False, allow_blank=True)
    phone = TextField(max_length=40, required=False, allow_blank=True)
    is_billing = FlagField(required=False)


CUSTOMERS = Listing(
    path="customers",
    model=Customer,
    row=CustomerRow,
    sheet=CustomerSheet,
    joins=("survivor", "parent"),
    parts=lambda rows: rows.select_related("address"),
    filters={
        "legal_entity": "legal_entity",
        "currency": "currency",
        "country": "address__country",
        "owner": "owner",
        "parent": "parent",
        "tag": "tagged__tag__name",
    },
    orders=("name", "reference"),
    search=("reference", "name", "legal_name"),
)
CONTACTS = Listing(
    path="contacts",
    model=Contact,
    row=ContactSheet,
    filters={"customer": "customer", "email": "email"},
    orders=("name",),
    search=("name", "email"),
)
DOORS = (
    CUSTOMERS,
    Deed(path="customers/", verb=add_customer, body=CustomerBody, shows=CUSTOMERS),
    Deed(path="customers/<str:id>/changes/", verb=change_customer, on=CUSTOMERS, body=CustomerChanges, shows=CUSTOMERS),
    Deed(path="customers/<str:id>/address/", verb=change_address, on=CUSTOMERS, body=AddressBody, shows=CUSTOMERS),
    Deed(path="customers/<str:id>/contacts/", verb=add_contact, on=CUSTOMERS, body=ContactBody, shows=CONTACTS),
    grants(CUSTOMERS),
    CONTACTS,
)
