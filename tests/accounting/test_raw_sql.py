"""Hostile SQL by somebody who got past every page and verb: the database itself says no, and nothing changes."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from accounting.billing.models import BillingClaim, DocumentFile, Invoice, InvoiceLine, InvoiceTax, OpenItem
from accounting.books.models import JournalEntry, Posting
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Allocation, Receipt
from billing_suite.kernel.access.approvals import Approval, Making
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Event
from crm.quotes.models import QuoteLine, QuoteVersion
from projects.time.models import TimeEntry
from tests.builders import APRIL, Stage
from tests.kernel.record.attacks import as_job, sql

GUARDED: tuple[type[Model], ...] = (
    *(Invoice, InvoiceLine, InvoiceTax, BillingClaim, DocumentFile, OpenItem, JournalEntry, Posting, Receipt),
    *(
        ExchangeRate,
        Allocation,
        Approval,
        Making,
        NumberSeries,
        StoredFile,
        Event,
        QuoteVersion,
        QuoteLine,
        TimeEntry,
        AuditRow,
    ),
)
ISSUED = "WHERE status = 'issued'"
BILLED = "WHERE id IN (SELECT time_entry_id FROM accounting_billingclaim)"
UNBILLED = "WHERE status = 'approved' AND id NOT IN (SELECT time_entry_id FROM accounting_billingclaim)"


def table(model: type[Model]) -> str:
    """The table of a model."""
    return model._meta.db_table


def again(model: type[Model], **changed: str) -> str:
    """Insert one row of a table once more, with a key of its own and these columns changed."""
    key = model._meta.pk
    assert key is not None
    columns = [field.column for field in model._meta.concrete_fields if field is not key or field.column in changed]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    return f"INSERT INTO {table(model)} ({names}) SELECT {values} FROM {table(model)} LIMIT 1"


OTHER_KEY = "'0190c0de00007000800000000000beef'"
ATTACKS: tuple[tuple[str, str], ...] = (
    # issued invoices, their lines and taxes
    ("INV-2", f"UPDATE accounting_invoice SET net_minor = net_minor + 1, gross_minor = gross_minor + 1 {ISSUED}"),
    ("INV-20", f"UPDATE accounting_invoice SET number = 'DE-INV-2026-00009' {ISSUED}"),
    ("INV-", f"UPDATE accounting_invoice SET series_number = series_number + 1 {ISSUED}"),
    ("INV-20", f"UPDATE accounting_invoice SET snapshot = '{{}}' {ISSUED}"),
    ("INV-20", f"UPDATE accounting_invoice SET due_on = '2027-01-01' {ISSUED}"),
    ("INV-", f"UPDATE accounting_invoice SET status = 'discarded' {ISSUED}"),
    ("INV-20", f"DELETE FROM accounting_invoice {ISSUED}"),
    ("INV-20", "UPDATE accounting_invoiceline SET net_minor = 0"),
    ("INV-20", "UPDATE accounting_invoiceline SET description = 'something else'"),
    ("INV-20", "DELETE FROM accounting_invoiceline"),
    ("INV-20", again(InvoiceLine, position="99")),
    ("INV-20", "UPDATE accounting_invoicetax SET tax_minor = 0"),
    ("INV-20", "DELETE FROM accounting_invoicetax"),
    ("INV-20", again(InvoiceTax, tax_group="99")),
    ("INV-20", "UPDATE accounting_documentfile SET kind = 'xml'"),
    ("INV-20", "DELETE FROM accounting_documentfile"),
    ("INV-20", "UPDATE kernel_storedfile SET sha256 = 'x'"),
    ("INV-20", "DELETE FROM kernel_storedfile"),
    # numbers
    ("INV-18", "UPDATE kernel_numberseries SET last = last - 1"),
    ("INV-19", "UPDATE kernel_numberseries SET last_on = '2020-01-01'"),
    ("INV-18", "UPDATE kernel_numberseries SET pattern = '{number}'"),
    ("INV-18", "DELETE FROM kernel_numberseries"),
    # exchange rates
    ("INV-08", "UPDATE kernel_exchangerate SET rate = rate + 1"),
    ("INV-08", "UPDATE kernel_exchangerate SET source = 'somebody'"),
    ("INV-08", "DELETE FROM kernel_exchangerate"),
    ("one_exchange_rate_a_day or kernel_exchangerate.base", again(ExchangeRate, id=OTHER_KEY, rate="1")),
    ("exchange_rate_is_positive", again(ExchangeRate, id=OTHER_KEY, quote="'SEK'", rate="0")),
    # the ledger
    ("INV-03", "UPDATE accounting_posting SET amount_minor = amount_minor * 2, base_minor = base_minor * 2"),
    ("INV-03", "DELETE FROM accounting_posting"),
    ("INV-03", again(Posting, amount_minor="5", base_minor="5")),
    ("INV-03", "DELETE FROM accounting_journalentry"),
    ("INV-0", "UPDATE accounting_journalentry SET status = 'draft'"),
    ("INV-04", again(JournalEntry, id=OTHER_KEY, source_id="'x'")),
    # claims
    ("INV-15 or time_is_billed_once", again(BillingClaim)),
    ("INV-15", again(BillingClaim, released_at="'2026-04-04 12:00:00+00:00'")),
    ("INV-15", "UPDATE accounting_billingclaim SET released_at = '2026-04-04 12:00:00+00:00'"),
    ("INV-15", "UPDATE accounting_billingclaim SET minutes = 1"),
    ("INV-15", "DELETE FROM accounting_billingclaim"),
    # open items, receipts, allocations
    ("INV-14", "UPDATE accounting_openitem SET amount_minor = amount_minor - 1"),
    ("INV-14", "DELETE FROM accounting_openitem"),
    ("no_more_is_settled", "UPDATE accounting_openitem SET allocated_minor = amount_minor + 1"),
    ("no_more_is_settled", "UPDATE accounting_openitem SET credited_minor = amount_minor"),
    ("INV-03", "UPDATE accounting_receipt SET amount_minor = amount_minor + 1"),
    ("INV-03", "DELETE FROM accounting_receipt"),
    ("no_more_is_allocated", "UPDATE accounting_receipt SET allocated_minor = amount_minor + 1"),
    ("INV-03", "UPDATE accounting_allocation SET amount_minor = amount_minor - 1"),
    ("INV-03", "DELETE FROM accounting_allocation"),
    ("an_allocation_is_positive", again(Allocation, amount_minor="-5")),
    # approvals
    ("INV-27", "UPDATE kernel_approval SET approver = 'user:somebody'"),
    ("INV-27", "DELETE FROM kernel_approval"),
    ("INV-27", again(Approval, id=OTHER_KEY, version="9", makers="''")),
    ("INV-27", again(Approval, id=OTHER_KEY, version="9", subject_id="'unknown'")),
    ("approver_is_no_maker", again(Approval, id=OTHER_KEY, version="9", approver="replace(makers, '|', '')")),
    ("approved_by_a_person_or_a_policy", again(Approval, id=OTHER_KEY, version="9", approver="NULL")),
    ("INV-27", "UPDATE kernel_making SET maker = 'user:somebody'"),
    ("INV-27", "DELETE FROM kernel_making"),
    # what the customer signed
    ("INV-26", "UPDATE crm_quoteversion SET net_minor = 1"),
    ("INV-26", "UPDATE crm_quoteversion SET terms = 'more'"),
    ("INV-26", "UPDATE crm_quoteversion SET status = 'draft'"),
    ("INV-26", "DELETE FROM crm_quoteversion"),
    ("INV-26", "UPDATE crm_quoteline SET price = 1"),
    ("INV-26", "DELETE FROM crm_quoteline"),
    ("INV-26", again(QuoteLine, position="99")),
    # time
    ("INV-28", f"UPDATE projects_timeentry SET minutes = 5 {UNBILLED}"),
    ("INV-28", f"DELETE FROM projects_timeentry {UNBILLED}"),
    ("INV-", f"UPDATE projects_timeentry SET minutes = 5 {BILLED}"),
    ("INV-16", f"UPDATE projects_timeentry SET status = 'draft', approved_by_id = NULL, approved_at = NULL {BILLED}"),
    ("INV-", f"DELETE FROM projects_timeentry {BILLED}"),
    # the trail
    ("INV-44", f"UPDATE {table(AuditRow)} SET actor = 'user:somebody'"),
    ("INV-44", f"DELETE FROM {table(AuditRow)}"),
    ("INV-36", f"UPDATE {table(Event)} SET type = 'x'"),
    ("INV-36", f"DELETE FROM {table(Event)}"),
)


@pytest.fixture
def paid(stage: Stage) -> Invoice:
    """An issued invoice with its document, half of it received, and an hour that waits to be billed."""
    contract = stage.contract()
    task = stage.task(contract)
    stage.approved(task, 600)
    invoice = stage.issue(*stage.approve(stage.draft(contract)))[0]
    stage.approved(task, 60)
    by = stage.by("fay")
    received = record_receipt(
        stage.entity,
        customer=invoice.customer,
        amount=money("800.00", "EUR"),
        received_on=APRIL,
        bank_reference="B-1",
        by=by,
    )
    allocate(received, invoice=invoice, on=APRIL, by=by)
    finish_all()
    return invoice


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the guarded tables."""
    return {table(model): sorted(map(repr, model._default_manager.values_list())) for model in GUARDED}  # type: ignore[misc]


def attempt(statement: str) -> str:
    """What the database says to it, within a transaction that is rolled back where it says nothing."""
    try:
        with as_job(), transaction.atomic():
            sql(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error)
    return "accepted"


def named(says: str, said: str) -> bool:
    """Whether the answer names the rule; the engines may meet two rules in another order."""
    return any(rule in said for rule in says.split(" or "))


def test_every_attack_is_refused_and_changes_nothing(paid: Invoice) -> None:
    before = contents()
    assert all(before.values()), [name for name, rows in before.items() if not rows]
    answers = [(expected, statement, attempt(statement)) for expected, statement in ATTACKS]
    wrong = [f"{says} | {what} | {said[:120]}" for says, what, said in answers if not named(says, said)]
    assert not wrong, "\n".join(wrong)
    assert contents() == before


@pytest.mark.parametrize(
    ("invariant", "statement"),
    [
        ("INV-18", "UPDATE kernel_numberseries SET last = last + 1"),
        ("INV-14", "UPDATE accounting_openitem SET allocated_minor = allocated_minor - 1"),
        ("INV-14", "UPDATE accounting_receipt SET allocated_minor = allocated_minor - 1"),
    ],
)
def test_what_only_a_count_can_tell_is_found_by_the_nightly_verification(
    paid: Invoice, invariant: str, statement: str
) -> None:
    assert all(found.holds for found in run_checks())
    with as_job():
        sql(statement)
    assert invariant in [found.check.invariant for found in run_checks() if not found.holds]
