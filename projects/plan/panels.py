"""Projects on the pages of their customer and their contract."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from crm.quotes.models import QuoteVersion
from projects.plan.kickoff import findings_of
from projects.plan.models import Kickoff, Milestone, Project
from projects.plan.reports import billing_plan_of
from projects.plan.scope import coverage_of, share_covered

SHOWN = 8
HELD = ("see_projects",)
TEMPLATE = "projects/plan/projects_panel.html"


def projects_over(path: str) -> Any:
    """The latest projects of a customer or contract; nothing until there is one."""

    def read(record: Any, user: Any) -> Mapping[str, Any] | None:
        seen = list(Project.objects.visible_to(user).for_list().filter(**{path: record})[:SHOWN])
        return {"projects": seen} if seen else None

    return read


def milestones_of(record: Any, user: Any) -> Mapping[str, Any] | None:
    """A project's milestones with what each bills; nothing where it has none."""
    held = list(Milestone.objects.visible_to(user).for_list().filter(project=record))
    return {"milestones": held, "currency": record.contract.currency} if held else None


def scope_of(record: Any, user: Any) -> Mapping[str, Any]:
    """Which promises of a contract have a plan."""
    coverage = coverage_of(record)
    return {"coverage": coverage, "share": share_covered(coverage)}


def kickoff_of(record: Any, user: Any) -> Mapping[str, Any]:
    """How a project began, or what has to be in place for it to begin."""
    kickoff = Kickoff.objects.filter(project=record).select_related("overridden_by").first()
    waits = record.status == "planned"
    return {
        "kickoff": kickoff,
        "zone": record.legal_entity.time_zone,
        "findings": findings_of(record) if waits and kickoff is None else [],
    }


def rehearsed_version(record: Any, user: Any) -> Mapping[str, Any] | None:
    """The way to what accepting a version makes; nothing once it is answered."""
    return {"version": record} if record.status in QuoteVersion.LIVE else None


def rehearsed(record: Any, user: Any) -> Mapping[str, Any] | None:
    """The same of a quote's newest version."""
    return rehearsed_version(record.current, user) if record.current else None


register_panel(Panel("customer-wide", "Projects", TEMPLATE, projects_over("customer"), "briefcase", HELD, order=22))
register_panel(Panel("contract-wide", "Project", TEMPLATE, projects_over("contract"), "briefcase", HELD, order=20))
register_panel(
    Panel(
        "contract-wide",
        "Billing plan",
        "projects/plan/billing_plan_panel.html",
        lambda record, user: {"steps": billing_plan_of(record), "total": record.net, "currency": record.currency},
        "calendar-due",
        ("see_contracts",),
        order=10,
    )
)
register_panel(
    Panel(
        "project-wide",
        "Milestones",
        "projects/plan/milestones_panel.html",
        milestones_of,
        "flag",
        HELD,
        order=5,
    )
)
register_panel(
    Panel("contract-wide", "Scope and plan", "projects/plan/scope_panel.html", scope_of, "list-check", HELD, order=15)
)
register_panel(Panel("project", "Kickoff", "projects/plan/kickoff_panel.html", kickoff_of, "rocket", HELD, order=5))
REHEARSAL = ("If they accept", "projects/plan/rehearsal_panel.html")
register_panel(Panel("quote", *REHEARSAL, rehearsed, "signature", order=20))
register_panel(Panel("quote-version", *REHEARSAL, rehearsed_version, "signature", order=20))
