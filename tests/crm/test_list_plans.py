"""What lists, searches and the board ask of PostgreSQL among forty thousand customers: few queries, by indexes.

Sequential scans stay allowed: the tables are large and analysed, so that the planner chooses as it does at work.
No time is measured here; `make bench ONLY=crm_lists` does that.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.crm_lists import QUERIES, addresses
from tests.benchmarks.customers import fill_sales
from tests.builders import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CUSTOMERS = 40_000
BIG = ("crm_customer", "crm_contact", "crm_opportunity", "crm_lead", "crm_activity")
BY_INDEX = [
    "customers/", "customers/?sort=-name", "customers/?sort=reference", "customers/?q=quagga",
    "customers/?q=xylophon", "customers/?q=quagga+brewery", "customers/?q=C-00077", "contacts/",
    "contacts/?sort=-email", "contacts/?sort=title", "contacts/?q=quagga", "contacts/?q=xylophon",
    "opportunities/?view=all", "opportunities/?view=all&sort=-name", "opportunities/?view=all&sort=amount_minor",
    "opportunities/?view=all&q=quagga", "opportunities/?view=all&q=xylophon", "leads/?view=all",
    "leads/?view=all&q=xylophon", "activities/?view=all", "activities/?view=all&sort=subject",
    "activities/?view=all&q=xylophon", "api/v1/customers/", "api/v1/customers/?q=quagga", "api/v1/contacts/",
    "api/v1/opportunities/", "api/v1/leads/",
]  # fmt: skip


def told(client: Client, path: str) -> list[str]:
    """The statements of one page."""
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


def test_every_list_search_and_board_stays_below_fifteen_queries(stage: Stage) -> None:
    client = signed_in(fill_sales(stage, 2_000).large)
    counted = {path: len(told(client, path)) for path in addresses() if path != "/"}
    assert not {path: count for path, count in counted.items() if count >= QUERIES}


def test_pages_and_rare_words_are_found_by_an_index(stage: Stage) -> None:
    sales = fill_sales(stage, CUSTOMERS)
    deep = next(addresses()).removeprefix("/")
    some = ("customers/", "contacts/", "opportunities/?view=all", "activities/?view=all", "opportunities/board/")
    for user, paths in ((sales.every, BY_INDEX), (sales.large, [*BY_INDEX, deep]), (sales.some, some)):
        client = signed_in(user)
        for path in paths:
            found = list(scans(told(client, f"/{path}")))
            assert not found, f"{path}\n{found[0]}"
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX customer_words")
    assert list(scans(told(signed_in(sales.every), "/customers/?q=xylophon"))), "the look at plans sees what is amiss"
