"""The ledger's benchmarks: a trial balance of any date, and the writing of many entries."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounting.books.actions import load_chart, post_many
from accounting.books.actions.posting import as_entry, as_posting
from accounting.books.models import JournalEntry, LedgerAccount, Posting
from accounting.books.postings import EntryDraft, Line
from accounting.books.reports import trial_balance
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import from_minor
from tests.benchmarks.filling import BETWEEN, LAST, LINES, FilledBooks
from tests.benchmarks.measuring import Pair, benchmark
from tests.builders import SET_UP

ENTRIES = 5000
BALANCES = """
SELECT a.number, a.name, a.type, COALESCE(x.base, 0) FROM accounting_ledgeraccount a LEFT JOIN (
  SELECT account_id, sum(base) AS base FROM (
    SELECT b.account_id, b.debit_minor - b.credit_minor AS base FROM accounting_periodbalance b
    JOIN accounting_period p ON p.id = b.period_id WHERE p.legal_entity_id = %(entity)s AND p.ends_on < %(start)s
    UNION ALL
    SELECT account_id, base_minor FROM accounting_posting
    WHERE legal_entity_id = %(entity)s AND "on" BETWEEN %(start)s AND %(as_of)s
  ) y GROUP BY account_id
) x ON x.account_id = a.id WHERE a.legal_entity_id = %(entity)s ORDER BY a.number"""


def balances_by_hand(entity: Any, as_of: date) -> list[Any]:
    """The same trial balance by one statement written for it."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, {"entity": entity.pk, "start": as_of.replace(day=1), "as_of": as_of})
        return list(cursor.fetchall())


@benchmark(
    "trial_balance",
    says="a trial balance of any date, against its SQL by hand: balances and a part of a month",
    target=2,
)
def any_date(books: FilledBooks) -> Pair:
    """Of a day inside the last of 24 periods."""
    entity = books.stage.entity
    read = [int(row[3]) for row in balances_by_hand(entity, BETWEEN)]
    ours = trial_balance(entity, as_of=BETWEEN)
    assert read == [int((row.debit - row.credit).amount.scaleb(2)) for row in ours.rows]
    assert any(read) and not ours.difference
    return Pair(lambda: trial_balance(entity, as_of=BETWEEN), lambda: balances_by_hand(entity, BETWEEN))


@benchmark("trial_balance_flat", says="a trial balance after 24 periods, against one after a single period", target=1.5)
def flat(books: FilledBooks) -> Pair:
    """At the ends of the last and of the first period: history must not cost."""
    entity = books.stage.entity
    return Pair(lambda: trial_balance(entity, as_of=LAST), lambda: trial_balance(entity, as_of=date(2026, 1, 31)))


def drafts(books: FilledBooks, accounts: list[Any]) -> list[EntryDraft]:
    """So many entries of four lines."""
    rate = UsedRate("EUR", "EUR", Decimal(1), BETWEEN, "same currency")
    made = []
    for n in range(ENTRIES):
        sides = [from_minor(100 + n, "EUR"), from_minor(-100 - n, "EUR")] * (LINES // 2)
        lines = [
            Line("", side, side, account=accounts[(n + place) % len(accounts)]) for place, side in enumerate(sides)
        ]
        made.append(EntryDraft(books.stage.entity, BETWEEN, "bench", "journal", str(n), f"P-{n}", rate, lines))
    return made


@benchmark("post_many", says="posting 5,000 entries of four lines, against COPY of the same rows", target=3)
def posting(books: FilledBooks) -> Pair:
    """Both into the same guarded tables, and rolled back."""
    free = LedgerAccount.objects.filter(legal_entity=books.stage.entity, is_control=False)
    made = drafts(books, list(free.values_list("pk", flat=True)))
    chart = load_chart([books.stage.entity], [BETWEEN])
    with transaction.atomic(), acting(SET_UP):
        rows = [as_entry(draft, chart) for draft in made]
    lines = [as_posting(row, line, chart) for row, draft in zip(rows, made, strict=True) for line in draft.lines]
    entries, postings = prepared(rows), prepared(lines)
    keys = [row.pk for row in rows]

    def ours() -> None:
        with transaction.atomic(), acting(SET_UP):
            post_many(made, chart)
            transaction.set_rollback(True)

    def floor() -> None:
        with transaction.atomic(), acting(SET_UP):
            copy(JournalEntry, entries)
            copy(Posting, postings)
            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounting_journalentry SET status = 'posted' WHERE id = ANY(%s)", [keys])
            transaction.set_rollback(True)

    return Pair(ours, floor, rounds=5)


def columns(model: Any) -> list[Any]:
    """What COPY is told: all but a key that the database gives."""
    return [f for f in model._meta.local_concrete_fields if f.get_internal_type() != "BigAutoField"]


def prepared(rows: list[Any]) -> list[list[Any]]:
    """Rows as plain values, ready for COPY."""
    return [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in columns(type(row))] for row in rows]


def copy(model: Any, rows: list[list[Any]]) -> None:
    """COPY by hand."""
    names = ", ".join(f'"{field.column}"' for field in columns(model))
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as to:
        for row in rows:
            to.write_row(row)
