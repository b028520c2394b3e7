"""The words of tests that attack the database: run raw SQL, expect to be refused, act as a job."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from billing_suite.kernel.record.acting import Acting, Actor, acting, doorway


@contextmanager
def refused(message: str) -> Iterator[None]:
    """The database refuses what stands inside, and says why first thing."""
    with pytest.raises(DatabaseError, match=f"^{re.escape(message)}"), transaction.atomic():
        yield


def sql(statement: str, *values: Any) -> Any:
    """Run raw SQL; returns rows, if any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else None


@contextmanager
def as_job(name: str = "test") -> Iterator[Acting]:
    """A transaction in which the job acts, at the door "task"."""
    with doorway("task", "request-1", "play-1"), transaction.atomic(), acting(Actor.system(name)) as now:
        yield now
