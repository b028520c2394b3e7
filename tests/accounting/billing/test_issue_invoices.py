"""Issuing: numbered without gaps, posted, frozen, all or nothing; a constant number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.billing.actions import approve_invoices, issue_invoice, issue_invoices
from accounting.billing.issuing import WrongState
from accounting.billing.models import Invoice
from accounting.billing.runs import draft_chunk, start_billing_run
from accounting.books.actions import PeriodNotOpen
from accounting.books.models import JournalEntry, Period
from billing_suite.kernel.firm.actions import change_rate_rules
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import RateMissing
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Event, Job, OutgoingMail
from tests.accounting.billing.cast import new_york
from tests.builders import APRIL, Stage, closed, noon


def approved_drafts(stage: Stage, count: int, customer: str = "nordlicht") -> list[Invoice]:
    """So many contracts of a customer, each with an approved draft."""
    for _ in range(count):
        contract = stage.contract(customer)
        stage.approved(stage.task(contract), 60)
    stage.run()
    return stage.approve(*Invoice.objects.filter(status="draft"))


def test_inv18_numbers_are_gapless_per_entity_and_year(stage: Stage) -> None:
    issued = stage.issue(*approved_drafts(stage, 3))
    assert [i.number for i in issued] == [f"DE-INV-2026-0000{n}" for n in (1, 2, 3)]
    assert NumberSeries.objects.get().last == 3


def test_inv19_a_date_before_the_last_one_is_refused(stage: Stage) -> None:
    first, second = approved_drafts(stage, 2)
    stage.issue(first, on=date(2026, 4, 5))
    from billing_suite.kernel.firm.actions import DateBeforeSeries

    with pytest.raises(DateBeforeSeries):
        issue_invoice(second, on=date(2026, 4, 4), by=stage.by("hannah"))
    assert NumberSeries.objects.get().last == 1
    assert JournalEntry.objects.count() == 1


def test_inv26_a_draft_is_not_issued_and_an_issued_one_not_again(stage: Stage) -> None:
    invoice = approved_drafts(stage, 1)[0]
    stage.issue(invoice)
    with pytest.raises(WrongState):
        issue_invoice(invoice, on=APRIL, by=stage.by("hannah"))
    assert Invoice.objects.get().series_number == 1


def test_inv05_a_closed_period_refuses(stage: Stage) -> None:
    invoice = approved_drafts(stage, 1)[0]
    closed(Period.objects.get(starts_on=date(2026, 4, 1)))
    with pytest.raises(PeriodNotOpen):
        issue_invoice(invoice, on=APRIL, by=stage.by("hannah"))
    assert not NumberSeries.objects.filter(last__gt=0).exists()


def test_rules21_a_missing_rate_stops_that_document_only(stage: Stage) -> None:
    for customer in ("thames", "nordlicht"):
        contract = stage.contract(customer)
        stage.approved(stage.task(contract), 60)
    stage.run()
    approve_invoices(list(Invoice.objects.all()), at=noon(APRIL), by=stage.by("hannah"))
    outcome = issue_invoices(list(Invoice.objects.all()), on=date(2026, 4, 9), by=stage.by("hannah"))
    assert [i.customer.name for i in outcome.done] == ["Nordlicht"]
    assert [(type(r), r.rule) for r in outcome.refused] == [(RateMissing, "RULES 21")]


def test_rules21_each_entity_of_a_set_keeps_its_own_limit(stage: Stage) -> None:
    """The pounds are two days old: fresh enough in Berlin, whatever New York beside it takes."""
    office = new_york(stage)
    change_rate_rules(office.entity, through_eur=False, stale_after=0, by=stage.by("clara"))
    approved = []
    for house, customer in ((stage, "thames"), (office, "sakura")):
        contract = house.contract(customer)
        house.approved(house.task(contract), 60)
        approved += house.approve(house.draft(contract))
    outcome = issue_invoices(approved, on=APRIL, by=stage.by("hannah"))
    assert [(i.number, i.rate_on) for i in outcome.done] == [
        ("DE-INV-2026-00001", date(2026, 4, 1)),
        ("US-INV-2026-00001", APRIL),
    ]
    assert not outcome.refused


@pytest.mark.parametrize(
    "point",
    ["post.after_entries", "post.after_postings", "issue.after_number", "issue.after_posting", "issue.after_freeze"],
)
def test_inv24_a_fault_at_any_point_leaves_nothing(stage: Stage, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = approved_drafts(stage, 1)[0]
    monkeypatch.setenv("FAULTS", f"{point}:raise")
    monkeypatch.setattr(faults, "_counts", {})
    with pytest.raises(RuntimeError):
        issue_invoice(invoice, on=APRIL, by=stage.by("hannah"))
    monkeypatch.delenv("FAULTS")
    assert not JournalEntry.objects.exists()
    assert not NumberSeries.objects.filter(last__gt=0).exists()
    assert not Event.objects.filter(type="invoice.issued").exists()
    assert stage.issue(invoice)[0].series_number == 1


def test_a_failing_pdf_neither_loses_nor_repeats_the_invoice(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = stage.issue(*approved_drafts(stage, 1))[0]
    monkeypatch.setenv("FAULTS", "document.after_store:raise")
    monkeypatch.setattr(faults, "_counts", {})
    finish_all()
    job = Job.objects.get(key=f"document:{invoice.pk}")
    assert (job.status, job.attempts) == ("due", 1)
    assert not OutgoingMail.objects.filter(about_id=invoice.pk).exists()
    monkeypatch.delenv("FAULTS")
    Job.objects.filter(pk=job.pk).update(due_at=job.created_at)
    finish_all()
    assert invoice.files.count() == OutgoingMail.objects.filter(about_id=invoice.pk, status="sent").count() == 1


@pytest.mark.postgres
def test_queries_are_constant_for_drafting_approving_and_issuing(stage: Stage) -> None:
    """At most 35 statements to draft a chunk and to issue one, whatever its size; the series is there already."""
    stage.issue(*approved_drafts(stage, 1))
    counts: list[tuple[int, int, int]] = []
    for size in (2, 6):
        for _ in range(size):
            contract = stage.contract()
            stage.approved(stage.task(contract), 60)
        finish_all()
        run = start_billing_run(stage.entity, through=date(2026, 3, 31), on=APRIL, at=noon(APRIL), by=stage.by("fay"))
        given = Job.objects.get(key=f"{run.reference}:1").arguments
        with CaptureQueriesContext(connection) as drafting:
            draft_chunk(run, number=1, contract_ids=given["contract_ids"], by=Actor.system("billing_run"))
        drafts = list(Invoice.objects.filter(status="draft"))
        with CaptureQueriesContext(connection) as approving:
            stage.approve(*drafts)
        with CaptureQueriesContext(connection) as issuing:
            stage.issue(*drafts)
        counts.append((len(drafting), len(approving), len(issuing)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 35, counts
