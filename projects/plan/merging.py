"""Projects follow their customer when it is merged."""

from billing_suite.kernel.record.merging import follows
from projects.plan.models import Project

follows("crm.customer", Project, "customer", label="projects")
