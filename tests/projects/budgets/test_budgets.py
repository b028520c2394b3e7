"""A budget is used up by hours, measured by what is done, and somebody hears of it in time."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.models import Notification
from projects.budgets.actions import (
    alert_budgets,
    end_budget_threshold,
    estimate_to_complete,
    set_budget_threshold,
)
from projects.budgets.earning import Standing
from projects.budgets.models import BudgetAlert, Estimate
from projects.budgets.reports import burn_of, standing_of, standings_of, used_up_on
from projects.plan.actions import change_task, move_task, staff_project
from projects.plan.models import Task
from projects.time.actions import log_time
from tests.builders import MARCH, Stage, behind_the_verbs, noon

AT = noon(MARCH)
JOB = Actor.system("alert_budgets")


def standing(**more: Any) -> Standing:
    told: dict[str, Any] = {
        "line": "Build", "revision": 0, "baseline": 6000, "baseline_amount": money("10000.00", "EUR"), "budget": 6000,
        "amount": money("10000.00", "EUR"), "approved": 0, "pending": 0, "estimated": 6000, "done": 0, "stated": None,
    }  # fmt: skip
    return Standing(**told | more)


@pytest.mark.parametrize(
    ("more", "to_complete", "at_completion", "variance", "earned", "efficiency", "tone"),
    [  # 100 hours for 10,000.00; the figures by hand from the definitions of ANSI/EIA-748
        ({}, 6000, 6000, 0, 0, None, ""),
        ({"approved": 3000, "done": 3000}, 3000, 6000, 0, 3000, "1.00", ""),
        ({"approved": 3000, "done": 1500}, 4500, 7500, -1500, 1500, "0.50", "warning"),
        ({"approved": 1500, "pending": 1500, "done": 4500}, 1500, 4500, 1500, 4500, "1.50", ""),
        ({"approved": 6600, "done": 6000}, 0, 6600, -600, 6000, "0.91", "danger"),
        ({"approved": 3000, "done": 1500, "stated": 2400}, 2400, 5400, 600, 1500, "0.50", ""),
        ({"approved": 6600}, 0, 6600, -600, 0, "0.00", "danger"),
        ({"budget": 7200, "approved": 3000, "done": 3000}, 3000, 6000, 1200, 3600, "1.20", ""),
    ],
)
def test_earned_value(
    more: dict[str, Any],
    to_complete: int,
    at_completion: int,
    variance: int,
    earned: int,
    efficiency: str | None,
    tone: str,
) -> None:
    told = standing(**more)
    assert (told.to_complete, told.at_completion, told.variance, told.earned) == (
        to_complete, at_completion, variance, earned,
    )  # fmt: skip
    assert (told.efficiency, told.tone) == (Decimal(efficiency) if efficiency else None, tone)


def test_earned_value_in_money_is_of_the_price_in_force() -> None:
    assert standing(done=2000).earned_amount == money("3333.33", "EUR")
    assert standing(estimated=0).earned_amount == money("0.00", "EUR")
    assert (standing(estimated=0).progress, standing(budget=0).used) == (None, None)


@pytest.mark.django_db
def test_the_page_of_a_project_shows_where_its_hours_go(stage: Stage) -> None:
    build = stage.task(stage.contract())
    project, mia = build.project, stage.by("mia")
    stage.approved(build, 300)
    log_time(stage.people["mia"], task=build, work_date=MARCH + timedelta(days=1), minutes=120, by=mia)
    change_task(build, changes={"percent": 50}, by=stage.by("jonas"))
    told = {line.line.description: line for line in standing_of(project).lines}
    built = told["Build"]
    assert (built.approved, built.pending, built.progress) == (300, 120, Decimal("50.0"))
    assert built.to_complete == build.estimate_minutes // 2
    assert [(day.on.day, day.approved, day.pending, day.total) for day in burn_of(project)] == [
        (2, 300, 0, 300),
        (3, 0, 120, 420),
    ]
    client = Client()
    client.force_login(stage.users["jonas"])
    page = client.get(f"/projects/{project.pk}/budget/")
    assert page.status_code == 200 and "Hours by day" in page.content.decode()
    assert client.get(f"/projects/{project.pk}/").status_code == 200


@pytest.mark.django_db
def test_an_own_estimate_holds_less_what_is_worked_later(stage: Stage) -> None:
    build = stage.task(stage.contract())
    by, mia = stage.by("jonas"), stage.people["mia"]

    def to_do() -> int:
        return next(line for line in standing_of(build.project).lines if line.line == build.contract_line).to_complete

    estimate_to_complete(build.project, line=build.contract_line, minutes=600, note="Harder", at=AT, by=by)
    log_time(mia, task=build, work_date=MARCH, minutes=60, by=stage.by("mia"))
    assert to_do() == 600, "what was worked on the day is in the estimate"
    log_time(mia, task=build, work_date=MARCH + timedelta(days=1), minutes=120, by=stage.by("mia"))
    assert to_do() == 480
    log_time(mia, task=build, work_date=MARCH + timedelta(days=2), minutes=600, by=stage.by("mia"))
    assert to_do() == 0
    estimate_to_complete(build.project, line=build.contract_line, minutes=90, at=AT + timedelta(days=2), by=by)
    assert (to_do(), Estimate.objects.count()) == (90, 2)
    other = stage.task(stage.contract("lumiere"))
    with pytest.raises(Refusal, match="is not promised by"):
        estimate_to_complete(build.project, line=other.contract_line, minutes=1, at=AT, by=by)
    with pytest.raises(NotAllowed):
        estimate_to_complete(build.project, line=build.contract_line, minutes=1, at=AT, by=stage.by("lena"))
    with pytest.raises(IntegrityError, match="INV-26"), behind_the_verbs():
        Estimate.objects.update(minutes_to_complete=1)


@pytest.mark.django_db
def test_at_a_threshold_the_right_people_are_told_once(stage: Stage) -> None:
    build = stage.task(stage.contract())
    project, clara = build.project, stage.by("clara")
    staff_project(project, lead=stage.users["jonas"], team="Berlin", by=stage.by("jonas"))
    half = set_budget_threshold(percent=Decimal(50), by=clara)
    set_budget_threshold(percent=Decimal(90), tells_lead=True, role="finance", by=clara)
    budget = project.budgets.get(contract_line=build.contract_line)
    assert alert_budgets(at=AT, by=JOB) == []
    for day in range(-(-budget.minutes // 2 // 600)):
        on = MARCH + timedelta(days=day)
        log_time(stage.people["mia"], task=build, work_date=on, minutes=600, by=stage.by("mia"))
    alerts = alert_budgets(at=AT, by=JOB)
    assert [each.threshold for each in alerts] == [half]
    assert alert_budgets(at=AT, by=JOB) == [], "told once"
    words = Notification.objects.filter(title__startswith="Build:")
    assert [note.recipient.name for note in words] == ["Jonas Weber"]
    for day in range(-(-budget.minutes // 2 // 600)):
        on = MARCH + timedelta(days=day)
        log_time(stage.people["tom"], task=build, work_date=on, minutes=600, by=stage.by("tom"))
    assert len(alert_budgets(at=AT, by=JOB)) == 1
    assert sorted(note.recipient.name for note in words.all()) == [
        "Fay Morgan", "Hannah Schulz", "Jonas Weber", "Jonas Weber",
    ]  # fmt: skip
    end_budget_threshold(half, at=AT, by=clara)
    with pytest.raises(Refusal, match="has ended already"):
        end_budget_threshold(half, at=AT, by=clara)
    assert BudgetAlert.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"percent": Decimal(0)}, "up to a thousand"),
        ({"percent": Decimal(80), "role": "kings"}, "no role kings"),
        ({"percent": Decimal(80), "tells_lead": False}, "tells somebody"),
        ({"percent": Decimal(70)}, "one threshold a percentage and role"),
    ],
)
def test_a_threshold_tells_somebody_at_some_part(stage: Stage, given: dict[str, Any], words: str) -> None:
    set_budget_threshold(percent=Decimal(70), by=stage.by("clara"))
    with pytest.raises(Invalid, match=words):
        set_budget_threshold(**given, by=stage.by("clara"))


@pytest.mark.django_db
def test_many_projects_stand_in_as_many_queries_as_one(stage: Stage, django_assert_num_queries: Any) -> None:
    projects = [stage.contract().project for _ in range(3)]
    build: Task = projects[0].tasks.get(name="Build")
    move_task(build, status="done", by=stage.by("jonas"))
    estimate_to_complete(projects[0], line=build.contract_line, minutes=60, at=AT, by=stage.by("jonas"))
    for some in (projects[:1], projects):
        with django_assert_num_queries(5):
            assert len(standings_of(some)) == len(some)


def test_when_the_hours_are_used_up() -> None:
    class Day:
        def __init__(self, on: date, minutes: int, total: int) -> None:
            self.on, self.approved, self.pending, self.total = on, minutes, 0, total

    burn: Any = [Day(date(2026, 1, 5), 4000, 4000), Day(MARCH, 560, 4560)]
    assert used_up_on(burn, 6000, on=MARCH) == date(2026, 5, 13), "1440 minutes at 560 in four weeks: 72 days"
    assert used_up_on(burn, 4000, on=MARCH) is None
    assert used_up_on(burn, 6000, on=date(2026, 6, 1)) is None
    assert used_up_on([], 6000, on=MARCH) is None
