"""A project begins once what it needs is in place, or because somebody lets it, by name and with a reason."""

from datetime import datetime

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from projects.plan.actions.planning import PlanRefused
from projects.plan.kickoff import findings_of
from projects.plan.models import Kickoff, Project


class KickoffWaits(PlanRefused):
    """Something is missing before the project can begin."""

    code = "kickoff-waits"


def begin_if_ready(project: Project, *, at: datetime) -> bool:
    """Begin a project at which nothing is missing; whether it has begun. Call within a verb."""
    if _missing(project):
        return False
    _begin(project, Kickoff(project=project, at=at))
    return True


@verb("start a project")
def start_project(project: Project, *, at: datetime, by: Actor) -> Project:
    """Kick the project off: from now on time is booked on it. Where something is missing, it says what."""
    held = _waiting(project)
    if missing := _missing(held):
        raise KickoffWaits(f"{held.reference} lacks something: {'; '.join(missing)}", record=held.reference)
    _begin(held, Kickoff(project=held, at=at))
    return held


@verb("override a kickoff")
def override_kickoff(project: Project, *, reason: str, at: datetime, by: Actor) -> Project:
    """Let a project begin though something is missing: who does, why, and what was missing stay with the project."""
    held = _waiting(project)
    missing = _missing(held)
    if not missing:
        raise KickoffWaits(f"{held.reference} lacks nothing: start it", record=held.reference)
    if not reason.strip():
        raise Invalid("say why it begins all the same", record=held.reference, fields={"reason": ["required"]})
    who = User.objects.get(pk=by.key)
    _begin(held, Kickoff(project=held, at=at, missing=missing, overridden_by=who, reason=reason.strip()))
    return held


def _waiting(project: Project) -> Project:
    held = Project.objects.select_for_update().get(pk=project.pk)
    if held.status != "planned":
        raise KickoffWaits(f"{held.reference} has begun already", record=held.reference, rule="INV-26")
    return held


def _missing(project: Project) -> list[str]:
    return [each.missing for each in findings_of(project) if not each.is_met]


def _begin(project: Project, kickoff: Kickoff) -> None:
    project.status = "open"
    project.save()
    kickoff.full_clean()
    kickoff.save(force_insert=True)
    publish("project.started", project, overridden=bool(kickoff.missing))
