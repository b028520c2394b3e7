"""Acceptance opens a project: contract, phases, tasks and budget in one transaction."""

from datetime import datetime

from billing_suite.kernel.access.actions import give_reach
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.hours import minutes_of
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from crm.quotes.actions import seal_acceptance
from crm.quotes.models import QuoteVersion
from projects.contracts.actions import make_contract
from projects.contracts.models import Contract
from projects.plan.models import Budget, Phase, Project, Task


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
    at: datetime,
    by: Actor,
) -> Contract:
    """The customer says yes: seal the version, make the contract, open its project with tasks and budget."""
    if not signed_by.strip():
        raise Invalid("sign with your name", record=version.reference, fields={"signed_by": ["required"]})
    version = seal_acceptance(
        version,
        name=signed_by.strip(),
        title=title,
        po_number=po_number.strip(),
        address=address,
        at=at,
        by=by,
    )
    contract = make_contract(version)
    project = open_project(contract)
    publish("contract.made", contract, quote=version.pk)
    publish("project.opened", project, contract=contract.pk)
    notify(
        [version.quote.owner],
        title=f"{contract.customer.name} accepted {version.quote.reference}",
        text=f"{contract.reference} and {project.reference} are open: {contract.net}.",
        url=f"/projects/{project.pk}/",
    )
    return contract


def open_project(contract: Contract) -> Project:
    """Phases, one task and one budget row for each contract line; each task knows its line."""
    project = Project(
        reference=take_references("PRJ")[0],
        name=contract.name,
        contract=contract,
        customer=contract.customer,
        legal_entity=contract.legal_entity,
        starts_on=contract.starts_on,
    )
    project.save(force_insert=True)
    lines = list(contract.lines.all())
    names = list(dict.fromkeys(line.phase for line in lines))
    phases = [Phase(project=project, position=i, name=name) for i, name in enumerate(names, start=1)]
    Phase.objects.bulk_create(phases)
    by_name = {phase.name: phase for phase in phases}
    Task.objects.bulk_create(
        [
            Task(
                project=project,
                phase=by_name[line.phase],
                contract_line=line,
                position=line.position,
                name=line.description,
                estimate_minutes=minutes_of(line.hours),
            )
            for line in lines
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
            for line in lines
        ]
    )
    return project


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
    if project.status == status:
        raise ProjectNotOpen(f"{project.reference} is {status} already", record=project.reference, rule="INV-26")
    project.status = status
    project.save()
    publish(f"project.{'closed' if status == 'closed' else 'reopened'}", project)
    return project
