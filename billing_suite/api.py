"""The API under /api/v1/: every record of the thread and every verb, from one table of doors per room.

A list is `Model.objects.visible_to(user).for_list()`; a record is the same queryset by id; a verb is
a noun that is created (STYLE 16). Addresses that are not named here answer 404 as problem+json.
"""

from dataclasses import replace
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

from accounting.billing import api as billing
from accounting.books import api as books
from accounting.cash import api as cash
from accounting.returns import api as returns
from accounting.tax import api as tax
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.api import firm, handouts, people, schema, work
from billing_suite.kernel.web.api.access import SignedIn
from billing_suite.kernel.web.api.operations import Door, Operation, views
from crm.activities import api as activities
from crm.calendar import api as calendar
from crm.catalogue import api as catalogue
from crm.correspondence import api as correspondence
from crm.customers import api as customers
from crm.leads import api as leads
from crm.merging import api as merging
from crm.pipeline import api as pipeline
from crm.quotes import api as quotes
from projects.budgets import api as budgets
from projects.capacity import api as capacity
from projects.contracts import api as contracts
from projects.expenses import api as expenses
from projects.people import api as staff
from projects.plan import api as plan
from projects.time import api as time
from projects.timesheets import api as timesheets

ROOMS = (
    firm,
    people,
    work,
    handouts,
    customers,
    merging,
    activities,
    calendar,
    catalogue,
    pipeline,
    correspondence,
    leads,
    quotes,
    staff,
    contracts,
    plan,
    time,
    expenses,
    timesheets,
    capacity,
    budgets,
    books,
    tax,
    billing,
    cash,
    returns,
)


class Nothing(Door):
    """Any other address: signed in or not, there is nothing here."""

    permission_classes = (SignedIn,)
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse whoever has not signed in, then everything."""
        super().initial(request, *args, **kwargs)
        raise NotFound("There is nothing here.")


class Docs(LoginRequiredMixin, SpectacularSwaggerSplitView):
    """The schema to read and to try out, without a file from elsewhere; whoever is not signed in is sent there."""

    url_name = "api-schema"


def operations() -> list[Operation]:
    """Every operation of every room, under the room's name."""
    return [
        replace(operation, schema={"tags": [schema.tag_of(room)], **operation.schema})
        for room in ROOMS
        for door in room.DOORS
        for operation in door.operations()
    ]


schema.tell_rooms(ROOMS)

urlpatterns: list[URLPattern] = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    *views(operations()),
    re_path(r"^.*$", Nothing.as_view(), name="api-nothing"),
]
