"""Upkeep of tax that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("accounting.tax.tasks.remind", about="Exemption certificates that end")
