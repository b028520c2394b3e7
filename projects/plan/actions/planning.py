"""The plan: phases, tasks above and below each other, who does them, what they wait for, and how far they are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from projects.contracts.models import ContractLine
from projects.people.models import Person
from projects.plan.models import Assignment, Dependency, Milestone, Phase, Project, Task
from projects.plan.schedule import circle, unfolded

PLAN = "plan_work"
CHANGEABLE = ("name", "estimate_minutes", "starts_on", "ends_on", "note", "phase", "milestone", "percent")


class PlanRefused(Refusal):
    """The plan cannot stand like this."""

    code = "plan-refused"


def hold_project(project: Project) -> Project:
    """The project, locked: its plan is changed by one at a time. A closed one is planned no more."""
    held = Project.objects.select_for_update().get(pk=project.pk)
    if held.status == "closed":
        raise PlanRefused(f"{held.reference} is closed", code="project-closed", record=held.reference)
    return held


@verb("add a phase", right=PLAN)
def add_phase(project: Project, *, name: str, by: Actor) -> Phase:
    """A further part of a project, after the others."""
    held = hold_project(project)
    last = held.phases.aggregate(last=Max("position"))["last"] or 0
    phase = Phase(project=held, position=last + 1, name=name.strip())
    phase.full_clean()
    phase.save(force_insert=True)
    return phase


@verb("close a phase", right=PLAN)
def close_phase(phase: Phase, *, by: Actor) -> Phase:
    """No more time is booked on its tasks."""
    return _turn(phase, "closed")


@verb("reopen a phase", right=PLAN)
def reopen_phase(phase: Phase, *, by: Actor) -> Phase:
    """Time may be booked on its tasks again."""
    return _turn(phase, "open")


def _turn(phase: Phase, status: str) -> Phase:
    project = hold_project(phase.project)
    held = Phase.objects.get(pk=phase.pk)
    if held.status == status:
        raise PlanRefused(f"{held.name} is {status} already", record=f"{project.reference} {held.name}", rule="INV-26")
    held.status = status
    held.save()
    publish(f"phase.{'closed' if status == 'closed' else 'reopened'}", held, project=project.pk)
    return held


@verb("add a task", right=PLAN)
def add_task(
    project: Project,
    *,
    line: ContractLine,
    phase: Phase,
    name: str,
    minutes: int,
    parent: Task | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    milestone: Milestone | None = None,
    by: Actor,
) -> Task:
    """A task that delivers a line of the project's contract. Below another task it takes its minutes from that one, as
    far as it has any, so that nothing is planned twice.
    """
    held = hold_project(project)
    if line.contract_id != held.contract_id:
        raise PlanRefused(f"{line} is not promised by {held.reference}", record=held.reference)
    _check_here(held, phase, milestone)
    if parent is not None:
        parent = Task.objects.select_for_update().get(pk=parent.pk)
        if parent.project_id != held.pk or parent.contract_line_id != line.pk:
            raise PlanRefused(f"{parent.name} delivers something else", record=held.reference)
        parent.estimate_minutes = max(parent.estimate_minutes - minutes, 0)
        parent.save()
    task = Task(
        project=held,
        phase=phase,
        contract_line=line,
        parent=parent,
        milestone=milestone,
        position=next_position(held),
        name=name.strip(),
        estimate_minutes=minutes,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    task.full_clean(exclude=["id"])
    task.save(force_insert=True)
    publish("task.added", task, project=held.pk)
    return task


def next_position(project: Project) -> int:
    """After the last task."""
    last: int = project.tasks.aggregate(last=Max("position"))["last"] or 0
    return last + 1


def _check_here(project: Project, *parts: Phase | Milestone | None) -> None:
    """Phases and milestones are this project's own."""
    for part in parts:
        if part is not None and part.project_id != project.pk:
            raise PlanRefused(f"{part} belongs to another project", record=project.reference)


@verb("change a task", right=PLAN)
def change_task(task: Task, *, changes: Mapping[str, Any], by: Actor) -> Task:
    """Name, estimate, dates, phase, milestone, note, and how many per cent of it are done: a hundred ends it."""
    if unknown := set(changes) - set(CHANGEABLE):
        raise Invalid(f"a task has no {sorted(unknown)[0]} to change", record=task.name)
    project = hold_project(task.project)
    held = Task.objects.get(pk=task.pk)
    _check_here(project, changes.get("phase"), changes.get("milestone"))
    for name, value in changes.items():
        setattr(held, name, value)
    if "percent" in changes:
        held.status = "done" if held.percent == 100 else "doing" if held.percent or held.status != "todo" else "todo"
    held.full_clean()
    held.save()
    publish("task.changed", held, project=project.pk)
    return held


@verb("move a task", right=PLAN)
def move_task(task: Task, *, status: str, by: Actor) -> Task:
    """To do, doing, or done: what is done is done to a hundred per cent, what is to do is not begun."""
    if status not in dict(Task.STATUSES):
        raise Invalid(f"a task is never {status}", record=task.name, fields={"status": ["todo, doing or done"]})
    project = hold_project(task.project)
    held = Task.objects.get(pk=task.pk)
    if held.status == status:
        return held
    held.percent = {"todo": 0, "done": 100}.get(status, 0 if held.status == "done" else held.percent)
    held.status = status
    held.save()
    publish("task.moved", held, project=project.pk, status=status)
    return held


@verb("remove a task", right=PLAN)
def remove_task(task: Task, *, by: Actor) -> Project:
    """Take a task out of the plan that nobody has worked on; its minutes go back to the task above it."""
    project = hold_project(task.project)
    held = Task.objects.select_related("parent").get(pk=task.pk)
    record = f"{project.reference} {held.name}"
    if held.time_entries.exists():
        raise PlanRefused(f"{held.name} has time on it", record=record)
    if held.subtasks.exists():
        raise PlanRefused(f"{held.name} has tasks below it", record=record)
    if held.parent is not None:
        held.parent.estimate_minutes += held.estimate_minutes
        held.parent.save()
    publish("task.removed", held, project=project.pk)
    held.delete()
    return project


@verb("assign a task", right=PLAN)
def assign_task(task: Task, *, people: Sequence[Person], by: Actor) -> Task:
    """Who is to do it: these and no others. Those who are new to it are told."""
    project = hold_project(task.project)
    if gone := next((person for person in people if person.left_on is not None), None):
        raise PlanRefused(f"{gone} has left", record=f"{project.reference} {task.name}")
    before = set(task.assignments.values_list("person", flat=True))
    task.assignments.exclude(person__in=people).delete()
    new = [person for person in dict.fromkeys(people) if person.pk not in before]
    Assignment.objects.bulk_create([Assignment(task=task, person=person) for person in new])
    if told := [person.user for person in new if str(person.user_id) != by.key]:
        notify(told, title=f"You are to do {task.name}", text=str(project), url=f"/tasks/{task.pk}/")
    publish("task.assigned", task, project=project.pk)
    return task


@verb("let a task wait", right=PLAN)
def link_tasks(task: Task, *, needs: Task, lag_days: int = 0, by: Actor) -> Task:
    """A task starts once another of the project has ended, and so many working days later; never in a circle."""
    project = hold_project(task.project)
    if needs.project_id != project.pk:
        raise PlanRefused(f"{needs.name} belongs to another project", record=project.reference)
    pairs = list(Dependency.objects.filter(task__project=project).values_list("task", "needs"))
    parents = dict(project.tasks.values_list("pk", "parent"))
    if circle(unfolded([*pairs, (task.pk, needs.pk)], parents)):
        raise PlanRefused(
            f"{needs.name} waits for {task.name} already, itself or by others",
            record=f"{project.reference} {task.name}",
        )
    link = Dependency(task=task, needs=needs, lag_days=lag_days)
    link.full_clean()
    link.save(force_insert=True)
    return task


@verb("no longer let a task wait", right=PLAN)
def unlink_tasks(task: Task, *, needs: Sequence[Task], by: Actor) -> Task:
    """It no longer waits for these."""
    hold_project(task.project)
    Dependency.objects.filter(task=task, needs__in=needs).delete()
    return task
