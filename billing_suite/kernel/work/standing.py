"""Upkeep of the work that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("billing_suite.kernel.work.tasks.forget_handouts", about="Files that were handed out a day ago")
