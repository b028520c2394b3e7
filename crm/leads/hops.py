"""Leads in the thread: beside the opportunity that began as one."""

from django.db.models import Q

from billing_suite.kernel.web.thread import register_hop
from crm.leads.models import Lead
from crm.pipeline.models import Opportunity

register_hop(
    Lead,
    label="Lead",
    icon="inbox",
    url_name="lead",
    above=Opportunity,
    up=lambda rows: Q(pk__in=[row.opportunity_id for row in rows if row.opportunity_id]),
    down=lambda opportunities: Q(opportunity__in=opportunities),
    branch=True,
)
