"""Pages of reports: a form with a legal entity and dates, one read, its answer on screen, as CSV or as XLSX."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages.record import Crumb
from billing_suite.kernel.web.pages.signed_in import SignedIn
from billing_suite.kernel.web.spreadsheets import Cell, download


class ReportForm(forms.Form):
    """Of which legal entity; each report adds its dates."""

    entity = forms.ChoiceField(label="Legal entity")

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entities = {str(entity.pk): entity for entity in entities}
        choices = [(key, entity.name) for key, entity in self.entities.items()]
        self.fields["entity"].choices = choices  # type: ignore[attr-defined]

    def clean_entity(self) -> LegalEntity:
        """The legal entity itself, one of those the person sees."""
        return self.entities[self.cleaned_data["entity"]]

    def clean(self) -> dict[str, Any]:
        """A span ends no earlier than it begins."""
        asked = super().clean() or self.cleaned_data
        since, through = asked.get("since"), asked.get("through")
        if since and through and through < since:
            self.add_error("through", f"Not before {since}")
        return asked


class ReportPage(SignedIn):
    """One report (STYLE 19).

    `form_class` asks; what the query string does not say is filled in by `initial`. `read` makes the
    report, the template shows it, `heads` and `cells` are its rows for `?format=csv` and `?format=xlsx`.
    """

    title: ClassVar[str] = ""
    eyebrow: ClassVar[str] = "Reports"
    intro: ClassVar[str] = ""
    icon: ClassVar[str] = "chart-bar"
    template_name: ClassVar[str] = ""
    form_class: ClassVar[type[ReportForm]] = ReportForm

    # --- what a report says for itself ----------------------------------------------------------
    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """What is asked when nothing is said: dates by the legal entity's own today."""
        return {}

    def read(self, asked: Mapping[str, Any]) -> Any:
        """The report, of what the form holds."""
        raise NotImplementedError("a report page says what it reads")

    def heads(self, report: Any) -> Sequence[str]:
        """The headings of a file."""
        raise NotImplementedError("a report page says what it exports")

    def cells(self, report: Any) -> Iterable[Sequence[Cell]]:
        """The rows of a file."""
        raise NotImplementedError("a report page says what it exports")

    def file_name(self, asked: Mapping[str, Any]) -> str:
        """Of which report, legal entity and days a file is, without its ending."""
        days = [asked[name].isoformat() for name in ("since", "through", "as_of") if asked.get(name)]
        return "-".join([slugify(self.title), asked["entity"].code, *days])

    def crumbs(self) -> Sequence[Crumb]:
        """The pages above this one."""
        return ()

    def more(self, report: Any, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the template needs besides."""
        return {}

    # --- the request ----------------------------------------------------------------------------
    @cached_property
    def entities(self) -> list[LegalEntity]:
        """The legal entities this person sees: one query."""
        return list(LegalEntity.objects.visible_to(self.request.user))

    @cached_property
    def asked_entity(self) -> LegalEntity:
        """The one asked for, or the first."""
        wanted = self.request.GET.get("entity", "")
        return next((entity for entity in self.entities if str(entity.pk) == wanted), self.entities[0])

    @property
    def today(self) -> date:
        """The business date of the legal entity asked for: doors read the clock."""
        return self.asked_entity.local_date(now())

    def form(self) -> ReportForm:
        """The query string over what stands there at first."""
        first = {"entity": str(self.asked_entity.pk), **self.initial(self.asked_entity, self.today)}
        given = {name: self.request.GET[name] for name in self.form_class.base_fields if name in self.request.GET}
        return self.form_class({**first, **given}, entities=self.entities, **self.form_arguments())

    def form_arguments(self) -> Mapping[str, Any]:
        """What the form's constructor needs besides."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; a file for `?format=`; 400 with the form where the question is wrong."""
        if not self.entities:
            return self.page(None, {})
        form = self.form()
        if not form.is_valid():
            return self.page(None, {}, form=form, status=400)
        report = self.read(form.cleaned_data)
        if kind := request.GET.get("format"):
            return self.file(kind, report, form.cleaned_data)
        return self.page(report, form.cleaned_data, form=form)

    def file(self, kind: str, report: Any, asked: Mapping[str, Any]) -> HttpResponseBase:
        """The rows as a download."""
        return download(kind, self.file_name(asked), self.heads(report), self.cells(report))

    def page(
        self, report: Any, asked: Mapping[str, Any], *, form: ReportForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The page around the report."""
        context = {"page": self, "title": self.title, "crumbs": self.crumbs(), "form": form, "report": report}
        more = self.more(report, asked) if report is not None else {}
        return render(self.request, self.template_name, {**context, **more}, status=status)
