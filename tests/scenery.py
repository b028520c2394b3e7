"""A worker's two databases, both copies of the lane's: one empty, one with the stage already set.

Setting the stage takes some forty verbs, so the lane does it once and commits it. A test that asks for `stage`
and is rolled back plays on the second database; every other test has the first.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from projects.people.models import Person
from tests.builders import PEOPLE, Stage, set_stage


def staged(name: str) -> str:
    """The database beside this one that has the stage in it."""
    return f"{name}_staged"


def copy(source: str, target: str) -> None:
    """Make one database from another, in place of what is there."""
    if connection.vendor == "sqlite":
        _copy_file(source, target)
    else:
        _copy_database(source, target)


def _copy_file(source: str, target: str) -> None:
    """An SQLite database, page by page."""
    Path(target).unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _copy_database(source: str, target: str) -> None:
    """A PostgreSQL database, by the server."""
    quote = connection.ops.quote_name
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(target)}")
        cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")


def play_on(name: str) -> None:
    """Let this process's connection, and those of its threads, be to that database from now on."""
    if connection.settings_dict["NAME"] == name:
        return
    if connection.in_atomic_block:
        raise RuntimeError(f"{connection.settings_dict['NAME']} is in a transaction that outlives its test")
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()  # after a flush the empty database counts its content types anew


@dataclass
class Scenery:
    """Which of a worker's databases the next test is to have; `empty` is known once they are there."""

    empty: str = ""
    is_staged: bool = False

    def ask(self, *, is_staged: bool) -> None:
        """The next test wants the stage set, or not."""
        self.is_staged = is_staged
        self.turn()

    def open(self, empty: str) -> None:
        """The worker's databases are there."""
        self.empty = empty
        self.turn()

    def turn(self) -> None:
        """Go to the database that was asked for."""
        if self.empty:
            play_on(staged(self.empty) if self.is_staged else self.empty)


def present_stage() -> Stage:
    """The stage as it stands in this database; where there is none yet it is set."""
    ContentType.objects.get_for_models(*apps.get_models())  # known from here on: no test counts these queries
    entity = LegalEntity.objects.first()
    if entity is None:
        return set_stage()
    stage = Stage(entity)
    found = {user.email: user for user in User.objects.all()}
    stage.users = {name: found[f"{name}@spree.example"] for name in PEOPLE}
    working = {person.user_id: person for person in Person.objects.select_related("role")}
    for name, user in stage.users.items():
        if person := working.get(user.pk):
            person.user, person.legal_entity = user, entity
            stage.people[name] = person
    return stage
