"""The Pipeline page: what waits for whom, what has stopped and why, and what people do about it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.work.jobs import later_many
from billing_suite.kernel.work.models import Event, Job
from tests.builders import Stage

Browser = Callable[[str], Client]
TASK = "accounting.billing.tasks.make_document"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def jobs(stage: Stage, count: int = 1, status: str = "due", error: str = "") -> list[Job]:
    with transaction.atomic():
        made = later_many(TASK, [{}] * count, about=[f"PDF {n}" for n in range(count)], owner=stage.users["fay"].pk)
    Job.objects.filter(pk__in=[job.pk for job in made]).update(status=status, last_error=error)
    return list(Job.objects.filter(pk__in=[job.pk for job in made]))


@pytest.mark.parametrize(("who", "status"), [("fay", 200), ("clara", 200), ("ada", 200), ("otto", 200), ("mia", 403)])
def test_inv30_the_pipeline_is_for_who_looks_after_work(who: str, status: int, stage: Stage, browser: Browser) -> None:
    job = jobs(stage)[0]
    for url in (reverse("pipeline"), reverse("events"), reverse("job", args=[job.pk])):
        assert browser(who).get(url).status_code == status


def test_it_says_what_waits_for_whom(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    stage.sent("lumiere")
    page = text(browser("clara").get(reverse("pipeline")))
    assert draft.reference in page and "Waits for Hannah Schulz" in page and "Waits for Fay Morgan" not in page
    assert "Waits for Kim Lumiere, Lumiere" in page


def test_failed_work_says_why_since_when_and_whose(stage: Stage, browser: Browser) -> None:
    jobs(stage, 1, "parked", "the printer is gone\nand more")
    jobs(stage, 1, "due")
    page = browser("clara").get(reverse("pipeline"))
    assert [row.label.endswith("PDF 0") for row in page.context["rows"]] == [True]
    assert "the printer is gone" in text(page) and "Fay Morgan" in text(page) and "Failed" in text(page)
    for view, count in (("failed", 1), ("waiting", 1), ("done", 0), ("running", 0), ("all", 2), ("mine", 0)):
        assert len(browser("clara").get(reverse("pipeline"), {"view": view}).context["rows"]) == count
    assert len(browser("clara").get(reverse("pipeline"), {"owner": str(stage.users["fay"].pk)}).context["rows"]) == 1
    assert browser("clara").get(reverse("pipeline"), {"owner": "x"}).status_code == 400
    assert b"printer" not in b"".join(browser("clara").get(reverse("pipeline"), {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]


def test_retry_park_and_take_over_by_their_pages(stage: Stage, browser: Browser) -> None:
    job = jobs(stage, 1, "parked", "no")[0]
    clara = browser("clara")
    for name in ("job-retry", "job-parking", "job-takeover"):
        assert clara.get(reverse(name, args=[job.pk])).status_code == 200
        assert browser("otto").post(reverse(name, args=[job.pk])).status_code == 403
        assert clara.post(reverse(name, args=[999999])).status_code == 404
    assert Job.objects.get(pk=job.pk).status == "parked"
    assert clara.post(reverse("job-retry", args=[job.pk])).status_code == 302
    assert clara.post(reverse("job-retry", args=[job.pk])).status_code == 409
    assert clara.post(reverse("job-parking", args=[job.pk]), {"reason": ""}).status_code == 400
    assert clara.post(reverse("job-parking", args=[job.pk]), {"reason": "wrong month"}).status_code == 302
    assert clara.post(reverse("job-takeover", args=[job.pk])).status_code == 302
    held = Job.objects.get(pk=job.pk)
    assert (held.status, held.owner) == ("parked", stage.users["clara"])
    page = text(clara.get(reverse("job", args=[job.pk])))
    assert "parked it: wrong month" in page and "took it over" in page and "put it back in line" in page


def test_ticked_work_is_retried_at_once(stage: Stage, browser: Browser) -> None:
    ids = [job.pk for job in [*jobs(stage, 2, "parked"), *jobs(stage, 1)]]
    page = text(browser("clara").post(reverse("jobs-retry"), {"ids": ids}, follow=True))
    assert "2 put back in line." in page and "is not parked" in page
    assert browser("clara").post(reverse("jobs-retry"), {"ids": ["x"]}).status_code == 400
    assert browser("otto").post(reverse("jobs-retry"), {"ids": ids}).status_code == 403


def test_events_name_who_did_what_to_which_record(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued()
    page = text(browser("clara").get(reverse("events"), {"type": "invoice.issued"}))
    assert reverse("invoice", args=[invoice.pk]) in page and "Hannah Schulz" in page


def test_both_lists_cost_the_same_with_one_row_and_with_thirty(stage: Stage, browser: Browser) -> None:
    def price() -> list[int]:
        told = []
        for url in (f"{reverse('pipeline')}?view=all", reverse("events")):
            with CaptureQueriesContext(connection) as held:
                clara.get(url)
            told.append(len(held))
        return told

    clara = browser("clara")
    stage.issued()
    few = price()
    jobs(stage, 30, "parked", "no")
    for job in Job.objects.filter(status="parked"):
        clara.post(reverse("job-retry", args=[job.pk]))
    assert Event.objects.filter(type="job.retried").count() == 30
    assert price() == few
    assert few[0] <= 31 and few[1] <= 14
