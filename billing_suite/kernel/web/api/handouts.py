"""Files that were asked for, in the API: made by a job, read until they are there."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown
from billing_suite.kernel.web.api.uploads import BytesField
from billing_suite.kernel.work.models import Handout


class HandoutRow(Shown):
    """A file that was asked for: `waiting`, `made`, or `refused` with the reason. It is kept for a day."""

    status = serializers.ChoiceField(choices=["waiting", "made", "refused"], read_only=True)

    class Meta:
        model = Handout
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "about",
            "status",
            "refusal",
            "name",
            "media_type",
            "asked_at",
            "ended_at",
        )


class HandoutSheet(HandoutRow):
    """A file that was asked for, with its bytes once it is made."""

    content = BytesField(read_only=True, allow_null=True)

    class Meta(HandoutRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*HandoutRow.Meta.fields, "content")


HANDOUTS = Listing(path="handouts", model=Handout, row=HandoutRow, sheet=HandoutSheet)
DOORS = (HANDOUTS,)
