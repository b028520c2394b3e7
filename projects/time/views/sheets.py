"""Importing a time sheet in two steps: a preview that books nothing, then the import of exactly that file."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.record.files import LIMIT, FileRefused, StoredFile
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.web.pages import Crumb, FormPage, SignedIn
from projects.time.forms import SheetForm
from projects.time.importing import ImportPlan, ImportRefused, import_time, keep_time_sheet, plan_import

SALT = "time-sheet"
KEPT_FOR = 24 * 60 * 60  # seconds between a preview and its import
SHOWN = 100  # rows of each kind on the preview; all of them are counted and checked


class ImportTime(FormPage):
    """Upload a sheet and see, row by row, what would be booked."""

    verb = staticmethod(import_time)
    form_class = SheetForm
    template_name = "projects/time/import.html"
    title = "Import time"
    eyebrow = "Delivery"
    submit_label = "Show what would be imported"

    def question(self) -> str:
        """What comes of it."""
        return "Every row is checked first. Nothing is booked until you confirm what you see."

    def crumbs(self) -> Sequence[Crumb]:
        """Under time."""
        return [Crumb("Time entries", reverse("time-entries"))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The preview; a file that cannot be read is refused on the form."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=400)
        try:
            return self.preview(form.cleaned_data["sheet"], form.cleaned_data["date_format"])
        except RequestDataTooBig:
            raise
        except Refusal as refusal:
            form.add_error("sheet", refusal.message)
            return self.page(form, status=refusal.status, refusal=refusal)

    def preview(self, upload: Any, date_format: str) -> HttpResponse:
        """Check every row, and keep the file as it was read for the second step."""
        if upload.size > LIMIT:
            raise FileRefused(f"{upload.name} has {upload.size:,} bytes; at most {LIMIT:,} are read", rule="INV-50")
        data = upload.read()
        plan = plan_import(data, date_format=date_format, by=self.by)
        kept = keep_time_sheet(upload.name, data=data, at=now(), by=self.by)
        token = signing.dumps([str(kept.pk), date_format, str(self.viewer.user.pk)], salt=SALT)
        return render(self.request, "projects/time/import_preview.html", self.shown(plan, kept.name, token))

    def shown(self, plan: ImportPlan, name: str, token: str) -> dict[str, Any]:
        """What the preview arranges."""
        return {
            "page": self,
            "title": "What would be imported",
            "crumbs": [*self.crumbs(), Crumb("Import", reverse("time-import"))],
            "name": name,
            "token": token,
            "plan": plan,
            "new_count": len(plan.ok),
            "known_count": len(plan.known),
            "bad_count": plan.bad_rows,
            "new_rows": plan.ok[:SHOWN],
            "more_new": max(0, len(plan.ok) - SHOWN),
            "bad_cells": plan.bad[:SHOWN],
            "more_bad": max(0, len(plan.bad) - SHOWN),
            "changed": [row for row in plan.known if row.remark][:SHOWN],
            "columns": [(column.replace("_", " "), head) for column, head in plan.layout.columns.items()],
        }


class ConfirmImport(SignedIn):
    """Book the rows of the file that was shown; a second confirmation finds every row known."""

    rights = ("import_time",)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The import, by the verb that checks everything again."""
        key, date_format = self.kept(request.POST.get("token", ""))
        file = StoredFile.objects.filter(pk=key).first()
        if file is None:
            raise Invalid("this file is not kept any more; upload it again", code="no-such-sheet")
        partial = request.POST.get("partial") == "yes"
        try:
            result = import_time(file.read(), partial=partial, date_format=date_format, by=self.by)
        except ImportRefused as refused:
            raise Invalid(
                f"{refused.result.bad_rows} of {refused.result.rows} rows are wrong by now; nothing is imported, "
                "look at the preview again",
                code="time-sheet-refused",
                record=file.name,
            ) from refused
        left = f", {result.bad_rows} wrong and left out" if result.bad_rows else ""
        told = f"{result.booked} entries ({hours_of(result.minutes)} h) booked as drafts"
        messages.success(request, f"{told}, {result.known} known from before{left}.")
        return HttpResponseRedirect(f"{reverse('time-entries')}?view=draft")

    def kept(self, token: str) -> tuple[UUID, str]:
        """Which file was shown to this very person, and how its days are written; the client decides neither."""
        try:
            key, date_format, viewer = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            raise Invalid("this preview has run out; upload the file again", code="no-such-sheet") from None
        if viewer != str(self.viewer.user.pk):
            raise Invalid("this preview was shown to somebody else; upload the file yourself", code="no-such-sheet")
        return UUID(key), date_format
