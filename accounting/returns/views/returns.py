"""Tax returns: one log of them, and the planning of more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from accounting.returns.actions import open_return, plan_returns
from accounting.returns.forms.report import registration_words
from accounting.returns.forms.returns import OpenForm, PlanForm
from accounting.returns.models import TaxReturn
from accounting.returns.reports import standing
from accounting.tax.models import Registration
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    FormPage,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
)
from billing_suite.kernel.web.pages.keyset import Page
from billing_suite.kernel.web.pages.lists import Row


def registrations_for(user: Any) -> list[tuple[str, str]]:
    """The registrations a person sees, for a filter."""
    seen = Registration.objects.visible_to(user).for_list().order_by("country", "number")
    return [(str(one.pk), registration_words(one)) for one in seen]


def stands(held: TaxReturn) -> str:
    """How it stands on its legal entity's today."""
    return standing(held, today=held.registration.legal_entity.local_date(now()))


def filed_on(held: TaxReturn) -> date | None:
    """The legal entity's day on which it was filed."""
    return held.registration.legal_entity.local_date(held.filed_at) if held.filed_at else None


class TaxReturns(ListPage):
    """Every return, the latest first; of one registration, its log."""

    model = TaxReturn
    rights = ("see_tax",)
    title = "Tax returns"
    eyebrow = "Tax"
    intro = "What each registration owes, by span: prepared, filed by another person, paid. A filed one never changes."
    columns = (
        LinkColumn("Return", "reference", "reference", to="tax-return"),
        Column("Registration", lambda held: str(held.registration), "registration__number"),
        StatusColumn("Status", stands),
        DateColumn("From", "starts_on", "starts_on"),
        DateColumn("Due", "due_on", "due_on"),
        DateColumn("Filed", filed_on),
        Column("Filed by", lambda held: getattr(held, "filer", held.filed_by or "")),
        LinkColumn(
            "Evidence",
            lambda held: "File" if held.evidence_id else "",
            to="tax-return-evidence-file",
            kind="word",
            phone="word",
        ),
        DateColumn("Remitted", "remitted_on"),
        MoneyColumn("Payable", lambda held: None if held.status == "open" else held.payable),
    )
    order = "-starts_on"
    search = ("reference", "filing_reference", "remittance_reference", "registration__number")
    search_hint = "Reference or number"
    choices = (Choice("registration", "Registration", registrations_for),)
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("open", "To file", lambda rows, request: rows.filter(status="open")),
        Preset("filed", "To remit", lambda rows, request: rows.to_remit()),
        Preset("remitted", "Remitted", lambda rows, request: rows.filter(status="remitted")),
    )
    empty_title = "No tax returns yet"
    empty_words = "Plan a year of them for a registration: each is due as its form says."
    empty_icon = "tax"

    def shown(self, found: Page) -> Iterator[Row]:
        """With the names of those who filed: one query for the page."""
        names = names_of(held.filed_by for held in found.rows if held.filed_by)
        for held in found.rows:
            held.filer = names.get(held.filed_by or "", "")
        return super().shown(found)

    def buttons(self) -> Sequence[Button]:
        """Plan a year, open one, read the report."""
        return [
            Button("Tax report", reverse("tax-report"), "chart-bar"),
            Button("Open a return", reverse("tax-return-open"), "plus", "open_return"),
            Button("Plan a year", reverse("tax-returns-plan"), "calendar-due", "open_return", "primary"),
        ]


class _NewReturns(FormPage):
    """For one of the registrations the person sees; back to the log."""

    eyebrow = "Tax"

    def crumbs(self) -> Sequence[Crumb]:
        """The log."""
        return [Crumb("Tax returns", reverse("tax-returns"))]

    def form_arguments(self) -> Mapping[str, Any]:
        """Only what this person sees is on offer."""
        return {"user": self.request.user}


class PlanReturns(_NewReturns):
    """A year of returns of a registration."""

    verb = staticmethod(plan_returns)
    form_class = PlanForm
    title = "Plan tax returns"
    submit_label = "Plan them"

    def question(self) -> str:
        """What comes of it."""
        return "Each month, quarter or year of a registration becomes a return, due on the day that its form names."

    def initial(self) -> Mapping[str, Any]:
        """From this year's first month on."""
        return {"first": today("UTC").replace(month=1, day=1)}

    def success_url(self, done: Sequence[TaxReturn]) -> str:
        """The log."""
        return reverse("tax-returns")

    def success_message(self, done: Sequence[TaxReturn]) -> str:
        """How many."""
        return f"{len(done)} planned" if done else "All of them were there already"


class OpenReturn(_NewReturns):
    """One return, with its own days."""

    verb = staticmethod(open_return)
    form_class = OpenForm
    title = "Open a tax return"
    submit_label = "Open it"

    def question(self) -> str:
        """What comes of it."""
        return "Its lines are told as documents are issued, until it is filed."

    def success_url(self, done: TaxReturn) -> str:
        """The return."""
        return reverse("tax-return", args=[done.pk])

    def success_message(self, done: TaxReturn) -> str:
        """Its reference."""
        return f"{done.reference} is open"
