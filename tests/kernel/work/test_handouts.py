"""A file is asked for, made by a job, seen by whoever asked alone, and forgotten after a day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounting.billing.documents import ask_preview
from accounting.billing.exporting import ask_export
from accounting.cash.actions import ask_statement
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import finish_all, run_job
from billing_suite.kernel.work.models import Handout, Job
from billing_suite.kernel.work.tasks import forget_handouts
from tests.builders import APRIL, Stage, noon

pytestmark = pytest.mark.once


def test_only_who_asked_gets_it_and_only_for_a_day(stage: Stage, browser: Callable[[str], Client]) -> None:
    invoice = stage.issued(minutes=60)
    asked = ask_export(invoice, format="json", at=noon(APRIL), by=stage.by("fay"))
    page, file = (reverse(name, args=[asked.pk]) for name in ("handout", "handout-file"))
    fay, hannah = browser("fay"), browser("hannah")
    assert fay.get(file).status_code == 404  # not yet
    finish_all()
    assert fay.get(file).content.startswith(b"{") and hannah.get(file).status_code == 404
    assert hannah.get(page).status_code == 404
    told = fay.get(page, headers={"HX-Request": "true"})
    assert "hx-get" not in told.content.decode() and "HX-Redirect" not in told  # it is saved, not opened
    Handout.objects.update(asked_at=now() - timedelta(days=1, minutes=1))
    forget_handouts()
    assert fay.get(page).status_code == 404


def test_a_refusal_stands_in_place_of_the_file_and_a_job_run_twice_makes_one(
    stage: Stage, browser: Callable[[str], Client]
) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    asked = ask_preview(draft, at=noon(APRIL), by=stage.by("fay"))
    stage.issue(*stage.approve(draft))  # before the job comes to it
    finish_all()
    asked.refresh_from_db()
    assert asked.status == "refused" and "is issued" in asked.refusal
    assert asked.refusal in browser("fay").get(reverse("handout", args=[asked.pk])).content.decode()
    again = Job.objects.get(task="accounting.billing.tasks.make_preview")
    Job.objects.filter(pk=again.pk).update(status="due", finished_at=None)
    run_job(again.pk)
    assert Handout.objects.get().ended_at == asked.ended_at


def test_what_cannot_be_made_is_refused_at_once(stage: Stage) -> None:
    customer, fay = stage.customer("nordlicht"), stage.by("fay")
    with pytest.raises(Refusal, match="cannot begin"):
        ask_statement(customer, since=APRIL, through=APRIL - timedelta(days=1), at=noon(APRIL), by=fay)
    with pytest.raises(Refusal):
        ask_statement(customer, since=APRIL, through=APRIL, at=noon(APRIL), by=stage.by("mia"))
    with pytest.raises(Refusal):
        ask_statement(customer, since=APRIL, through=APRIL, at=noon(APRIL), by=Actor.system("nobody"))
    assert not Handout.objects.exists()
