"""Plans to be used again: made from a project or by hand, and laid over a task, whose minutes they part."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.values.shares import parts
from billing_suite.kernel.work.events import publish
from projects.plan.actions.planning import PlanRefused, hold_project, next_position
from projects.plan.models import Dependency, PlanTemplate, Task, TemplateTask

MOST = 60


class Part(TypedDict):
    """A part of a template: its name, its share, and the place of the part it waits for, from 1."""

    name: str
    share: Decimal
    after: NotRequired[int | None]


@verb("make a plan template", right="plan_work")
def make_template(name: str, *, tasks: Sequence[Part], by: Actor) -> PlanTemplate:
    """How work of a kind is usually parted; shares are weights, they need not make a hundred."""
    if not tasks or len(tasks) > MOST:
        raise Invalid(f"a template has one part at least and {MOST} at most", fields={"tasks": ["1 to 60"]})
    template = PlanTemplate(name=name.strip())
    template.full_clean(exclude=["id"])
    template.save(force_insert=True)
    made = [
        TemplateTask(
            template=template, position=place, name=each["name"].strip(), share=each["share"], after=each.get("after")
        )
        for place, each in enumerate(tasks, start=1)
    ]
    for task in made:
        task.full_clean(validate_unique=False)
    TemplateTask.objects.bulk_create(made)
    return template


@verb("make a plan template of a task", right="plan_work")
def template_of(task: Task, *, name: str, by: Actor) -> PlanTemplate:
    """As this task was parted: each task below it by its share of the minutes, and what it waits for among them."""
    below = list(task.subtasks.order_by("position"))
    worked = [each for each in below if each.estimate_minutes]
    if not worked:
        raise PlanRefused(f"{task.name} has no tasks with hours below it", record=task.name)
    places = {each.pk: place for place, each in enumerate(worked, start=1)}
    needs = dict(Dependency.objects.filter(task__in=worked, needs__in=worked).values_list("task", "needs"))
    after = {task: places[other] for task, other in needs.items() if places[other] < places[task]}
    told = [
        Part(name=each.name[:160], share=Decimal(each.estimate_minutes), after=after.get(each.pk)) for each in worked
    ]
    template: PlanTemplate = make_template(name, tasks=told, by=by)
    return template


@verb("lay a template over a task", right="plan_work")
def apply_template(task: Task, *, template: PlanTemplate, by: Actor) -> list[Task]:
    """Part a task's minutes over tasks below it by the template's shares, to the minute, each waiting as it says."""
    project = hold_project(task.project)
    held = Task.objects.select_for_update().get(pk=task.pk)
    told = list(template.tasks.order_by("position"))
    if not template.active or not told:
        raise PlanRefused(f"{template} is no longer used", record=template.name)
    minutes = parts(held.estimate_minutes, [each.share for each in told])
    first = next_position(project)
    made = [
        Task(
            project=project,
            phase_id=held.phase_id,
            contract_line_id=held.contract_line_id,
            parent=held,
            milestone_id=held.milestone_id,
            position=first + place,
            name=f"{held.name}: {each.name}"[:200],
            estimate_minutes=share,
        )
        for place, (each, share) in enumerate(zip(told, minutes, strict=True))
    ]
    taken = set(project.tasks.filter(name__in=[each.name for each in made]).values_list("name", flat=True))
    if taken:
        raise PlanRefused(f"{project.reference} has a task called {sorted(taken)[0]} already", record=project.reference)
    Task.objects.bulk_create(made)
    by_place = dict(zip((each.position for each in told), made, strict=True))
    Dependency.objects.bulk_create(
        [Dependency(task=by_place[each.position], needs=by_place[each.after]) for each in told if each.after]
    )
    held.estimate_minutes = 0
    held.save()
    publish("task.parted", held, project=project.pk, template=template.pk)
    return made
