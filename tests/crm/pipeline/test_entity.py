"""The legal entity on opportunities and activities is their customer's, whoever writes (INV-29)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.firm.models import LegalEntity
from crm.activities.actions import log_activity
from crm.activities.models import Activity
from crm.customers.models import Customer
from crm.pipeline.models import Opportunity
from tests.benchmarks.customers import MIDDAY
from tests.builders import SET_UP, Stage, behind_the_verbs
from tests.kernel.access.test_reader import ABROAD

pytestmark = pytest.mark.django_db


@pytest.fixture
def abroad(stage: Stage) -> LegalEntity:
    return found_legal_entity("fr", details=ABROAD, currency="EUR", time_zone="Europe/Paris", by=SET_UP)


@pytest.fixture
def rows(stage: Stage) -> list[Any]:
    quoted = stage.sent().quote.opportunity
    call = log_activity(
        quoted.customer, kind="call", subject="Call", happened_at=MIDDAY, at=MIDDAY, by=stage.by("lena")
    )
    return [quoted, call]


def test_it_is_the_customers(rows: list[Any]) -> None:
    assert all(row.legal_entity == row.customer.legal_entity for row in rows)


@pytest.mark.parametrize("model", [Opportunity, Activity])
def test_inv29_no_other_can_be_written(rows: list[Any], abroad: LegalEntity, model: Any) -> None:
    with behind_the_verbs():
        there = Customer.objects.create(
            reference="C-99", name="There", legal_name="There", legal_entity=abroad, currency="EUR",
            billing_email="a@there.example",
        )  # fmt: skip
    for change in ({"legal_entity": abroad}, {"customer": there}):
        with pytest.raises(IntegrityError, match="INV-29 legal_entity_id of"), behind_the_verbs(), transaction.atomic():
            model.objects.update(**change)
    with behind_the_verbs():
        assert model.objects.update(customer=there, legal_entity=abroad)


def test_inv29_a_customer_keeps_its_own(stage: Stage, abroad: LegalEntity) -> None:
    stage.customer("nordlicht")
    with pytest.raises(IntegrityError, match="INV-29 legal_entity_id of a customer is set once"), behind_the_verbs():
        Customer.objects.update(legal_entity=abroad)
