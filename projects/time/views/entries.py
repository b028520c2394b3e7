"""All entries that one may see, and the page of one."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, Sum
from django.urls import reverse

from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import (
    Bulk,
    Button,
    Choice,
    Column,
    Crumb,
    DetailPage,
    Fact,
    HoursColumn,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
    Why,
)
from billing_suite.kernel.web.show import day_words, show_hours
from projects.plan.models import Project
from projects.time.models import APPROVES_ALL, TimeEntry
from projects.time.views.week import entry_crumbs

HELD = ("see_time",)


def project_choices(user: Any) -> list[tuple[str, str]]:
    """The projects one may see, newest first."""
    seen = Project.objects.visible_to(user).order_by("-reference").values_list("pk", "reference", "name")
    return [(str(pk), f"{reference} {name}") for pk, reference, name in seen]


def day_filter(words: str, lookup: str) -> django_filters.DateFilter:
    """Work from or through a day."""
    box = forms.DateInput(attrs={"type": "date", "class": "filter-choice", "title": words})
    return django_filters.DateFilter(field_name="work_date", lookup_expr=lookup, label=words, widget=box)


class WorkedBetween(django_filters.FilterSet):  # type: ignore[misc]  # the library says no types
    """The days between which work was done."""

    worked_from = day_filter("From", "gte")
    worked_through = day_filter("Through", "lte")

    class Meta:
        model = TimeEntry
        fields: Sequence[str] = ()


PROJECT = LinkColumn(
    "Project", "project.reference", "project__reference", to="project", key="project_id", kind="word", phone="word"
)
COLUMNS = (
    LinkColumn(
        "Day", lambda entry: day_words(entry.work_date), "work_date", to="time-entry", note=lambda entry: entry.note
    ),
    Column("Person", "person.user.name", "person__user__name"),
    PROJECT,
    Column("Task", "task.name", "task__name"),
    StatusColumn("Status", "status", "status"),
    Column("Billable", lambda entry: "Yes" if entry.billable else "No", "billable", phone="labelled"),
    HoursColumn("Hours", "minutes", "minutes"),
)


class EntryList(ListPage):
    """Every entry one may see: one's own, and those of the projects one reaches."""

    model = TimeEntry
    rights = HELD
    title = "Time entries"
    eyebrow = "Delivery"
    intro = "All the work that was logged, from draft to approved with its rate frozen."
    columns = COLUMNS
    order = "-work_date"
    search = ("note", "person__user__name", "task__name", "project__reference", "project__name")
    search_hint = "Note, person, task or project"
    choices = (
        Choice("project", "Project", project_choices),
        Choice("billable", "Billable", (("True", "Yes"), ("False", "No"))),
    )
    filterset_class = WorkedBetween
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("mine", "Mine", lambda rows, request: rows.own(request.user)),
        Preset("draft", "Drafts", lambda rows, request: rows.filter(status="draft")),
        Preset("submitted", "Awaiting approval", lambda rows, request: rows.filter(status="submitted")),
        Preset("approved", "Approved", lambda rows, request: rows.approved()),
    )
    bulk = (Bulk("Submit", "time-submission", "submit_time", "send"),)
    empty_title = "No time here"
    empty_words = "Time is logged on My time, or imported from another tool."
    empty_icon = "clock"

    def buttons(self) -> Sequence[Button]:
        """Log some, import some."""
        return [
            Button("My time", reverse("my-time"), "calendar", "log_time", "primary"),
            Button("Import", reverse("time-import"), "upload", "import_time"),
        ]

    def context(self) -> dict[str, Any]:
        """Ticks stand where there may be drafts of one's own."""
        told = super().context()
        own = self.preset is not None and self.preset.key in ("mine", "draft")
        return told if own else {**told, "bulks": []}

    def stats(self) -> Sequence[Mapping[str, Any]]:
        """Hours in the list: all, approved, billable of those, awaiting approval; one query."""
        approved = Q(status="approved")
        sums = self.narrowed().aggregate(
            all=Sum("minutes"),
            approved=Sum("minutes", filter=approved),
            billable=Sum("minutes", filter=approved & Q(billable=True)),
            waiting=Sum("minutes", filter=Q(status="submitted")),
        )
        told = (("Hours in this list", "all"), ("Approved", "approved"), ("Approved and billable", "billable"))
        figures = [{"label": label, "value": show_hours(sums[name] or 0)} for label, name in told]
        figures[0]["lead"] = "yes"
        return [*figures, {"label": "Awaiting approval", "value": show_hours(sums["waiting"] or 0)}]


class EntryPage(DetailPage):
    """One entry: who, on what, and once it is approved at which rate and why."""

    model = TimeEntry
    rights = HELD
    slot = "time-entry"
    eyebrow = "Time entry"
    template_name = "projects/time/entry.html"

    def rows(self) -> Any:
        """With person, project, task, rate and who approved it."""
        names = (
            "person__user",
            "project__lead",
            "task__contract_line",
            "rate__card",
            "approved_by",
            "submitted_by",
            "counter",
        )
        return super().rows().select_related(*names)

    def title(self) -> str:
        """Hours and task."""
        return f"{hours_of(self.record.minutes)} hours on {self.record.task.name}"

    def intro(self) -> str:
        """Who and when."""
        return f"{self.record.person.user.name} on {day_words(self.record.work_date)}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under time."""
        return entry_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Who, on what, how long; approved by whom; at which rate and why."""
        held = self.record
        person = reverse("person", args=[held.person_id]) if "see_people" in self.viewer.rights else ""
        told = [
            Fact("Person", held.person.user.name, person),
            Fact(
                "Project", f"{held.project.reference} {held.project.name}", reverse("project", args=[held.project_id])
            ),
            Fact("Task", held.task.name, reverse("task", args=[held.task_id])),
            Fact("Day", held.work_date),
            Fact("Hours", show_hours(held.minutes)),
            Fact("Billable", held.billable),
            Fact("Submitted by", held.submitted_by),
        ]
        if held.status == "approved":
            told += [Fact("Approved by", held.approved_by), Fact("Approved at", held.approved_at)]
            if held.price is not None:
                told.append(Fact("Rate", f"{held.currency} {held.price:,.2f} an hour", why=self.rate_why()))
        if held.corrects_id:
            told.append(Fact("Takes back", "the entry it corrects", reverse("time-entry", args=[held.corrects_id])))
        if counter := getattr(held, "counter", None):
            told.append(Fact("Taken back", counter.get_status_display(), reverse("time-entry", args=[counter.pk])))
        if held.external_id:
            told.append(Fact("Imported as", held.external_id[:60]))
        return told

    def rate_why(self) -> Why:
        """The card that priced it."""
        held = self.record
        steps = [("Role of the task", held.task.contract_line.role), ("Work date", held.work_date)]
        if held.rate is not None:
            steps.append(("Rate card", held.rate.card.name))
        return Why(steps, None, f"{held.rate_reason} (RULES 15)")

    def decides(self) -> bool:
        """Whether the viewer leads the project, or decides on every one."""
        lead = self.record.project.lead_id
        return lead in (None, self.viewer.user.pk) or APPROVES_ALL in self.viewer.rights

    def verbs(self) -> Sequence[VerbButton]:
        """Change it, submit it, approve it, return it."""
        held, key = self.record, self.record.pk
        own = str(held.person.user_id) == str(self.viewer.user.pk)
        words = held.get_status_display().lower()
        draft, waiting = held.status == "draft", held.status == "submitted"
        told = []
        if own or "import_time" in self.viewer.rights:
            change, submit = reverse("time-entry-changes", args=[key]), reverse("time-entry-submission", args=[key])
            why = f"It is {words}; only a draft is changed."
            final = held.status == "approved" and not held.corrects_id and not hasattr(held, "counter")
            told = [
                VerbButton(
                    "Correct",
                    reverse("time-entry-correction", args=[key]),
                    "switch-horizontal",
                    "log_time",
                    enabled=final,
                    why_not=f"It is {words}; approved time that nobody took back is corrected.",
                ),
                VerbButton(
                    "Discard",
                    reverse("time-entry-discarding", args=[key]),
                    "trash",
                    "log_time",
                    enabled=draft,
                    why_not=f"It is {words}; only a draft is discarded.",
                ),
                VerbButton("Change", change, "pencil", "log_time", enabled=draft, why_not=why),
                VerbButton(
                    "Submit", submit, "send", "submit_time", "primary", enabled=draft, why_not=f"It is {words}."
                ),
            ]
        lead, decides = held.project.lead, self.decides()
        led = "" if lead is None or decides else f"{lead.name} leads the project and decides on its time."
        mine = "Nobody approves their own time." if own else led or f"It is {words}."
        given = led or "It is a draft."
        approve, back = reverse("time-entry-approval", args=[key]), reverse("time-entry-return", args=[key])
        return [
            *told,
            VerbButton(
                "Return", back, "rotate-clockwise", "approve_time", enabled=decides and not draft, why_not=given
            ),
            VerbButton(
                "Approve",
                approve,
                "check",
                "approve_time",
                "primary",
                enabled=decides and waiting and not own,
                why_not=mine,
            ),
        ]
