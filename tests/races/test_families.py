"""Two at the same instant on PostgreSQL: a family gets no circle, and one message sent twice is one lead."""

import pytest

from crm.customers.models import Customer
from crm.leads.actions import name_lead_source, open_web_form
from crm.leads.models import Lead, Submission
from tests.builders import Stage
from tests.races.test_two_at_once import race

pytestmark = pytest.mark.postgres

PLACE = """
from crm.customers.actions import set_parent
from crm.customers.models import Customer
child, parent = (Customer.objects.get(name=name) for name in ({child!r}, {parent!r}))
together()
try:
    set_parent(child, parent=parent, by=by("lena"))
    print("placed")
except Refusal as refusal:
    print(refusal.code)
"""

SEND = """
from crm.leads.actions import submit_web_form
from crm.leads.models import WebForm
form = WebForm.objects.get()
told = {"name": "Mara", "email": "mara@ahorn.example", "message": "A portal?"}
together()
submit_web_form(form, told=told, sender="198.51.100.7", at=datetime(2026, 2, 2, 12, tzinfo=UTC),
                by=Actor.system("web form"))
print("sent")
"""


def test_two_customers_are_not_above_each_other(stage: Stage) -> None:
    for name in ("nordlicht", "lumiere"):
        stage.customer(name)
    up, down = (
        PLACE.format(child=one, parent=two) for one, two in (("Nordlicht", "Lumiere"), ("Lumiere", "Nordlicht"))
    )
    assert sorted(race(up, down)) == ["family-circle", "placed"]
    assert Customer.objects.filter(parent__isnull=False).count() == 1


def test_a_message_that_is_sent_twice_at_once_is_one_lead(stage: Stage) -> None:
    by = stage.by("lena")
    open_web_form(stage.entity, name="Write to us", source=name_lead_source("Web site", by=by), by=by)
    assert race(SEND, SEND) == ["sent", "sent"]
    assert (Lead.objects.count(), Submission.objects.count()) == (1, 1)
