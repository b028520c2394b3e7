"""Two people, or two workers, at the same instant on PostgreSQL: one wins, the other is told."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from accounting.billing.models import BillingClaim, BillingRun, Invoice
from accounting.billing.runs import start_billing_run
from accounting.books.models import JournalEntry
from accounting.cash.actions import record_receipt
from accounting.cash.models import Allocation
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job
from projects.contracts.models import Contract
from tests.builders import APRIL, Stage, noon
from tests.races.brokers import eventually
from tests.races.processes import RUNNER, Child, finish, launch

pytestmark = pytest.mark.postgres
COMMON = """
import os, time
from datetime import date, datetime, UTC
from pathlib import Path
from accounting.billing.models import Invoice
from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from django.db import DatabaseError, IntegrityError
def by(name): return Actor.user(User.objects.get(email=name + "@spree.example"))
def together():
    (Path(GATE) / str(os.getpid())).touch()
    until = time.monotonic() + 90
    while not (Path(GATE) / "open").exists():
        assert time.monotonic() < until, "nobody opens the gate"
        time.sleep(0.001)
"""


def race(*codes: str) -> list[str]:
    """The last line each of these processes printed; all are let through one gate once the last stands at it."""
    with tempfile.TemporaryDirectory() as gate:
        processes = [launch(f"GATE = {gate!r}\n{COMMON}\n{code}") for code in codes]
        eventually(lambda: len(list(Path(gate).iterdir())) == len(codes), 60, lambda: said(processes))
        (Path(gate) / "open").touch()
        results = [finish(process) for process in processes]
    assert all(returned == 0 for returned, _ in results), results
    return ["".join(words.strip().splitlines()[-1:]) for _, words in results]


def said(processes: list[Child]) -> str:
    """What they have printed so far."""
    return "\n".join(process.said.read_text() for process in processes)


def holds() -> bool:
    """Every invariant, counted again."""
    return [f.check.invariant for f in run_checks() if not f.holds] == []


CLAIM = """
from accounting.billing.drafting import decide_draft, load_draft_facts
from accounting.billing.models import BillingRun
from accounting.billing.runs import write_drafts
from billing_suite.kernel.record.acting import acting
from django.db import transaction
run = BillingRun.objects.select_related("started_by").get()
facts = load_draft_facts(RUN_IDS, through=run.through, lock=False)
drafts = [made.draft for made in map(lambda c: decide_draft(facts, c), facts.contracts)]
together()
try:
    with transaction.atomic(), acting(Actor.system("race")):
        write_drafts(run, drafts)
    print("drafted")
except IntegrityError as error:
    print("time_is_billed_once" in str(error) and "refused")
"""


def claim_code() -> str:
    """Claim all contracts' work from facts that were read before the other wrote."""
    return f"RUN_IDS = {[str(c.pk) for c in Contract.objects.all()]!r}\n{CLAIM}"


def one_run(stage: Stage) -> None:
    """A started run over one hour, not yet drafted."""
    stage.approved(stage.task(stage.contract()), 60)
    finish_all()
    start_billing_run(stage.entity, through=date(2026, 3, 31), on=APRIL, at=noon(APRIL), by=stage.by("fay"))


def test_inv15_two_claims_of_one_hour(stage: Stage) -> None:
    one_run(stage)
    assert sorted(race(*[claim_code()] * 2)) == ["drafted", "refused"]
    assert BillingClaim.objects.count() == 1


def test_inv15_seen_failing_without_its_index(stage: Stage) -> None:
    """The same race without the unique index bills the hour twice: so the index is what holds."""
    one_run(stage)
    index = "time_is_billed_once"
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        definition = cursor.fetchone()[0]
        cursor.execute(f'DROP INDEX "{index}"')
    try:
        assert sorted(race(*[claim_code()] * 2)) == ["drafted", "drafted"]
        assert BillingClaim.objects.count() == 2
        assert "INV-15" in [f.check.invariant for f in run_checks() if not f.holds]
    finally:
        with guards.maintenance(), connection.cursor() as cursor:
            guards.lower(connection.alias, events=("DELETE",))
            cursor.execute("DELETE FROM accounting_billingclaim")
            guards.install(connection.alias)
        with connection.cursor() as cursor:
            cursor.execute(definition)


TAKE = """
from billing_suite.kernel.work.jobs import claim
from billing_suite.kernel.work.models import Job
from django.db import transaction
job = Job.objects.get(status="due")
together()
time.sleep(WAITS)
with transaction.atomic():
    print("taken" if claim(job.pk) else "too late")
    time.sleep(HELD)
"""


def test_inv38_a_job_is_taken_by_the_first_of_two(stage: Stage) -> None:
    """The second looks while the first has not committed: it waits, and then finds the job taken."""
    one_run(stage)
    assert race(f"WAITS, HELD = 0, 0.5\n{TAKE}", f"WAITS, HELD = 0.2, 0\n{TAKE}") == ["taken", "too late"]
    assert Job.objects.get(status="running").attempts == 1


def test_inv38_two_workers_on_one_run(stage: Stage) -> None:
    one_run(stage)
    assert [finish(p)[0] for p in [launch(RUNNER), launch(RUNNER)]] == [0, 0]
    finish_all()
    assert BillingClaim.objects.count() == Invoice.objects.count() == 1
    assert not Job.objects.exclude(status="done", attempts=1).exists()
    assert holds()


ISSUE = """
from accounting.billing.actions import issue_invoices
invoices = list(Invoice.objects.filter(status="approved"))
together()
out = issue_invoices(invoices, on=date(2026, 4, 3), by=by("hannah"))
print(len(out.done), len(out.refused))
"""


def test_inv18_two_issue_the_same_drafts(stage: Stage) -> None:
    for _ in range(3):
        stage.approved(stage.task(stage.contract()), 60)
    stage.run()
    stage.approve(*Invoice.objects.all())
    assert sorted(race(ISSUE, ISSUE)) == ["0 3", "3 0"]
    assert sorted(Invoice.objects.values_list("series_number", flat=True)) == [1, 2, 3]
    assert NumberSeries.objects.get().last == JournalEntry.objects.count() == 3
    assert holds()


ACCEPT = """
from crm.quotes.models import QuoteVersion
from crm.customers.models import Contact
from projects.plan.actions import accept_quote
version, contact = QuoteVersion.objects.get(), Contact.objects.get()
kim = Actor("contact", str(contact.pk), contact.name)
together()
try:
    accept_quote(version, signed_by="Kim", at=datetime(2026, 2, 12, 12, tzinfo=UTC), by=kim)
    print("accepted")
except Refusal as refusal:
    print(refusal.code)
"""


def test_two_acceptances_make_one_contract(stage: Stage) -> None:
    stage.sent()
    assert sorted(race(ACCEPT, ACCEPT)) == ["accepted", "quote-not-open"]
    assert Contract.objects.count() == 1


ALLOCATE = """
from accounting.cash.actions import allocate
from accounting.cash.models import Receipt
receipt, invoice = Receipt.objects.get(), Invoice.objects.get()
together()
try:
    allocate(receipt, invoice=invoice, on=date(2026, 4, 20), by=by("fay"))
    print("allocated")
except Refusal as refusal:
    print(refusal.code)
"""


def test_inv14_two_allocations_of_one_receipt(stage: Stage) -> None:
    invoice = stage.issued()
    record_receipt(
        stage.entity,
        customer=invoice.customer,
        amount=money("1666.00", "EUR"),
        received_on=date(2026, 4, 20),
        bank_reference="B-1",
        by=stage.by("fay"),
    )
    assert sorted(race(ALLOCATE, ALLOCATE)) == ["allocated", "more-than-open"]
    assert Allocation.objects.count() == 1
    assert holds()


APPROVE = """
from accounting.billing.actions import approve_invoices
invoice = Invoice.objects.get()
together()
out = approve_invoices([invoice], at=datetime(2026, 4, 3, 12, tzinfo=UTC), by=by("hannah"))
print("approved" if out.done else out.refused[0].code)
"""
EDIT = """
from accounting.billing.actions import describe_line
invoice = Invoice.objects.get()
together()
try:
    describe_line(invoice, position=1, description="Something else", by=by("fay"))
    print("edited")
except Refusal as refusal:
    print(refusal.code)
"""


def test_inv28_an_approval_and_an_edit_of_one_draft(stage: Stage) -> None:
    """Either the edit came first and its version is approved, or it comes too late."""
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    stage.draft(contract)
    assert tuple(race(APPROVE, EDIT)) in {("approved", "edited"), ("approved", "wrong-state")}
    invoice = Invoice.objects.get()
    assert invoice.approval is not None
    assert (invoice.approval.version, invoice.approval.content_hash) == (invoice.version, invoice.content_hash)
    assert holds()


RETURN = """
from projects.time.actions import return_time
from projects.time.models import TimeEntry
entry = TimeEntry.objects.get()
together()
out = return_time([entry], comment="Which ticket?", by=by("jonas"))
print("returned" if out.done else out.refused[0].code)
"""
DRAFT = """
from accounting.billing.models import BillingRun
from accounting.billing.runs import draft_chunk
from billing_suite.kernel.work.models import Job
run, job = BillingRun.objects.get(), Job.objects.get(task__endswith="draft_chunk")
together()
try:
    print(len(draft_chunk(run, number=1, contract_ids=job.arguments["contract_ids"], by=Actor.system("race"))))
except Refusal as refusal:
    print(refusal.rule)
"""


def test_inv16_time_is_returned_or_billed(stage: Stage) -> None:
    """Whoever comes second is refused; the job of a draft that lost is run again and finds nothing due."""
    one_run(stage)
    came, drafted = race(RETURN, DRAFT)
    assert (came, drafted) in {("returned", "0"), ("returned", "INV-16"), ("time-billed", "1")}
    finish_all()
    assert BillingClaim.objects.count() == (came != "returned")
    assert holds()


RUN = """
from accounting.billing.runs import start_billing_run
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.work.jobs import run_due
entity, noon = LegalEntity.objects.get(), datetime(2026, 4, 3, 12, tzinfo=UTC)
together()
start_billing_run(entity, through=date(2026, 3, 31), on=noon.date(), at=noon, by=by("fay"))
run_due(20)
print("done")
"""


def test_inv15_two_billing_runs(stage: Stage) -> None:
    for _ in range(2):
        stage.approved(stage.task(stage.contract()), 60)
    finish_all()
    assert race(RUN, RUN) == ["done", "done"]
    finish_all()
    assert set(BillingRun.objects.values_list("status", flat=True)) == {"done"}
    assert BillingClaim.objects.count() == Invoice.objects.count() == 2
    assert holds()


def test_inv18_two_issue_different_drafts(stage: Stage) -> None:
    """Both take numbers of one series at once: each gets its own, and none is left out."""
    approved_drafts(stage)
    assert race(*[issue_one(n) for n in (0, 1)]) == ["1 0", "1 0"]
    assert sorted(Invoice.objects.values_list("series_number", flat=True)) == [1, 2]
    assert holds()


def approved_drafts(stage: Stage) -> None:
    """Two invoices that may be issued, and a series that has its row."""
    for _ in range(2):
        stage.approved(stage.task(stage.contract()), 60)
    stage.run()
    stage.approve(*Invoice.objects.all())


def issue_one(which: int) -> str:
    """One of the approved drafts is issued."""
    return ISSUE.replace(
        'filter(status="approved"))', f'filter(status="approved").order_by("pk")[{which}:{which + 1}])'
    )


FILL = """
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.weeks import fill_week
from projects.time.models import TimeEntry
mia = Person.objects.get(user__email="mia@spree.example")
task = Task.objects.get(name=NAME)
together()
try:
    fill_week(mia, cells=[{"task": task, "work_date": date(2026, 3, 2), "minutes": 900, "was": 0}], by=by("mia"))
    print("saved")
except Refusal as refusal:
    print(refusal.code)
"""


def test_two_weeks_of_one_person_never_make_a_day_of_thirty_hours(stage: Stage) -> None:
    """Two tabs fill the same day: the second counts what the first one booked, and is refused."""
    stage.contract()
    told = race(f"NAME = 'Build'\n{FILL}", f"NAME = 'Design'\n{FILL}")
    assert sorted(told) == ["saved", "week-refused"]
