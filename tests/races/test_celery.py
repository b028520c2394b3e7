"""Celery's own processes on Redis and PostgreSQL: killed, cut off and restarted, they lose and repeat nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounting.billing.models import BillingClaim, BillingRun, Invoice
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, OutgoingMail
from tests.builders import Stage
from tests.races.brokers import Broker, broker_in, eventually
from tests.races.processes import start_afresh

pytestmark = [pytest.mark.postgres, pytest.mark.redis]
KILLED = -9
START_RUN = """
from datetime import UTC, date, datetime
from accounting.billing.runs import start_billing_run
from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
by = Actor.user(User.objects.get(email="fay@spree.example"))
noon = datetime(2026, 4, 3, 12, tzinfo=UTC)
start_billing_run(LegalEntity.objects.get(), through=date(2026, 3, 31), on=noon.date(), at=noon, by=by)
"""
SEND_MAIL = """
import time
from django.db import transaction
from billing_suite.kernel.work.mail import queue_mail
started = time.monotonic()
with transaction.atomic():
    queue_mail(["kim@nordlicht.example"], subject=SUBJECT, text="Hello")
print("quick" if time.monotonic() - started < 5 else "slow")
"""


@pytest.fixture
def broker(stage: Stage, tmp_path: Path) -> Iterator[Broker]:
    """A Redis of this test's own, gone before the database is emptied."""
    with broker_in(tmp_path) as broker:
        yield broker


def all_done() -> bool:
    """Whether no job is left."""
    return not Job.objects.exclude(status="done").exists()


def mail(subject: str, broker: Broker) -> OutgoingMail:
    """A mail queued by another process, committed whether or not the broker is there."""
    assert start_afresh(f"SUBJECT = {subject!r}\n{SEND_MAIL}", **broker.env) == (0, "quick\n")
    return OutgoingMail.objects.get(subject=subject)


def test_inv39_a_killed_workers_job_is_resumed_by_the_sweeper(stage: Stage, broker: Broker) -> None:
    for _ in range(2):
        stage.approved(stage.task(stage.contract()), 60)
    finish_all()
    doomed = broker.worker(FAULTS="draft.after_claims:kill")
    assert start_afresh(START_RUN, **broker.env)[0] == 0
    assert doomed.wait(60) == KILLED, broker.said()
    died = time.monotonic()
    assert Job.objects.get(status="running").task.endswith("draft_chunk")
    assert not BillingClaim.objects.exists()

    broker.worker()
    broker.beat()
    eventually(all_done, 60, broker.said)
    assert time.monotonic() - died < 60
    assert Job.objects.get(task__endswith="draft_chunk").attempts == 2
    assert BillingRun.objects.get().status == "done"
    assert (Invoice.objects.count(), BillingClaim.objects.count()) == (2, 2)
    assert [found.check.invariant for found in run_checks() if not found.holds] == []


def test_inv38_without_redis_work_is_committed_and_done_when_it_is_back(stage: Stage, broker: Broker) -> None:
    finish_all()
    broker.worker()
    told = mail("told by a wake-up, for there is no sweeper yet", broker)
    eventually(all_done, 60, broker.said)

    broker.stop()
    cut_off = mail("queued without a broker", broker)
    assert Job.objects.latest("pk").status == "due"
    broker.start()
    broker.beat()
    eventually(all_done, 60, broker.said)
    for each in (told, cut_off):
        each.refresh_from_db()
        assert (each.status, each.attempts) == ("sent", 1)
