"""A reader sees what the user sees, in words that name what was granted (INV-29, INV-33)."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.access import visible
from billing_suite.kernel.access.actions import add_user, grant_access
from billing_suite.kernel.access.visible import OfficeRows, Reader, Rows, may_end, reader_of
from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.record.acting import Actor
from crm.customers.models import Customer
from crm.leads.models import Lead
from projects.time.models import TimeEntry
from tests.builders import SET_UP, TEAM, Stage

pytestmark = pytest.mark.django_db
ABROAD = {
    "name": "Spree France", "legal_name": "Spree France SARL", "street": "Rue 1", "postcode": "75001", "city": "Paris",
    "country": "FR", "vat_id": "FR40303265045", "email": "fr@spree.example",
}  # fmt: skip


@pytest.fixture
def two_firms(stage: Stage) -> Stage:
    """Work with two customers, one reached by a team of its own, and a second legal entity without any."""
    contract = stage.contract("nordlicht")
    stage.approved(stage.task(contract), 60)
    stage.quote("lumiere")
    found_legal_entity("fr", details=ABROAD, currency="EUR", time_zone="Europe/Paris", teams=["Paris"], by=SET_UP)
    roles = ["sales", "delivery", "finance"]
    for name, teams in (("some", ["Some"]), ("both", [TEAM, "Paris"]), ("none", []), ("paris", ["Paris"])):
        stage.users[name] = add_user(
            f"{name}@spree.example", name=name, roles=roles, teams=teams, accept_conflicts=True, by=SET_UP
        )
    grant_access(stage.customers["nordlicht"], team="Some", by=SET_UP)
    return stage


def seen(model: Any, user: Any) -> set[Any]:
    return set(model._default_manager.visible_to(user).values_list("pk", flat=True))


def kinds() -> list[Any]:
    return [model for model in apps.get_models() if isinstance(model._default_manager.all(), Rows)]


@pytest.mark.parametrize("name", ["lena", "mia", "otto", "both", "some", "none", "paris"])
def test_inv29_a_reader_sees_what_the_user_sees(two_firms: Stage, name: str) -> None:
    user = two_firms.users[name]
    reader = reader_of(user)
    assert isinstance(reader, Reader) and reader.everywhere == (name == "both")
    for model in kinds():
        assert seen(model, reader) == seen(model, user) == seen(model, Actor.user(user)), model
    assert bool(seen(Customer, reader)) == (name not in ("none", "paris"))
    assert bool(seen(TimeEntry, reader)) == (name not in ("none", "paris", "lena"))  # Lena sells: no time of others


def test_a_reader_costs_one_query_and_whoever_reaches_all_asks_for_no_grant(two_firms: Stage) -> None:
    with CaptureQueriesContext(connection) as held:
        reader = reader_of(two_firms.users["both"])
    assert len(held) == 1
    assert "grant" not in str(Customer.objects.visible_to(reader).query)
    assert "crm_customer" not in str(Lead.objects.visible_to(reader).values("pk").query)


def test_whoever_has_too_many_grants_stays_as_they_are(two_firms: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visible, "LISTED", 1)
    assert reader_of(two_firms.users["lena"]) is two_firms.users["lena"]


def test_whoever_is_no_user_reads_nothing(two_firms: Stage) -> None:
    assert not seen(Customer, reader_of(SET_UP)) and not seen(Customer, reader_of(None))


def test_reaching_everywhere_takes_a_legal_entity_on_every_row(two_firms: Stage) -> None:
    assert may_end(Lead, "customer__legal_entity") and not may_end(Lead, "legal_entity")
    assert not may_end(TimeEntry, "project__legal_entity")
    for model in kinds():
        rows = model._default_manager.all()
        path = rows.anchors.get("legal_entity")
        if path and not isinstance(rows, OfficeRows):
            lost = model._default_manager.filter(**{f"{path}__isnull": True})
            assert may_end(model, path) or not lost.exists()
