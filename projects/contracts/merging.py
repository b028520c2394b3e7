"""Contracts follow their customer when it is merged: what is billed from then on is billed to the survivor."""

from billing_suite.kernel.record.merging import follows
from projects.contracts.models import Contract

follows("crm.customer", Contract, "customer", label="contracts")
