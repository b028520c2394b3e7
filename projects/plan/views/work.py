"""Pages of projects and their tasks."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    HoursColumn,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from billing_suite.kernel.web.thread import ShownHop, thread_of
from projects.people.models import Person
from projects.plan.actions import close_project, reopen_project, staff_project
from projects.plan.forms import StaffForm
from projects.plan.models import Project, Task
from projects.plan.reports import plan_of, teams_of

HELD = ("see_projects",)


def project_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a project's pages."""
    return [Crumb("Projects", reverse("projects")), *more]


def crumb_of(project: Project) -> Crumb:
    """The project as a page above."""
    return Crumb(project.reference, reverse("project", args=[project.pk]))


class ProjectList(ListPage):
    """Every project one may see."""

    model = Project
    rights = HELD
    title = "Projects"
    eyebrow = "Delivery"
    intro = "The work under our contracts, and who leads it."
    columns = (
        LinkColumn("Project", "reference", "reference", to="project", note="name"),
        LinkColumn(
            "Customer",
            "customer.name",
            "customer__name",
            to="customer",
            key="customer_id",
            kind="word",
            phone="word",
        ),
        Column("Lead", "lead.name", "lead__name"),
        StatusColumn("Status", "status", "status"),
        DateColumn("Starts", "starts_on", "starts_on"),
        Column("Served by", "legal_entity.name", "legal_entity__name"),
    )
    order = "-reference"
    search = ("reference", "name", "customer__name", "lead__name")
    search_hint = "Reference, name, customer or lead"
    presets = (
        Preset("open", "Open", lambda rows, request: rows.filter(status="open")),
        Preset("waiting", "Waiting for kickoff", lambda rows, request: rows.filter(status="planned")),
        Preset("mine", "Led by me", lambda rows, request: rows.filter(lead=request.user)),
        Preset("unled", "Without a lead", lambda rows, request: rows.filter(lead__isnull=True, status="open")),
        Preset("closed", "Closed", lambda rows, request: rows.filter(status="closed")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No projects here"
    empty_words = "A project opens when a customer accepts a quote, with its tasks and its budget."
    empty_icon = "briefcase"


class ProjectPage(DetailPage):
    """One project: its plan, each task with the quote line it comes from; other rooms hang in time and invoices."""

    model = Project
    rights = HELD
    template_name = "projects/plan/project.html"
    slot = "project"
    eyebrow = "Project"

    def rows(self) -> Any:
        """With customer, lead, legal entity and contract."""
        return super().rows().select_related("customer", "lead", "legal_entity", "contract__version")

    def title(self) -> str:
        """Its name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Reference and customer."""
        return f"{self.record.reference} · {self.record.customer.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under projects."""
        return project_crumbs()

    def facts(self) -> Sequence[Fact]:
        """For whom, under what, by whom."""
        held = self.record
        may_contract = "see_contracts" in self.viewer.rights
        contract = reverse("contract", args=[held.contract_id]) if may_contract else ""
        return [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Contract", held.contract.reference, contract),
            Fact("Lead", held.lead),
            Fact("Team", ", ".join(teams_of(held))),
            Fact("Starts", held.starts_on),
            Fact("Served by", held.legal_entity.name),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """Staff it, close it, open it again."""
        held, key = self.record, self.record.pk
        staff = VerbButton("Staff", reverse("project-staffing", args=[key]), "users", "staff_project")
        if held.status == "planned":
            start = VerbButton(
                "Start project", reverse("project-start", args=[key]), "rocket", "start_project", "primary"
            )
            over = VerbButton("Override", reverse("project-override", args=[key]), "alert-triangle", "override_kickoff")
            return [staff, over, start]
        if held.status == "open":
            asked = f"No more time can then be booked on {held.reference}. What is approved can still be billed."
            close = reverse("project-closing", args=[key])
            return [staff, VerbButton("Close project", close, "lock", "staff_project", confirm=asked)]
        asked = f"Time can then be booked on {held.reference} again."
        again = reverse("project-reopening", args=[key])
        return [staff, VerbButton("Reopen project", again, "rotate-clockwise", "staff_project", confirm=asked)]

    def more(self) -> dict[str, Any]:
        """The plan."""
        plans = "plan_work" in self.viewer.rights and self.record.status != "closed"
        return {"plan": plan_of(self.record), "sees_quotes": "see_quotes" in self.viewer.rights, "may_plan": plans}


class StaffProject(VerbPage):
    """Who leads a project, and the team that reaches it."""

    model = Project
    verb = staticmethod(staff_project)
    form_class = StaffForm
    title = "Staff the project"
    submit_label = "Save"

    def form_arguments(self) -> dict[str, Any]:
        """People on offer are those one may see."""
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """Who leads now, and the first team that reaches it."""
        teams = teams_of(self.record)
        lead = Person.objects.visible_to(self.request.user).filter(user=self.record.lead_id).first()
        return {"lead": lead, "team": teams[0] if teams else None}

    def perform(self, form: Any) -> Project:
        """One call of the verb."""
        given = form.cleaned_data
        return staff_project(self.record, lead=given["lead"].user, team=given["team"].name, by=self.by)

    def question(self) -> str:
        """Of which project."""
        return f"{self.record.reference} {self.record.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the project."""
        return project_crumbs(crumb_of(self.record))

    def success_url(self, done: Project) -> str:
        """Back to it."""
        return reverse("project", args=[done.pk])

    def success_message(self, done: Project) -> str:
        """Named."""
        return f"{done.lead} leads {done.reference}."


class CloseProject(VerbPage):
    """No more time is booked on it."""

    model = Project
    verb = staticmethod(close_project)
    title = "Close the project"
    submit_label = "Close project"
    said = "is closed"

    def question(self) -> str:
        """What comes of it."""
        return f"No more time can be booked on {self.record.reference}. What is approved can still be billed."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the project."""
        return project_crumbs(crumb_of(self.record))

    def success_url(self, done: Project) -> str:
        """Back to it."""
        return reverse("project", args=[done.pk])

    def success_message(self, done: Project) -> str:
        """Named."""
        return f"{done.reference} {self.said}."


class ReopenProject(CloseProject):
    """Time may be booked on it again."""

    verb = staticmethod(reopen_project)
    title = "Reopen the project"
    submit_label = "Reopen project"
    said = "is open again"

    def question(self) -> str:
        """What comes of it."""
        return f"Time can be booked on {self.record.reference} again."


class TaskList(ListPage):
    """The planned work of every project."""

    model = Task
    rights = HELD
    title = "Tasks"
    eyebrow = "Delivery"
    intro = "Planned work, each task from a line of an accepted quote."
    columns = (
        LinkColumn("Task", "name", "name", to="task"),
        LinkColumn(
            "Project",
            "project.reference",
            "project__reference",
            to="project",
            key="project_id",
            kind="word",
            phone="word",
        ),
        Column("Phase", "phase.name", "phase__name"),
        StatusColumn("Status", "status", "status"),
        DateColumn("Ends", "ends_on", "ends_on"),
        HoursColumn("Planned", "estimate_minutes", "estimate_minutes"),
    )
    order = "-project__reference"
    search = ("name", "project__reference", "project__name", "phase__name")
    search_hint = "Task, phase or project"
    presets = (
        Preset("open", "Of open projects", lambda rows, request: rows.filter(project__status="open")),
        Preset("mine", "Mine", lambda rows, request: rows.filter(assignments__person__user=request.user)),
        Preset("doing", "Doing", lambda rows, request: rows.filter(status="doing")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No tasks here"
    empty_words = "Tasks come with the acceptance of a quote, one for each of its lines."
    empty_icon = "subtask"


class TaskPage(DetailPage):
    """One task, the promise it delivers, what stands below it and what it waits for, and the time on it."""

    model = Task
    rights = HELD
    template_name = "projects/plan/task.html"
    slot = "task"
    eyebrow = "Task"

    def rows(self) -> Any:
        """With project, phase, and the lines it comes from."""
        lines = "contract_line__quote_line__version__quote"
        return (
            super()
            .rows()
            .select_related("project__customer", "project__contract", "phase", "parent", "milestone", lines)
        )

    def verbs(self) -> Sequence[VerbButton]:
        """Change it, say who does it, part it."""
        key, held = self.record.pk, self.record
        live, why = held.project.status != "closed", f"{held.project.reference} is closed."
        told = [("Change", "task-changes", "pencil"), ("Assign", "task-assignments", "users")]
        told += [("Part it", "task-parts", "list-tree"), ("Remove", "task-removal", "trash")]
        return [
            VerbButton(words, reverse(name, args=[key]), icon, "plan_work", enabled=live, why_not=why)
            for words, name, icon in told
        ]

    def more(self) -> dict[str, Any]:
        """What stands below it, and what it waits for."""
        held = self.record
        return {
            "below": list(held.subtasks.order_by("position")),
            "needs": list(held.needs.select_related("needs").order_by("needs__position")),
            "waiting": list(held.needed_by.select_related("task").order_by("task__position")),
            "may_plan": "plan_work" in self.viewer.rights and held.project.status != "closed",
        }

    def intro(self) -> str:
        """Phase and project."""
        return f"{self.record.phase.name} · {self.record.project.reference} {self.record.project.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the project."""
        return project_crumbs(crumb_of(self.record.project))

    def thread(self) -> list[ShownHop]:
        """The project's."""
        return thread_of(self.record.project, self.request.user, rights=self.viewer.rights)

    def facts(self) -> Sequence[Fact]:
        """What is planned, and where it was promised."""
        held, rights = self.record, self.viewer.rights
        line = held.contract_line
        version = line.quote_line.version
        contract, quote = "see_contracts" in rights, "see_quotes" in rights
        return [
            Fact("Project", held.project.reference, reverse("project", args=[held.project_id])),
            Fact("Phase", held.phase.name),
            Fact("Part of", held.parent, reverse("task", args=[held.parent_id]) if held.parent_id else ""),
            Fact(
                "Leads to", held.milestone, reverse("milestone", args=[held.milestone_id]) if held.milestone_id else ""
            ),
            Fact("Done by", ", ".join(str(each.person) for each in held.assignments.select_related("person__user"))),
            Fact("Starts", held.starts_on),
            Fact("Ends", held.ends_on),
            Fact("Done", f"{held.percent} %"),
            Fact("Note", held.note),
            Fact("Planned", f"{hours_of(held.estimate_minutes)} hours"),
            Fact("Role", line.role.replace("-", " ").capitalize()),
            Fact("Billed by", line.get_billed_by_display()),
            Fact(
                "Contract line",
                f"{held.project.contract.reference}, line {line.position}",
                reverse("contract", args=[line.contract_id]) if contract else "",
            ),
            Fact(
                "Quote line",
                f"{version.reference}, line {line.quote_line.position}",
                reverse("quote-version", args=[version.pk]) if quote else "",
            ),
        ]
