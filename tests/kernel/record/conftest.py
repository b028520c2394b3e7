"""The toys' tables with their guards, and the words that these tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import modify_settings

from billing_suite.kernel.record import guards
from tests.kernel.record import attacks


@pytest.fixture(scope="module")
def toys(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The toy app, migrated, under guard; gone afterwards."""
    from tests.kernel.record.toys.models import GUARDS

    with (
        django_db_blocker.unblock(),
        modify_settings(INSTALLED_APPS={"append": "tests.kernel.record.toys"}),
        guards.also(*GUARDS),
    ):
        call_command("migrate", "toys", verbosity=0)
        yield
        call_command("migrate", "toys", "zero", verbosity=0)


@pytest.fixture
def refused() -> Any:
    """The database refuses what stands inside."""
    return attacks.refused


@pytest.fixture
def sql() -> Any:
    """Run raw SQL."""
    return attacks.sql


@pytest.fixture
def as_job() -> Any:
    """A transaction in which a job acts."""
    return attacks.as_job


@pytest.fixture
def only_postgres() -> None:
    """For PostgreSQL only."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


@pytest.fixture
def only_sqlite() -> None:
    """For SQLite only."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
