"""People and delivery roles in the API."""

from typing import ClassVar

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, SlugField, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.people import USERS
from billing_suite.kernel.web.api.shown import Shown
from projects.people.actions import add_person, name_role
from projects.people.models import DeliveryRole, Person


class DeliveryRoleRows(OfficeRows[DeliveryRole]):
    """Delivery roles: whoever sees people sees them all."""

    seen_with = "see_people"


class DeliveryRoleSheet(Shown):
    """What people work as."""

    class Meta:
        model = DeliveryRole
        fields: ClassVar[tuple[str, ...]] = ("id", "code", "name")


class PersonSheet(Shown):
    """A colleague whose time is planned and billed."""

    class Meta:
        model = Person
        fields: ClassVar[tuple[str, ...]] = ("id", "user", "legal_entity", "role", "joined_on", "left_on")


DELIVERY_ROLES = Listing(
    path="delivery-roles",
    model=DeliveryRole,
    row=DeliveryRoleSheet,
    rows=lambda: DeliveryRoleRows(model=DeliveryRole),
    filters={"code": "code"},
    orders=("code", "name"),
)
PEOPLE = Listing(
    path="people",
    model=Person,
    row=PersonSheet,
    filters={"legal_entity": "legal_entity", "role": "role", "user": "user"},
    orders=("user__name", "joined_on"),
    search=("user__name",),
)


class DeliveryRoleBody(Body):
    """A role to be named; rate cards price its code."""

    code = SlugField(max_length=40)
    name = TextField(max_length=80)


class PersonBody(Body):
    """A colleague to be added."""

    user = RecordField(USERS)
    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    role = RecordField(DELIVERY_ROLES)
    joined_on = DayField()


DOORS = (
    DELIVERY_ROLES,
    Deed(path="delivery-roles/", verb=name_role, body=DeliveryRoleBody, shows=DELIVERY_ROLES),
    PEOPLE,
    Deed(path="people/", verb=add_person, body=PersonBody, shows=PEOPLE),
)
