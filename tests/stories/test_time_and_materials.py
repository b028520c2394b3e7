"""A story: a won deal becomes a numbered, taxed, posted, e-mailed and paid invoice."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail

from accounting.billing.models import BillingClaim, Invoice
from accounting.books.reports import trial_balance
from accounting.cash.actions import allocate, record_receipt
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.jobs import finish_all
from crm.pipeline.models import Opportunity
from projects.plan.models import Project
from tests.builders import APRIL, Stage

pytestmark = pytest.mark.django_db


def test_acceptance_makes_contract_project_tasks_and_budget(stage: Stage) -> None:
    contract = stage.contract()
    project = Project.objects.get(contract=contract)
    assert contract.net == money("16000.00", "EUR")  # 40 h x 120 + 80 h x 140
    assert [phase.name for phase in project.phases.all()] == ["Design", "Delivery"]
    tasks = list(project.tasks.select_related("contract_line__quote_line"))
    assert [(t.name, t.estimate_minutes) for t in tasks] == [("Design", 2400), ("Build", 4800)]
    assert [t.contract_line.quote_line.version for t in tasks] == [contract.version] * 2
    assert [b.amount for b in project.budgets.order_by("pk")] == [money("4800.00", "EUR"), money("11200.00", "EUR")]
    assert Opportunity.objects.get().stage.outcome == "won"


def test_the_thread_to_the_cent(stage: Stage, settings: object) -> None:
    contract = stage.contract()
    build, design = stage.task(contract), stage.task(contract, "Design")
    stage.approved(build, 95)
    stage.approved(build, 100, date(2026, 3, 3))
    stage.approved(design, 50, date(2026, 3, 4), who="tom")
    stage.logged(build, 60, date(2026, 3, 5))  # never submitted: left, and said

    invoice = stage.draft(contract)
    lines = list(invoice.lines.all())
    # RULES 2: 195 min = 3.25 h x 140 = 455.00; 50 min = 0.83 h x 120 = 99.60
    assert [(x.description, x.quantity, x.net) for x in lines] == [
        ("Design", Decimal("0.83"), money("99.60", "EUR")),
        ("Build", Decimal("3.25"), money("455.00", "EUR")),
    ]
    # RULES 5: 554.60 x 19 % = 105.374, one rounding
    assert (invoice.net, invoice.tax, invoice.gross) == (
        money("554.60", "EUR"),
        money("105.37", "EUR"),
        money("659.97", "EUR"),
    )
    assert [(f.code, f.entries, f.minutes) for f in invoice.run.findings.all()] == [("not-approved", 1, 60)]

    issued = stage.issue(*stage.approve(invoice))[0]
    assert (issued.number, issued.issued_on, issued.due_on) == ("DE-INV-2026-00001", APRIL, date(2026, 5, 3))
    finish_all()
    assert issued.files.get(kind="pdf").file.media_type == "application/pdf"
    sent = [m for m in mail.outbox if m.to == ["invoices@nordlicht.example"]]
    assert [a[0] for m in sent for a in m.attachments] == ["DE-INV-2026-00001.pdf"]

    receipt = record_receipt(
        stage.entity,
        customer=contract.customer,
        amount=money("659.97", "EUR"),
        received_on=date(2026, 4, 20),
        bank_reference="B-1",
        by=stage.by("fay"),
    )
    allocate(receipt, invoice=issued, on=date(2026, 4, 20), by=stage.by("fay"))
    balance = trial_balance(stage.entity, as_of=date(2026, 4, 30))
    assert {r.number: (r.debit - r.credit).amount for r in balance.rows if r.debit or r.credit} == {
        "1000": Decimal("659.97"),
        "2200": Decimal("-105.37"),
        "4000": Decimal("-554.60"),
    }
    assert not balance.difference
    assert [f for f in run_checks() if not f.holds] == []


def test_a_second_run_bills_nothing_twice(stage: Stage) -> None:
    contract = stage.contract()
    entry = stage.approved(stage.task(contract), 60)
    stage.run()
    second = stage.run()
    assert (second.status, second.chunks) == ("done", 0)
    assert Invoice.objects.count() == BillingClaim.objects.filter(time_entry=entry).count() == 1


def test_reverse_charge_and_foreign_currency(stage: Stage) -> None:
    """RULES 8, 22, 23: no German tax abroad; books at the day's rate; the difference realised on receipt."""
    french, british = stage.contract("lumiere"), stage.contract("thames")
    stage.approved(stage.task(french), 60)
    stage.approved(stage.task(british), 90)
    stage.run()
    by_customer = {i.customer.name: i for i in Invoice.objects.select_related("customer")}
    assert [(t.category, t.tax.amount) for t in by_customer["Lumiere"].taxes.all()] == [("AE", Decimal("0.00"))]
    assert [t.category for t in by_customer["Thames"].taxes.all()] == ["O"]
    issued = stage.issue(*stage.approve(by_customer["Thames"]))[0]
    # 1.5 h x 115.50 = 173.25 GBP x 1.15 = 199.2375 -> 199.24 EUR
    assert issued.gross == money("173.25", "GBP")
    assert issued.open_item.base == money("199.24", "EUR")
    stage_rate(stage, "1.2000", date(2026, 4, 10))
    receipt = record_receipt(
        stage.entity,
        customer=british.customer,
        amount=money("173.25", "GBP"),
        received_on=date(2026, 4, 10),
        bank_reference="B-2",
        by=stage.by("fay"),
    )
    made = allocate(receipt, invoice=issued, on=date(2026, 4, 10), by=stage.by("fay"))
    # 173.25 x 1.20 = 207.90: 8.66 EUR more than the receivable stood at
    gain = made.entry.postings.get(account__number="7100")
    assert (gain.amount.amount, gain.base) == (Decimal("0.00"), money("-8.66", "EUR"))
    assert not trial_balance(stage.entity, as_of=date(2026, 4, 30)).difference
    assert [f for f in run_checks() if not f.holds] == []


def stage_rate(stage: Stage, rate: str, on: date) -> None:
    """Another day's exchange rate."""
    from billing_suite.kernel.firm.actions import record_rates
    from tests.builders import SET_UP

    record_rates("EUR", on=on, rates={"GBP": rate}, source="test", by=SET_UP)
