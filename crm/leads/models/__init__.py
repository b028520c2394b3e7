"""Leads, where they come from, and the forms of our web sites."""

from crm.leads.models.forms import Submission, WebForm
from crm.leads.models.leads import OPEN, STATUSES, Campaign, Lead, LeadSource

__all__ = ["OPEN", "STATUSES", "Campaign", "Lead", "LeadSource", "Submission", "WebForm"]
