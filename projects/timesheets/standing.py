"""Upkeep of timesheets that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("projects.timesheets.tasks.remind", about="Timesheets that are due")
