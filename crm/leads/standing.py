"""Upkeep of leads that nobody has to plan, and what the statuses of leads and of what was sent look like."""

from billing_suite.kernel.web.tones import register_tones
from billing_suite.kernel.work.schedules import every_hour

every_hour("crm.leads.tasks.forget", about="Answers to web forms that were held long enough")
register_tones("active", "working")
register_tones("ended", "disqualified", "discarded")
register_tones("warning", "held")
register_tones("positive", "taken")
