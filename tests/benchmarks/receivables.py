"""The benchmark of the receivables aging: as of today by the index of open items, as of a past day by dated facts."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from accounting.billing.models import Invoice, OpenItem
from accounting.books.models import JournalEntry
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Allocation
from accounting.cash.reports import receivables_aging
from billing_suite.kernel.record import guards
from crm.customers.models import Customer
from tests.benchmarks.filling import LAST, FilledBooks, multiply, numbered
from tests.benchmarks.measuring import Pair, benchmark
from tests.builders import APRIL, Stage

INVOICES = 100_000
CUSTOMERS = 200
PAST = date(2027, 3, 15)
IS_OPEN = f"g.n / {CUSTOMERS} %% 20 = 0"  # one in twenty is still open at the end
SETTLED = ("allocated_minor", "base_relieved_minor")
DAY = "DATE '2026-01-01' + (g.n * 7 %% 690)"
BUCKETS = """
CASE WHEN i.due_on >= %(day)s THEN 0 WHEN i.due_on >= %(day)s - 30 THEN 1 WHEN i.due_on >= %(day)s - 60 THEN 2
  WHEN i.due_on >= %(day)s - 90 THEN 3 ELSE 4 END"""
COUNTED = f"""
SELECT i.customer_id, c.name, i.currency, {BUCKETS}, sum(i.amount_minor - i.allocated_minor - i.credited_minor),
  sum(i.base_minor - i.base_relieved_minor),
  sum(LEAST(i.disputed_minor, i.amount_minor - i.allocated_minor - i.credited_minor))
FROM accounting_openitem i JOIN crm_customer c ON c.id = i.customer_id
WHERE i.legal_entity_id = %(entity)s AND i.amount_minor > i.allocated_minor + i.credited_minor GROUP BY 1, 2, 3, 4"""
DATED = f"""
SELECT i.customer_id, c.name, i.currency, {BUCKETS}, sum(i.amount_minor - COALESCE(a.amount, 0)),
  sum(i.base_minor - COALESCE(a.base, 0)), 0
FROM accounting_openitem i JOIN crm_customer c ON c.id = i.customer_id
JOIN accounting_invoice v ON v.id = i.invoice_id
LEFT JOIN (SELECT open_item_id, sum(amount_minor) AS amount, sum(receivable_base_minor) AS base
  FROM accounting_allocation WHERE "on" <= %(day)s GROUP BY 1) a ON a.open_item_id = i.invoice_id
WHERE i.legal_entity_id = %(entity)s AND v.issued_on <= %(day)s AND i.amount_minor > COALESCE(a.amount, 0)
GROUP BY 1, 2, 3, 4"""


INVOICE, ENTRY = (numbered(name).format(n="g.n") for name in ("invoice", "entry"))
CUSTOMER = numbered("customer")


def fill_items(stage: Stage) -> None:
    """A hundred thousand issued invoices of two hundred customers, all but one in twenty paid within two months."""
    if Allocation.objects.exists():
        return
    invoice: Invoice = stage.issued()
    receipt = record_receipt(
        stage.entity,
        customer=stage.customer("nordlicht"),
        amount=invoice.gross,
        received_on=APRIL,
        bank_reference="bench",
        by=stage.by("fay"),
    )
    made = allocate(receipt, invoice=invoice, on=APRIL, by=stage.by("fay"))
    customer = CUSTOMER.format(n=f"1 + g.n %% {CUSTOMERS}")
    gone = {name: f"CASE WHEN {IS_OPEN} THEN 0 ELSE t.{name} END" for name in SETTLED}
    with guards.maintenance():
        guards.lower()
        with transaction.atomic(), connection.cursor() as cursor:
            multiply(
                Customer,
                invoice.customer_id,
                CUSTOMERS,
                {"id": CUSTOMER.format(n="g.n"), "reference": "'B-' || g.n", "name": "'Customer ' || g.n"},
            )
            entry = {"id": ENTRY, "source_id": "'B-' || g.n", "reference": "'B-' || g.n", "on": DAY}
            multiply(JournalEntry, invoice.entry_id, INVOICES, entry)
            multiply(
                Invoice,
                invoice.pk,
                INVOICES,
                {
                    "entry_id": ENTRY,
                    "id": INVOICE,
                    "reference": "'B-' || g.n",
                    "number": "'B-' || g.n",
                    "series_number": "1000 + g.n",
                    "customer_id": customer,
                    "issued_on": DAY,
                },
            )
            multiply(
                OpenItem,
                invoice.pk,
                INVOICES,
                {"invoice_id": INVOICE, "customer_id": customer, "due_on": f"{DAY} + 30", **gone},
            )
            multiply(
                Allocation,
                made.pk,
                INVOICES,
                {"open_item_id": INVOICE, "on": f"LEAST({DAY} + (10 + g.n %% 50), DATE '{LAST}')"},
            )
            cursor.execute(
                "DELETE FROM accounting_allocation a USING accounting_openitem i "
                "WHERE i.invoice_id = a.open_item_id AND i.allocated_minor = 0"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def by_hand(sql: str, entity: Any, day: date) -> list[Any]:
    """The same aging by one statement written for it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"entity": entity.pk, "day": day})
        return list(cursor.fetchall())


def compared(books: FilledBooks, sql: str, day: date) -> Pair:
    """Ours and the statement: first that they say the same, and that there is something to say."""
    fill_items(books.stage)
    entity, items = books.stage.entity, OpenItem.objects.all()
    ours = receivables_aging(entity, as_of=day, today=LAST, items=items)
    read = by_hand(sql, entity, day)
    assert sum(int(row[5]) for row in read) == int(ours.base.amount.scaleb(2)) > 0
    assert {row[0] for row in read} == {row.customer for row in ours.rows} and len(ours.rows) >= CUSTOMERS
    return Pair(
        lambda: receivables_aging(entity, as_of=day, today=LAST, items=items), lambda: by_hand(sql, entity, day)
    )


@benchmark("aging", says="an aging as of today of 100,000 invoices, 5,000 open, against its SQL by hand", target=2)
def as_of_today(books: FilledBooks) -> Pair:
    """By the index of what is open."""
    return compared(books, COUNTED, LAST)


@benchmark("aging_past", says="the same as of a past day, from dated facts, against its SQL by hand", target=2)
def as_of_a_past_day(books: FilledBooks) -> Pair:
    """From invoices and allocations by their dates."""
    return compared(books, DATED, PAST)


@benchmark("aging_flat", says="an aging as of today by the index, against one from dated facts", target=1)
def by_index(books: FilledBooks) -> Pair:
    """What is paid must not cost."""
    fill_items(books.stage)
    entity, items = books.stage.entity, OpenItem.objects.all()
    assert OpenItem.objects.aggregate(sum=Sum("allocated_minor"))["sum"]
    return Pair(
        lambda: receivables_aging(entity, as_of=LAST, today=LAST, items=items),
        lambda: receivables_aging(entity, as_of=PAST, today=LAST, items=items),
    )
