"""Books of a million postings in 24 periods, written straight into the tables under maintenance, then folded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounting.books.actions import open_periods, rebuild_balances, set_up_chart
from billing_suite.kernel.record import guards
from tests.builders import SET_UP, Stage, account, set_stage

POSTINGS = 1_000_000
FEW = 96  # postings, where a benchmark reads none
LINES = 4
FIRST = date(2026, 1, 1)
LAST = date(2027, 12, 31)
BETWEEN = date(2027, 12, 17)  # a day inside the last period: balances, and half a month of postings

ENTRIES = """
INSERT INTO accounting_journalentry (id, legal_entity_id, period_id, "on", status, description, source_kind, source_id,
  reference, currency, base_currency, rate, rate_on, rate_source, is_controllers, actor)
SELECT gen_random_uuid(), p.legal_entity_id, p.id, p.starts_on + (n %% 28)::int, 'posted', 'bench', 'journal', n::text,
  'B-' || n, 'EUR', 'EUR', 10000000000, p.starts_on, 'same currency', false, 'system:bench'
FROM generate_series(0, %s) n
JOIN (SELECT *, row_number() OVER (ORDER BY starts_on) - 1 AS place FROM accounting_period
  WHERE legal_entity_id = %s) p ON p.place = n %% 24"""
PARTS = """
INSERT INTO accounting_posting (entry_id, legal_entity_id, account_id, "on", currency, amount_minor, base_currency,
  base_minor, product, tax_component)
SELECT e.id, e.legal_entity_id, a.id, e."on", 'EUR', s.sign * e.sum, 'EUR', s.sign * e.sum, '', ''
FROM (SELECT *, source_id::int AS n, 100 + source_id::int %% 9000 AS sum FROM accounting_journalentry) e
CROSS JOIN (VALUES (0, 1), (1, -1), (2, 1), (3, -1)) s (line, sign)
JOIN (SELECT id, row_number() OVER (ORDER BY number) - 1 AS place, count(*) OVER () AS many
  FROM accounting_ledgeraccount WHERE NOT is_control) a ON a.place = (e.n * 7 + s.line * 11) %% a.many"""


@dataclass(frozen=True)
class FilledBooks:
    """The books that every benchmark reads or writes."""

    stage: Stage
    postings: int


def fill(postings: int = POSTINGS) -> FilledBooks:
    """The stage, sixty more accounts, two years of periods, and so many postings, folded and analysed."""
    stage = set_stage()
    entity = stage.entity
    more = [account(f"{6300 + n}", f"Expense {n}", "expense") for n in range(60)]
    set_up_chart(entity, accounts=more, by=SET_UP)  # type: ignore[arg-type]
    open_periods(entity, first=FIRST, months=24, by=SET_UP)
    with guards.maintenance():
        guards.lower()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ENTRIES, [postings // LINES - 1, entity.pk])
            cursor.execute(PARTS, [])
    rebuild_balances(by=SET_UP)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return FilledBooks(stage, postings)


def multiply(model: Any, key: Any, many: int, other: dict[str, str]) -> None:
    """So many more rows like the one with this key, but for what `other` says in SQL of `g.n`."""
    fields = [field for field in model._meta.local_concrete_fields if field.get_internal_type() != "BigAutoField"]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(other.get(field.column, f't."{field.column}"') for field in fields)
    table, pk = model._meta.db_table, model._meta.pk.column
    rows = f"SELECT {values} FROM {table} t CROSS JOIN generate_series(1, %s) g(n) WHERE t.{pk} = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {rows}", [many, key])


def numbered(text: str) -> str:
    """An id made of a number, the same in every table: the rows are joined by it."""
    return f"md5('{text}' || ({{n}}))::uuid"
