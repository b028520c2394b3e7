"""Upkeep of customers that nobody has to plan, and what the states of candidates look like."""

from billing_suite.kernel.web.tones import register_tones
from billing_suite.kernel.work.schedules import every_hour

every_hour("crm.merging.tasks.plan_nightly", about="Duplicates to look for")
register_tones("ended", "apart")
