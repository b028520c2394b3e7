"""A plan is parted, assigned and ordered, and stays the plan of what was promised."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.models import Notification
from projects.plan.actions import (
    Part,
    add_phase,
    add_task,
    apply_template,
    assign_task,
    change_task,
    close_phase,
    close_project,
    link_tasks,
    make_template,
    move_task,
    remove_task,
    reopen_phase,
    template_of,
    unlink_tasks,
)
from projects.plan.models import Dependency, Project, Task
from projects.plan.reports import scheduled
from projects.plan.scope import coverage_of, share_covered
from projects.time.actions import TimeRefused, log_time
from tests.builders import MARCH, Stage, behind_the_verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def build(stage: Stage) -> Task:
    return stage.task(stage.contract())


def below(build: Task, stage: Stage, name: str, minutes: int, **more: Any) -> Task:
    return add_task(
        build.project, line=build.contract_line, phase=build.phase, name=name, minutes=minutes, parent=build,
        by=stage.by("jonas"), **more,
    )  # fmt: skip


def part(name: str, after: int | None = None) -> Part:
    return Part(name=name, share=Decimal(1), after=after)


def half_an_hour(stage: Stage, task: Task) -> None:
    fresh = Task.objects.get(pk=task.pk)
    log_time(stage.people["mia"], task=fresh, work_date=MARCH, minutes=30, by=stage.by("mia"))


def planned(project: Project) -> int:
    return sum(project.tasks.values_list("estimate_minutes", flat=True))


def test_a_subtask_takes_its_minutes_from_the_task_above(stage: Stage, build: Task) -> None:
    whole, own = planned(build.project), build.estimate_minutes
    first = below(build, stage, "Model", 300)
    build.refresh_from_db()
    assert (build.estimate_minutes, planned(build.project)) == (own - 300, whole)
    more = below(build, stage, "More", own)  # as far as it has any: the rest is more work than was planned
    assert planned(build.project) == whole + 300
    remove_task(more, by=stage.by("jonas"))
    remove_task(first, by=stage.by("jonas"))
    build.refresh_from_db()
    assert build.estimate_minutes == own + 300


def test_what_is_worked_on_or_parted_stays(stage: Stage, build: Task) -> None:
    child = below(build, stage, "Model", 60)
    with pytest.raises(Refusal, match="has tasks below it"):
        remove_task(build, by=stage.by("jonas"))
    log_time(stage.people["mia"], task=child, work_date=MARCH, minutes=30, by=stage.by("mia"))
    with pytest.raises(Refusal, match="has time on it"):
        remove_task(child, by=stage.by("jonas"))


def test_a_task_delivers_a_line_of_its_own_project(stage: Stage, build: Task) -> None:
    other = stage.task(stage.contract("lumiere"))
    given = {"name": "X", "minutes": 1, "by": stage.by("jonas")}
    with pytest.raises(Refusal, match="is not promised by"):
        add_task(build.project, line=other.contract_line, phase=build.phase, **given)
    with pytest.raises(Refusal, match="belongs to another project"):
        add_task(build.project, line=build.contract_line, phase=other.phase, **given)
    with pytest.raises(Refusal, match="delivers something else"):
        add_task(build.project, line=build.contract_line, phase=build.phase, parent=other, **given)
    with pytest.raises(IntegrityError, match="INV-26"), behind_the_verbs():
        Task.objects.filter(pk=build.pk).update(phase=other.phase)


def test_dates_per_cent_and_status_agree(stage: Stage, build: Task) -> None:
    by = stage.by("jonas")
    assert change_task(build, changes={"percent": 40}, by=by).status == "doing"
    assert change_task(build, changes={"percent": 100}, by=by).status == "done"
    assert move_task(build, status="doing", by=by).percent == 0
    assert move_task(build, status="done", by=by).percent == 100
    assert (move_task(build, status="todo", by=by).percent, build.pk) == (0, build.pk)
    with pytest.raises(Invalid, match="never later"):
        move_task(build, status="later", by=by)
    with pytest.raises(Invalid, match="has no project to change"):
        change_task(build, changes={"project": build.project}, by=by)
    with pytest.raises(Invalid, match="a task ends no earlier than it starts"):
        change_task(build, changes={"starts_on": date(2026, 3, 3), "ends_on": date(2026, 3, 2)}, by=by)
    with pytest.raises(IntegrityError, match="a_task_is_done_at_a_hundred_per_cent"), behind_the_verbs():
        Task.objects.filter(pk=build.pk).update(percent=100)


def test_who_is_assigned_is_told_once(stage: Stage, build: Task) -> None:
    mia, tom, by = stage.people["mia"], stage.people["tom"], stage.by("jonas")
    assign_task(build, people=[mia, mia], by=by)
    assign_task(build, people=[mia, tom], by=by)
    assign_task(build, people=[tom], by=by)
    assert [each.person for each in build.assignments.all()] == [tom]
    told = Notification.objects.filter(title="You are to do Build")
    assert sorted(told.values_list("recipient__name", flat=True)) == ["Mia Keller", "Tom Brandt"]


def test_tasks_wait_but_never_in_a_circle(stage: Stage, build: Task) -> None:
    by = stage.by("jonas")
    model, words = below(build, stage, "Model", 60), below(build, stage, "Words", 60)
    design = build.project.tasks.get(name="Design")
    link_tasks(words, needs=model, lag_days=2, by=by)
    link_tasks(build, needs=design, by=by)
    wrong = ((model, words), (model, build), (build, model), (model, model), (design, words), (design, build))
    for task, needs in wrong:
        with pytest.raises(Refusal, match=r"waits for|itself"):
            link_tasks(task, needs=needs, by=by)
    with pytest.raises(Refusal, match="belongs to another project"):
        link_tasks(model, needs=stage.task(stage.contract("lumiere")), by=by)
    assert scheduled(build.project).tasks, "what may stand has its days"
    unlink_tasks(words, needs=[model], by=by)
    assert Dependency.objects.count() == 1


def test_a_template_parts_a_task_to_the_minute_and_comes_back_from_it(stage: Stage, build: Task) -> None:
    by, whole = stage.by("jonas"), planned(build.project)
    parts = [part("Concept"), part("Build", 1), part("Test", 2)]
    template = make_template("Web", tasks=parts, by=by)
    minutes = build.estimate_minutes
    made = apply_template(build, template=template, by=by)
    assert sum(task.estimate_minutes for task in made) == minutes and planned(build.project) == whole
    assert [(d.task.name, d.needs.name) for d in Dependency.objects.order_by("pk")] == [
        ("Build: Build", "Build: Concept"),
        ("Build: Test", "Build: Build"),
    ]
    with pytest.raises(Refusal, match="has a task called Build: Build already"):
        apply_template(build, template=template, by=by)
    again = template_of(build, name="Web, as done", by=by)
    assert [(t.share, t.after) for t in again.tasks.all()] == [
        (Decimal(task.estimate_minutes), after) for task, after in zip(made, (None, 1, 2), strict=True)
    ]
    with pytest.raises(Invalid, match="waits for an earlier"):
        make_template("Circle", tasks=[part("A", 1)], by=by)
    with pytest.raises(Invalid, match="one part at least"):
        make_template("Nothing", tasks=[], by=by)


def test_a_parted_task_lasts_as_long_as_its_parts(stage: Stage, build: Task) -> None:
    by, design = stage.by("jonas"), build.project.tasks.get(name="Design")
    template = make_template("Web", tasks=[part("Concept"), part("Build", 1)], by=by)
    apply_template(build, template=template, by=by)
    link_tasks(build, needs=design, by=by)
    days = {each.task.name: each.span for each in scheduled(build.project).tasks}
    assert days["Build: Concept"].starts_on > days["Design"].ends_on, "where it waits, they do"
    assert (days["Build"].starts_on, days["Build"].ends_on) == (
        days["Build: Concept"].starts_on,
        days["Build: Build"].ends_on,
    )
    link_tasks(build.subtasks.get(name="Build: Concept"), needs=design, by=by)
    assert [each.depth for each in scheduled(build.project).tasks if each.task.name.startswith("Build")] == [0, 1, 1]


def test_a_closed_phase_takes_no_time(stage: Stage, build: Task) -> None:
    by = stage.by("jonas")
    close_phase(build.phase, by=by)
    with pytest.raises(TimeRefused, match=f"phase {build.phase.name} is closed"):
        log_time(
            stage.people["mia"], task=Task.objects.get(pk=build.pk), work_date=MARCH, minutes=30, by=stage.by("mia")
        )
    with pytest.raises(Refusal, match="is closed already"):
        close_phase(build.phase, by=by)
    reopen_phase(build.phase, by=by)
    half_an_hour(stage, build)
    close_project(build.project, by=by)
    with pytest.raises(Refusal, match="is closed"):
        add_phase(build.project, name="Late", by=by)


def test_scope_without_a_plan_is_shown(stage: Stage, build: Task) -> None:
    contract = build.project.contract
    assert all(each.is_covered for each in coverage_of(contract))
    assert share_covered(coverage_of(contract)) == 100
    change_task(build, changes={"estimate_minutes": 30}, by=stage.by("jonas"))
    told = {each.line.description: each.words for each in coverage_of(contract)}
    assert told["Build"].endswith("hours have no task")
    phase = add_phase(build.project, name="More", by=stage.by("jonas"))
    missing = next(each for each in coverage_of(contract) if not each.is_covered)
    add_task(
        build.project, line=missing.line, phase=phase, name="The rest", minutes=missing.promised - missing.planned,
        by=stage.by("jonas"),
    )  # fmt: skip
    assert all(each.is_covered for each in coverage_of(contract))


@pytest.mark.parametrize("who", ["lena", "fay", "clara"])
def test_delivery_plans_and_nobody_else(stage: Stage, build: Task, who: str) -> None:
    with pytest.raises(NotAllowed):
        move_task(build, status="done", by=stage.by(who))
