"""Verbs over leads, and over the forms and files they come in by."""

from crm.leads.actions.forms import (
    FormClosed,
    Settled,
    TooMany,
    change_web_form,
    discard_submission,
    forget_submissions,
    open_web_form,
    release_submission,
    submit_web_form,
)
from crm.leads.actions.leads import (
    LeadEnded,
    LeadOpen,
    assign_lead,
    change_lead,
    convert_lead,
    disqualify_lead,
    name_lead_source,
    receive_lead,
    receive_leads,
    reopen_lead,
    start_campaign,
)
from crm.leads.actions.sheets import LeadsImported, import_leads

__all__ = [
    "FormClosed",
    "LeadEnded",
    "LeadOpen",
    "LeadsImported",
    "Settled",
    "TooMany",
    "assign_lead",
    "change_lead",
    "change_web_form",
    "convert_lead",
    "discard_submission",
    "disqualify_lead",
    "forget_submissions",
    "import_leads",
    "name_lead_source",
    "open_web_form",
    "receive_lead",
    "receive_leads",
    "release_submission",
    "reopen_lead",
    "start_campaign",
    "submit_web_form",
]
