"""Leads: received, assigned, disqualified, reopened, and converted once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.models import Event
from crm.activities.models import Activity
from crm.customers.models import Contact, Customer
from crm.leads.actions import (
    assign_lead,
    change_lead,
    convert_lead,
    disqualify_lead,
    name_lead_source,
    receive_lead,
    reopen_lead,
    start_campaign,
)
from crm.leads.models import Lead
from crm.pipeline.models import Opportunity
from tests.builders import Stage, noon

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)
AT = noon(DAY)
TOLD = {"name": "Mara Ahorn", "firm": "Ahorn", "email": "mara@ahorn.example", "country": "DE", "message": "A portal?"}
SALE: dict[str, Any] = {"name": "Portal", "amount": money("9000.00", "EUR"), "closes_on": date(2026, 5, 1), "at": AT}
PLACE = {"street": "Ahornweg 1", "postcode": "10115", "city": "Berlin"}


def received(stage: Stage, told: dict[str, Any] | None = None, **more: Any) -> Lead:
    """Mara of Ahorn asks by the web site."""
    by = stage.by("lena")
    source = name_lead_source("Web site", by=by)
    return receive_lead(stage.entity, source=source, told=TOLD | (told or {}), **more, at=AT, by=by)


def test_a_lead_is_received_assigned_disqualified_and_reopened(stage: Stage) -> None:
    by = stage.by("lena")
    spring = start_campaign("Spring", starts_on=DAY, budget=money("500.00", "EUR"), by=by)
    lead = received(stage, campaign=spring, consent={"purpose": "Answer", "wording": "You may write to me."})
    assert lead.reference.startswith("LEA-") and (lead.status, lead.consented_at) == ("new", AT)
    assert list(Lead.objects.visible_to(stage.users["lena"]).unassigned()) == [lead]
    mine = assign_lead(lead, owner=stage.users["lena"], by=by)
    assert (mine.status, mine.owner) == ("working", stage.users["lena"])
    assert change_lead(lead, changes={"phone": "+49 30 1"}, by=by).phone == "+49 30 1"
    with pytest.raises(Invalid, match="a lead has no status"):
        change_lead(lead, changes={"status": "qualified"}, by=by)
    with pytest.raises(Invalid, match="say why"):
        disqualify_lead(lead, reason=" ", at=AT, by=by)
    assert disqualify_lead(lead, reason="A student", at=AT, by=by).disqualified_at == AT
    for refused in (
        lambda: assign_lead(lead, by=by),
        lambda: convert_lead(lead, **SALE, by=by),
        lambda: disqualify_lead(lead, reason="Again", at=AT, by=by),
    ):
        with pytest.raises(Refusal, match="is disqualified") as told:
            refused()
        assert told.value.code == "lead-ended"
    assert reopen_lead(lead, by=by).status == "working"
    with pytest.raises(Refusal, match="not disqualified"):
        reopen_lead(lead, by=by)
    assert assign_lead(lead, by=by).status == "new"
    types = Event.objects.filter(subject_id=str(lead.pk)).values_list("type", flat=True)
    assert {"lead.received", "lead.assigned", "lead.changed", "lead.disqualified", "lead.reopened"} == set(types)


def test_a_lead_that_cannot_be_answered_or_owned_is_refused(stage: Stage) -> None:
    lead = received(stage)
    with pytest.raises(Invalid, match="answered by mail or phone"):
        receive_lead(stage.entity, source=lead.source, told={"name": "Nobody"}, at=AT, by=stage.by("lena"))
    with pytest.raises(Invalid, match="does not see leads"):
        assign_lead(lead, owner=stage.users["tom"], by=stage.by("lena"))
    with pytest.raises(NotAllowed):
        receive_lead(stage.entity, source=lead.source, told=TOLD, at=AT, by=stage.by("tom"))
    ends = DAY - timedelta(days=1)
    with pytest.raises(Invalid, match="does not end before it starts"):
        start_campaign("Back", starts_on=DAY, ends_on=ends, budget=money("1.00", "EUR"), by=stage.by("lena"))
    with pytest.raises(IntegrityError), transaction.atomic(), acting(stage.by("lena")):
        Lead.objects.filter(pk=lead.pk).update(status="qualified")
    assert Lead.objects.count() == 1


def test_a_lead_becomes_a_new_customer_contact_and_opportunity_once(stage: Stage) -> None:
    by = stage.by("lena")
    lead = received(stage)
    before = Customer.objects.count()
    with pytest.raises(Refusal):
        convert_lead(lead, **SALE, by=by)  # no street, no city
    assert (Customer.objects.count(), Opportunity.objects.count()) == (before, 0)
    made = convert_lead(lead, **SALE, address=PLACE, by=by)
    assert made.status == "qualified" and made.customer and made.contact and made.opportunity
    assert (made.customer.name, made.customer.currency, made.customer.address.country) == ("Ahorn", "EUR", "DE")
    assert (made.contact.email, made.opportunity.contact) == (TOLD["email"], made.contact)
    note = Activity.objects.get(customer=made.customer)
    assert (note.text, note.about_reference) == ("A portal?", made.opportunity.reference)
    with pytest.raises(Refusal, match="is qualified"):
        convert_lead(lead, **SALE, address=PLACE, by=by)
    assert (Customer.objects.count(), Opportunity.objects.count()) == (before + 1, 1)


def test_a_lead_of_a_firm_we_know_joins_its_customer(stage: Stage) -> None:
    by, firm = stage.by("lena"), stage.customer("nordlicht")
    known = stage.contacts["nordlicht"]
    with pytest.raises(Invalid, match="name both"):
        convert_lead(received(stage), **SALE, contact=known, by=by)
    lead = Lead.objects.get()
    made = convert_lead(lead, **SALE, customer=firm, contact=known, by=by)
    assert (made.customer, made.contact) == (firm, known)
    assert Contact.objects.filter(customer=firm).count() == 1
