"""What lists, searches and the board ask of PostgreSQL among twenty thousand customers: few queries, by indexes.

Sequential scans stay allowed: the tables are large enough, and analysed, so that the planner chooses as it does at work.
No time is measured here; `make bench ONLY=crm_lists` does that.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.crm_lists import QUERIES, addresses
from tests.benchmarks.customers import FilledSales, fill_sales
from tests.builders import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CUSTOMERS = 20_000
BIG = ("crm_customer", "crm_contact", "crm_opportunity", "crm_lead", "crm_activity")
BY_INDEX = [
    "customers/", "customers/?sort=-name", "customers/?sort=reference", "customers/?q=quagga", "customers/?q=xylophon",
    "customers/?q=quagga+brewery", "customers/?q=C-00077", "contacts/", "contacts/?sort=-email", "contacts/?sort=title",
    "contacts/?q=quagga", "contacts/?q=xylophon", "opportunities/?view=all", "opportunities/?view=all&sort=-name",
    "opportunities/?view=all&sort=amount_minor", "opportunities/?view=all&q=quagga",
    "opportunities/?view=all&q=xylophon", "leads/?view=all", "leads/?view=all&q=xylophon", "activities/?view=all", "activities/?view=all&sort=subject",
    "activities/?view=all&q=xylophon", "api/v1/customers/", "api/v1/customers/?q=quagga", "api/v1/contacts/",
    "api/v1/opportunities/", "api/v1/leads/",
]  # fmt: skip


def told(client: Client, path: str) -> list[str]:
    """The statements of one page."""
    client.get(path)
    with CaptureQueriesContext(connection) as held:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return [query["sql"] for query in held]


def scans(statements: list[str]) -> Iterator[str]:
    """The plans that read a big table from end to end."""
    for sql in statements:
        if sql.startswith("SELECT") and "crm_" in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
            if any(f"Seq Scan on {table} " in plan for table in BIG):
                yield plan


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sales(stage: Stage) -> FilledSales:
    return fill_sales(stage, CUSTOMERS)


def test_every_list_search_and_board_stays_below_fifteen_queries(sales: FilledSales) -> None:
    dear = {}
    for who, user in vars(sales).items():
        client = signed_in(user)
        for path in addresses():
            if path != "/" and (count := len(told(client, path))) >= QUERIES:
                dear[who, path] = count
    assert not dear


def test_pages_and_rare_words_are_found_by_an_index(sales: FilledSales) -> None:
    deep = next(addresses()).removeprefix("/")
    for user in (sales.every, sales.large):
        client = signed_in(user)
        for path in (*BY_INDEX, deep):
            found = list(scans(told(client, f"/{path}")))
            assert not found, f"{path}\n{found[0]}"


def test_whoever_reaches_some_customers_is_not_read_all(sales: FilledSales) -> None:
    client = signed_in(sales.some)
    for path in ("customers/", "contacts/", "opportunities/?view=all", "activities/?view=all", "opportunities/board/"):
        found = list(scans(told(client, f"/{path}")))
        assert not found, f"{path}\n{found[0]}"


def test_without_the_index_the_same_question_reads_every_row(sales: FilledSales) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX customer_words")
    assert list(scans(told(signed_in(sales.every), "/customers/?q=xylophon")))
