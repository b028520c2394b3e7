"""A violation for each invariant that `verify` counts again, planted by raw SQL with every guard down.

`THAMES` has an issued invoice in GBP with a receipt against it; `NORDLICHT` has two in EUR and a receipt in credit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from accounting.billing.models import BillingClaim, Invoice, InvoiceLine
from accounting.books.actions.folding import fold
from accounting.books.models import AccountRole, JournalEntry, Period, PeriodStep, Posting
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Receipt
from accounting.returns.actions import file_return, open_return, record_remittance
from accounting.returns.models import TaxReturn
from accounting.tax.exemptions import record_certificate
from accounting.tax.models import Registration
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.models import Job, OutgoingMail
from projects.time.models import TimeEntry
from tests.builders import Stage, noon

PAID_ON = date(2026, 4, 3)


def sql(statement: str, *values: Any) -> None:
    """Raw SQL that touches rows; ids may stand in any of the forms a record has. Tables are named {like.this}."""
    named = {m._meta.label_lower.replace(".", "_"): m._meta.db_table for m in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**named), [stored(value) for value in values])
        assert cursor.rowcount > 0, statement


def stored(value: Any) -> Any:
    """A record as its key stands in the database."""
    return value._meta.pk.get_db_prep_value(value.pk, connection) if hasattr(value, "_meta") else value


def copied(record: Any, **otherwise: Any) -> Any:
    """A second row like a record's, with a key of its own and other values; written behind every verb."""
    fields = [f for f in record._meta.concrete_fields if not f.primary_key]
    twin = type(record)(**{f.attname: getattr(record, f.attname) for f in fields} | otherwise)
    columns = [f for f in twin._meta.concrete_fields if getattr(twin, f.attname) is not None]
    names = ", ".join(f'"{f.column}"' for f in columns)
    values = [f.get_db_prep_save(f.pre_save(twin, True), connection) for f in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{twin._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})', values
        )
        if twin.pk is None:
            twin.pk = type(record).objects.order_by("-pk").values_list("pk", flat=True).first()
    return twin


@contextmanager
def guards_down() -> Iterator[None]:
    """No guard stands inside; what was planted is taken back at the end, and all guards stand again."""
    with guards.maintenance():
        savepoint = transaction.savepoint()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        guards.lower()
        try:
            yield
        finally:
            transaction.savepoint_rollback(savepoint)


@dataclass
class Books:
    """What the violations are planted in."""

    stage: Stage
    euro: list[Invoice]
    pounds: Invoice
    credit: Receipt
    paid: TaxReturn

    def posting(self, entry: JournalEntry | None, role: str) -> Posting:
        """An entry's posting on the account of a role."""
        return Posting.objects.filter(entry=entry, account__roles__role=role)[0]


def set_books_to_break(stage: Stage) -> Books:
    """Three issued invoices, a part of one paid, and a receipt that stands in credit."""
    contract = stage.contract()
    euro = []
    for day in (2, 3):
        stage.approved(stage.task(contract), 60, date(2026, 3, day))
        euro += stage.issue(*stage.approve(stage.draft(contract)))
    pounds = stage.issued("thames", minutes=90)
    receipts = {
        name: record_receipt(
            stage.entity,
            customer=stage.customer(name),
            amount=money("50.00", currency),
            received_on=PAID_ON,
            bank_reference=f"B-{name}",
            by=stage.by("fay"),
        )
        for name, currency in (("nordlicht", "EUR"), ("thames", "GBP"))
    }
    allocate(receipts["thames"], invoice=pounds, on=PAID_ON, by=stage.by("fay"))
    return Books(stage, euro, pounds, receipts["nordlicht"], paid_return(stage))


def paid_return(stage: Stage) -> TaxReturn:
    """April's tax return, filed and paid."""
    held = open_return(
        Registration.objects.get(legal_entity=stage.entity),
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 4, 30),
        due_on=date(2026, 5, 10),
        by=stage.by("fay"),
    )
    day = date(2026, 5, 8)
    told = file_return(held, reference="E", on=day, at=noon(day), by=stage.by("clara"))
    return record_remittance(told, amount=told.payable, on=day, reference="B", by=stage.by("fay"))


@dataclass(frozen=True)
class Violation:
    """A plant gives what the check should name; `also` are the checks that cannot but find it too."""

    plant: Callable[[Books], Any]
    also: frozenset[str] = field(default=frozenset())


VIOLATIONS: dict[str, Violation] = {}


def breaks(key: str, *also: str) -> Callable[[Callable[[Books], Any]], Callable[[Books], Any]]:
    """The violation of one check, by its invariant and the name of its query."""

    def register(plant: Callable[[Books], Any]) -> Callable[[Books], Any]:
        VIOLATIONS[key] = Violation(plant, frozenset(also))
        return plant

    return register


@breaks("INV-01 unbalanced")
def a_document_amount_too_much(books: Books) -> Any:
    entry = books.euro[0].entry
    sql(
        "UPDATE {accounting_posting} SET amount_minor = amount_minor + 1 WHERE id = %s", books.posting(entry, "revenue")
    )
    return entry


@breaks("INV-02 unbalanced_in_base")
def two_entries_that_balance_each_other_only(books: Books) -> Any:
    for invoice, more in zip(books.euro, (1, -1), strict=True):
        posting = books.posting(invoice.entry, "revenue")
        sql("UPDATE {accounting_posting} SET base_minor = base_minor + %s WHERE id = %s", more, posting)
    return books.euro[1].entry


@breaks("INV-03 not_as_folded", "INV-02 unbalanced_in_base", "INV-12 miscounted_balances")
def a_posted_line_changed_after_it_was_folded(books: Books) -> Any:
    fold()
    posting = books.posting(books.euro[0].entry, "revenue")
    sql("UPDATE {accounting_posting} SET base_minor = base_minor - 1 WHERE id = %s", posting)
    return f"account {posting.account_id}"


@breaks("INV-04 left_as_draft")
def an_entry_without_postings(books: Books) -> Any:
    return copied(books.euro[0].entry, status="draft", reference="left")


@breaks("INV-05 misdated")
def a_posting_of_the_day_before(books: Books) -> Any:
    posting = books.posting(books.euro[0].entry, "revenue")
    sql("UPDATE {accounting_posting} SET \"on\" = '2026-04-02' WHERE id = %s", posting)
    return posting


@breaks("INV-06 changed_after_closing")
def a_period_closed_with_another_trial_balance(books: Books) -> Any:
    period = Period.objects.get(legal_entity=books.stage.entity, starts_on=date(2026, 1, 1))
    step = PeriodStep.objects.create(
        period=period, status="closed", at=noon(PAID_ON), actor="user:x", trial_balance_hash="0" * 64
    )
    sql("UPDATE {accounting_period} SET status = 'closed', step_id = %s WHERE id = %s", step, period)
    return "2026-01 of de"


@breaks("INV-08 misconverted")
def another_rate_than_was_used(books: Books) -> Any:
    sql("UPDATE {accounting_journalentry} SET rate = rate * 2 WHERE id = %s", books.pounds.entry)
    return f"posting {books.posting(books.pounds.entry, 'revenue').pk} of {books.pounds.entry.reference}"  # type: ignore[union-attr]


@breaks("INV-09 receivables")
def a_receivable_of_somebody_else(books: Books) -> Any:
    posting = books.posting(books.euro[0].entry, "receivable")
    sql("UPDATE {accounting_posting} SET customer_id = %s WHERE id = %s", books.pounds.customer, posting)
    return f"customer {books.euro[0].customer_id} in EUR"


@breaks("INV-10 tax_payable", "INV-10 report_and_books")
def tax_of_another_component(books: Books) -> Any:
    posting = books.posting(books.euro[0].entry, "tax_payable")
    sql("UPDATE {accounting_posting} SET tax_component = 'MwSt' WHERE id = %s", posting)
    return "MwSt"


@breaks("INV-10 customer_credits")
def a_credit_of_somebody_else(books: Books) -> Any:
    posting = books.posting(books.credit.entry, "customer_credits")
    sql("UPDATE {accounting_posting} SET customer_id = %s WHERE id = %s", books.pounds.customer, posting)
    return f"customer {books.credit.customer_id} in EUR"


@breaks("INV-11 trial_balances", "INV-03 not_as_folded", "INV-12 miscounted_balances")
def a_balance_that_has_no_counterpart(books: Books) -> Any:
    fold()
    account = books.posting(books.euro[0].entry, "receivable").account
    sql("UPDATE {accounting_periodbalance} SET debit_minor = debit_minor + 1 WHERE account_id = %s", account)
    return books.stage.entity


@breaks("INV-12 miscounted_balances", "INV-03 not_as_folded", "INV-11 trial_balances")
def a_balance_of_one_cent_more(books: Books) -> Any:
    fold()
    account = books.posting(books.euro[0].entry, "revenue").account
    sql("UPDATE {accounting_periodbalance} SET credit_minor = credit_minor + 1 WHERE account_id = %s", account)
    return f"de {account}"


@breaks("INV-01 clearing_left")
def a_settlement_that_leaves_something_on_clearing(books: Books) -> Any:
    account = books.posting(books.credit.entry, "bank").account
    AccountRole.objects.create(legal_entity=books.stage.entity, role="exchange_clearing", account=account)
    return account


@breaks("INV-13 foreign_accounts")
def a_posting_that_names_another_entity(books: Books) -> Any:
    posting = books.posting(books.euro[0].entry, "revenue")
    other = copied(books.stage.entity, code="us")
    sql("UPDATE {accounting_posting} SET legal_entity_id = %s WHERE id = %s", other, posting)
    return posting


@breaks("INV-14 miscounted")
def more_allocated_than_was_counted(books: Books) -> Any:
    sql("UPDATE {accounting_allocation} SET amount_minor = amount_minor + 1")
    return books.pounds.open_item


@breaks("INV-15 billed_twice", "INV-17 lost_minutes")
def an_hour_on_two_lines(books: Books) -> Any:
    with connection.cursor() as cursor:
        cursor.execute('DROP INDEX "time_is_billed_once"')
    claim = BillingClaim.objects.order_by("pk")[0]
    return copied(claim).time_entry_id


@breaks("INV-16 wrongly_billed")
def minutes_changed_after_billing(books: Books) -> Any:
    claim = BillingClaim.objects.order_by("pk")[0]
    sql("UPDATE {projects_timeentry} SET minutes = minutes + 1 WHERE id = %s", claim.time_entry)
    return claim


@breaks("INV-17 lost_minutes")
def a_line_of_more_minutes_than_it_claims(books: Books) -> Any:
    line = InvoiceLine.objects.get(invoice=books.pounds)
    sql("UPDATE {accounting_invoiceline} SET minutes = minutes + 1 WHERE id = %s", line)
    return f"line {line.pk}"


@breaks("INV-18 gaps")
def a_number_that_no_document_has(books: Books) -> Any:
    sql("UPDATE {kernel_numberseries} SET last = last + 1 WHERE kind = 'invoice'")
    return NumberSeries.objects.get(kind="invoice")


@breaks("INV-19 backdated")
def a_later_number_of_an_earlier_day(books: Books) -> Any:
    sql("UPDATE {accounting_invoice} SET issued_on = '2026-04-01' WHERE id = %s", books.euro[1])
    return books.euro[1].number


@breaks("INV-21 wrong_totals")
def a_line_of_one_cent_more(books: Books) -> Any:
    sql("UPDATE {accounting_invoiceline} SET net_minor = net_minor + 1 WHERE invoice_id = %s", books.pounds)
    return books.pounds


@breaks("INV-24 half_issued")
def an_issue_that_nobody_was_told_of(books: Books) -> Any:
    sql("DELETE FROM {kernel_event} WHERE type = 'invoice.issued' AND subject_id = %s", str(books.pounds.pk))
    return books.pounds.number


@breaks("INV-26 half_voided", "INV-17 lost_minutes")
def an_invoice_voided_by_a_stroke_of_the_pen(books: Books) -> Any:
    sql("UPDATE {accounting_invoice} SET status = 'voided' WHERE id = %s", books.pounds)
    return books.pounds


@breaks("INV-27 own_work")
def time_approved_by_its_own_person(books: Books) -> Any:
    entry = TimeEntry.objects.filter(claims__line__invoice=books.pounds)[0]
    mia, tom = books.stage.users["mia"], books.stage.users["tom"]
    sql("UPDATE {projects_timeentry} SET submitted_by_id = %s, approved_by_id = %s WHERE id = %s", tom, mia, entry)
    return entry


@breaks("INV-16 false_counters", "INV-16 wrongly_billed")
def time_that_takes_back_more_than_there_is(books: Books) -> Any:
    entry = TimeEntry.objects.filter(claims__line__invoice=books.pounds)[0]
    other = TimeEntry.objects.exclude(pk=entry.pk)[0]
    sql("UPDATE {projects_timeentry} SET minutes = -1440, corrects_id = %s WHERE id = %s", other, entry)
    return entry.pk


@breaks("INV-28 not_what_was_approved")
def another_content_than_was_approved(books: Books) -> Any:
    sql("UPDATE {accounting_invoice} SET content_hash = 'other' WHERE id = %s", books.pounds)
    return books.pounds


@breaks("INV-39 silent")
def work_that_nobody_holds(books: Books) -> Any:
    job = Job.objects.filter(task__endswith="make_document")[0]
    sql("UPDATE {kernel_job} SET status = 'running', lease_until = '2026-01-01 00:00:00+00:00' WHERE id = %s", job)
    return job


@breaks("INV-40 forgotten_mail")
def a_mail_that_nobody_sends(books: Books) -> Any:
    return copied(OutgoingMail.objects.all()[0], status="queued", sent_at=None).pk


@breaks("INV-10 report_and_books")
def tax_posted_at_another_amount_of_the_books(books: Books) -> Any:
    entry = books.euro[0].entry
    for role, more in (("tax_payable", 1), ("revenue", -1)):
        posting = books.posting(entry, role)
        sql("UPDATE {accounting_posting} SET base_minor = base_minor + %s WHERE id = %s", more, posting)
    return "de USt"


@breaks("INV-10 remitted")
def a_payment_of_another_component(books: Books) -> Any:
    held = books.paid
    sql(
        "UPDATE {accounting_posting} SET tax_component = 'MwSt' WHERE entry_id = %s AND tax_component = 'USt'",
        held.entry,
    )
    return f"{held.reference} MwSt"


@breaks("INV-20 filed_totals")
def a_filed_total_of_one_cent_more(books: Books) -> Any:
    held = books.paid
    sql("UPDATE {accounting_taxreturn} SET tax_minor = tax_minor + 1 WHERE id = %s", held)
    return held


@breaks("RULES 9 certificates_overlap")
def a_supply_with_two_certificates(books: Books) -> Any:
    one = record_certificate(
        books.euro[0].customer,
        number="EX-1",
        country="DE",
        supplies=["services"],
        reason="Article 151",
        valid_from=PAID_ON,
        at=noon(PAID_ON),
        by=books.stage.by("fay"),
    )
    copied(one, number="EX-2")
    return f"EX-1 and EX-2 of customer {one.customer_id}"


@breaks("INV-26 merged_customers")
def a_customer_that_went_without_a_merge(books: Books) -> Any:
    gone, into = books.euro[0].customer, books.stage.customer("lumiere")
    sql("UPDATE {crm_customer} SET survivor_id = %s WHERE id = %s", into, gone)
    return gone
