"""Changing a plan by page: phases, tasks, who does them, and what they wait for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.pages import Crumb, VerbPage
from projects.plan.actions import (
    add_phase,
    add_task,
    apply_template,
    assign_task,
    change_task,
    close_phase,
    link_tasks,
    remove_task,
    reopen_phase,
    template_of,
    unlink_tasks,
)
from projects.plan.forms import (
    AssignmentForm,
    NoLongerWaitingForm,
    PhaseForm,
    TaskChangesForm,
    TaskForm,
    TemplateChoiceForm,
    TemplateNameForm,
    WaitingForm,
)
from projects.plan.models import Phase, Project, Task
from projects.plan.views.work import crumb_of, project_crumbs


class OnProject(VerbPage):
    """A verb on a project's plan."""

    model = Project

    def crumbs(self) -> Sequence[Crumb]:
        """Under the project."""
        return project_crumbs(crumb_of(self.record))

    def question(self) -> str:
        """Of which project."""
        return str(self.record)

    def success_url(self, done: Any) -> str:
        """Back to it."""
        return reverse("project", args=[self.record.pk])


class OnTask(VerbPage):
    """A verb on a task."""

    model = Task

    def rows(self) -> Any:
        """With its project."""
        return super().rows().select_related("project", "phase", "milestone")

    def crumbs(self) -> Sequence[Crumb]:
        """Under the task."""
        task = Crumb(self.record.name, reverse("task", args=[self.record.pk]))
        return project_crumbs(crumb_of(self.record.project), task)

    def question(self) -> str:
        """Of which task."""
        return f"{self.record.name}, {self.record.project}"

    def success_url(self, done: Any) -> str:
        """Back to it."""
        return reverse("task", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{self.record.name} is saved."


class AddPhase(OnProject):
    """A further phase."""

    verb = staticmethod(add_phase)
    form_class = PhaseForm
    title = "Add a phase"
    submit_label = "Add phase"

    def success_message(self, done: Phase) -> str:
        """Named."""
        return f"{done.name} is a phase now."


class AddTask(OnProject):
    """A further task."""

    verb = staticmethod(add_task)
    form_class = TaskForm
    title = "Add a task"
    submit_label = "Add task"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """What this project has."""
        return {"project": self.record}

    def initial(self) -> Mapping[str, Any]:
        """Below the task whose page led here."""
        asked = self.request.GET.get("below", "")
        above = self.record.tasks.filter(pk=asked).first() if len(asked) == 36 else None
        return {"parent": above.pk, "line": above.contract_line_id, "phase": above.phase_id} if above else {}

    def success_message(self, done: Task) -> str:
        """Named."""
        return f"{done.name} is planned."


class ChangeTask(OnTask):
    """Its name, hours, dates, and how far it is."""

    verb = staticmethod(change_task)
    form_class = TaskChangesForm
    title = "Change the task"
    submit_label = "Save"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """What its project has."""
        return {"project": self.record.project}

    def initial(self) -> Mapping[str, Any]:
        """As it is."""
        return {name: getattr(self.record, name) for name in TaskChangesForm.base_fields}

    def perform(self, form: Any) -> Task:
        """One call of the verb, for what changes."""
        changes = {name: value for name, value in form.cleaned_data.items() if value != getattr(self.record, name)}
        return change_task(self.record, changes=changes, by=self.by)


class RemoveTask(OnTask):
    """Out of the plan."""

    verb = staticmethod(remove_task)
    title = "Remove the task"
    submit_label = "Remove task"
    danger = True

    def success_url(self, done: Any) -> str:
        """Its project."""
        return reverse("project", args=[self.record.project_id])

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{self.record.name} is no longer planned."


class AssignTask(OnTask):
    """Who is to do it."""

    verb = staticmethod(assign_task)
    form_class = AssignmentForm
    title = "Assign the task"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """People on offer are those one may see."""
        return {"user": self.request.user}

    def initial(self) -> Mapping[str, Any]:
        """Who is now."""
        return {"people": list(self.record.assignments.values_list("person", flat=True))}


class LinkTask(OnTask):
    """What it waits for."""

    verb = staticmethod(link_tasks)
    form_class = WaitingForm
    title = "Let it wait"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """The other tasks of its project."""
        return {"task": self.record}


class UnlinkTask(OnTask):
    """What it no longer waits for."""

    verb = staticmethod(unlink_tasks)
    form_class = NoLongerWaitingForm
    title = "Let it wait no longer"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """The tasks it waits for."""
        return {"task": self.record}


class PartTask(OnTask):
    """A template parts it into tasks below."""

    verb = staticmethod(apply_template)
    form_class = TemplateChoiceForm
    title = "Part the task by a template"
    submit_label = "Part it"

    def form_arguments(self) -> Mapping[str, Any]:
        """The templates in use."""
        return {"user": self.request.user}

    def success_url(self, done: list[Task]) -> str:
        """The plan."""
        return reverse("project-plan", args=[self.record.project_id])

    def success_message(self, done: list[Task]) -> str:
        """How many."""
        return f"{self.record.name} has {len(done)} tasks below it."


class KeepTemplate(OnTask):
    """A template of how it was parted."""

    verb = staticmethod(template_of)
    form_class = TemplateNameForm
    title = "Make a template of it"
    submit_label = "Make template"

    def success_url(self, done: Any) -> str:
        """The templates."""
        return reverse("plan-templates")

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{done.name} can part other tasks now."


class OnPhase(VerbPage):
    """A verb on a phase: whoever sees the project sees its phases."""

    model = Phase

    def rows(self) -> Any:
        """Of the projects one may see."""
        seen = Project.objects.visible_to(self.viewer.reader)
        return Phase.objects.filter(project__in=seen).select_related("project")

    def crumbs(self) -> Sequence[Crumb]:
        """Under the project."""
        return project_crumbs(crumb_of(self.record.project))

    def success_url(self, done: Any) -> str:
        """The plan."""
        return reverse("project-plan", args=[self.record.project_id])


class ClosePhase(OnPhase):
    """No more time on its tasks."""

    verb = staticmethod(close_phase)
    title = "Close the phase"
    submit_label = "Close phase"

    def question(self) -> str:
        """What comes of it."""
        return f"No more time can be booked on the tasks of {self.record.name}. What is approved can still be billed."

    def success_message(self, done: Phase) -> str:
        """Named."""
        return f"{done.name} is closed."


class ReopenPhase(OnPhase):
    """Time on its tasks again."""

    verb = staticmethod(reopen_phase)
    title = "Reopen the phase"
    submit_label = "Reopen phase"

    def question(self) -> str:
        """What comes of it."""
        return f"Time can be booked on the tasks of {self.record.name} again."

    def success_message(self, done: Phase) -> str:
        """Named."""
        return f"{done.name} is open again."
