"""Timesheets on pages: whole weeks of people, approved or returned at once, and how a week stands."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages import SignedIn
from billing_suite.kernel.web.pages.bulk import BULK_LIMIT
from projects.time.models import TimeEntry
from projects.time.reports import monday_of
from projects.time.sheets import people_in, sheets_of, waiting_sheets
from projects.time.views.approvals import RIGHT, ApproveTime, ReturnTime
from projects.time.views.week import YEARS


class Timesheets(SignedIn):
    """What waits for the viewer by person and week, and the state of everybody's week."""

    rights = ("see_time",)
    title = "Timesheets"
    eyebrow = "Delivery"
    http_method_names = ["get", "head", "options"]

    @cached_property
    def monday(self) -> date:
        """The week that is shown: the last one, unless another is asked for."""
        entity = LegalEntity.objects.visible_to(self.request.user).first()
        here = today(entity.time_zone if entity else "UTC")
        try:
            asked = date.fromisoformat(self.request.GET.get("week") or (here - timedelta(days=7)).isoformat())
        except ValueError:
            raise Http404("no such week") from None
        if asked.year not in YEARS:
            raise Http404("no such week")
        return monday_of(asked)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Both tables."""
        may = RIGHT in self.viewer.rights
        context = {
            "page": self,
            "title": self.title,
            "monday": self.monday,
            "sunday": self.monday + timedelta(days=6),
            "before": self.monday - timedelta(days=7),
            "after": self.monday + timedelta(days=7),
            "may_approve": may,
            "waiting": waiting_sheets(request.user) if may else (),
            "sheets": sheets_of(people_in(request.user, self.monday), self.monday),
        }
        return render(request, "projects/time/timesheets.html", context)


class OfSheets:
    """The ticked sheets, as the entries of them that wait for the viewer."""

    request: HttpRequest
    back_url_name: ClassVar[str] = "timesheets"

    @cached_property
    def ids(self) -> list[UUID]:
        """The entries; ticks that are none are refused."""
        sheets = self.request.POST.getlist("sheets")
        if not sheets:
            return super().ids  # type: ignore[misc, no-any-return]  # the second step of a return names entries
        wanted = Q()
        for sheet in sheets[:BULK_LIMIT]:
            person, monday = self.read(sheet)
            wanted |= Q(person=person, work_date__range=(monday, monday + timedelta(days=6)))
        rows = TimeEntry.objects.visible_to(self.request.user).awaiting(self.request.user).filter(wanted)
        found = list(rows.values_list("pk", flat=True)[: BULK_LIMIT + 1])
        if not found or len(found) > BULK_LIMIT:
            raise Invalid("nothing of these sheets waits for you, or too much at once", code="bulk-size", rule="INV-50")
        return found

    @staticmethod
    def read(sheet: str) -> tuple[UUID, date]:
        """Whose and which week."""
        person, _, monday = sheet.partition(":")
        try:
            return UUID(person), date.fromisoformat(monday)
        except ValueError:
            raise Invalid("a ticked sheet is none", code="no-such-row") from None


class ApproveSheets(OfSheets, ApproveTime):
    """Whole weeks are approved; the refused entries are named one by one."""


class ReturnSheets(OfSheets, ReturnTime):
    """Whole weeks go back with one reason."""
