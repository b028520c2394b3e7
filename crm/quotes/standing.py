"""Upkeep of quotes that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("crm.quotes.tasks.expire", about="Quotes that ran out")
every_hour("crm.quotes.tasks.remind", about="Reminders of quotes")
