"""What customers and contacts have besides their profile, in the API."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, Changes, CountryField, EmailField, FlagField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.actions import (
    add_address,
    add_vat_number,
    change_contact,
    end_basis,
    record_basis,
    remove_address,
    remove_vat_number,
    set_parent,
    set_tags,
    share_customer,
    unshare_customer,
    use_vat_number,
)
from crm.customers.api.customers import CONTACTS, CUSTOMERS
from crm.customers.models import BASES, FurtherAddress, LawfulBasis, VatNumber


class FurtherAddressSheet(Shown):
    """Another place of a customer."""

    class Meta:
        model = FurtherAddress
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "customer",
            "use",
            "name",
            "street",
            "postcode",
            "city",
            "region",
            "country",
        )


class VatNumberSheet(Shown):
    """A VAT id besides the one that documents bear."""

    class Meta:
        model = VatNumber
        fields: ClassVar[tuple[str, ...]] = ("id", "customer", "country", "number")


class LawfulBasisSheet(Shown):
    """Why we may use a contact's data for a purpose."""

    class Meta:
        model = LawfulBasis
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "contact",
            "purpose",
            "basis",
            "wording",
            "source",
            "since",
            "ended_at",
            "ended_why",
        )


class FurtherAddressBody(Body):
    """Another place of a customer."""

    use = serializers.ChoiceField(choices=FurtherAddress.USES)
    name = TextField(max_length=120, required=False, allow_blank=True)
    street = TextField(max_length=160, source="address.street")
    postcode = TextField(max_length=20, source="address.postcode", required=False, allow_blank=True)
    city = TextField(max_length=80, source="address.city")
    region = TextField(max_length=10, source="address.region", required=False, allow_blank=True)
    country = CountryField(source="address.country")


class VatNumberBody(Body):
    """A VAT id of another country."""

    country = CountryField()
    number = TextField(max_length=30)


class ParentBody(Body):
    """Whose subsidiary it is; null: nobody's."""

    parent = RecordField(CUSTOMERS, allow_null=True)  # type: ignore[assignment]


class TagsBody(Body):
    """The words it is marked with, all of them."""

    tags = serializers.ListField(child=TextField(max_length=40), max_length=20)


class TeamBody(Body):
    """A team, by name."""

    team = TextField(max_length=150)


class ContactChanges(Changes):
    """What is to be different of a contact."""

    name = TextField(max_length=120, source="changes.name", required=False)
    email = EmailField(source="changes.email", required=False)
    title = TextField(max_length=80, source="changes.title", required=False, allow_blank=True)
    phone = TextField(max_length=40, source="changes.phone", required=False, allow_blank=True)
    is_billing = FlagField(source="changes.is_billing", required=False)


class BasisBody(Body):
    """A lawful basis; of a consent its words."""

    purpose = TextField(max_length=120)
    basis = serializers.ChoiceField(choices=BASES)
    wording = TextField(max_length=2_000, required=False, allow_blank=True)
    source = TextField(max_length=120)  # type: ignore[assignment]


class BasisEnding(Body):
    """Why it ends."""

    why = TextField(max_length=200)


FURTHER_ADDRESSES = Listing(
    path="further-addresses",
    model=FurtherAddress,
    row=FurtherAddressSheet,
    filters={"customer": "customer", "use": "use"},
)
VAT_NUMBERS = Listing(path="vat-numbers", model=VatNumber, row=VatNumberSheet, filters={"customer": "customer"})
LAWFUL_BASES = Listing(
    path="lawful-bases",
    model=LawfulBasis,
    row=LawfulBasisSheet,
    filters={"contact": "contact", "basis": "basis"},
    orders=("-since",),
)
ON = "customers/<str:id>"
DOORS = (
    FURTHER_ADDRESSES,
    VAT_NUMBERS,
    LAWFUL_BASES,
    Deed(path=f"{ON}/addresses/", verb=add_address, on=CUSTOMERS, body=FurtherAddressBody, shows=FURTHER_ADDRESSES),
    Deed(path="further-addresses/<str:id>/removal/", verb=remove_address, on=FURTHER_ADDRESSES, shows=CUSTOMERS),
    Deed(path=f"{ON}/vat-numbers/", verb=add_vat_number, on=CUSTOMERS, body=VatNumberBody, shows=VAT_NUMBERS),
    Deed(path="vat-numbers/<str:id>/use/", verb=use_vat_number, on=VAT_NUMBERS, shows=CUSTOMERS),
    Deed(path="vat-numbers/<str:id>/removal/", verb=remove_vat_number, on=VAT_NUMBERS, shows=CUSTOMERS),
    Deed(path=f"{ON}/family/", verb=set_parent, on=CUSTOMERS, body=ParentBody, shows=CUSTOMERS),
    Deed(path=f"{ON}/tags/", verb=set_tags, on=CUSTOMERS, body=TagsBody, shows=CUSTOMERS),
    Deed(path=f"{ON}/sharing/", verb=share_customer, on=CUSTOMERS, body=TeamBody, shows=CUSTOMERS),
    Deed(path=f"{ON}/unsharing/", verb=unshare_customer, on=CUSTOMERS, body=TeamBody, shows=CUSTOMERS),
    Deed(path="contacts/<str:id>/changes/", verb=change_contact, on=CONTACTS, body=ContactChanges, shows=CONTACTS),
    Deed(path="contacts/<str:id>/bases/", verb=record_basis, on=CONTACTS, body=BasisBody, shows=LAWFUL_BASES),
    Deed(path="lawful-bases/<str:id>/end/", verb=end_basis, on=LAWFUL_BASES, body=BasisEnding, shows=LAWFUL_BASES),
)
