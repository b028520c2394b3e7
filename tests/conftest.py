"""The engine lanes: what a test needs of its surroundings, and a migrated database for each worker."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

TEMPLATE = os.environ.get("BILLING_TEST_TEMPLATE", "")
REASONS = {
    "postgres": "needs PostgreSQL: run by the PostgreSQL lane of `make test`",
    "redis": "needs Redis: run by the PostgreSQL lane of `make test`",
}


ONCE = (  # folders and files that have nothing to do with the engine, beside the tests that are marked
    "tests/test_house.py",
    "tests/test_operations.py",
    "tests/test_outsiders.py",
    "tests/home/test_admin_window.py",
    "tests/kernel/values/",
    "tests/kernel/web/",
    "tests/accounting/billing/test_documents.py",
    "tests/accounting/tax/test_decision.py",
    "tests/projects/time/test_cells.py",
    "tests/projects/time/test_sheets.py",
)


EACH = ("tests/kernel/web/test_keyset.py", "tests/kernel/web/test_list_page.py")  # the engines sort differently


def is_once(item: pytest.Item) -> bool:
    """Whether one engine is enough for this test."""
    if item.nodeid.startswith(EACH):
        return False
    return item.nodeid.startswith(ONCE) or item.get_closest_marker("once") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the second lane what the first has shown; skip, with the reason, what an engine cannot show."""
    if connection.vendor == "postgresql" and TEMPLATE:
        config.hook.pytest_deselected(items=[item for item in items if is_once(item)])
        items[:] = [item for item in items if not is_once(item)]
    there = {"postgres": connection.vendor == "postgresql", "redis": bool(os.environ.get("REDIS_URL"))}
    for item in items:
        for need, met in there.items():
            if item.get_closest_marker(need) and not met:
                item.add_marker(pytest.mark.skip(reason=REASONS[need]))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """A copy of the lane's migrated database is taken as it is; the lane clears it away."""
    return django_db_keepdb or bool(TEMPLATE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Once this worker's database has its name: copy it from the lane's, if the lane made one."""
    if not TEMPLATE:
        return
    creation: Any = connection.creation
    with django_db_blocker.unblock():
        name = creation._get_test_db_name()
        if connection.vendor == "sqlite":
            copy_file(TEMPLATE, name)
        else:
            copy_database(TEMPLATE, name)


def copy_file(source: str, target: str) -> None:
    """An SQLite database, page by page."""
    Path(target).unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def copy_database(source: str, target: str) -> None:
    """A PostgreSQL database, by the server."""
    quote = connection.ops.quote_name
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(target)}")
        cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")
