"""Jobs of timesheets."""

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from projects.timesheets.actions import remind_of_sheets


def remind() -> None:
    """Remind of weeks that are due, and of time that waits; harmless at any time."""
    remind_of_sheets(at=now(), by=Actor.system("remind_of_sheets"))
