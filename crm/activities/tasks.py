"""Jobs of activities."""

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from crm.activities.reminding import remind_of_activities


def remind() -> None:
    """Remind owners of what they planned; harmless at any time."""
    remind_of_activities(at=now(), by=Actor.system("remind_of_activities"))
