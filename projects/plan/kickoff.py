"""What has to be in place before a project begins, each condition a sentence when it is not."""

from collections.abc import Callable
from dataclasses import dataclass

from billing_suite.kernel.firm.taxing import preview_tax
from projects.plan.models import Project
from projects.plan.scope import coverage_of


@dataclass(frozen=True)
class Condition:
    """One thing to be in place: its title, and what is missing of it, "" where nothing is."""

    key: str
    title: str
    missing: Callable[[Project], str]


@dataclass(frozen=True)
class Finding:
    """A condition looked at for one project."""

    condition: Condition
    missing: str

    @property
    def is_met(self) -> bool:
        """It is in place."""
        return not self.missing


def unsigned(project: Project) -> str:
    """The customer's yes stands under the contract."""
    version = project.contract.version
    return "" if version.status == "accepted" and version.signed_by else f"{version.reference} is not signed"


def without_po(project: Project) -> str:
    """A customer that orders by PO number gave one (RULES 16)."""
    if project.customer.po_required and not project.contract.po_number:
        return f"{project.customer.name} orders by PO number, and {project.contract.reference} has none"
    return ""


def untaxed(project: Project) -> str:
    """The tax of every promise can be decided (RULES 8)."""
    nets = [(line.supply, line.net) for line in project.contract.lines.all()]
    return preview_tax(project.customer, nets, project.starts_on).undecided


def unplanned(project: Project) -> str:
    """Every promise has its plan."""
    open_lines = [each for each in coverage_of(project.contract) if not each.is_covered]
    if not open_lines:
        return ""
    first = open_lines[0]
    more = f", and {len(open_lines) - 1} more" if len(open_lines) > 1 else ""
    return f"{first.line.description}: {first.words}{more}"


def unbudgeted(project: Project) -> str:
    """Every promise has its budget."""
    budgeted = set(project.budgets.values_list("contract_line", flat=True))
    missing = [line for line in project.contract.lines.all() if line.pk not in budgeted]
    return f"{missing[0].description} has no budget" if missing else ""


CONDITIONS = (
    Condition("signed", "Signed acceptance", unsigned),
    Condition("po", "PO number, where the customer orders by one", without_po),
    Condition("tax", "Tax of every line decided", untaxed),
    Condition("plan", "The plan covers what is promised", unplanned),
    Condition("budget", "Budget for every line", unbudgeted),
)


def findings_of(project: Project) -> list[Finding]:
    """Every condition, looked at as things stand."""
    return [Finding(condition, condition.missing(project)) for condition in CONDITIONS]
