"""Upkeep of the pipeline that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("crm.pipeline.tasks.alert", about="Opportunities that stand still")
