"""Projects in the thread, below their contract."""

from django.db.models import Q

from billing_suite.kernel.web.thread import register_hop
from projects.contracts.models import Contract
from projects.plan.models import Project

register_hop(
    Project,
    label="Project",
    icon="briefcase",
    url_name="project",
    above=Contract,
    up=lambda projects: Q(pk__in=[project.contract_id for project in projects]),
    down=lambda contracts: Q(contract__in=contracts),
)
