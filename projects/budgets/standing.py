"""Upkeep of budgets that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("projects.budgets.tasks.alert", about="Budgets that come to a threshold")
