"""Jobs of leads."""

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from crm.leads.actions import forget_submissions


def forget() -> None:
    """Discard what was held as spam for long enough; harmless at any time."""
    forget_submissions(at=now(), by=Actor.system("forget_submissions"))
