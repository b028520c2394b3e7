"""Milestones in the API: planned, handed over, and what the customer said recorded."""

from typing import ClassVar

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api.customers import CONTACTS
from projects.plan.actions import (
    accept_milestone,
    deliver_milestone,
    plan_milestone,
    return_milestone,
    withdraw_milestone,
)
from projects.plan.models import Milestone, MilestoneShare


class MilestoneShareSheet(Shown):
    """What a milestone bills of one contract line."""

    class Meta:
        model = MilestoneShare
        fields: ClassVar[tuple[str, ...]] = ("contract_line", "net")


class MilestoneRow(Shown):
    """A delivery whose acceptance bills its shares of fixed prices."""

    shares = MilestoneShareSheet(many=True, read_only=True)

    class Meta:
        model = Milestone
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "project",
            "position",
            "name",
            "due_on",
            "status",
            "delivered_at",
            "delivered_note",
            "answered_at",
            "signed_by",
            "signed_title",
            "how",
            "return_reason",
            "shares",
        )


class DueBody(Body):
    """When a milestone is to be reached; null for no day."""

    due_on = DayField(allow_null=True)


class DeliveryBody(Body):
    """Whom it is handed to, and what we say to it."""

    to = RecordField(CONTACTS)
    note = TextField(max_length=1000, required=False, allow_blank=True)


class MilestoneAnswerBody(Body):
    """The signature of an acceptance that reached us otherwise than by the link, and how."""

    signed_by = TextField(max_length=120)
    title = TextField(max_length=80, required=False, allow_blank=True)
    how = TextField(max_length=200)


class MilestoneReturnBody(Body):
    """What is missing."""

    reason = TextField(max_length=1000)


MILESTONES = Listing(
    path="milestones",
    model=Milestone,
    row=MilestoneRow,
    filters={"project": "project", "customer": "project__customer", "due_through": "due_on__lte", "status": "status"},
    orders=("-id", "due_on", "name"),
    search=("name",),
)
ON = "milestones/<str:id>"
DOORS = (
    MILESTONES,
    Deed(path=f"{ON}/plan/", verb=plan_milestone, on=MILESTONES, body=DueBody, shows=MILESTONES),
    Deed(path=f"{ON}/delivery/", verb=deliver_milestone, on=MILESTONES, body=DeliveryBody, shows=MILESTONES),
    Deed(path=f"{ON}/withdrawal/", verb=withdraw_milestone, on=MILESTONES, shows=MILESTONES),
    Deed(path=f"{ON}/acceptance/", verb=accept_milestone, on=MILESTONES, body=MilestoneAnswerBody, shows=MILESTONES),
    Deed(path=f"{ON}/return/", verb=return_milestone, on=MILESTONES, body=MilestoneReturnBody, shows=MILESTONES),
)
