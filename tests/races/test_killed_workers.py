"""kill -9 at every point of drafting, issuing, filing and mailing: nothing doubled, nothing lost, work resumes."""

import pytest

from accounting.billing.models import BillingClaim, DocumentFile, Invoice
from accounting.billing.runs import start_billing_run
from accounting.books.models import JournalEntry
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, OutgoingMail
from tests.builders import APRIL, Stage, noon
from tests.races.processes import finish, launch, run_jobs

KILLED = -9
HERE_ONLY = pytest.mark.postgres  # the points around the claims, the number and the commit are hit on both engines


def work_done(stage: Stage, contracts: int = 2) -> None:
    """Approved, unbilled work on so many contracts; the quotes' mails are out, their papers are another story."""
    for _ in range(contracts):
        stage.approved(stage.task(stage.contract()), 60)
    Job.objects.filter(task="crm.quotes.tasks.make_paper").delete()
    finish_all()


def resumed() -> None:
    """After the lease of the dead worker another one does the rest."""
    Job.objects.filter(status="running").update(lease_until="2026-01-01T00:00:00Z")
    for _ in range(4):
        assert run_jobs() == 0
        if not Job.objects.exclude(status="done").exists():
            return
        Job.objects.filter(status="due").update(due_at="2026-01-01T00:00:00Z")
    raise AssertionError(list(Job.objects.exclude(status="done").values("task", "status", "last_error")))


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("job.before_task", marks=HERE_ONLY),
        pytest.param("draft.after_invoices", marks=HERE_ONLY),
        "draft.after_claims",
        pytest.param("draft.before_chunk", marks=HERE_ONLY),
        pytest.param("job.after_task", marks=HERE_ONLY),
    ],
)
def test_inv15_inv38_killed_while_drafting(stage: Stage, point: str) -> None:
    work_done(stage)
    run = start_billing_run(
        stage.entity, through=APRIL.replace(month=3, day=31), on=APRIL, at=noon(APRIL), by=stage.by("fay")
    )
    assert run_jobs(FAULTS=f"{point}:kill") == KILLED
    resumed()
    run.refresh_from_db()
    assert run.status == "done"
    assert Invoice.objects.count() == 2
    assert BillingClaim.objects.count() == 2
    assert [f.check.invariant for f in run_checks() if not f.holds] == []


ISSUE = """
from datetime import date
from accounting.billing.actions import issue_invoices
from accounting.billing.models import Invoice
from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.acting import Actor
by = Actor.user(User.objects.get(email="hannah@spree.example"))
out = issue_invoices(list(Invoice.objects.filter(status="approved")), on=date(2026, 4, 3), by=by)
print(len(out.done), len(out.refused))
"""


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("post.after_entries", marks=HERE_ONLY),
        pytest.param("post.after_postings", marks=HERE_ONLY),
        "issue.after_number",
        pytest.param("issue.after_posting", marks=HERE_ONLY),
        pytest.param("issue.after_freeze", marks=HERE_ONLY),
        "issue.before_commit",
    ],
)
def test_inv24_killed_while_issuing(stage: Stage, point: str) -> None:
    work_done(stage)
    stage.run()
    stage.approve(*Invoice.objects.all())
    assert finish(launch(ISSUE, FAULTS=f"{point}:kill"))[0] == KILLED
    assert not JournalEntry.objects.exists()
    assert finish(launch(ISSUE)) == (0, "2 0\n")
    resumed()
    assert sorted(Invoice.objects.values_list("series_number", flat=True)) == [1, 2]
    assert NumberSeries.objects.get().last == DocumentFile.objects.count() == 2
    assert [f.check.invariant for f in run_checks() if not f.holds] == []


@pytest.mark.parametrize(
    ("point", "attempts"),
    [
        pytest.param("document.after_store", 1, marks=HERE_ONLY),
        ("document.before_commit", 1),
        pytest.param("mail.before_send", 2, marks=HERE_ONLY),
        ("mail.after_send", 2),
    ],
)
def test_inv40_killed_while_filing_and_mailing(stage: Stage, point: str, attempts: int) -> None:
    work_done(stage, contracts=1)
    stage.run()
    stage.issue(*stage.approve(*Invoice.objects.all()))
    assert run_jobs(FAULTS=f"{point}:kill") == KILLED
    resumed()
    assert DocumentFile.objects.count() == 1
    sent = OutgoingMail.objects.get(about_kind="accounting.invoice")
    assert (sent.status, sent.attempts) == ("sent", attempts)
