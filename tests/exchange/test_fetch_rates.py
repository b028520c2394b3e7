"""The scheduled fetch of exchange rates: loaded once, tried again, or parked with its owner told (INV-39, INV-41)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from billing_suite.exchange.tasks import fetch_rates
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.work.actions import plan_schedule
from billing_suite.kernel.work.jobs import TRIES, finish_all
from billing_suite.kernel.work.models import Job, Notification
from billing_suite.kernel.work.schedules import plan_due
from tests.builders import Stage
from tests.kernel.firm.test_load_published_rates import envelope
from tests.kernel.work.outside import Answering, outside, plainly

TASK = "billing_suite.exchange.tasks.fetch_rates"
DAY = date(2026, 11, 24)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 24, 16, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def planned(stage: Stage, clock: time_machine.Traveller) -> Job:
    """The day's job, as an admin planned it for Clara."""
    plan_schedule(
        "Exchange rates",
        task=TASK,
        cadence="daily",
        hour=16,
        entity=stage.entity,
        owner=stage.users["clara"],
        starts_on=date(2026, 1, 1),
        by=stage.by("ada"),
    )
    plan_due()
    return Job.objects.get(task=TASK)


@pytest.fixture
def run(planned: Job, settings: Any) -> Callable[[Answering], Job]:
    """Do the job against a publisher that answers like this."""

    def done(answering: Answering) -> Job:
        settings.EGRESS_LOOPBACK = True
        with outside(answering) as server:
            settings.ECB_RATES_URL = server.url
            finish_all()
        planned.refresh_from_db()
        return planned

    return done


def stored() -> dict[tuple[str, date], Decimal]:
    return {(row.quote, row.on): row.rate for row in ExchangeRate.objects.filter(base="EUR")}


def told(stage: Stage) -> list[str]:
    rows = Notification.objects.filter(recipient=stage.users["clara"], title__contains="Exchange rates")
    return [row.text for row in rows]


def test_the_published_rates_are_loaded_and_loading_again_changes_nothing(
    stage: Stage, run: Any, settings: Any
) -> None:
    assert run(plainly(envelope().encode())).status == "done"
    first = stored()
    assert first["USD", DAY] == Decimal("1.1172") and len(first) == 3
    with outside(plainly(envelope().encode())) as server:
        settings.ECB_RATES_URL = server.url
        fetch_rates()
    assert stored() == first and told(stage) == []


def test_inv39_a_publisher_that_does_not_answer_is_tried_again_then_parked(stage: Stage, run: Any) -> None:
    job = run(plainly(b"", "503 Busy"))
    assert (job.status, job.attempts) == ("due", 1)
    assert "answers 503" in job.last_error and told(stage) == []
    for _ in range(TRIES - 1):
        Job.objects.filter(pk=job.pk).update(due_at=job.created_at)
        job = run(plainly(b"", "503 Busy"))
    assert (job.status, job.attempts) == ("parked", TRIES)
    assert len(told(stage)) == 1
    assert stored() == {}


BROKEN = [
    (plainly(envelope(before="<!DOCTYPE x>").encode()), "DOCTYPE"),
    (plainly(b"<html>We are moving</html>"), "the root element is not the envelope"),
    (plainly(envelope("<Cube time='2026-11-25'/>").encode()), "in the future"),
    (plainly(b"", "302 Found", Location="https://elsewhere.example/"), "redirect"),
    (plainly(b"x" * (10 * 1024 * 1024 + 1)), "more than 10,485,760 bytes"),
]


@pytest.mark.parametrize(("answering", "words"), BROKEN)
def test_what_cannot_be_read_parks_the_job_and_its_owner_is_told(
    answering: Answering, words: str, stage: Stage, run: Any
) -> None:
    job = run(answering)
    assert (job.status, job.attempts) == ("parked", 1)
    [text] = told(stage)
    assert words in job.last_error and words in text
    assert stored() == {}


def test_inv08_a_rate_that_differs_stays_and_is_told_after_the_others_are_loaded(stage: Stage, run: Any) -> None:
    only = "<Cube time='2026-11-24'><Cube currency='USD' rate='9'/></Cube>"
    assert run(plainly(envelope(only).encode())).status == "done"
    Job.objects.filter(task=TASK).update(status="due", due_at=datetime(2026, 11, 24, 15, tzinfo=UTC))
    assert run(plainly(envelope().encode())).status == "parked"
    assert stored()["USD", DAY] == 9 and len(stored()) == 3
    assert "EUR to USD on 2026-11-24: stored 9 (ECB), published 1.1172" in told(stage)[0]


def test_inv41_an_address_inside_is_refused_and_parks_the_job(stage: Stage, planned: Job, settings: Any) -> None:
    settings.ECB_RATES_URL = "https://169.254.169.254/latest/meta-data/"
    finish_all()
    planned.refresh_from_db()
    assert planned.status == "parked" and "not public" in planned.last_error
    assert len(told(stage)) == 1


def test_nothing_is_fetched_until_somebody_plans_it(stage: Stage, clock: time_machine.Traveller) -> None:
    plan_due()
    assert not Job.objects.filter(task=TASK).exists()
