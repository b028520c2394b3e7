"""Upkeep of the books that nobody has to plan."""

from billing_suite.kernel.work.schedules import every_hour

every_hour("accounting.books.tasks.fold", about="Period balances")
