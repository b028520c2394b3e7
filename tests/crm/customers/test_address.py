"""A customer moves: the address is changed by verb, page and API; what was issued keeps the old place."""

from collections.abc import Callable

import pytest
from django.test import Client

from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.models import Job
from crm.customers.actions import change_address
from crm.customers.models import Address
from tests.builders import Stage

pytestmark = pytest.mark.django_db
PLACE = {"street": "Elbchaussee 3", "postcode": "22765", "city": "Hamburg", "country": "DE"}


def test_a_customer_moves_and_is_compared_anew(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    Job.objects.all().delete()
    change_address(customer, address=PLACE, by=stage.by("lena"))
    assert str(Address.objects.get(customer=customer)) == "Elbchaussee 3, 22765 Hamburg, DE"
    assert Job.objects.filter(task="crm.merging.tasks.compare").count() == 1
    with pytest.raises(Invalid, match="street"):
        change_address(customer, address=PLACE | {"street": ""}, by=stage.by("lena"))
    with pytest.raises(Invalid, match="has no planet"):
        change_address(customer, address=PLACE | {"planet": "Mars"}, by=stage.by("lena"))
    with pytest.raises(NotAllowed):
        change_address(customer, address=PLACE, by=stage.by("fay"))
    assert Address.objects.get(customer=customer).street == "Elbchaussee 3"


def test_what_was_issued_keeps_the_old_place(stage: Stage) -> None:
    invoice = stage.issued()
    before = invoice.snapshot
    change_address(invoice.customer, address=PLACE, by=stage.by("lena"))
    invoice.refresh_from_db()
    assert invoice.snapshot == before and "Hafen 1" in str(before)


def test_page_and_api_change_it(stage: Stage, browser: Callable[[str], Client]) -> None:
    customer, lena = stage.customer("nordlicht"), browser("lena")
    assert "Hafen 1" in lena.get(f"/customers/{customer.pk}/address/").content.decode()
    assert lena.post(f"/customers/{customer.pk}/address/", PLACE).status_code == 302
    assert "Elbchaussee 3" in lena.get(f"/customers/{customer.pk}/").content.decode()
    told = lena.post(
        f"/api/v1/customers/{customer.pk}/address/", PLACE | {"city": "Altona"}, content_type="application/json"
    )
    assert told.status_code == 201 and told.json()["address"]["city"] == "Altona"
