"""Jobs of quotes."""

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from crm.quotes.actions import expire_quotes, remind_of_quotes


def expire() -> None:
    """Let offers run out whose last day is over; harmless at any time."""
    expire_quotes(at=now(), by=Actor.system("expire_quotes"))


def remind() -> None:
    """Remind customers of offers on the day that was chosen; harmless at any time."""
    remind_of_quotes(at=now(), by=Actor.system("remind_of_quotes"))
