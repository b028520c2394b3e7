"""Acceptance opens a project: contract, phases, tasks, milestones, budget and billing plan in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from billing_suite.kernel.access.actions import give_reach
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.hours import minutes_of
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import to_minor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from crm.quotes.actions import seal_acceptance
from crm.quotes.models import QuoteVersion
from projects.contracts.actions import make_contract
from projects.contracts.models import Contract, ContractLine
from projects.plan.acceptance import AcceptancePlan, load_acceptance
from projects.plan.actions.kickoff import begin_if_ready
from projects.plan.models import Budget, Milestone, MilestoneShare, Phase, Project, Task


class ProjectNotOpen(Refusal):
    """The project is closed, or is already."""

    code = "project-not-open"


@verb("accept a quote", contacts=True)
def accept_quote(
    version: QuoteVersion,
    *,
    signed_by: str,
    title: str = "",
    po_number: str = "",
    address: str = "",
    taken: Sequence[int] = (),
    at: datetime,
    by: Actor,
) -> Contract:
    """The customer says yes: seal the version, make the contract with its billing plan, open its project.

    `taken` are the positions of the optional lines they take with it.
    """
    if not signed_by.strip():
        raise Invalid("sign with your name", record=version.reference, fields={"signed_by": ["required"]})
    version = seal_acceptance(
        version,
        name=signed_by.strip(),
        title=title,
        po_number=po_number.strip(),
        address=address,
        taken=taken,
        at=at,
        by=by,
    )
    plan = load_acceptance(version, version.taken)
    contract = make_contract(version, plan.promises)
    project = open_project(contract, plan)
    begun = begin_if_ready(project, at=at)
    publish("contract.made", contract, quote=version.pk)
    publish("project.opened", project, contract=contract.pk)
    notify(
        [version.quote.owner],
        title=f"{contract.customer.name} accepted {version.quote.reference}",
        text=f"{contract.reference}, {contract.net}; {project.reference} {'begins' if begun else 'waits for kickoff'}.",
        url=f"/projects/{project.pk}/",
    )
    return contract


def open_project(contract: Contract, plan: AcceptancePlan) -> Project:
    """Phases, tasks, milestones with their shares, and a budget row for each line; each knows its contract line."""
    project = Project(
        reference=take_references("PRJ")[0],
        name=contract.name,
        contract=contract,
        customer=contract.customer,
        legal_entity=contract.legal_entity,
        starts_on=contract.starts_on,
    )
    project.save(force_insert=True)
    lines = {line.quote_line_id: line for line in contract.lines.all()}
    phases = {name: Phase(project=project, position=i, name=name) for i, name in enumerate(plan.phases, start=1)}
    Phase.objects.bulk_create(phases.values())
    Task.objects.bulk_create(
        [
            Task(
                project=project,
                phase=phases[work.phase],
                contract_line=lines[work.line.pk],
                position=work.line.position,
                name=work.name,
                estimate_minutes=work.minutes,
            )
            for work in plan.tasks
        ]
    )
    Budget.objects.bulk_create(
        [
            Budget(
                project=project,
                contract_line=line,
                minutes=minutes_of(line.hours),
                currency=line.currency,
                amount_minor=line.net_minor,
            )
            for line in lines.values()
        ]
    )
    write_milestones(project, plan, lines)
    return project


def write_milestones(project: Project, plan: AcceptancePlan, lines: Mapping[Any, ContractLine]) -> None:
    """The milestones of a plan and what each bills. Call within the verb that accepts."""
    made = [
        Milestone(project=project, position=each.position, name=each.name, due_on=each.due_on)
        for each in plan.milestones
    ]
    Milestone.objects.bulk_create(made)
    MilestoneShare.objects.bulk_create(
        [
            MilestoneShare(
                milestone=milestone,
                contract_line=lines[share.line.pk],
                currency=share.net.currency.code,
                net_minor=to_minor(share.net),
            )
            for milestone, each in zip(made, plan.milestones, strict=True)
            for share in each.shares
        ]
    )


@verb("staff a project")
def staff_project(project: Project, *, lead: User, team: str, by: Actor) -> Project:
    """Name who leads, and the team that reaches the project."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    project.lead = lead
    project.save()
    give_reach(project, team)
    publish("project.staffed", project, lead=lead.pk)
    return project


@verb("close a project", right="staff_project")
def close_project(project: Project, *, by: Actor) -> Project:
    """No more time is booked on it."""
    return _turn(project, "closed")


@verb("reopen a project", right="staff_project")
def reopen_project(project: Project, *, by: Actor) -> Project:
    """Time may be booked on it again."""
    return _turn(project, "open")


def _turn(project: Project, status: str) -> Project:
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.status in (status, "planned"):
        said = "has not begun" if project.status == "planned" else f"is {status} already"
        raise ProjectNotOpen(f"{project.reference} {said}", record=project.reference, rule="INV-26")
    project.status = status
    project.save()
    publish(f"project.{'closed' if status == 'closed' else 'reopened'}", project)
    return project
