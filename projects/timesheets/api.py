"""Deadlines for timesheets in the API."""

from typing import ClassVar

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, WholeField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from projects.timesheets.actions import set_sheet_deadline
from projects.timesheets.models import SheetDeadline


class DeadlineSheet(Shown):
    """By when in the following week a week's time is in: 1 is Monday, the hour by the legal entity's clock."""

    class Meta:
        model = SheetDeadline
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "weekday", "hour", "waits_days")


class DeadlineBody(Body):
    """By when a week's time is in, and how long time may wait for a lead."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    weekday = WholeField(1, 5, required=False)
    hour = WholeField(0, 23, required=False)
    waits_days = WholeField(1, 60, required=False)


SHEET_DEADLINES = Listing(
    path="sheet-deadlines", model=SheetDeadline, row=DeadlineSheet, filters={"legal_entity": "legal_entity"}
)
DOORS = (
    SHEET_DEADLINES,
    Deed(path="sheet-deadlines/", verb=set_sheet_deadline, body=DeadlineBody, shows=SHEET_DEADLINES),
)
