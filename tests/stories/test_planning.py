"""Delivery as a timeline: a plan from a signature to an accepted milestone, by the verbs alone."""

import json
from datetime import date
from pathlib import Path

import pytest

from billing_suite.exchange.playing import play
from billing_suite.exchange.timelines import read_timeline
from billing_suite.kernel.access.verb import VERBS
from projects.plan.models import Dependency, Kickoff, Milestone, PlanTemplate, Project, Task
from projects.plan.reports import scheduled
from projects.plan.scope import coverage_of

STORY = Path(__file__).with_name("planning.json")
DEMO = Path("fixtures/demo/agency.json")
NOT_PLAYED: dict[str, str] = {
    "attach_receipt": "a receipt comes as the bytes of a file, not as a line",
    "stop_timer": "a timeline has one instant a day: the clock would show nothing",
    "import_time": "a sheet comes as the bytes of a file, not as a line",
    "keep_time_sheet": "a sheet comes as the bytes of a file, not as a line",
}


@pytest.mark.django_db
def test_a_project_is_begun_by_name_planned_and_handed_over() -> None:
    assert play(read_timeline(STORY), today=date(2026, 4, 30)).waiting == 0
    project = Project.objects.get(name="Site")
    kickoff = Kickoff.objects.get(project=project)
    assert kickoff.overridden_by is not None and "no rate for" in kickoff.missing[0]
    assert sum(project.tasks.values_list("estimate_minutes", flat=True)) == 120 * 60, "parted, never more"
    assert all(each.is_covered for each in coverage_of(project.contract))
    assert (PlanTemplate.objects.count(), Dependency.objects.count()) == (2, 3)
    assert Milestone.objects.get().signed_by == "Mara Ahorn"
    days = {each.task.name: each.span for each in scheduled(project).tasks}
    assert days["Build: Model"].starts_on > days["Concept"].ends_on
    assert Task.objects.get(name="Go live").parent == Task.objects.get(name="Build: Make")


def test_each_verb_of_planning_plays_in_a_timeline_or_says_why_not() -> None:
    played = {
        line["do"]
        for path in (STORY, DEMO)
        for part in ("set_up", "lines")
        for line in json.loads(path.read_text(encoding="utf-8"))[part]
        if "do" in line
    }
    rooms = tuple(f"projects.{room}" for room in ("plan", "time", "expenses", "timesheets", "budgets"))
    planning = {name for name, verb in VERBS.items() if verb.function.__module__.startswith(rooms)}
    assert planning - played == set(NOT_PLAYED)
