"""Upkeep of activities that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("crm.activities.tasks.remind", about="Reminders of activities")
