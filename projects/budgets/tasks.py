"""Jobs of budgets."""

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from projects.budgets.actions import alert_budgets


def alert() -> None:
    """Tell of budgets that came to a threshold; harmless at any time."""
    alert_budgets(at=now(), by=Actor.system("alert_budgets"))
