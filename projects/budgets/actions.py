"""Verbs over budgets: what is still to do, at which part of a budget somebody is told, and the telling."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from billing_suite.kernel.access.people import ROLES, User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish, publish_many
from projects.budgets.models import BudgetAlert, BudgetThreshold, Estimate
from projects.budgets.reports import standings_of
from projects.contracts.models import ContractLine
from projects.plan.models import Project

MOST = 200  # projects of one look; the next hour looks at the rest


class BudgetRefused(Refusal):
    """The budget cannot be spoken of like this."""

    code = "budget-refused"


@verb("estimate what is still to do", right="plan_work")
def estimate_to_complete(
    project: Project, *, line: ContractLine, minutes: int, note: str = "", at: datetime, by: Actor
) -> Estimate:
    """How many minutes a promise still takes, as seen now. It holds instead of what the tasks say, less what is worked
    from the next day on, until it is said anew.
    """
    if line.contract_id != project.contract_id:
        raise BudgetRefused(f"{line} is not promised by {project.reference}", record=project.reference)
    estimate = Estimate(
        project=project,
        contract_line=line,
        minutes_to_complete=minutes,
        at=at,
        person=User.objects.get(pk=by.key),
        note=note.strip(),
    )
    estimate.full_clean(exclude=["id"])
    estimate.save(force_insert=True)
    publish("budget.estimated", project, line=line.pk, minutes=minutes)
    return estimate


@verb("set a budget threshold")
def set_budget_threshold(*, percent: Decimal, tells_lead: bool = True, role: str = "", by: Actor) -> BudgetThreshold:
    """At so many per cent of a budget whoever leads is told, or the people of a role who reach the project, or both."""
    if role and role not in ROLES:
        raise Invalid(f"there is no role {role}", fields={"role": [f"one of {', '.join(sorted(ROLES))}"]})
    threshold = BudgetThreshold(percent=percent, tells_lead=tells_lead, role=role)
    threshold.full_clean(exclude=["id"])
    threshold.save(force_insert=True)
    return threshold


@verb("end a budget threshold", right="set_budget_threshold")
def end_budget_threshold(threshold: BudgetThreshold, *, at: datetime, by: Actor) -> BudgetThreshold:
    """Nobody is told at it any more."""
    held = BudgetThreshold.objects.select_for_update().get(pk=threshold.pk)
    if held.ended_at is not None:
        raise BudgetRefused(f"{held} has ended already", record=str(held), rule="INV-26")
    held.ended_at = at
    held.save()
    return held


@verb("alert of budgets", right="set_budget_threshold", jobs=True)
def alert_budgets(*, at: datetime, by: Actor) -> list[BudgetAlert]:
    """Tell of each promise whose hours, worked or waiting for approval, came to a threshold of its budget: once for
    each revision of it, and of several thresholds passed at once the highest.
    """
    thresholds = list(BudgetThreshold.objects.filter(ended_at__isnull=True).order_by("percent"))
    if not thresholds:
        return []
    projects = Project.objects.filter(status="open").select_related("lead", "contract").order_by("pk")
    told: list[BudgetAlert] = []
    told_before = set(BudgetAlert.objects.values_list("threshold", "contract_line", "revision"))
    for some in _chunks(list(projects), MOST):
        for standing in standings_of(some):
            for line in standing.lines:
                passed = [each for each in thresholds if line.used is not None and line.used >= each.percent]
                new = [each for each in passed if (each.pk, line.line.pk, line.revision) not in told_before]
                told += [_alert(each, standing.project, line, at) for each in new]
                for each in _highest(new):
                    _tell(each, standing.project, line)
    BudgetAlert.objects.bulk_create(told)
    publish_many("budget.alerted", [(each.project, {"line": each.contract_line_id}) for each in told])
    return told


def _chunks(rows: list[Any], many: int) -> Iterable[list[Any]]:
    return (rows[start : start + many] for start in range(0, len(rows), many))


def _alert(threshold: BudgetThreshold, project: Project, line: Any, at: datetime) -> BudgetAlert:
    return BudgetAlert(
        threshold=threshold,
        project=project,
        contract_line=line.line,
        revision=line.revision,
        at=at,
        minutes=line.worked,
        budget_minutes=line.budget,
    )


def _highest(passed: list[BudgetThreshold]) -> list[BudgetThreshold]:
    """Of each role, and of the lead, the highest threshold."""
    return list({(each.role, each.tells_lead): each for each in passed}.values())


def _tell(threshold: BudgetThreshold, project: Project, line: Any) -> None:
    told = [project.lead] if threshold.tells_lead and project.lead is not None else []
    if threshold.role:
        holders = User.objects.filter(groups__name=threshold.role, is_active=True)
        told += [user for user in holders if Project.objects.visible_to(user).filter(pk=project.pk).exists()]
    if told:
        notify(
            list(dict.fromkeys(told)),
            title=f"{line.line.description}: {line.used} % of its hours are used",
            text=f"{project}: {hours_of(line.worked)} of {hours_of(line.budget)} hours, "
            f"{hours_of(line.at_completion)} expected in all.",
            url=reverse("project-budget", args=[project.pk]),
        )
