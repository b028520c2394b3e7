"""The engine lanes: what a test needs of its surroundings, the databases of each worker, and the cast on the stage."""

import gc
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.builders import Stage
from tests.kernel.record.flush import let_flush_through
from tests.scenery import Scenery, copy, present_stage, staged

let_flush_through()
SCENERY = Scenery()
COMMITS = ("transactional_db", "live_server", "django_db_reset_sequences")
TEMPLATE = os.environ.get("BILLING_TEST_TEMPLATE", "")
REASONS = {
    "postgres": "needs PostgreSQL: run by the PostgreSQL lane of `make test`",
    "redis": "needs Redis: run by the PostgreSQL lane of `make test`",
}


ONCE = (  # folders and files that have nothing to do with the engine, beside the tests that are marked
    "tests/test_house.py",
    "tests/test_operations.py",
    "tests/test_outsiders.py",
    "tests/home/",
    "tests/exchange/",
    "tests/crm/duplicates/",
    "tests/kernel/firm/test_load_published_rates.py",
    "tests/kernel/work/test_egress.py",
    "tests/projects/time/test_import",
    "tests/kernel/values/",
    "tests/kernel/web/",
    "tests/accounting/billing/test_documents.py",
    "tests/accounting/documents/",
    "tests/accounting/billing/test_e_invoices.py",
    "tests/accounting/tax/test_certificate.py",
    "tests/accounting/tax/test_computation.py",
    "tests/accounting/tax/test_decision.py",
    "tests/accounting/tax/test_preview.py",
    "tests/accounting/tax/test_regimes.py",
    "tests/accounting/billing/test_document_mails.py",
    "tests/accounting/billing/test_document_of.py",
    "tests/accounting/billing/test_preview_invoice.py",
    "tests/projects/time/test_cells.py",
    "tests/projects/time/test_sheets.py",
)


PAGES = ("pages.py", "page.py", "portal.py")  # what a page says is no matter of the engine; what it reads is asked of
EACH = ("tests/kernel/web/test_keyset.py", "tests/kernel/web/test_list_page.py")  # both: the engines sort differently


def is_once(item: pytest.Item) -> bool:
    """Whether one engine is enough for this test."""
    if item.nodeid.startswith(EACH):
        return False
    is_page = item.nodeid.partition("::")[0].endswith(PAGES)
    return is_page or item.nodeid.startswith(ONCE) or item.get_closest_marker("once") is not None


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


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """A copy of the lane's migrated database is taken as it is; the lane clears it away."""
    return django_db_keepdb or bool(TEMPLATE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Once this worker's database has its name: copy it from the lane's, and the staged one, if the lane made them."""
    if TEMPLATE:
        creation: Any = connection.creation
        name = creation._get_test_db_name()
        with django_db_blocker.unblock():
            copy(TEMPLATE, name)
            copy(staged(TEMPLATE), staged(name))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The first test's database, now that there are any."""
    if TEMPLATE:
        SCENERY.open(str(connection.settings_dict["NAME"]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the test's fixtures, and so before its transaction: the database it plays on."""
    SCENERY.ask(is_staged="stage" in fixtures_of(item) and not commits(item))


def commits(item: pytest.Item) -> bool:
    """Whether what the test writes is committed, instead of rolled back at its end."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not fixtures_of(item).isdisjoint(COMMITS)


def fixtures_of(item: pytest.Item) -> set[str]:
    """Every fixture that a test asks for, by itself or by another."""
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture
def stage(db: None) -> Stage:
    """One legal entity with its people, prices and books."""
    return present_stage()


@pytest.fixture
def browser(stage: Stage) -> Callable[[str], Client]:
    """A person of the cast, signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(stage.users[name])
        return client

    return signed_in
