"""Tax returns on the desks: to be filed by another than prepared them, to be paid, urgent once overdue."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import time_machine
from django.test import Client

from tests.accounting.returns.cast import filed, planned
from tests.builders import Stage

Browser = Callable[[str], Client]


def queues(response: Any) -> dict[str, tuple[list[str], bool]]:
    told = {queue.title: ([line.note for line in queue.lines], queue.urgent) for queue in response.context["queues"]}
    return {title: queue for title, queue in told.items() if title.startswith("Tax")}


def test_a_return_waits_to_be_filed_then_to_be_paid(stage: Stage, browser: Browser) -> None:
    stage.issued(minutes=600)
    april = planned(stage)
    with time_machine.travel(datetime(2026, 5, 4, 9, tzinfo=UTC), tick=False):
        assert queues(browser("clara").get("/")) == {"Tax returns to file": ([april.reference], False)}
        assert queues(browser("fay").get("/")) == {}
    with time_machine.travel(datetime(2026, 5, 12, 9, tzinfo=UTC), tick=False):
        assert queues(browser("clara").get("/")) == {"Tax returns to file": ([april.reference], True)}
        filed(stage)
        assert queues(browser("clara").get("/")) == {}
        assert queues(browser("fay").get("/")) == {"Tax returns to remit": ([april.reference], True)}
