"""Opportunities and the stages of the sale in the API."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, DecimalString, MoneyField, TextField, WholeField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CONTACTS, CUSTOMERS
from crm.pipeline.actions import move_opportunity, open_opportunity, set_up_stage
from crm.pipeline.models import Opportunity, Stage


class StageRows(OfficeRows[Stage]):
    """The steps of the sale: whoever sees opportunities sees them all."""

    seen_with = "see_opportunities"


class StageSheet(Shown):
    """A step of the sale."""

    class Meta:
        model = Stage
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "position", "probability", "outcome")


class OpportunitySheet(Shown):
    """A possible sale."""

    class Meta:
        model = Opportunity
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "customer",
            "contact",
            "name",
            "stage",
            "amount",
            "closes_on",
            "owner",
            "lost_reason",
        )


STAGES = Listing(path="stages", model=Stage, row=StageSheet, rows=lambda: StageRows(model=Stage), orders=("position",))


class StageBody(Body):
    """A step of the sale to be set up."""

    name = TextField(max_length=40)
    position = WholeField(0, 32767)
    probability = DecimalString(at_most="100")
    outcome = serializers.ChoiceField(choices=["open", "won", "lost"], required=False)


class OpportunityBody(Body):
    """A possible sale to be opened."""

    customer = RecordField(CUSTOMERS)
    contact = RecordField(CONTACTS, required=False)
    name = TextField(max_length=120)
    amount = MoneyField()
    closes_on = DayField()


class MoveBody(Body):
    """The step to go to; a reason where it is lost."""

    stage = RecordField(STAGES)
    lost_reason = TextField(max_length=200, required=False, allow_blank=True)


OPPORTUNITIES = Listing(
    path="opportunities",
    model=Opportunity,
    row=OpportunitySheet,
    joins=("contact",),
    filters={
        "customer": "customer",
        "stage": "stage",
        "owner": "owner",
        "closes_from": "closes_on__gte",
        "closes_through": "closes_on__lte",
    },
    orders=("-closes_on", "reference"),
    search=("reference", "name"),
)
DOORS = (
    STAGES,
    Deed(path="stages/", verb=set_up_stage, body=StageBody, shows=STAGES),
    OPPORTUNITIES,
    Deed(path="opportunities/", verb=open_opportunity, body=OpportunityBody, shows=OPPORTUNITIES),
    Deed(
        path="opportunities/<str:id>/moves/",
        verb=move_opportunity,
        on=OPPORTUNITIES,
        body=MoveBody,
        shows=OPPORTUNITIES,
    ),
)
